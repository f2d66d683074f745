"""Qui soutient une structure, et la liste des sous-types : ce que la coordination tient."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from conventions.droits import Droit, utilisateur_de
from conventions.models import Convention, Utilisateur
from ctg.socle.formulaires import traiter
from equipements.forms.soutiens import NomDeSousTypeForm, SousTypeForm, SoutienForm
from equipements.models import Equipement, SousType, Soutien
from equipements.services import exiger_vivante
from equipements.views.commun import adresse_de, contexte_de, convention_de, structure_de


def _vers_la_structure(convention: Convention, equipement: Equipement) -> str:
    return adresse_de("equipement_detail", convention, equipement) + "#soutiens"


def soutien_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une collectivité de plus, et depuis quand elle soutient la structure."""
    convention, equipement = structure_de(request, slug, pk, Droit.VALIDER)
    soutien = Soutien(equipement=equipement)
    return traiter(
        request,
        SoutienForm(request.POST or None, soutien=soutien, convention=convention),
        commande=lambda saisi: _enregistrer(soutien, saisi, convention, utilisateur_de(request)),
        vers=_vers_la_structure(convention, equipement),
        message="Le soutien est enregistré.",
        gabarit="equipements/soutien_ajouter.html",
        contexte=contexte_de(convention, equipement),
    )


def soutien_modifier(request: HttpRequest, slug: str, pk: int, soutien: int) -> HttpResponse:
    """La période d'un soutien ; sa fin dit pourquoi il s'arrête."""
    convention, equipement = structure_de(request, slug, pk, Droit.VALIDER)
    deja = _soutien(equipement, soutien)
    return traiter(
        request,
        SoutienForm(request.POST or None, soutien=deja, convention=convention),
        commande=lambda saisi: _enregistrer(deja, saisi, convention, utilisateur_de(request)),
        vers=_vers_la_structure(convention, equipement),
        message="Le soutien est enregistré.",
        gabarit="equipements/soutien_modifier.html",
        contexte=contexte_de(convention, equipement, soutien=deja),
        relire=lambda: SoutienForm(soutien=_soutien(equipement, soutien), convention=convention),
    )


def _soutien(equipement: Equipement, pk: int) -> Soutien:
    soutien: Soutien = get_object_or_404(
        Soutien.objects.select_related("partenaire"), equipement=equipement, pk=pk
    )
    return soutien


def _enregistrer(
    soutien: Soutien, saisi: SoutienForm, convention: Convention, par: Utilisateur
) -> None:
    convention.exiger_ouverte()
    exiger_vivante(soutien.equipement)
    soutien.enregistrer(valeurs=saisi.valeurs(), ecriture_ouverte=saisi.version_ouverte(), par=par)


def sous_type_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les sous-types que les fiches proposent ; en ajouter un."""
    convention = convention_de(request, slug, Droit.VALIDER)
    sous_types = SousType.objects.annotate(nombre=Count("equipements")).order_by("type", "nom")
    return traiter(
        request,
        SousTypeForm(request.POST or None),
        commande=lambda saisi: SousType.ajouter(
            du_type=saisi.cleaned_data["type"],
            nom=saisi.cleaned_data["nom"],
            par=utilisateur_de(request),
        ),
        vers=reverse("sous_type_liste", args=[slug]),
        message="Le sous-type est ajouté : les fiches le proposent.",
        gabarit="equipements/sous_type_liste.html",
        contexte=contexte_de(convention, sous_types=sous_types),
    )


def sous_type_modifier(request: HttpRequest, slug: str, sous_type: int) -> HttpResponse:
    """Le nom d'un sous-type ; les structures qui l'ont le gardent."""
    convention = convention_de(request, slug, Droit.VALIDER)
    connu: Any = get_object_or_404(SousType, pk=sous_type)
    contexte = contexte_de(convention, sous_type=connu)
    contexte["etapes"].append(("Sous-types", reverse("sous_type_liste", args=[slug])))
    return traiter(
        request,
        NomDeSousTypeForm.ouvrir(connu, request.POST or None),
        commande=lambda saisi: connu.nommer(
            nom=saisi.cleaned_data["nom"],
            ecriture_ouverte=saisi.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=reverse("sous_type_liste", args=[slug]),
        message="Le sous-type est renommé.",
        gabarit="equipements/sous_type_modifier.html",
        contexte=contexte,
        relire=lambda: NomDeSousTypeForm.ouvrir(SousType.objects.get(pk=sous_type)),
    )
