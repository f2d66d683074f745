"""Les pages de « Depuis votre dernière visite »."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer
from ctg.visites import depuis_la_visite, noter_la_visite


@require_safe
def depuis_ma_visite(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce qui a changé depuis la dernière fois que la personne a dit avoir tout vu, et par qui."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    # Lu avant les changements : ce qui arriverait entre-temps reste à voir.
    jusqu_au = horloge.maintenant()
    contexte = {
        "convention": convention,
        "visite": depuis_la_visite(utilisateur, convention),
        "jusqu_au": jusqu_au.isoformat(),
        "etapes": [],
    }
    return render(request, "ctg/depuis_ma_visite.html", contexte)


@require_POST
def visite_noter(request: HttpRequest, slug: str) -> HttpResponse:
    """« J'ai tout vu » : jusqu'à l'instant où la page fut montrée."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    return executer(
        request,
        lambda: noter_la_visite(
            utilisateur=utilisateur,
            convention=convention,
            jusqu_au=_instant(request.POST.get("jusqu_au", "")),
            maintenant=horloge.maintenant(),
        ),
        vers=reverse("depuis_ma_visite", args=[slug]),
        message="C'est noté : vous avez tout vu jusqu'ici.",
    )


def _instant(texte: str) -> datetime.datetime | None:
    try:
        return parse_datetime(texte)
    except ValueError:
        return None
