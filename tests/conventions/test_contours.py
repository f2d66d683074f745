"""Les contours officiels : lire un GeoJSON, alléger, poser, dire ce qui manque."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from conventions.contours import (
    ContoursIllisibles,
    fond_de_carte,
    lire_contours,
    simplifier,
)
from conventions.models import Commune
from ctg.socle.graphiques import SCHEMATIQUE
from tests import fabriques

CARRE = [[0.6, 44.2], [0.7, 44.2], [0.7, 44.3], [0.6, 44.3], [0.6, 44.2]]
ILE = [[0.8, 44.2], [0.81, 44.2], [0.81, 44.21], [0.8, 44.2]]
ENCLAVE = [[0.64, 44.24], [0.65, 44.24], [0.65, 44.25], [0.64, 44.24]]


def _geojson(*entites: tuple[dict[str, Any], dict[str, Any]]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": proprietes, "geometry": geometrie}
                for proprietes, geometrie in entites
            ],
        }
    )


def _polygone(*anneaux: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(anneaux)}


@pytest.mark.parametrize("nom", ["code", "INSEE_COM", "codgeo"])
def test_un_contour_se_lit_sous_les_noms_courants_du_code_insee(nom: str) -> None:
    contours = lire_contours(_geojson(({nom: "90001"}, _polygone(CARRE, ENCLAVE))))
    # L'anneau n'est plus refermé, et l'enclave n'est pas gardée.
    assert contours == {"90001": [[(x, y) for x, y in CARRE[:-1]]]}


def test_le_plus_grand_morceau_vient_d_abord() -> None:
    geometrie = {"type": "MultiPolygon", "coordinates": [[ILE], [CARRE]]}
    (morceaux,) = lire_contours(_geojson(({"code": "90001"}, geometrie))).values()
    assert [morceau[0] for morceau in morceaux] == [(0.6, 44.2), (0.8, 44.2)]


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("{", "pas du GeoJSON"),
        ("[]", "collection"),
        (_geojson(({"nom": "Valmont"}, _polygone(CARRE))), "Entité 1.*code Insee"),
        (_geojson(({"code": "90001"}, {"type": "Point", "coordinates": [0, 0]})), "polygone"),
        (_geojson(({"code": "90001"}, _polygone([[512000, 6340000]] * 4))), "WGS 84"),
        (_geojson(({"code": "90001"}, _polygone(CARRE[:1]))), "trois points"),
        (_geojson(({"code": "90001"}, {"type": "Polygon"})), "forme"),
    ],
)
def test_un_fichier_qui_ne_convient_pas_dit_pourquoi(texte: str, phrase: str) -> None:
    with pytest.raises(ContoursIllisibles, match=phrase):
        lire_contours(texte)


def test_simplifier_retire_ce_qui_ne_se_verrait_pas_et_garde_les_angles() -> None:
    # Un point au milieu d'un côté, à dix centimètres de lui ; un autre qui fait un vrai coude.
    plat = [(0.6, 44.2), (0.65, 44.200001), (0.7, 44.2), (0.72, 44.25), (0.7, 44.3), (0.6, 44.3)]
    assert simplifier(plat, 0.0003) == [plat[0], *plat[2:]]


@pytest.fixture
def communes(db: None) -> tuple[Commune, Commune]:
    return (
        fabriques.commune(nom="Écoval", code_insee="90001", cellule=CARRE),
        fabriques.commune(nom="Fauval", code_insee="90002", cellule=ILE),
    )


def _importer(dossier: Path, texte: str, *options: str) -> str:
    fichier = dossier / "contours.geojson"
    fichier.write_text(texte, "utf-8")
    sortie = io.StringIO()
    call_command("importer_contours", str(fichier), *options, stdout=sortie)
    return sortie.getvalue()


def test_les_contours_remplacent_les_cellules_quand_toutes_les_communes_en_ont(
    communes: tuple[Commune, Commune], tmp_path: Path
) -> None:
    premiere = ({"code": "90001"}, _polygone(CARRE))
    ailleurs = ({"code": "90009"}, _polygone(CARRE))

    dit = _importer(tmp_path, _geojson(premiere, ailleurs), "--source", "© Institut inventé")
    assert "1 commune a son contour" in dit.replace("\u00a0", " ")
    assert "Fauval" in dit
    assert "90009" in dit
    # Une commune n'en a pas : la carte entière reste schématique, et le dit.
    assert fond_de_carte(Commune.objects.all()).note == SCHEMATIQUE

    _importer(tmp_path, _geojson(({"code": "90002"}, _polygone(ILE))), "--source", "© Autre")
    fond = fond_de_carte(Commune.objects.all())
    assert fond.note == "Contours\u00a0: © Autre, © Institut inventé."
    assert len(fond.polygones[communes[0].pk][0]) == 4


def test_un_fichier_d_ailleurs_ne_change_rien(
    communes: tuple[Commune, Commune], tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="Aucune commune"):
        _importer(tmp_path, _geojson(({"code": "12345"}, _polygone(CARRE))))
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("importer_contours", str(tmp_path / "absent.geojson"))
    assert not Commune.objects.exclude(contour=[]).exists()


def test_une_commune_sans_trace_n_est_pas_dessinee(communes: tuple[Commune, Commune]) -> None:
    sans = fabriques.commune()
    fond = fond_de_carte(Commune.objects.all())
    assert set(fond.polygones) == {commune.pk for commune in communes}
    assert sans.pk not in fond.polygones
    assert fond_de_carte([]).polygones == {}
