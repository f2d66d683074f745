"""Commenter une section du projet ; y répondre, régler, rouvrir."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conventions.droits import Droit, charger, utilisateur_de
from conventions.liens import Usage, acteur_de, lien_de, ouverte_aux_liens, personne_de
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ecriture_lue
from pilotage.annonces import repondre_au_commentaire
from pilotage.forms.cycle import CommentaireCorrigeForm, CommentaireForm, ReponseAuCommentaireForm
from pilotage.lecture_de_l_evaluation import bloc
from pilotage.millesimes import Millesime
from pilotage.models import CommentaireDEvaluation, Evaluation, LectureDemandee
from pilotage.views.commun import projet_a_lire, vers_l_evaluation


def vers_le_commentaire(commentaire: CommentaireDEvaluation) -> str:
    """La page de lecture, à l'endroit du commentaire."""
    evaluation = commentaire.evaluation
    page = reverse("evaluation_lire", args=[evaluation.convention.slug, evaluation.cle])
    return f"{page}#commentaire-{commentaire.pk}"


def _contexte(request: HttpRequest, evaluation: Evaluation, **suite: Any) -> dict[str, Any]:
    slug, cle = evaluation.convention.slug, evaluation.cle
    lecture = reverse("evaluation_lire", args=[slug, cle])
    par_un_lien = lien_de(request) is not None
    debut = [("Ma page", reverse("ma_page"))] if par_un_lien else vers_l_evaluation(evaluation)
    return {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "etapes": [*debut, ("Lire le projet", lecture)],
        "lecture": lecture,
        **suite,
    }


@ouverte_aux_liens(Usage.REPONDRE)
@require_http_methods(["GET", "POST"])
def evaluation_commenter(
    request: HttpRequest, slug: str, annee: Millesime, section: str
) -> HttpResponse:
    """Un commentaire de plus sur une section ; qui commente a lu."""
    evaluation = projet_a_lire(request, slug, annee)
    lu = bloc(evaluation, section, horloge.aujourd_hui())
    if lu is None:
        raise Http404("Cette section n'existe pas.")
    commentaire = CommentaireDEvaluation(
        evaluation=evaluation,
        section=lu.section,
        axe_id=lu.axe,
        fiche_id=lu.fiche,
        personne=personne_de(request),
    )
    return traiter(
        request,
        CommentaireForm(request.POST or None),
        commande=lambda saisi: _commenter(
            commentaire, saisi.cleaned_data["texte"], acteur_de(request)
        ),
        vers=lambda: vers_le_commentaire(commentaire),
        message="Votre commentaire est enregistré. Vous pouvez le corriger pendant un jour.",
        gabarit="pilotage/evaluation_commenter.html",
        contexte=_contexte(request, evaluation, bloc=lu),
    )


def _commenter(commentaire: CommentaireDEvaluation, texte: str, par: Acteur) -> None:
    with acte(par):
        commentaire.ouvrir(texte=texte, par=par)
        lectures = LectureDemandee.objects.filter(
            evaluation=commentaire.evaluation, personne=commentaire.personne
        )
        for lecture in lectures:
            lecture.noter_lue(par=par, le=horloge.aujourd_hui())


