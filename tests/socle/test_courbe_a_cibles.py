"""La courbe et ses cibles : un nombre n'en cache aucune."""

import re

import pytest

from ctg.socle import graphiques as g


def _losange(svg: str) -> tuple[float, float]:
    """Le haut et le bas du premier losange du dessin."""
    points = re.search(r'<polygon[^>]*points="([^"]+)"', svg)
    assert points is not None
    hauteurs = [float(point.split(",")[1]) for point in points[1].split(" ")]
    return min(hauteurs), max(hauteurs)


@pytest.mark.parametrize(
    ("valeur", "cible"), [(22, 22), (22, 24), (22, 25), (22, 27), (22, 21), (22, 19), (1, 2)]
)
def test_un_nombre_ne_couvre_pas_la_cible_de_son_annee(valeur: int, cible: int) -> None:
    svg = g.courbe("t", [g.Point(2025, valeur)], cibles=[g.Point(2025, cible)], maximum=40)
    haut, bas = _losange(svg)
    fonds = re.findall(r'<rect[^>]*y="([\d.]+)"[^>]*height="15"', svg)
    assert len(fonds) == 1
    y = float(fonds[0])
    assert y >= bas or y + 15 <= haut
    # La cible se dessine après le fond du nombre, et le point après elle.
    assert svg.index("<rect") < svg.index("<polygon") < svg.index("<circle")


def test_une_courbe_etroite_laisse_sa_place_au_dessin() -> None:
    reference = g.Repere(3, "référence du diagnostic de territoire")
    points = [g.Point(2022 + rang, 3 + rang) for rang in range(4)]
    etroite = g.courbe("t", points, reference=reference, largeur=340)
    droites = [float(x) for x in re.findall(r'<line[^>]*x2="([\d.]+)"', etroite)]
    assert max(droites) > 340 * 0.6
