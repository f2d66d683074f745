"""La feuille de route en PDF, A3 à l'italienne : de ses données au document, puis aux octets.

Aucune horloge n'est lue : les mêmes données, le même jour, donnent les mêmes octets.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from actions.dessins import LARGEUR_PAPIER, dessin_de_l_axe
from actions.feuille_de_route import EtapeSurLaRoute, FeuilleDeRoute
from ctg import socle
from ctg.socle.badges import BADGES
from ctg.socle.pdf import rendre_pdf
from ctg.socle.templatetags.portail import jour
from ctg.socle.typographie import typographie_fr

_FEUILLES = Path(socle.__file__).parent / "static" / "portail"


@dataclass(frozen=True)
class LigneDePapier:
    """Une étape dans la liste : tout y est écrit, typographié."""

    annee: str
    axe: int
    action: str
    etape: str
    periode: str
    etat: str
    responsable: str


def pdf_de_la_route(route: FeuilleDeRoute, *, choix: str = "") -> bytes:
    """Le PDF balisé de la feuille de route ; `choix` dit en mots les filtres posés.

    Lève les erreurs de `rendre_pdf`, toutes filles d'`ErreurPDF`.
    """
    return rendre_pdf(
        html_de_la_route(route, choix=choix),
        ressources={
            nom: (_FEUILLES / nom).read_bytes() for nom in ("jetons.css", "feuille_de_route.css")
        },
    )


def nom_du_fichier(route: FeuilleDeRoute, extension: str) -> str:
    """Le nom sous lequel le document se range : « feuille-de-route-agen-2022-2026.pdf »."""
    return f"feuille-de-route-{route.convention.slug}.{extension}"


def html_de_la_route(route: FeuilleDeRoute, *, choix: str = "") -> str:
    """Le document entier en HTML, prêt pour le moteur PDF ; tout texte saisi y est échappé."""
    convention = route.convention
    return render_to_string(
        "actions/document/feuille_de_route.html",
        {
            "annees": f"{convention.debut.year}-{convention.terme.year}",
            "convention": typographie_fr(convention.nom),
            "territoire": typographie_fr(convention.territoire),
            "debut": convention.debut,
            "terme": convention.terme,
            "le": route.le,
            "choix": choix,
            "en_demonstration": settings.EN_DEMONSTRATION,
            "comptes": [(mot, n) for _, n, mot in route.comptes],
            "nombre": len(route.etapes),
            "axes": [
                (
                    axe.axe.numero,
                    typographie_fr(axe.axe.titre),
                    dessin_de_l_axe(route, axe, largeur=LARGEUR_PAPIER) if axe.a_un_dessin else "",
                )
                for axe in route.axes
            ],
            "lignes": list(lignes_de_papier(route)),
            "sans_etape": [typographie_fr(str(fiche)) for fiche in route.sans_etape],
        },
    )


def lignes_de_papier(route: FeuilleDeRoute) -> Iterator[LigneDePapier]:
    """Chaque étape une fois, par année, puis celles qui n'ont pas de date."""
    for annee, montrees in route.par_annee.items():
        for montree in montrees:
            yield _ligne(montree, str(annee))
    for montree in route.sans_date:
        yield _ligne(montree, "sans date")


def _ligne(montree: EtapeSurLaRoute, annee: str) -> LigneDePapier:
    etape = montree.etape
    etat = BADGES[montree.statut].mot
    if etape.faite_le:
        etat = f"{etat} le {jour(etape.faite_le)}"
    if montree.depasse_le_terme:
        etat = f"{etat}, {BADGES['au_dela_du_terme'].mot}"
    libelle = etape.libelle
    return LigneDePapier(
        annee=annee,
        axe=montree.fiche.axe.numero,
        action=typographie_fr(str(montree.fiche)),
        etape=typographie_fr(libelle[:1].upper() + libelle[1:]),
        periode=periode_en_clair(etape.debut, etape.fin),
        etat=etat,
        responsable=typographie_fr(etape.nom_du_responsable),
    )


def periode_en_clair(debut: datetime.date | None, fin: datetime.date | None) -> str:
    """« du 1er janvier 2023 au 31 décembre 2023 », ou ce que l'on en sait."""
    if debut and fin:
        return f"du {jour(debut)} au {jour(fin)}"
    if debut:
        return f"à partir du {jour(debut)}, sans fin écrite"
    return f"jusqu’au {jour(fin)}" if fin else "dates non renseignées"
