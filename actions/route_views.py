"""Les pages qui montrent le plan dans le temps : feuille de route et tableau de bord."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.dessins import dessin_de_l_axe
from actions.feuille_de_route import FiltresDeRoute
from actions.feuille_de_route import feuille_de_route as composer
from actions.filtres import par_axe
from actions.models import FicheAction
from actions.route_forms import FiltresDeRouteForm
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge

# Un plan de département en a mille : au-delà, la feuille de route se lit par pages.
ACTIONS_PAR_PAGE = 40
# Le texte d'Agen annonce une feuille de route et n'en joint pas l'image (l. 883-885).
IMAGE_ABSENTE = "feuille-de-route-absente"


def _charger_plan(request: HttpRequest, slug: str) -> tuple[Convention, list[FicheAction]]:
    convention = charger(Convention.objects.all(), utilisateur_de(request), Droit.LIRE, slug=slug)
    fiches = FicheAction.objects.filter(convention=convention).pour_liste()
    return convention, [fiche for _, groupe in par_axe(fiches) for fiche in groupe]


def _vers(fiche: FicheAction) -> str:
    return reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero])


def _etapes(slug: str) -> list[tuple[str, str]]:
    """Le fil d'Ariane des pages du plan."""
    return [("Plan d'actions", reverse("fiche_liste", args=[slug]))]


@require_safe
def feuille_de_route(request: HttpRequest, slug: str) -> HttpResponse:
    """Les étapes de toutes les actions sur la période de la convention, et la même en liste."""
    convention, fiches = _charger_plan(request, slug)
    filtres, le = FiltresDeRoute.lus(request.GET), horloge.aujourd_hui()
    retenues = [fiche for fiche in fiches if filtres.retient_la_fiche(fiche)]
    page = Paginator(retenues, ACTIONS_PAR_PAGE).get_page(request.GET.get("page"))
    route = composer(convention, page.object_list, le, filtres)
    contexte = {
        "convention": convention,
        "route": route,
        "dessins": [
            (axe, dessin_de_l_axe(route, axe, adresse=_vers) if axe.a_un_dessin else "")
            for axe in route.axes
        ],
        "filtre": FiltresDeRouteForm(request.GET, axes=[axe for axe, _ in par_axe(fiches)]),
        "est_filtree": filtres.sont_actifs,
        "plan_vide": not fiches,
        "page": page,
        "absente": convention.anomalies.filter(code=IMAGE_ABSENTE).first(),
        "etapes": _etapes(slug),
    }
    return render(request, "actions/feuille_de_route.html", contexte)
