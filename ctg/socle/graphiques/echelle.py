"""L'échelle : le niveau atteint chaque année, du plus bas au plus haut."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ctg.socle.graphiques.palette import (
    BLANC,
    DOUX,
    ENCRE,
    FOND,
    LARGEUR,
    NON_RENSEIGNE,
    PRIMAIRE,
    TRAIT,
)
from ctg.socle.graphiques.traits import (
    balise,
    chemin,
    couper,
    ecrire,
    ecrire_bloc,
    ligne_droite,
    mesure,
    phrases,
    rectangle,
    svg,
)

_RANGEE = 34.0
_HAUT = 8.0


@dataclass(frozen=True)
class Echelon:
    """Une année : le rang du niveau atteint (0 : le plus bas), None s'il n'y en a pas.

    `mot` : ce qui se dit alors, le niveau ou la raison de son absence.
    """

    annee: int
    rang: int | None
    mot: str = ""


def echelle(
    titre: str,
    niveaux: Sequence[str],
    echelons: Sequence[Echelon],
    *,
    cible: int | None = None,
    largeur: float = LARGEUR,
) -> SafeString:
    """Un point par an, à la hauteur de son niveau ; une année sans niveau interrompt le trait.

    `cible` : le rang visé, en pointillés. Lève `ValueError` pour un rang qui n'est pas un niveau.
    """
    if any(r is not None and not 0 <= r < len(niveaux) for r in [cible, *_rangs(echelons)]):
        raise ValueError("Un rang désigne un niveau de l'échelle.")
    corps = 13.0
    gauche = min(max((mesure(n, corps) for n in niveaux), default=0), largeur * 0.3) + 14
    droite = largeur - (mesure("cible finale", 12.5, gras=True) + 14 if cible is not None else 8)
    bas = _HAUT + _RANGEE * len(niveaux)
    colonne = (droite - gauche) / max(len(echelons), 1)

    def ey(rang: int) -> float:
        return bas - _RANGEE * (rang + 0.5)

    dessin: list[SafeString] = []
    for rang, niveau in enumerate(niveaux):
        if rang % 2:
            haut = ey(rang) - _RANGEE / 2
            dessin.append(rectangle(gauche, haut, droite - gauche, _RANGEE, FOND))
        lignes = couper(niveau, corps, gauche - 12)
        dessin.append(ecrire_bloc(0, ey(rang), lignes, corps=corps))
    dessin.append(ligne_droite(gauche, bas, droite, bas, DOUX))
    dessin.append(ligne_droite(gauche, _HAUT, gauche, bas, TRAIT))
    if cible is not None:
        y = ey(cible)
        dessin.append(ligne_droite(gauche, y, droite, y, ENCRE, epaisseur=1.8, tirets="2 3"))
        dessin.append(ecrire(droite + 10, y, "cible finale", corps=12.5, gras=True))
    points = [
        (gauche + colonne * (i + 0.5), None if e.rang is None else ey(e.rang))
        for i, e in enumerate(echelons)
    ]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if y1 is not None and y2 is not None:
            trace = chemin([(x1, y1), (x2, y2)])
            dessin.append(
                balise("polyline", points=trace, fill="none", stroke=PRIMAIRE, stroke_width=2.5)
            )
    for echelon, (x, y_du_point) in zip(echelons, points, strict=True):
        annee = str(echelon.annee)
        dessin.append(ecrire(x, bas + 16, annee, corps=corps, ancre="middle"))
        if y_du_point is not None:
            dessin.append(
                balise(
                    "circle",
                    cx=x,
                    cy=y_du_point,
                    r=6.5,
                    fill=PRIMAIRE,
                    stroke=BLANC,
                    stroke_width=1.5,
                )
            )
            continue
        for j, ligne in enumerate(couper(echelon.mot or NON_RENSEIGNE, 11.5, colonne - 4)):
            dessin.append(
                ecrire(
                    x,
                    bas + 32 + 13 * j,
                    ligne,
                    corps=11.5,
                    couleur=DOUX,
                    italique=True,
                    ancre="middle",
                )
            )
    a_un_vide = any(e.rang is None for e in echelons)
    dites = [(str(e.annee), e.mot or NON_RENSEIGNE) for e in echelons]
    if cible is not None:
        dites.append(("cible finale", niveaux[cible]))
    return svg("echelle", titre, phrases(dites), largeur, bas + (54 if a_un_vide else 26), dessin)


def _rangs(echelons: Sequence[Echelon]) -> list[int | None]:
    return [echelon.rang for echelon in echelons]
