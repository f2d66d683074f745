"""Les contours des communes : ceux d'un fichier officiel, ou à défaut des cellules schématiques."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.db import transaction

from conventions.models import Commune
from ctg.socle.graphiques import SCHEMATIQUE

Point = tuple[float, float]
Polygone = list[Point]

_CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
# Les noms que les fichiers de l'IGN, de l'Insee et d'Etalab donnent au code de la commune.
_NOMS_DU_CODE = ("code_insee", "insee_com", "insee", "codgeo", "depcom", "code", "com")
# En degrés, une trentaine de mètres : moins d'un pixel sur la carte d'une agglomération.
TOLERANCE = 0.0003


class ContoursIllisibles(ValueError):
    """Le fichier n'est pas un GeoJSON de communes ; la phrase dit pourquoi."""


@dataclass(frozen=True)
class Import:
    """Ce qu'un import a fait : les communes dessinées, celles qu'il n'a pas, celles d'ailleurs."""

    posees: Sequence[Commune]
    sans_contour: Sequence[Commune]
    inconnues: Sequence[str]


@dataclass(frozen=True)
class Fond:
    """De quoi dessiner des communes.

    `polygones` : clé de la commune → ses morceaux, le plus grand d'abord ; une commune sans tracé
    n'y est pas. `note` : d'où viennent ces tracés, à écrire sous la carte.
    """

    polygones: dict[int, list[Polygone]]
    note: str


def fond_de_carte(communes: Iterable[Commune]) -> Fond:
    """Les contours officiels si toutes ces communes en ont un ; sinon leurs cellules schématiques.

    Les deux ne se mêlent pas : ils se recouvriraient.
    """
    dessinables = [c for c in communes if c.contour or len(c.cellule) > 2]
    if dessinables and all(commune.contour for commune in dessinables):
        sources = sorted({commune.source_du_contour for commune in dessinables} - {""})
        note = f"Contours\u00a0: {', '.join(sources)}." if sources else "Contours importés."
        return Fond({c.pk: [_points(p) for p in c.contour] for c in dessinables}, note)
    cellules = {c.pk: [_points(c.cellule)] for c in dessinables if len(c.cellule) > 2}
    return Fond(cellules, SCHEMATIQUE)


def _points(trace: Iterable[Sequence[float]]) -> Polygone:
    return [(x, y) for x, y in trace]


def lire_contours(texte: str) -> dict[str, list[Polygone]]:
    """Les contours d'un GeoJSON (WGS 84) : code Insee → polygones, le plus grand d'abord.

    Les enclaves ne sont pas gardées, et les tracés sont allégés. Lève `ContoursIllisibles`.
    """
    try:
        contenu = json.loads(texte)
    except (ValueError, RecursionError) as erreur:
        raise ContoursIllisibles("Ce fichier n'est pas du GeoJSON.") from erreur
    entites = contenu.get("features") if isinstance(contenu, dict) else None
    if not isinstance(entites, list):
        raise ContoursIllisibles("Ce fichier n'est pas une collection d'entités GeoJSON.")
    contours = {}
    for rang, entite in enumerate(entites, start=1):
        try:
            code = _code(entite["properties"])
            anneaux = _anneaux(entite["geometry"])
        except (KeyError, TypeError, ValueError, IndexError) as erreur:
            raise ContoursIllisibles(f"Entité {rang}\u00a0: {_pourquoi(erreur)}") from erreur
        contours[code] = anneaux
    return contours


def _pourquoi(erreur: Exception) -> str:
    return str(erreur) if type(erreur) is ValueError else "sa forme n'est pas celle attendue."


def _code(proprietes: dict[str, Any]) -> str:
    par_nom = {str(nom).lower(): str(valeur) for nom, valeur in proprietes.items()}
    for nom in _NOMS_DU_CODE:
        if _CODE_INSEE.fullmatch(par_nom.get(nom, "")):
            return par_nom[nom]
    raise ValueError("elle n'a pas de code Insee.")


def _anneaux(geometrie: dict[str, Any]) -> list[Polygone]:
    genre, coordonnees = geometrie["type"], geometrie["coordinates"]
    if genre not in ("Polygon", "MultiPolygon"):
        raise ValueError("elle n'est ni un polygone ni plusieurs.")
    polygones = [coordonnees] if genre == "Polygon" else coordonnees
    anneaux = [simplifier([_point(p) for p in polygone[0]], TOLERANCE) for polygone in polygones]
    dessinables = [anneau for anneau in anneaux if len(anneau) > 2]
    if not dessinables:
        raise ValueError("son contour n'a pas trois points.")
    return sorted(dessinables, key=_aire, reverse=True)


def _point(coordonnees: Sequence[float]) -> Point:
    x, y = float(coordonnees[0]), float(coordonnees[1])
    if not (isfinite(x) and isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90):
        raise ValueError("ses coordonnées ne sont pas en degrés (WGS 84).")
    return round(x, 5), round(y, 5)


def _aire(anneau: Polygone) -> float:
    suivants = [*anneau[1:], anneau[0]]
    return abs(
        sum(xa * yb - xb * ya for (xa, ya), (xb, yb) in zip(anneau, suivants, strict=True)) / 2
    )


def simplifier(points: Polygone, tolerance: float) -> Polygone:
    """Le même contour avec moins de points : aucun ne s'en écarte de plus que `tolerance` (degrés).

    Algorithme de Douglas et Peucker, sans récursion. Le contour rendu n'est pas refermé.
    """
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if len(points) < 4:
        return points
    # Un contour se ferme : on le coupe à son point le plus éloigné du premier.
    loin = max(range(len(points)), key=lambda i: _distance_au_carre(points[i], points[0]))
    boucle = [*points, points[0]]
    gardes, piles = {0, loin}, [(0, loin), (loin, len(points))]
    while piles:
        debut, fin = piles.pop()
        ecarts = [
            (_ecart_au_carre(boucle[i], boucle[debut], boucle[fin]), i)
            for i in range(debut + 1, fin)
        ]
        ecart, milieu = max(ecarts, default=(0.0, 0))
        if ecart > tolerance**2:
            gardes.add(milieu)
            piles += [(debut, milieu), (milieu, fin)]
    return [points[i] for i in sorted(gardes)]


def _distance_au_carre(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _ecart_au_carre(point: Point, a: Point, b: Point) -> float:
    """Le carré de la distance d'un point au segment qui va de `a` à `b`."""
    longueur = _distance_au_carre(a, b)
    if not longueur:
        return _distance_au_carre(point, a)
    part = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / longueur
    part = max(0.0, min(1.0, part))
    return _distance_au_carre(point, (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))


def importer_contours(*, contours: dict[str, list[Polygone]], source: str) -> Import:
    """Donne leur contour aux communes que le portail connaît ; les autres sont ignorées.

    Lève `ContoursIllisibles` si le fichier n'en porte aucune : rien n'est alors changé.
    """
    communes = list(Commune.objects.all())
    posees = [commune for commune in communes if commune.code_insee in contours]
    if not posees:
        raise ContoursIllisibles("Aucune commune de ce fichier n'est connue du portail.")
    with transaction.atomic():
        for commune in posees:
            commune.contour = contours[commune.code_insee]
            commune.source_du_contour = source
            commune.save(update_fields=["contour", "source_du_contour"])
    return Import(
        posees,
        [c for c in communes if c.cellule and not c.contour],
        sorted(contours.keys() - {commune.code_insee for commune in communes}),
    )
