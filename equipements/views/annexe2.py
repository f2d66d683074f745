"""L'annexe 2 : signée, elle se lit ; en projet, elle se bâtit d'après le registre."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer
from ctg.socle.templatetags.portail import accorde
from equipements.annexe2 import annexe2_signee
from equipements.models import LigneAnnexe2
from equipements.naissance import inscrire_a_l_annexe2, lignes_proposees, retirer_de_l_annexe2
from equipements.views.commun import contexte_de
from equipements.views.structures import convention_et_lectures, lectures


@require_safe
def annexe2_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les lignes de l'annexe 2, telles qu'écrites ; signées, elles ne changent plus (art. 12)."""
    convention = convention_et_lectures(request, slug)
    contexte = contexte_de(
        convention,
        annexe=annexe2_signee(convention),
        peut_batir=convention.est_en_projet and convention.tient_le_registre,
        **lectures(convention),
    )
    return render(request, "equipements/annexe2_liste.html", contexte)


@require_POST
def annexe2_reprendre(request: HttpRequest, slug: str) -> HttpResponse:
    """Écrit dans l'annexe en projet une ligne par structure du registre qui n'y est pas."""
    par = utilisateur_de(request)
    convention = charger(Convention.objects.all(), par, Droit.GERER_LA_CONVENTION, slug=slug)
    ajoutees: list[int] = []

    def reprendre() -> None:
        lignes = lignes_proposees(de=convention, pour=convention, le=horloge.aujourd_hui())
        ajoutees.append(inscrire_a_l_annexe2(convention=convention, lignes=lignes, par=par))

    return executer(
        request,
        reprendre,
        vers=reverse("annexe2_liste", args=[slug]),
        message=lambda: (
            f"L'annexe 2 a {accorde(ajoutees[0], 'ligne,lignes')} de plus."
            if ajoutees[0]
            else "Aucune structure validée du registre ne manquait à l'annexe."
        ),
    )


@require_POST
def annexe2_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire une ligne de l'annexe en projet."""
    par = utilisateur_de(request)
    ligne = charger(
        LigneAnnexe2.objects.select_related("convention"),
        par,
        Droit.GERER_LA_CONVENTION,
        convention__slug=slug,
        pk=pk,
    )
    return executer(
        request,
        partial(retirer_de_l_annexe2, ligne=ligne, par=par),
        vers=reverse("annexe2_liste", args=[slug]),
        message="La ligne est retirée de l'annexe. La structure reste au registre.",
    )
