"""Les étapes d'une évaluation : vérifier, puis faire ; renvoyer, corriger, publier."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conventions.droits import Droit, utilisateur_de
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.templatetags.portail import accorde
from pilotage.annonces import a_prevenir, prevenir_de_la_publication
from pilotage.etapes_du_cycle import bloquants
from pilotage.figer import approbations_depassees, valider_l_evaluation
from pilotage.forms.cycle import (
    AnnonceForm,
    CorrectionForm,
    PublicationForm,
    RenvoiDEvaluationForm,
    VersionForm,
)
from pilotage.manques import manques_de_l_evaluation
from pilotage.millesimes import Millesime
from pilotage.models import Approbation, Evaluation
from pilotage.recits import parties_du_recit
from pilotage.views.commun import evaluation_chargee, vers_l_evaluation

RADICAL = "pilotage/evaluation"


def _etape(
    request: HttpRequest,
    evaluation: Evaluation,
    verbe: str,
    *,
    commande: Callable[[Any], object],
    message: str,
    formulaire: Callable[..., forms.Form] = VersionForm,
    vers: str = "evaluation_detail",
    **contexte: Any,
) -> HttpResponse:
    """Une page de vérification, puis le geste : ce qui bloque, ce qui est à savoir."""
    le = horloge.aujourd_hui()
    return traiter(
        request,
        formulaire(request.POST if request.method == "POST" else None),
        commande=commande,
        vers=reverse(vers, args=[evaluation.convention.slug, evaluation.cle]),
        message=message,
        gabarit=f"{RADICAL}_{verbe}.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "etapes": vers_l_evaluation(evaluation),
            "bloquants": bloquants(evaluation, verbe, le),
            **contexte,
        },
    )


def _a_savoir(evaluation: Evaluation) -> list[Any]:
    """Ce qui manque sans rien empêcher : le document le dit lui-même."""
    return manques_de_l_evaluation(
        evaluation, parties=parties_du_recit(evaluation), le=horloge.aujourd_hui()
    )


def _a_rediger(request: HttpRequest, slug: str, annee: Millesime) -> Evaluation:
    return evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)


@require_http_methods(["GET", "POST"])
def evaluation_soumettre(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Faire lire le brouillon au COTECH."""
    evaluation = _a_rediger(request, slug, annee)
    par, le = utilisateur_de(request), horloge.aujourd_hui()
    return _etape(
        request,
        evaluation,
        "soumettre",
        commande=lambda _: evaluation.soumettre(par=par, le=le),
        message="Le projet est soumis au COTECH. Invitez maintenant ses membres à le lire.",
        a_savoir=_a_savoir(evaluation),
    )


