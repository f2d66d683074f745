"""Le diagnostic (annexe 1) : son fichier, les besoins, leurs chiffres."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from actions.models import Reference
from conventions.models import Document
from pilotage.forms.enquetes import BesoinForm, ChiffreDuDiagnosticForm
from pilotage.lecture_du_referentiel import diagnostic_lu
from pilotage.manques_du_referentiel import ANNEXE_DU_DIAGNOSTIC
from pilotage.models import Besoin, ChiffreDuDiagnostic
from pilotage.views.lignes import (
    acces_en_lecture,
    convention_a_rediger,
    ecrire_une_ligne,
    etapes_vers,
    ligne_a_rediger,
)

vers_le_diagnostic = partial(etapes_vers, "diagnostic_lire", "Diagnostic")


@require_GET
def diagnostic_lire(request: HttpRequest, slug: str) -> HttpResponse:
    """Le fichier du diagnostic, ses besoins, ses chiffres, et ceux que le texte en cite."""
    acces = acces_en_lecture(request, slug)
    besoins, chiffres = diagnostic_lu(acces.convention.pk)
    document = Document.objects.filter(
        convention=acces.convention, annexe=ANNEXE_DU_DIAGNOSTIC
    ).first()
    du_plan = Reference.objects.filter(fiche__convention=acces.convention) | (
        Reference.objects.filter(axe__convention=acces.convention)
    )
    contexte = {
        "convention": acces.convention,
        "acces": acces,
        "etapes": acces.etapes,
        "document": document,
        "besoins": besoins,
        "chiffres": chiffres,
        "references": du_plan.select_related("fiche", "axe").order_by(
            "fiche__numero", "axe__numero", "pk"
        ),
    }
    return render(request, "pilotage/diagnostic_lire.html", contexte)


@require_http_methods(["GET", "POST"])
def besoin_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Un besoin de plus."""
    return ecrire_une_ligne(
        request,
        Besoin(convention=convention_a_rediger(request, slug)),
        BesoinForm,
        vers=reverse("diagnostic_lire", args=[slug]),
        message="Le besoin est noté. Donnez-lui ses chiffres si le diagnostic en a.",
        gabarit="pilotage/besoin_ajouter.html",
        contexte={"etapes": vers_le_diagnostic(slug)},
    )


@require_http_methods(["GET", "POST"])
def besoin_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """L'énoncé d'un besoin, sa source, les actions qui y répondent."""
    besoins = Besoin.objects.select_related("convention")
    return ecrire_une_ligne(
        request,
        ligne_a_rediger(request, besoins, slug, pk),
        BesoinForm,
        vers=reverse("diagnostic_lire", args=[slug]) + f"#besoin-{pk}",
        message="Le besoin est modifié.",
        gabarit="pilotage/besoin_modifier.html",
        contexte={"etapes": vers_le_diagnostic(slug)},
    )


@require_http_methods(["GET", "POST"])
def chiffre_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Un chiffre de plus ; `?besoin=` dit lequel il mesure."""
    convention = convention_a_rediger(request, slug)
    voulu = request.GET.get("besoin", "")
    besoin = convention.besoins.filter(pk=voulu if voulu.isdecimal() else 0).first()
    return ecrire_une_ligne(
        request,
        ChiffreDuDiagnostic(convention=convention, besoin=besoin),
        ChiffreDuDiagnosticForm,
        vers=reverse("diagnostic_lire", args=[slug]),
        message="Le chiffre est noté, avec sa source.",
        gabarit="pilotage/chiffre_ajouter.html",
        contexte={"etapes": vers_le_diagnostic(slug)},
    )


@require_http_methods(["GET", "POST"])
def chiffre_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Un chiffre, son année, sa source."""
    chiffres = ChiffreDuDiagnostic.objects.select_related("convention")
    return ecrire_une_ligne(
        request,
        ligne_a_rediger(request, chiffres, slug, pk),
        ChiffreDuDiagnosticForm,
        vers=reverse("diagnostic_lire", args=[slug]) + f"#chiffre-{pk}",
        message="Le chiffre est modifié.",
        gabarit="pilotage/chiffre_modifier.html",
        contexte={"etapes": vers_le_diagnostic(slug)},
    )
