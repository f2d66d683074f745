"""Juger une année : les verdicts, les forces et faiblesses, la suite de chaque action."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from actions.models import Axe, FicheAction
from conventions.droits import Droit, utilisateur_de
from ctg.socle.formulaires import traiter
from pilotage.forms.jugements import JugementDeFicheForm, JugementForm
from pilotage.forms.referentiel import VerdictForm
from pilotage.jugements import Vise, juger
from pilotage.lecture_des_jugements import jugements_par_objet, preuves_de
from pilotage.lecture_du_referentiel import hypotheses_de, thematiques_lues
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation, Hypothese, Verdict
from pilotage.suivi_de_l_evaluation import avec_suivi, se_reecrit
from pilotage.views.commun import evaluation_chargee
from pilotage.views.lignes import Etapes


def _evaluation(request: HttpRequest, droit: Droit, slug: str, annee: Millesime) -> Evaluation:
    return evaluation_chargee(request, droit, slug, annee, avec_suivi(Evaluation.objects.all()))


def _etapes(slug: str, annee: Millesime, *pages: tuple[str, str]) -> Etapes:
    return [
        ("Évaluations", reverse("evaluation_liste", args=[slug])),
        (annee.titre, reverse("evaluation_detail", args=[slug, annee])),
        *((titre, reverse(nom, args=[slug, annee])) for nom, titre in pages),
    ]


def _peut_ecrire(evaluation: Evaluation) -> bool:
    """Vrai si la personne rédige, et si l'évaluation s'écrit encore : approuvée, elle est lue."""
    return evaluation.est_redigeable and se_reecrit(evaluation)


@require_GET
def verdict_liste(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Les hypothèses du référentiel, et le verdict de l'année sur chacune."""
    evaluation = _evaluation(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    thematiques = thematiques_lues(evaluation.convention_id, evaluation)
    hypotheses = hypotheses_de(thematiques)
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "etapes": _etapes(slug, annee),
        "peut_ecrire": _peut_ecrire(evaluation),
        "thematiques": thematiques,
        "hypotheses": len(hypotheses),
        "rendus": sum(bool(h.verdict) for h in hypotheses),
        "comptes": [
            (sens.value, nombre)
            for sens in Verdict.Sens
            if (nombre := sum(h.verdict == sens for h in hypotheses))
        ],
    }
    return render(request, "pilotage/verdict_liste.html", contexte)


@require_http_methods(["GET", "POST"])
def verdict_rendre(request: HttpRequest, slug: str, annee: Millesime, pk: int) -> HttpResponse:
    """Rend le verdict de l'année sur une hypothèse, ce qui le prouve sous les yeux."""
    evaluation = _evaluation(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    hypothese = _hypothese(evaluation, pk)
    rendu = hypothese.verdicts.filter(evaluation=evaluation).first()
    verdict = rendu or Verdict(evaluation=evaluation, hypothese=hypothese)
    rendre = partial(verdict.rendre, par=utilisateur_de(request))
    return traiter(
        request,
        VerdictForm(request.POST or None, initial=VerdictForm.de(rendu)),
        commande=lambda saisi: rendre(
            valeurs=saisi.valeurs(), version_ouverte=saisi.version_ouverte()
        ),
        relire=lambda: VerdictForm(
            initial=VerdictForm.de(hypothese.verdicts.filter(evaluation=evaluation).first())
        ),
        vers=reverse("verdict_liste", args=[slug, annee]) + f"#hypothese-{pk}",
        message="Le verdict est enregistré.",
        gabarit="pilotage/verdict_rendre.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "hypothese": hypothese,
            "preuves": preuves_de(hypothese, annee.annee),
            "explications": VerdictForm.EXPLICATIONS,
            "peut_ecrire": _peut_ecrire(evaluation),
            "etapes": _etapes(slug, annee, ("verdict_liste", "Verdicts")),
        },
    )


def _hypothese(evaluation: Evaluation, pk: int) -> Hypothese:
    hypotheses = Hypothese.objects.select_related("question__thematique")
    hypothese: Hypothese | None = hypotheses.filter(
        pk=pk, question__thematique__convention=evaluation.convention_id
    ).first()
    if hypothese is None:
        raise Http404("Cette hypothèse n'existe pas.")
    return hypothese


@require_GET
def jugement_liste(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Forces, faiblesses, facteurs et pistes ; et ce qui est proposé pour chaque action."""
    evaluation = _evaluation(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    jugements = jugements_par_objet(evaluation)
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "etapes": _etapes(slug, annee),
        "peut_ecrire": _peut_ecrire(evaluation),
        "ensemble": jugements.ensemble,
        "axes": jugements.axes,
        "conclues": jugements.conclues,
        "actions": jugements.actions,
    }
    return render(request, "pilotage/jugement_liste.html", contexte)


@require_http_methods(["GET", "POST"])
def jugement_ecrire(
    request: HttpRequest, slug: str, annee: Millesime, objet: str, numero: int
) -> HttpResponse:
    """Juge l'ensemble (numéro 0), un axe ou une action : tout d'une page."""
    evaluation = _evaluation(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    vise = _vise(evaluation, objet, numero)
    formulaire = JugementForm if vise.fiche is None else JugementDeFicheForm
    commande = partial(juger, vise, par=utilisateur_de(request))
    return traiter(
        request,
        formulaire(request.POST or None, initial=formulaire.de(vise)),
        commande=lambda saisi: commande(**saisi.jugement()),
        relire=lambda: formulaire(initial=formulaire.de(vise)),
        vers=reverse("jugement_liste", args=[slug, annee]) + f"#{objet}-{numero}",
        message="C'est enregistré.",
        gabarit="pilotage/jugement_ecrire.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "vise": vise,
            "peut_ecrire": _peut_ecrire(evaluation),
            "etapes": _etapes(slug, annee, ("jugement_liste", "Analyse")),
        },
    )


def _vise(evaluation: Evaluation, objet: str, numero: int) -> Vise:
    """Ce que l'adresse désigne ; 404 s'il n'existe pas."""
    if objet == "ensemble" and not numero:
        return Vise(evaluation)
    cle: dict[str, Any] = {"convention": evaluation.convention_id, "numero": numero}
    if objet == "axe" and (axe := Axe.objects.filter(**cle).first()):
        return Vise(evaluation, axe=axe)
    fiches = FicheAction.objects.select_related("axe")
    if objet == "fiche" and (fiche := fiches.filter(**cle).first()):
        return Vise(evaluation, fiche=fiche)
    raise Http404("Il n'y a rien à juger ici.")
