"""Les pages qui montrent le plan dans le temps : feuille de route et tableau de bord."""

import logging
from operator import attrgetter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from actions.agenda import agenda_de_la_route, dernieres_ecritures
from actions.avancement import Avancement
from actions.dessins import (
    barre,
    carte_des_temps_forts,
    courbe_du_chemin,
    dessin_de_l_axe,
    nom_du_jalon,
)
from actions.document_de_la_route import nom_du_fichier, pdf_de_la_route
from actions.feuille_de_route import MONTRER_A_FAIRE, FiltresDeRoute
from actions.feuille_de_route import feuille_de_route as composer
from actions.filtres import par_axe
from actions.financements import totaux
from actions.models import FicheAction, Financement
from actions.models.ensembles import JOURS_SANS_NOUVELLE
from actions.route_forms import FiltresDeRouteForm
from actions.tableau_de_bord import JOURS_A_VENIR, ecritures_du_plan
from actions.tableau_de_bord import tableau_de_bord as compter
from actions.temps_forts import repartition
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent
from ctg.socle.reponses import reponse_pdf

journal = logging.getLogger(__name__)

# Un plan de département en a mille : au-delà, la feuille de route se lit par pages.
ACTIONS_PAR_PAGE = 40
# Deux barres par carte, lisibles aussi sur un téléphone.
LARGEUR_D_UNE_BARRE = 250
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


@require_safe
def feuille_de_route_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """La feuille de route en PDF A3, avec les filtres de l'adresse ; rien n'y est coupé."""
    convention, fiches = _charger_plan(request, slug)
    filtres = FiltresDeRoute.lus(request.GET)
    route = composer(convention, fiches, horloge.aujourd_hui(), filtres)
    try:
        octets = pdf_de_la_route(route, choix=_en_mots(filtres))
    except ErreurPDF as erreur:
        journal.error("PDF de la feuille de route de %s : %s", slug, erreur)
        absent = isinstance(erreur, MoteurPDFAbsent)
        contexte = {
            "convention": convention,
            "message": str(erreur),
            "moteur_absent": absent,
            "etapes": [
                *_etapes(slug),
                ("Feuille de route", reverse("feuille_de_route", args=[slug])),
            ],
        }
        statut = 503 if absent else 500
        return render(request, "actions/feuille_de_route_sans_pdf.html", contexte, status=statut)
    return reponse_pdf(octets, nom_du_fichier(route, "pdf"))


def _en_mots(filtres: FiltresDeRoute) -> str:
    """Ce que les filtres retiennent, pour qui lira le document sans voir l'adresse."""
    dits = [f"axe {filtres.axe} seulement"] if filtres.axe else []
    if filtres.montrer == MONTRER_A_FAIRE:
        dits.append("ce qui reste à faire")
    return ", ".join(dits)


@require_safe
def feuille_de_route_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Les étapes datées, pour l'agenda de chacun, avec les filtres de l'adresse."""
    convention, fiches = _charger_plan(request, slug)
    route = composer(convention, fiches, horloge.aujourd_hui(), FiltresDeRoute.lus(request.GET))
    octets = agenda_de_la_route(
        route,
        dernieres_ecritures(convention),
        lambda fiche: request.build_absolute_uri(_vers(fiche)),
    )
    reponse = HttpResponse(octets, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom_du_fichier(route, "ics")}"'
    return reponse


# Ce qu'une courbe suit : son titre, l'attribut du jalon.
_COURBES = (
    ("Actions renseignées", attrgetter("renseignees")),
    ("Actions en cours", attrgetter("en_cours")),
    ("Actions réalisées", attrgetter("realisees")),
)


@require_safe
def tableau_de_bord(request: HttpRequest, slug: str) -> HttpResponse:
    """Où en est le plan, d'où il vient, ce qui presse et ce qui arrive."""
    convention, fiches = _charger_plan(request, slug)
    le = horloge.aujourd_hui()
    tableau = compter(convention, fiches, ecritures_du_plan(convention), le)
    lieux = repartition(convention)
    contexte = {
        "convention": convention,
        "tableau": tableau,
        "axes": [
            (axe, avancement, *_barres(axe.numero, avancement))
            for axe in tableau.axes
            for avancement in [tableau.avancement.par_axe[axe.numero]]
        ],
        "courbes": [
            (titre, courbe_du_chemin(titre, tableau.jalons, valeur, sur=len(fiches), le=le))
            for titre, valeur in _COURBES
        ],
        "jalons": [(nom_du_jalon(jalon.au, le), jalon) for jalon in tableau.jalons],
        "argent": totaux(Financement.objects.filter(fiche__convention=convention).pour_liste()),
        "lieux": lieux,
        "carte": carte_des_temps_forts(lieux.communes),
        "le": le,
        "jours_a_venir": JOURS_A_VENIR,
        "jours_sans_nouvelle": JOURS_SANS_NOUVELLE,
        "etapes": _etapes(slug),
    }
    return render(request, "actions/tableau_de_bord.html", contexte)


def _barres(numero: int, avancement: Avancement) -> tuple[SafeString, SafeString]:
    """Les états puis la météo d'un axe."""
    return (
        barre(
            f"Axe {numero}\u00a0: les états",
            avancement.par_etat,
            largeur=LARGEUR_D_UNE_BARRE,
            prefixe=f"etats-{numero}",
        ),
        barre(
            f"Axe {numero}\u00a0: la météo",
            avancement.par_meteo,
            largeur=LARGEUR_D_UNE_BARRE,
            prefixe=f"meteo-{numero}",
        ),
    )
