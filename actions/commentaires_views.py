"""Les commentaires d'une fiche : ouvrir, corriger dans le jour, régler, rouvrir."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from actions.journal_forms import CommentaireForm, CorrectionDeCommentaireForm
from actions.journal_views import adresse_de_la_fiche, contexte_de_la_fiche
from actions.models import CommentaireDeFiche, FicheAction
from conventions.droits import Droit, charger, utilisateur_de
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter

ANCRE = "#commentaires"


def _charger(request: HttpRequest, droit: Droit, slug: str, pk: int) -> CommentaireDeFiche:
    commentaires = CommentaireDeFiche.objects.select_related("fiche__convention", "fiche__axe")
    return charger(
        commentaires, utilisateur_de(request), droit, fiche__convention__slug=slug, pk=pk
    )


def commentaire_ajouter(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Un commentaire de plus ; qui lit la convention peut en ouvrir un."""
    utilisateur = utilisateur_de(request)
    fiche = charger(
        FicheAction.objects.select_related("convention", "axe"),
        utilisateur,
        Droit.LIRE,
        convention__slug=slug,
        numero=numero,
    )
    return traiter(
        request,
        CommentaireForm(request.POST or None),
        commande=lambda f: fiche.commenter(texte=f.cleaned_data["texte"], par=utilisateur),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message="Votre commentaire est ouvert. Qui pilote l'action le verra à son accueil.",
        gabarit="actions/commentaire_ajouter.html",
        contexte=contexte_de_la_fiche(fiche, ANCRE),
    )


def commentaire_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La correction d'un commentaire par son auteur, un jour durant."""
    utilisateur, maintenant = utilisateur_de(request), horloge.maintenant()
    commentaire = _charger(request, Droit.LIRE, slug, pk)
    if not CommentaireDeFiche.objects.filter(pk=pk).ecrits_par(utilisateur.pk).exists():
        raise PermissionDenied("Un commentaire ne se corrige que par qui l'a écrit.")
    return traiter(
        request,
        CorrectionDeCommentaireForm(request.POST or None, commentaire=commentaire),
        commande=lambda formulaire: commentaire.corriger(
            texte=formulaire.cleaned_data["texte"],
            ecriture_ouverte=formulaire.version_ouverte(),
            par=utilisateur,
            maintenant=maintenant,
        ),
        vers=adresse_de_la_fiche(commentaire.fiche, ANCRE),
        message="Votre commentaire est corrigé.",
        gabarit="actions/commentaire_modifier.html",
        contexte={
            **contexte_de_la_fiche(commentaire.fiche, ANCRE),
            "commentaire": commentaire,
            "commentaire_fige": commentaire.est_figee(maintenant),
        },
        relire=lambda: CorrectionDeCommentaireForm(
            commentaire=_charger(request, Droit.LIRE, slug, pk)
        ),
    )


@require_POST
def commentaire_regler(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La suite est donnée."""
    commentaire = _charger(request, Droit.METTRE_A_JOUR_LES_FICHES, slug, pk)
    return executer(
        request,
        lambda: commentaire.regler(par=utilisateur_de(request), le=horloge.aujourd_hui()),
        vers=adresse_de_la_fiche(commentaire.fiche, ANCRE),
        message="Le commentaire est réglé.",
    )


@require_POST
def commentaire_rouvrir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La suite ne suffit pas : le commentaire attend de nouveau."""
    commentaire = _charger(request, Droit.METTRE_A_JOUR_LES_FICHES, slug, pk)
    return executer(
        request,
        lambda: commentaire.rouvrir(par=utilisateur_de(request)),
        vers=adresse_de_la_fiche(commentaire.fiche, ANCRE),
        message="Le commentaire est rouvert.",
    )
