"""Les pages des évaluations : ouvrir une année, voir ce qui manque, écrire, rattacher, lire."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actions.models import Axe, FicheAction
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import changements
from pilotage.forms.evaluations import RattachementForm, RecitForm
from pilotage.manques import manques_de_l_evaluation
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation, Recit, peut_lire_les_evaluations
from pilotage.models.releves import annees_ouvertes
from pilotage.recits import PartieDeRecit, parties_du_recit, toutes_les_parties
from pilotage.releves import taux_par_annee
from pilotage.views.commun import evaluation_chargee, vers_l_evaluation, vers_les_evaluations


@require_GET
def evaluation_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Une ligne par année de la convention : ouverte ou non, et son document."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    if not peut_lire_les_evaluations(utilisateur, convention):
        raise PermissionDenied(f"Il faudrait le droit suivant : {Droit.LIRE_LES_EVALUATIONS.value}")
    annees = annees_ouvertes(convention, horloge.aujourd_hui())[::-1]
    ouvertes = {e.cle: e for e in convention.evaluations.select_related("reunion__instance")}
    taux = taux_par_annee(convention, annees)
    millesimes = [
        millesime
        for annee in annees
        for millesime in (*_finale(convention, annee), Millesime(annee))
    ]
    redigeables = Convention.objects.all().avec_droit(utilisateur, Droit.REDIGER_LES_EVALUATIONS)
    contexte = {
        "convention": convention,
        "lignes": [(m, ouvertes.get(m), taux[m.annee]) for m in millesimes],
        "peut_rediger": redigeables.filter(pk=convention.pk).exists(),
    }
    return render(request, "pilotage/evaluation_liste.html", contexte)


def _finale(convention: Convention, annee: int) -> list[Millesime]:
    """La dernière année en porte deux : la sienne, et la finale (art. 10)."""
    return [Millesime(annee, est_finale=True)] if annee == convention.annees()[-1] else []


@require_POST
def evaluation_ouvrir(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Ouvre l'évaluation d'une année."""
    par = utilisateur_de(request)
    convention = charger(Convention.objects.all(), par, Droit.REDIGER_LES_EVALUATIONS, slug=slug)
    if annee.annee not in annees_ouvertes(convention, horloge.aujourd_hui()):
        raise Http404("Cette année n'est pas une année ouverte de la convention.")
    evaluation = Evaluation(convention=convention, **annee.filtre)
    return executer(
        request,
        partial(evaluation.ouvrir, par=par, le=horloge.aujourd_hui()),
        vers=reverse("evaluation_detail", args=[slug, annee]),
        message=f"{evaluation.dans_une_phrase} est ouverte. Voyez ce qui lui manque, puis écrivez.",
    )


@require_GET
def evaluation_detail(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Une évaluation : le document, ce qui lui manque, son récit, sa séance."""
    evaluation = evaluation_chargee(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    parties = parties_du_recit(evaluation)
    manques = manques_de_l_evaluation(evaluation, parties=parties, le=horloge.aujourd_hui())
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "etapes": vers_les_evaluations(slug),
        "parties": parties,
        "recits_ecrits": sum(1 for partie in parties if partie.texte),
        "manques": manques,
    }
    return render(request, "pilotage/evaluation_detail.html", contexte)


@require_http_methods(["GET", "POST"])
def evaluation_rattacher(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Rattache l'évaluation à la séance du COPIL qui l'examine."""
    evaluation = evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    rattacher = partial(evaluation.rattacher, par=utilisateur_de(request))
    return traiter(
        request,
        RattachementForm(
            request.POST or None,
            evaluation=evaluation,
            initial={"reunion": evaluation.reunion_id},
        ),
        commande=lambda formulaire: rattacher(reunion=formulaire.cleaned_data["reunion"]),
        vers=reverse("evaluation_detail", args=[slug, annee]),
        message="La séance de l'évaluation est enregistrée.",
        gabarit="pilotage/evaluation_rattacher.html",
        contexte={"evaluation": evaluation, "etapes": vers_l_evaluation(evaluation)},
    )


@require_http_methods(["GET", "POST"])
def recit_ecrire(request: HttpRequest, slug: str, annee: Millesime, section: str) -> HttpResponse:
    """Écrit le récit d'une section : « ensemble », « axe-1 », « fiche_fait-3 »."""
    evaluation = evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    place = _place(evaluation, section)
    depart = partial(RecitForm.de, evaluation, place)
    ecrire = partial(
        evaluation.ecrire_recit,
        section=place.section,
        axe=None if place.axe is None else Axe(pk=place.axe),
        fiche=None if place.fiche is None else FicheAction(pk=place.fiche),
        par=utilisateur_de(request),
    )
    enregistre = depart()
    return traiter(
        request,
        RecitForm(request.POST or None, initial=enregistre),
        commande=lambda saisi: ecrire(
            texte=saisi.cleaned_data["texte"], version_ouverte=saisi.version_ouverte()
        ),
        relire=lambda: RecitForm(initial=depart()),
        vers=reverse("recit_ecrire", args=[slug, annee, section]),
        message="Le récit est enregistré. Relisez-le ci-dessous, tel qu'il paraîtra.",
        gabarit="pilotage/recit_ecrire.html",
        contexte={
            "evaluation": evaluation,
            "partie": place,
            "enregistre": enregistre["texte"],
            "etapes": vers_l_evaluation(evaluation),
        },
    )


def _place(evaluation: Evaluation, cle: str) -> PartieDeRecit:
    """La place de récit de cette clé ; 404 si la convention n'en a pas de telle."""
    for partie in toutes_les_parties(evaluation):
        if partie.cle == cle:
            return partie
    raise Http404("Cette section n'existe pas.")


@require_GET
def evaluation_historique(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Qui a changé quoi dans l'évaluation et ses récits."""
    evaluation = evaluation_chargee(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    contexte = {
        "evaluation": evaluation,
        "etapes": vers_l_evaluation(evaluation),
        "changements": changements(
            evaluation.historique.all(), Recit.historique.filter(evaluation=evaluation.pk)
        ),
    }
    return render(request, "pilotage/evaluation_historique.html", contexte)
