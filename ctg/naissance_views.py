"""Bâtir une convention et la signer : les pages qui traversent les salles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.naissance import (
    manques_pour_signer,
    remarques_avant_de_signer,
    signer_la_convention,
)
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.forms import SignatureForm
from ctg.naissance import prochaine, taches
from ctg.socle import horloge
from ctg.socle.formulaires import traiter


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(
        Convention.objects.all(), utilisateur_de(request), Droit.GERER_LA_CONVENTION, slug=slug
    )


@require_safe
def convention_batir(request: HttpRequest, slug: str) -> HttpResponse:
    """La liste de ce qui fait une convention : ce qui est fait, ce qui reste, le prochain geste."""
    convention = _convention(request, slug)
    liste = taches(convention)
    contexte = {
        "convention": convention,
        "taches": liste,
        "prochaine": prochaine(liste),
        "manques": manques_pour_signer(convention),
        "etapes": [("Convention", reverse("convention_detail", args=[slug]))],
    }
    return render(request, "ctg/convention_batir.html", contexte)


def convention_signer(request: HttpRequest, slug: str) -> HttpResponse:
    """Signer : le projet devient le contrat."""
    convention, le = _convention(request, slug), horloge.aujourd_hui()
    return traiter(
        request,
        SignatureForm(request.POST or None),
        commande=lambda f: signer_la_convention(
            convention=_convention(request, slug),
            signee_le=f.cleaned_data["signee_le"],
            par=utilisateur_de(request),
            le=le,
        ),
        vers=reverse("convention_detail", args=[slug]),
        message="La convention est signée. Son texte ne change plus que par avenant (art. 12).",
        gabarit="ctg/convention_signer.html",
        contexte={
            "convention": convention,
            "manques": manques_pour_signer(convention),
            "remarques": remarques_avant_de_signer(convention),
            "parties": convention.signataires.count(),
            "axes": convention.axes.count(),
            "fiches": convention.fiches.count(),
            "etapes": [
                ("Convention", reverse("convention_detail", args=[slug])),
                ("Bâtir", reverse("convention_batir", args=[slug])),
            ],
        },
    )
