"""Les zones du territoire : leur liste, ce que la coordination y change, leur histoire."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.zones import ZoneForm
from conventions.models import Convention, Zone
from conventions.zones import ajouter_zone, modifier_zone, zones_de
from ctg.socle.formulaires import traiter
from ctg.socle.historique import changements


def _convention(request: HttpRequest, slug: str, droit: Droit) -> Convention:
    return charger(Convention.objects.all(), utilisateur_de(request), droit, slug=slug)


def _contexte(convention: Convention, **plus: Any) -> dict[str, Any]:
    etapes = [
        (convention.territoire, reverse("convention_detail", args=[convention.slug])),
        ("Registre", reverse("equipement_liste", args=[convention.slug])),
        ("Zones", reverse("zone_liste", args=[convention.slug])),
    ]
    return {"convention": convention, "etapes": etapes, **plus}


@require_safe
def zone_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les zones du territoire, et les communes de chacune."""
    convention = _convention(request, slug, Droit.LIRE)
    gerees = Convention.objects.filter(pk=convention.pk)
    contexte = _contexte(
        convention,
        zones=zones_de(convention),
        peut_gerer=gerees.modifiables_par(utilisateur_de(request)).exists(),
    )
    return render(request, "conventions/zone_liste.html", contexte)


def zone_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Une zone de plus."""
    convention = _convention(request, slug, Droit.GERER_LA_CONVENTION)
    return traiter(
        request,
        ZoneForm.ouvrir(request.POST or None, convention=convention),
        commande=lambda saisi: ajouter_zone(
            convention=convention, par=utilisateur_de(request), **saisi.champs()
        ),
        vers=reverse("zone_liste", args=[slug]),
        message="La zone est ajoutée.",
        gabarit="conventions/zone_ajouter.html",
        contexte=_contexte(convention),
    )


def zone_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le nom d'une zone, sa nature, ses communes."""
    convention = _convention(request, slug, Droit.GERER_LA_CONVENTION)
    zone = get_object_or_404(convention.zones, pk=pk)
    return traiter(
        request,
        ZoneForm.ouvrir(request.POST or None, convention=convention, zone=zone),
        commande=lambda saisi: modifier_zone(
            zone=zone,
            convention=convention,
            ecriture_ouverte=saisi.version_ouverte(),
            par=utilisateur_de(request),
            **saisi.champs(),
        ),
        vers=reverse("zone_liste", args=[slug]) + f"#zone-{pk}",
        message="La zone est modifiée.",
        gabarit="conventions/zone_modifier.html",
        contexte=_contexte(convention, zone=zone),
        relire=lambda: ZoneForm.ouvrir(
            None, convention=convention, zone=Zone.objects.get(pk=zone.pk)
        ),
    )


@require_safe
def zone_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a changé quoi à une zone, quand."""
    convention = _convention(request, slug, Droit.LIRE)
    zone = get_object_or_404(convention.zones, pk=pk)
    contexte = _contexte(convention, zone=zone, changements=changements(zone.historique.all()))
    return render(request, "conventions/zone_historique.html", contexte)
