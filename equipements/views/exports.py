"""Emporter le registre, les chiffres d'une année, l'annexe 2 : ce que les pages proposent."""

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conventions.droits import utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.formats import type_de_contenu
from ctg.socle.pdf import ErreurPDF
from ctg.socle.reponses import reponse_fichier
from equipements.echanges.annexe2 import Version, contenu_de_l_annexe2
from equipements.echanges.colonnes import Reperes
from equipements.echanges.contenu import Retenues, contenu_de_l_annee, contenu_du_registre
from equipements.echanges.fichiers import (
    DE_L_ANNEE,
    DE_L_ANNEXE_2,
    DES_PRIX,
    DU_REGISTRE,
    Format,
)
from equipements.echanges.formats import modele_xlsx
from equipements.echanges.prix import contenu_des_prix
from equipements.models import annees_commencees
from equipements.prix import annees_scolaires
from equipements.views.commun import contexte_de, convention_de

journal = logging.getLogger(__name__)
C = TypeVar("C")


def _format(formats: Mapping[str, Format[C]], suffixe: str) -> Format[C]:
    if suffixe not in formats:
        raise Http404("Ce format n'existe pas.")
    return formats[suffixe]


@require_safe
def registre_exporter(request: HttpRequest, slug: str, suffixe: str) -> HttpResponseBase:
    """La liste du registre, avec les filtres de l'adresse."""
    convention, choisi = convention_de(request, slug), _format(DU_REGISTRE, suffixe)
    retenues = _retenues(request, convention)
    contenu = contenu_du_registre(retenues)
    return _repondre(request, convention, choisi, contenu)


@require_safe
def chiffres_exporter(
    request: HttpRequest, slug: str, annee: int, suffixe: str
) -> HttpResponseBase:
    """Les questions et les réponses d'une année, avec les filtres de la liste."""
    convention, choisi = convention_de(request, slug), _format(DE_L_ANNEE, suffixe)
    if annee not in annees_commencees(convention, horloge.aujourd_hui()):
        raise Http404("Cette année n'est pas une année commencée de la convention.")
    contenu = contenu_de_l_annee(_retenues(request, convention), annee)
    return _repondre(request, convention, choisi, contenu)


@require_safe
def prix_exporter(request: HttpRequest, slug: str, annee: int, suffixe: str) -> HttpResponseBase:
    """Les prix d'une année scolaire, avec les filtres de la liste."""
    convention, choisi = convention_de(request, slug), _format(DES_PRIX, suffixe)
    if annee not in annees_scolaires(convention, horloge.aujourd_hui()):
        raise Http404("Cette année scolaire n'est pas de la convention.")
    contenu = contenu_des_prix(_retenues(request, convention), annee)
    return _repondre(request, convention, choisi, contenu)


@require_safe
def annexe2_exporter(
    request: HttpRequest, slug: str, version: str, suffixe: str
) -> HttpResponseBase:
    """L'annexe 2 dans la forme du document signé : la signée, ou celle à jour."""
    convention, choisi = convention_de(request, slug), _format(DE_L_ANNEXE_2, suffixe)
    if version not in {connue.value for connue in Version}:
        raise Http404("Cette version n'existe pas.")
    contenu = contenu_de_l_annexe2(convention, Version(version), horloge.aujourd_hui())
    return _repondre(request, convention, choisi, contenu)


@require_safe
def registre_modele(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Le classeur vide d'un import de structures."""
    convention = convention_de(request, slug)
    octets = modele_xlsx(
        Reperes.lus(convention), f"Structures à importer – {convention.territoire}"
    )
    return reponse_fichier(octets, "structures-a-importer.xlsx", type_de_contenu("structures.xlsx"))


def _retenues(request: HttpRequest, convention: Convention) -> Retenues:
    filtres = {nom: request.GET[nom] for nom in request.GET}
    return Retenues.lues(convention, utilisateur_de(request), filtres, horloge.aujourd_hui())


def _repondre(
    request: HttpRequest, convention: Convention, choisi: Format[Any], contenu: Any
) -> HttpResponseBase:
    """Le fichier ; ou, si le PDF est impossible, la page qui dit pourquoi."""
    try:
        return choisi.reponse(contenu, contenu.nom_du_fichier)
    except (ErreurPDF, ActionImpossible) as erreur:
        journal.error("PDF du registre de %s : %s", convention.slug, erreur)
        contexte = contexte_de(
            convention,
            message=str(erreur),
            retour=reverse("equipement_liste", args=[convention.slug]),
        )
        statut = 503 if isinstance(erreur, ErreurPDF) else 400
        return render(request, "equipements/registre_sans_pdf.html", contexte, status=statut)
