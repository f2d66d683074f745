"""Bâtir une convention d'un classeur : le modèle, le contrôle à blanc, puis l'écriture."""

import base64
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.classeur_controle import ProjetLu, appliquer, controler
from ctg.classeur_forms import ClasseurForm, ConfirmationForm
from ctg.classeur_modele import TYPE_XLSX, modele_de_la_convention
from ctg.contexte import BANDEAU_DEMONSTRATION
from ctg.socle.champs import nom_francais
from ctg.socle.formulaires import traiter
from ctg.socle.tableur import ClasseurRefuse


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(
        Convention.objects.all(), utilisateur_de(request), Droit.GERER_LA_CONVENTION, slug=slug
    )


def _contexte(convention: Convention, **suite: Any) -> dict[str, Any]:
    slug = convention.slug
    return {
        "convention": convention,
        "etapes": [
            ("Convention", reverse("convention_detail", args=[slug])),
            ("Bâtir", reverse("convention_batir", args=[slug])),
        ],
        "ecarts": None,
        **suite,
    }


@require_safe
def classeur_modele(request: HttpRequest, slug: str) -> HttpResponse:
    """Le modèle à remplir, en XLSX."""
    convention = _convention(request, slug)
    mention = f"Données fictives. {BANDEAU_DEMONSTRATION}" if settings.EN_DEMONSTRATION else ""
    reponse = HttpResponse(modele_de_la_convention(convention, mention), content_type=TYPE_XLSX)
    reponse["Content-Disposition"] = f'attachment; filename="modele-{slug}.xlsx"'
    return reponse


@require_safe
def classeur_deposer(request: HttpRequest, slug: str) -> HttpResponse:
    """Télécharger le modèle, puis le déposer rempli."""
    convention = _convention(request, slug)
    contexte = _contexte(convention, formulaire=ClasseurForm())
    return render(request, "ctg/classeur_deposer.html", contexte)


@require_POST
def classeur_controler(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que le classeur apporterait, et chaque cellule fausse ; rien ne s'écrit."""
    convention = _convention(request, slug)
    depot = ClasseurForm(request.POST, request.FILES)
    if not depot.is_valid():
        return render(request, "ctg/classeur_deposer.html", _contexte(convention, formulaire=depot))
    octets = depot.cleaned_data["fichier"].read()
    try:
        lu = controler(octets, convention)
    except ClasseurRefuse as refus:
        depot.add_error("fichier", str(refus))
        return render(request, "ctg/classeur_deposer.html", _contexte(convention, formulaire=depot))
    confirmation = ConfirmationForm(initial={"classeur": base64.b64encode(octets).decode()})
    contexte = _contexte(convention, formulaire=confirmation, **_compte_rendu(lu))
    return render(request, "ctg/classeur_controler.html", contexte)


def _compte_rendu(lu: ProjetLu) -> dict[str, Any]:
    return {
        "lu": lu,
        "champs": [nom_francais(Convention, nom) for nom in lu.champs],
        "comptes": [
            (nombre, formes)
            for nombre, formes in (
                (len(lu.parties), "partie,parties"),
                (len(lu.axes), "axe,axes"),
                (len(lu.fiches), "action,actions"),
                (len(lu.etapes), "étape,étapes"),
                (len(lu.indicateurs), "indicateur,indicateurs"),
            )
            if nombre
        ],
    }


@require_POST
def classeur_appliquer(request: HttpRequest, slug: str) -> HttpResponse:
    """Écrit ce que le contrôle a montré, d'un seul acte."""
    convention = _convention(request, slug)
    return traiter(
        request,
        ConfirmationForm(request.POST),
        commande=lambda f: appliquer(
            octets=f.cleaned_data["classeur"], convention=convention, par=utilisateur_de(request)
        ),
        vers=reverse("convention_batir", args=[slug]),
        message="Le classeur est dans le portail. Voici ce qu'il reste à écrire.",
        gabarit="ctg/classeur_refuse.html",
        contexte=_contexte(convention),
    )