@ouverte_aux_liens(Usage.REPONDRE)
@require_http_methods(["GET", "POST"])
def evaluation_commentaire_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Corriger son commentaire, dans le jour qui suit."""

    def lu() -> CommentaireDEvaluation:
        return _le_mien(request, slug, pk)

    commentaire = lu()
    corriger = partial(
        commentaire.corriger, par=acteur_de(request), maintenant=horloge.maintenant()
    )
    return traiter(
        request,
        CommentaireCorrigeForm(request.POST or None, initial=_depart(commentaire)),
        commande=lambda saisi: corriger(
            texte=saisi.cleaned_data["texte"], ecriture_ouverte=saisi.version_ouverte()
        ),
        relire=lambda: CommentaireCorrigeForm(initial=_depart(lu())),
        vers=vers_le_commentaire(commentaire),
        message="Votre commentaire est corrigé.",
        gabarit="pilotage/evaluation_commentaire_modifier.html",
        contexte=_contexte(request, commentaire.evaluation, commentaire=commentaire),
    )


def _depart(commentaire: CommentaireDEvaluation) -> dict[str, Any]:
    return {"version": ecriture_lue(commentaire), "texte": commentaire.texte}


def _reponse(commentaire: CommentaireDEvaluation) -> dict[str, Any]:
    return {"version": ecriture_lue(commentaire), "texte": commentaire.reponse}


def _commentaires() -> Any:
    return CommentaireDEvaluation.objects.select_related(
        "evaluation__convention", "axe", "fiche", "personne"
    )


def _le_mien(request: HttpRequest, slug: str, pk: int) -> CommentaireDEvaluation:
    """Le commentaire que la personne a écrit ; celui d'un autre ne se corrige pas."""
    lien = lien_de(request)
    if lien is None:
        compte = utilisateur_de(request)
        commentaire: CommentaireDEvaluation = charger(
            _commentaires(), compte, Droit.LIRE, evaluation__convention__slug=slug, pk=pk
        )
        if not commentaire.est_de(compte.personne):
            raise PermissionDenied("Ce commentaire n'est pas le vôtre.")
        return commentaire
    siens = _commentaires().filter(personne=lien.personne, evaluation__convention=lien.convention)
    trouve: CommentaireDEvaluation | None = siens.filter(
        evaluation__convention__slug=slug, pk=pk
    ).first()
    if trouve is None:
        raise Http404("Ce commentaire n'est pas le vôtre.")
    return trouve


def _a_regler(request: HttpRequest, slug: str, pk: int) -> CommentaireDEvaluation:
    commentaire: CommentaireDEvaluation = charger(
        _commentaires(),
        utilisateur_de(request),
        Droit.REDIGER_LES_EVALUATIONS,
        evaluation__convention__slug=slug,
        pk=pk,
    )
    return commentaire


@require_http_methods(["GET", "POST"])
def evaluation_commentaire_repondre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Répondre à un commentaire, ou réécrire sa réponse."""

    def ouverte(donnees: Any = None) -> ReponseAuCommentaireForm:
        return ReponseAuCommentaireForm(donnees, initial=_reponse(_a_regler(request, slug, pk)))

    commentaire = _a_regler(request, slug, pk)
    repondre = partial(
        repondre_au_commentaire,
        commentaire=commentaire,
        par=utilisateur_de(request),
        le=horloge.aujourd_hui(),
    )
    return traiter(
        request,
        ouverte(request.POST or None),
        commande=lambda saisi: repondre(
            texte=saisi.cleaned_data["texte"], ecriture_ouverte=saisi.version_ouverte()
        ),
        relire=ouverte,
        vers=vers_le_commentaire(commentaire),
        message="Votre réponse est enregistrée. Réglez le commentaire quand la suite est donnée.",
        gabarit="pilotage/evaluation_commentaire_repondre.html",
        contexte=_contexte(request, commentaire.evaluation, commentaire=commentaire),
    )


@require_POST
def evaluation_commentaire_regler(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La suite est donnée."""
    commentaire = _a_regler(request, slug, pk)
    return executer(
        request,
        partial(commentaire.regler, par=utilisateur_de(request), le=horloge.aujourd_hui()),
        vers=vers_le_commentaire(commentaire),
        message="Le commentaire est réglé.",
    )


@require_POST
def evaluation_commentaire_rouvrir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La suite ne suffit pas."""
    commentaire = _a_regler(request, slug, pk)
    return executer(
        request,
        partial(commentaire.rouvrir, par=utilisateur_de(request)),
        vers=vers_le_commentaire(commentaire),
        message="Le commentaire est rouvert.",
    )