@require_http_methods(["GET", "POST"])
def evaluation_presenter(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Présenter le projet au COPIL."""
    evaluation = _a_rediger(request, slug, annee)
    par, le = utilisateur_de(request), horloge.aujourd_hui()
    return _etape(
        request,
        evaluation,
        "presenter",
        commande=lambda _: evaluation.presenter(par=par, le=le),
        message="Le projet est présenté au COPIL. Les copilotes peuvent l'approuver.",
        a_savoir=_a_savoir(evaluation),
        ouverts=evaluation.commentaires.ouverts().count(),
    )


@require_http_methods(["GET", "POST"])
def evaluation_valider(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Valider : le document se fige, et ne change plus."""
    evaluation = _a_rediger(request, slug, annee)
    valider = partial(
        valider_l_evaluation,
        evaluation=evaluation,
        par=utilisateur_de(request),
        le=horloge.aujourd_hui(),
    )
    return _etape(
        request,
        evaluation,
        "valider",
        commande=lambda _: valider(),
        message="L'évaluation est validée. Son document est figé, avec son empreinte.",
        a_savoir=_a_savoir(evaluation),
        ouverts=evaluation.commentaires.ouverts().count(),
        depassees=approbations_depassees(evaluation, horloge.aujourd_hui()),
        approbations=Approbation.objects.filter(evaluation=evaluation).select_related(
            "personne", "signataire__partenaire", "reunion"
        ),
    )


@require_http_methods(["GET", "POST"])
def evaluation_publier(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Publier la version figée : à la convention, ou à tous."""
    evaluation = _a_rediger(request, slug, annee)
    publier = partial(evaluation.publier, par=utilisateur_de(request), le=horloge.aujourd_hui())
    return _etape(
        request,
        evaluation,
        "publier",
        # Une page déjà publique le demeure, sauf à le dire.
        formulaire=partial(
            PublicationForm, initial={"publique": "oui" if evaluation.est_publique else "non"}
        ),
        commande=lambda saisi: publier(publique=saisi.cleaned_data["publique"]),
        vers="evaluation_prevenir",
        message="L'évaluation est publiée. Vous pouvez maintenant prévenir les signataires.",
        version=evaluation.versions.defer("instantane").last(),
        adresse_publique=request.build_absolute_uri(
            reverse("evaluation_publique", args=[slug, annee])
        ),
    )


@require_http_methods(["GET", "POST"])
def evaluation_prevenir(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Dire par courriel que la version publiée se lit : à qui, et qui le sait déjà."""
    evaluation, le = _a_rediger(request, slug, annee), horloge.aujourd_hui()
    prevenir = partial(
        prevenir_de_la_publication, evaluation=evaluation, par=utilisateur_de(request), le=le
    )
    partis: list[int] = []
    return traiter(
        request,
        AnnonceForm(request.POST if request.method == "POST" else None),
        commande=lambda saisi: partis.append(prevenir(message=saisi.cleaned_data["message"])),
        vers=reverse("evaluation_detail", args=[slug, annee]),
        message=lambda: f"{accorde(partis[0], 'courriel part,courriels partent')}.",
        gabarit=f"{RADICAL}_prevenir.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "etapes": vers_l_evaluation(evaluation),
            "tri": a_prevenir(evaluation, le) if evaluation.version_publiee_id else None,
        },
    )


def _avec_motif(
    request: HttpRequest, evaluation: Evaluation, verbe: str, formulaire: type[forms.Form]
) -> HttpResponse:
    commande = partial(getattr(evaluation, verbe), par=utilisateur_de(request))
    messages = {
        "renvoyer": "L'évaluation est revenue en brouillon, avec votre motif.",
        "corriger": "Une nouvelle version se prépare. L'ancienne reste lisible.",
    }
    return traiter(
        request,
        formulaire(request.POST or None),
        commande=lambda saisi: commande(motif=saisi.cleaned_data["motif"]),
        vers=reverse("evaluation_detail", args=[evaluation.convention.slug, evaluation.cle]),
        message=messages[verbe],
        gabarit=f"{RADICAL}_{verbe}.html",
        contexte={"evaluation": evaluation, "etapes": vers_l_evaluation(evaluation)},
    )


@require_http_methods(["GET", "POST"])
def evaluation_renvoyer(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Remettre le projet en brouillon, avec son motif."""
    evaluation = _a_rediger(request, slug, annee)
    return _avec_motif(request, evaluation, "renvoyer", RenvoiDEvaluationForm)


@require_http_methods(["GET", "POST"])
def evaluation_corriger(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Préparer une version qui remplace celle qui est figée."""
    evaluation = _a_rediger(request, slug, annee)
    return _avec_motif(request, evaluation, "corriger", CorrectionForm)


@require_POST
def evaluation_depublier(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Retirer la publication."""
    evaluation = _a_rediger(request, slug, annee)
    return executer(
        request,
        partial(evaluation.depublier, par=utilisateur_de(request)),
        vers=reverse("evaluation_detail", args=[slug, annee]),
        message="L'évaluation n'est plus publiée. La version figée demeure.",
    )


@require_POST
def evaluation_ouvrir_au_public(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Ouvrir (`public=oui`) ou fermer la page sans compte."""
    evaluation = _a_rediger(request, slug, annee)
    ouvrir = request.POST.get("public") == "oui"
    return executer(
        request,
        partial(evaluation.ouvrir_au_public, ouvrir=ouvrir, par=utilisateur_de(request)),
        vers=reverse("evaluation_detail", args=[slug, annee]),
        message="Tout le monde peut lire l'évaluation."
        if ouvrir
        else "La page publique est fermée : son adresse ne répond plus.",
    )
