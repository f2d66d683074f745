"""Les pages des évaluations : ouvrir une année, voir ce qui manque, écrire, rattacher, lire."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actions.models import Axe
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import changements
from pilotage.forms.evaluations import RattachementForm, RecitForm
from pilotage.manques import manques_de_l_evaluation
from pilotage.models import Evaluation, Recit, peut_lire_les_evaluations
from pilotage.models.releves import annees_ouvertes
from pilotage.recits import parties_du_recit
from pilotage.releves import taux_par_annee


def _evaluation(request: HttpRequest, droit: Droit, slug: str, annee: int) -> Evaluation:
    utilisateur = utilisateur_de(request)
    evaluations = Evaluation.objects.select_related("convention", "reunion__instance")
    return charger(
        evaluations.avec_permissions(utilisateur),
        utilisateur,
        droit,
        convention__slug=slug,
        annee=annee,
    )


def _vers_les_evaluations(slug: str) -> list[tuple[str, str]]:
    return [("Évaluations", reverse("evaluation_liste", args=[slug]))]


def _vers_l_evaluation(slug: str, annee: int) -> list[tuple[str, str]]:
    adresse = reverse("evaluation_detail", args=[slug, annee])
    return [*_vers_les_evaluations(slug), (f"Évaluation {annee}", adresse)]


@require_GET
def evaluation_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Une ligne par année de la convention : ouverte ou non, et son document."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    if not peut_lire_les_evaluations(utilisateur, convention):
        raise PermissionDenied(f"Il faudrait le droit suivant : {Droit.LIRE_LES_EVALUATIONS.value}")
    annees = annees_ouvertes(convention, horloge.aujourd_hui())[::-1]
    ouvertes = {e.annee: e for e in convention.evaluations.select_related("reunion__instance")}
    taux = taux_par_annee(convention, annees)
    redigeables = Convention.objects.all().avec_droit(utilisateur, Droit.REDIGER_LES_EVALUATIONS)
    contexte = {
        "convention": convention,
        "lignes": [(annee, ouvertes.get(annee), taux[annee]) for annee in annees],
        "annee_finale": convention.annees()[-1],
        "peut_rediger": redigeables.filter(pk=convention.pk).exists(),
    }
    return render(request, "pilotage/evaluation_liste.html", contexte)


@require_POST
def evaluation_ouvrir(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Ouvre l'évaluation d'une année."""
    par = utilisateur_de(request)
    convention = charger(Convention.objects.all(), par, Droit.REDIGER_LES_EVALUATIONS, slug=slug)
    if annee not in annees_ouvertes(convention, horloge.aujourd_hui()):
        raise Http404("Cette année n'est pas une année ouverte de la convention.")
    evaluation = Evaluation(convention=convention, annee=annee)
    return executer(
        request,
        partial(evaluation.ouvrir, par=par, le=horloge.aujourd_hui()),
        vers=reverse("evaluation_detail", args=[slug, annee]),
        message=f"L'évaluation {annee} est ouverte. Voyez ce qui lui manque, puis écrivez.",
    )


@require_GET
def evaluation_detail(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Une évaluation : le document, ce qui lui manque, son récit, sa séance."""
    evaluation = _evaluation(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    parties = parties_du_recit(evaluation)
    manques = manques_de_l_evaluation(evaluation, parties=parties, le=horloge.aujourd_hui())
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "etapes": _vers_les_evaluations(slug),
        "parties": parties,
        "recits_ecrits": sum(1 for partie in parties if partie.texte),
        "manques": manques,
    }
    return render(request, "pilotage/evaluation_detail.html", contexte)


@require_http_methods(["GET", "POST"])
def evaluation_rattacher(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Rattache l'évaluation à la séance du COPIL qui l'examine."""
    evaluation = _evaluation(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
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
        contexte={"evaluation": evaluation, "etapes": _vers_l_evaluation(slug, annee)},
    )


@require_http_methods(["GET", "POST"])
def recit_ecrire(request: HttpRequest, slug: str, annee: int, axe: int) -> HttpResponse:
    """Écrit le récit d'un axe, ou de l'ensemble (axe 0)."""
    evaluation = _evaluation(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    de_l_axe, etapes = _axe(evaluation, axe), _vers_l_evaluation(slug, annee)
    ecrire = partial(evaluation.ecrire_recit, axe=de_l_axe, par=utilisateur_de(request))
    depart = partial(RecitForm.de, evaluation, de_l_axe)
    enregistre = depart()
    return traiter(
        request,
        RecitForm(request.POST or None, initial=enregistre),
        commande=lambda saisi: ecrire(
            texte=saisi.cleaned_data["texte"], version_ouverte=saisi.version_ouverte()
        ),
        relire=lambda: RecitForm(initial=depart()),
        vers=reverse("recit_ecrire", args=[slug, annee, axe]),
        message="Le récit est enregistré. Relisez-le ci-dessous, tel qu'il paraîtra.",
        gabarit="pilotage/recit_ecrire.html",
        contexte={
            "evaluation": evaluation,
            "axe": de_l_axe,
            "enregistre": enregistre["texte"],
            "etapes": etapes,
        },
    )


def _axe(evaluation: Evaluation, numero: int) -> Axe | None:
    """L'axe de ce numéro ; None pour 0, l'ensemble ; 404 s'il n'existe pas."""
    if not numero:
        return None
    axe = Axe.objects.filter(convention=evaluation.convention_id, numero=numero).first()
    if axe is None:
        raise Http404("Cet axe n'existe pas.")
    return axe


@require_GET
def evaluation_historique(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Qui a changé quoi dans l'évaluation et ses récits."""
    evaluation = _evaluation(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    contexte = {
        "evaluation": evaluation,
        "etapes": _vers_l_evaluation(slug, annee),
        "changements": changements(
            evaluation.historique.all(), Recit.historique.filter(evaluation=evaluation.pk)
        ),
    }
    return render(request, "pilotage/evaluation_historique.html", contexte)
