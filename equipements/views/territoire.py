"""Le territoire : la carte et son tableau, les communes en face des types, une commune."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conventions.models import Commune, Convention, Zone
from ctg.socle.graphiques import aux_deux_largeurs
from equipements.forms.territoire import ZoneForm
from equipements.territoire.choix import TITRES, Choix, figure_choisie, precisions
from equipements.territoire.commune import lire_commune
from equipements.territoire.dessin import carte_de
from equipements.territoire.lecture import lire_territoire
from equipements.territoire.matrice import matrice
from equipements.views.commun import contexte_de, convention_de


@require_safe
def territoire_carte(request: HttpRequest, slug: str) -> HttpResponse:
    """Une figure au choix de l'adresse, en carte et en tableau."""
    convention = convention_de(request, slug)
    territoire = lire_territoire(convention)
    choix = Choix.lu(request.GET.dict())
    figure = figure_choisie(choix, territoire)
    contexte = contexte_de(
        convention,
        figure=figure,
        choix=choix,
        titres=TITRES,
        precisions=precisions(choix, territoire),
        carte=aux_deux_largeurs(
            lambda largeur, prefixe: carte_de(
                figure,
                adresse=lambda commune: adresse_de_la_commune(convention, commune),
                prefixe=prefixe,
                largeur=largeur,
            ),
            large=640,
        ),
    )
    return render(request, "equipements/territoire_carte.html", contexte)


def adresse_de_la_commune(convention: Convention, commune: Commune) -> str:
    return reverse("commune_detail", args=[convention.slug, commune.code_insee])


@require_safe
def territoire_matrice(request: HttpRequest, slug: str) -> HttpResponse:
    """Chaque commune en face de chaque type, tout le territoire ou une zone."""
    convention = convention_de(request, slug)
    filtre = ZoneForm(request.GET, zones=convention.zones.all())
    zone = filtre.zone_choisie()
    lue = matrice(lire_territoire(convention), _communes_de(zone))
    contexte = contexte_de(convention, matrice=lue, filtre=filtre, zone=zone)
    return render(request, "equipements/territoire_matrice.html", contexte)


def _communes_de(zone: Zone | None) -> set[int] | None:
    return None if zone is None else set(zone.communes.values_list("pk", flat=True))


@require_safe
def commune_detail(request: HttpRequest, slug: str, code_insee: str) -> HttpResponse:
    """Une commune : ce qui s'y trouve, ce qu'elle soutient, qui la dessert."""
    convention = convention_de(request, slug)
    lue = lire_commune(convention, code_insee)
    if lue is None:
        raise Http404("Cette commune n'est pas du territoire.")
    contexte: dict[str, Any] = contexte_de(convention, lue=lue, commune=lue.commune)
    carte = ("Carte et communes", reverse("territoire_carte", args=[convention.slug]))
    contexte["etapes"] = [*contexte["etapes"], carte]
    return render(request, "equipements/commune_detail.html", contexte)
