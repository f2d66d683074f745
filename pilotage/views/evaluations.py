"""Les pages des évaluations : ouvrir une année, voir où elle en est, la rattacher."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import changements
from pilotage.etapes_du_cycle import etapes_du_cycle, prochain_geste
from pilotage.forms.evaluations import RattachementForm
from pilotage.manque import Manque
from pilotage.manques import manques_de_l_evaluation
from pilotage.millesimes import Millesime
from pilotage.models import (
    Approbation,
    CommentaireDEvaluation,
    Evaluation,
    Recit,
    VersionFigee,
    peut_lire_les_evaluations,
)
from pilotage.models.releves import annees_ouvertes
from pilotage.recits import PartieDeRecit, groupes_de_parties, parties_demandees, toutes_les_parties
from pilotage.releves import taux_par_annee
from pilotage.suivi_de_l_evaluation import avec_suivi, se_reecrit, suivi_de
from pilotage.views.commun import evaluation_chargee, vers_l_evaluation, vers_les_evaluations

# Il pèse, et une liste ne le montre pas.
INSTANTANE = "version_publiee__instantane"


@require_GET
def evaluation_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Une ligne par année de la convention : ouverte ou non, et son document."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    if not peut_lire_les_evaluations(utilisateur, convention):
        return _ce_qui_est_publie(request, convention)
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


def _ce_qui_est_publie(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Ce que lit toute la convention : les versions publiées ; rien de ce qui se prépare."""
    publiees = convention.evaluations.publiees().select_related("version_publiee__reunion")
    contexte = {"convention": convention, "evaluations": publiees.defer(INSTANTANE)}
    return render(request, "pilotage/evaluations_publiees.html", contexte)


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
    """La liste de tâches d'une évaluation : où elle en est, ce qui manque, le prochain geste."""
    evaluation = evaluation_chargee(
        request, Droit.LIRE_LES_EVALUATIONS, slug, annee, avec_suivi(Evaluation.objects.all())
    )
    le = horloge.aujourd_hui()
    parties = toutes_les_parties(evaluation)
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "etapes": vers_les_evaluations(slug),
        "cycle": etapes_du_cycle(evaluation),
        "geste": prochain_geste(evaluation, le) if evaluation.est_redigeable else None,
        "groupes": groupes_de_parties(parties),
        "recits_ecrits": sum(1 for partie in parties if partie.texte),
        "recits_en_tout": len(parties),
        "manques": _manques(evaluation, parties) if evaluation.s_ecrit else [],
        "suivi": suivi_de(evaluation),
        "se_reecrit": evaluation.est_redigeable and se_reecrit(evaluation),
        "versions": _versions(evaluation),
    }
    return render(request, "pilotage/evaluation_detail.html", contexte)


def _manques(evaluation: Evaluation, parties: list[PartieDeRecit]) -> list[Manque]:
    demandees = parties_demandees(parties)
    return manques_de_l_evaluation(evaluation, parties=demandees, le=horloge.aujourd_hui())


def _versions(evaluation: Evaluation) -> list[VersionFigee]:
    """Aucune tant que rien ne fut validé : on ne les cherche pas."""
    if not (evaluation.est_figee or evaluation.se_corrige):
        return []
    return list(VersionFigee.objects.filter(evaluation=evaluation).pour_liste())


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


@require_GET
def evaluation_historique(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Qui a changé quoi dans l'évaluation et ses récits."""
    evaluation = evaluation_chargee(request, Droit.LIRE_LES_EVALUATIONS, slug, annee)
    contexte = {
        "evaluation": evaluation,
        "etapes": vers_l_evaluation(evaluation),
        "changements": changements(
            evaluation.historique.all(),
            Recit.historique.filter(evaluation=evaluation.pk),
            Approbation.historique.filter(evaluation=evaluation.pk),
            CommentaireDEvaluation.historique.filter(evaluation=evaluation.pk),
            VersionFigee.historique.filter(evaluation=evaluation.pk),
        ),
    }
    return render(request, "pilotage/evaluation_historique.html", contexte)
