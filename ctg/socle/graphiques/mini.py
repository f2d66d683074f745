"""La courbe d'une case de tableau : l'allure d'un indicateur, à côté de ses nombres."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ctg.socle.graphiques.palette import BLANC, DOUX, ENCRE, NON_RENSEIGNE, PRIMAIRE, TRAIT
from ctg.socle.graphiques.traits import (
    balise,
    chemin,
    ecrire,
    ligne_droite,
    mesure,
    phrases,
    rectangle,
    svg,
)
from ctg.socle.nombres import Nombre

_MARGE = 6.0
_BAS_DES_ANNEES = 12.0
_CORPS = 10.0


@dataclass(frozen=True)
class Trace:
    """Une année : sa hauteur (None : inconnue) et ce qu'elle dit, en mots.

    `ecrite` : ce qui s'écrit au-dessus d'elle, si elle est la première ou la dernière connue ;
    `est_dite` : elle a une réponse, qui n'a pas de hauteur (« non concerné »).
    """

    annee: int
    valeur: Nombre | None
    mot: str = ""
    ecrite: str = ""
    est_dite: bool = False


def mini_courbe(
    titre: str,
    traces: Sequence[Trace],
    *,
    reference: Nombre | None = None,
    cible: Nombre | None = None,
    plafond: Nombre | None = None,
    largeur: float = 124,
    hauteur: float = 54,
) -> SafeString | None:
    """L'allure des années connues, du zéro au plus haut ; la dernière est pleine.

    La première et la dernière connues portent leur nombre : ils donnent l'échelle.

    Une année inconnue interrompt le trait et porte une croix au pied ; une réponse sans valeur, un
    tiret. La référence est en tirets,
    la cible en pointillés. `plafond` : le plus haut possible, pour des niveaux. Les années du bord
    sont écrites ; toutes les valeurs sont dites à qui ne voit pas. None si rien ne se dessine :
    aucune valeur, ou une valeur négative.
    """
    connues = [float(t.valeur) for t in traces if t.valeur is not None]
    reperes = [float(r) for r in (reference, cible) if r is not None]
    if not connues or min([*connues, *reperes]) < 0:
        return None
    sommet = max([*connues, *reperes, float(plafond or 0)]) or 1.0
    a_des_nombres = any(t.ecrite for t in traces)
    haut, bas = _MARGE + (12 if a_des_nombres else 0), hauteur - _BAS_DES_ANNEES - 2
    pas = (largeur - 2 * _MARGE) / max(len(traces) - 1, 1)

    def point(rang: int, valeur: float) -> tuple[float, float]:
        return _MARGE + pas * rang, bas - (bas - haut) * valeur / sommet

    dessin: list[SafeString] = [ligne_droite(0, bas, largeur, bas, TRAIT)]
    for repere, couleur, tirets in ((reference, DOUX, "5 3"), (cible, ENCRE, "1.5 2.5")):
        if repere is not None:
            y = point(0, float(repere))[1]
            dessin.append(ligne_droite(0, y, largeur, y, couleur, tirets=tirets))
    suite: list[tuple[float, float]] = []
    connus = [rang for rang, t in enumerate(traces) if t.valeur is not None]
    dernier = connus[-1]
    points: list[SafeString] = []
    for rang, trace in enumerate(traces):
        if trace.valeur is None:
            pied = _MARGE + pas * rang
            dessin += [
                _trait(suite),
                *(_sans_valeur(pied, bas) if trace.est_dite else _croix(pied, bas)),
            ]
            suite = []
            continue
        x, y = point(rang, float(trace.valeur))
        suite.append((x, y))
        points.append(
            balise(
                "circle",
                cx=x,
                cy=y,
                r=3.4 if rang == dernier else 2.2,
                fill=PRIMAIRE if rang == dernier else BLANC,
                stroke=PRIMAIRE,
                stroke_width=1.4,
            )
        )
    dessin += [_trait(suite), *points]
    for rang in {connus[0], dernier}:
        x, y = point(rang, float(traces[rang].valeur or 0))
        dessin += _nombre(traces[rang].ecrite, x, y - 10, largeur)
    bord = hauteur - _BAS_DES_ANNEES / 2
    dessin.append(ecrire(0, bord, str(traces[0].annee), corps=_CORPS, couleur=DOUX))
    if len(traces) > 1:
        derniere = str(traces[-1].annee)
        dessin.append(ecrire(largeur, bord, derniere, corps=_CORPS, couleur=DOUX, ancre="end"))
    dits = phrases((str(t.annee), t.mot or NON_RENSEIGNE) for t in traces)
    return svg("mini", titre, dits, largeur, hauteur, dessin)


def _nombre(ecrite: str, x: float, y: float, largeur: float) -> list[SafeString]:
    """Un nombre sur un fond clair, rentré dans le cadre : il se lit sur les repères."""
    if not ecrite:
        return []
    demi = mesure(ecrite, _CORPS, gras=True) / 2 + 1.5
    x = min(max(x, demi), largeur - demi)
    return [
        rectangle(x - demi, y - 5.5, demi * 2, 11, BLANC),
        ecrire(x, y, ecrite, corps=_CORPS, gras=True, ancre="middle"),
    ]


def _trait(suite: Sequence[tuple[float, float]]) -> SafeString:
    if len(suite) < 2:
        return SafeString("")
    return balise(
        "polyline",
        points=chemin(suite),
        fill="none",
        stroke=PRIMAIRE,
        stroke_width=1.8,
        stroke_linejoin="round",
    )


def _sans_valeur(x: float, y: float) -> list[SafeString]:
    # Au-dessus du pied, pour ne pas se lire comme un zéro.
    return [ligne_droite(x - 3, y - 4, x + 3, y - 4, DOUX)]


def _croix(x: float, y: float) -> list[SafeString]:
    return [
        ligne_droite(x - 2.2, y - 2.2, x + 2.2, y + 2.2, DOUX),
        ligne_droite(x - 2.2, y + 2.2, x + 2.2, y - 2.2, DOUX),
    ]
