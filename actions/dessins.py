"""Les dessins de la feuille de route et du tableau de bord : des données vers SVG."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.safestring import SafeString

from actions.feuille_de_route import AxeSurLaRoute, EtapeSurLaRoute, FeuilleDeRoute
from actions.models import FicheAction
from actions.tableau_de_bord import Jalon
from conventions.contours import fond_de_carte
from conventions.models import Commune
from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS
from ctg.socle.nombres import nombre_fr
from ctg.socle.typographie import typographie_fr

Adresse = Callable[[FicheAction], str]

LARGEUR_ECRAN = 1150
LARGEUR_PAPIER = 1400
_PART_DES_LIBELLES = 0.36


def dessin_de_l_axe(
    route: FeuilleDeRoute,
    axe: AxeSurLaRoute,
    *,
    largeur: float = LARGEUR_ECRAN,
    adresse: Adresse | None = None,
) -> SafeString:
    """Les étapes datées d'un axe sur le calendrier commun à tous ; `adresse` lie à la fiche."""
    couleur = graphiques.AXES[(axe.axe.numero - 1) % len(graphiques.AXES)]
    lignes = []
    for action in axe.actions:
        if not action.datees:
            continue
        vers = adresse(action.fiche) if adresse else None
        lignes.append(graphiques.LigneDeFrise(typographie_fr(str(action.fiche)), (), vers, couleur))
        lignes += [
            graphiques.LigneDeFrise(
                typographie_fr(_majuscule(montree.etape.libelle)), [_periode(montree)], vers
            )
            for montree in action.datees
        ]
    return graphiques.frise(
        f"Feuille de route, axe {axe.axe.numero}\u00a0: {typographie_fr(axe.axe.titre_court)}",
        route.convention.debut,
        route.convention.terme,
        lignes,
        aujourd_hui=route.le,
        libelle_de_fin="terme de la convention",
        etendue=route.etendue,
        colonne=largeur * _PART_DES_LIBELLES,
        largeur=largeur,
        prefixe=f"axe-{axe.axe.numero}",
    )


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _periode(montree: EtapeSurLaRoute) -> graphiques.Periode:
    badge = BADGES[montree.statut]
    return graphiques.Periode(
        montree.etape.debut, montree.fin, badge.mot, badge.forme, COULEURS[badge.ton]
    )


def barre(titre: str, nombres: Mapping[str, int], *, largeur: float, prefixe: str) -> SafeString:
    """Des fiches par état ou par météo : clé de badge → nombre ; les zéros sont tus."""
    return graphiques.barres_empilees(
        titre,
        [
            graphiques.Segment(
                BADGES[cle].mot,
                nombre,
                COULEURS[BADGES[cle].ton],
                BADGES[cle].forme,
                "plein" if cle else "hachures",
            )
            for cle, nombre in nombres.items()
            if nombre
        ],
        largeur=largeur,
        prefixe=prefixe,
    )


# Temps forts d'une commune → classe de la carte ; la dernière n'a pas de plafond.
_CLASSES_DE_LA_CARTE = (
    (0, "aucun temps fort noté"),
    (1, "1 temps fort"),
    (3, "2 ou 3"),
    (None, "4 et plus"),
)


def carte_des_temps_forts(communes: Iterable[tuple[Commune, int]]) -> SafeString | None:
    """Les temps forts par commune, à deux largeurs ; rien si aucune commune n'a de contour."""
    communes = list(communes)
    fond = fond_de_carte(commune for commune, _ in communes)
    cellules = [
        graphiques.Cellule(
            commune.code_insee,
            commune.nom,
            fond.polygones[commune.pk][0],
            autres=fond.polygones[commune.pk][1:],
            valeur=nombre_fr(nombre),
            classe=next(
                rang
                for rang, (plafond, _) in enumerate(_CLASSES_DE_LA_CARTE)
                if plafond is None or nombre <= plafond
            ),
        )
        for commune, nombre in communes
        if commune.pk in fond.polygones
    ]
    if not cellules:
        return None
    return graphiques.aux_deux_largeurs(
        lambda largeur, prefixe: graphiques.carte(
            "Les temps forts par commune",
            cellules,
            [mots for _, mots in _CLASSES_DE_LA_CARTE],
            prefixe=f"temps-forts-{prefixe}",
            largeur=largeur,
            note=fond.note,
        )
    )


_SEMESTRES = {(6, 30): "juin", (12, 31): "déc."}


def nom_du_jalon(au: datetime.date, le: datetime.date) -> str:
    """« juin 2024 », « déc. 2024 », « ce jour » ; un terme en cours d'année s'écrit en entier."""
    if au == le:
        return "ce jour"
    mois = _SEMESTRES.get((au.month, au.day))
    return f"{mois} {au.year}" if mois else f"{au:%d/%m/%Y}"


def courbe_du_chemin(
    titre: str,
    jalons: Sequence[Jalon],
    valeur: Callable[[Jalon], int | None],
    *,
    sur: int,
    le: datetime.date,
) -> SafeString | None:
    """Un nombre de fiches à chaque jalon, à deux largeurs ; inconnu avant la première écriture."""
    points = [
        graphiques.Point(rang, valeur(jalon), nom_du_jalon(jalon.au, le))
        for rang, jalon in enumerate(jalons)
    ]
    return graphiques.aux_deux_largeurs(
        lambda largeur, _: graphiques.courbe(
            titre, points, maximum=sur, hauteur=170, largeur=largeur
        ),
        large=760,
    )
