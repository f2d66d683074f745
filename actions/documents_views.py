"""Les documents et les liens d'une fiche : déposer, lire, modifier, retirer."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from actions.documents_forms import DocumentForm, LienForm
from actions.journal_views import adresse_de_la_fiche, contexte_de_la_fiche
from actions.models import DocumentDeFiche, FicheAction, LienWeb
from conventions.droits import Droit, charger, utilisateur_de
from ctg.socle import horloge
from ctg.socle.documents import reponse_du_fichier
from ctg.socle.formulaires import executer, saisie_avec_fichier, traiter, version_envoyee

ANCRE = "#documents"


def _fiche(request: HttpRequest, slug: str, numero: int) -> FicheAction:
    """La fiche, pour qui peut la mettre à jour."""
    fiches = FicheAction.objects.select_related("convention", "axe")
    droit = Droit.METTRE_A_JOUR_LES_FICHES
    return charger(fiches, utilisateur_de(request), droit, convention__slug=slug, numero=numero)


def _contexte(fiche: FicheAction, **suite: Any) -> dict[str, Any]:
    return {**contexte_de_la_fiche(fiche, ANCRE), **suite}


def _geste(request: HttpRequest) -> dict[str, Any]:
    return {"par": utilisateur_de(request), "le": horloge.aujourd_hui()}


# --- Documents --------------------------------------------------------------------------------


@require_safe
def piece_telecharger(request: HttpRequest, slug: str, numero: int, pk: int) -> FileResponse:
    """Le fichier d'un document de la fiche, remis à qui peut lire la convention."""
    documents, cle = DocumentDeFiche.objects.all(), {"fiche__numero": numero, "pk": pk}
    utilisateur = utilisateur_de(request)
    return reponse_du_fichier(
        charger(documents, utilisateur, Droit.LIRE, fiche__convention__slug=slug, **cle)
    )


def piece_deposer(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Un document de plus pour une fiche."""
    fiche = _fiche(request, slug, numero)
    document = DocumentDeFiche(fiche=fiche)
    return traiter(
        request,
        DocumentForm(*saisie_avec_fichier(request), piece=document),
        commande=lambda formulaire: _ecrire(request, document, formulaire),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message="Le document est déposé.",
        gabarit="actions/piece_deposer.html",
        contexte=_contexte(fiche),
    )


def piece_modifier(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Un document déjà là : son titre, son étape, ou un fichier qui remplace le sien."""
    fiche = _fiche(request, slug, numero)
    document = _document(fiche, pk)
    return traiter(
        request,
        DocumentForm(*saisie_avec_fichier(request), piece=document),
        commande=lambda formulaire: _ecrire(request, document, formulaire),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message="Le document est modifié.",
        gabarit="actions/piece_modifier.html",
        contexte=_contexte(fiche, document=_document(fiche, pk), version=document.version),
        relire=lambda: DocumentForm(piece=_document(fiche, pk)),
    )


def _document(fiche: FicheAction, pk: int) -> DocumentDeFiche:
    document: DocumentDeFiche = get_object_or_404(DocumentDeFiche, fiche=fiche, pk=pk)
    document.fiche = fiche
    return document


def _ecrire(request: HttpRequest, document: DocumentDeFiche, formulaire: DocumentForm) -> None:
    document.enregistrer(
        valeurs=formulaire.valeurs(),
        fichier=formulaire.cleaned_data["fichier"],
        version_ouverte=formulaire.version_ouverte(),
        **_geste(request),
    )


@require_POST
def piece_retirer(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Retire un document et son fichier ; l'historique dit qui, et quoi."""
    fiche = _fiche(request, slug, numero)
    document = _document(fiche, pk)
    return executer(
        request,
        lambda: document.retirer(version_ouverte=version_envoyee(request), **_geste(request)),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message=f"Le document est retiré : {document}. L'historique en garde la trace.",
    )


# --- Liens ------------------------------------------------------------------------------------


def lien_web_ajouter(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Un lien de plus pour une fiche."""
    fiche = _fiche(request, slug, numero)
    lien = LienWeb(fiche=fiche)
    return traiter(
        request,
        LienForm(request.POST or None, piece=lien),
        commande=lambda formulaire: _ecrire_le_lien(request, lien, formulaire),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message="Le lien est ajouté.",
        gabarit="actions/lien_web_ajouter.html",
        contexte=_contexte(fiche),
    )


def lien_web_modifier(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Un lien déjà là : son titre, son adresse, son étape."""
    fiche = _fiche(request, slug, numero)
    lien = _lien(fiche, pk)
    return traiter(
        request,
        LienForm(request.POST or None, piece=lien),
        commande=lambda formulaire: _ecrire_le_lien(request, lien, formulaire),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message="Le lien est modifié.",
        gabarit="actions/lien_web_modifier.html",
        contexte=_contexte(fiche, lien=_lien(fiche, pk), version=lien.version),
        relire=lambda: LienForm(piece=_lien(fiche, pk)),
    )


def _lien(fiche: FicheAction, pk: int) -> LienWeb:
    lien: LienWeb = get_object_or_404(LienWeb, fiche=fiche, pk=pk)
    lien.fiche = fiche
    return lien


def _ecrire_le_lien(request: HttpRequest, lien: LienWeb, formulaire: LienForm) -> None:
    lien.enregistrer(
        valeurs=formulaire.valeurs(),
        version_ouverte=formulaire.version_ouverte(),
        **_geste(request),
    )


@require_POST
def lien_web_retirer(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Retire un lien ; l'historique le garde."""
    fiche = _fiche(request, slug, numero)
    lien = _lien(fiche, pk)
    return executer(
        request,
        lambda: lien.retirer(version_ouverte=version_envoyee(request), **_geste(request)),
        vers=adresse_de_la_fiche(fiche, ANCRE),
        message=f"Le lien est retiré : {lien}. L'historique en garde la trace.",
    )
