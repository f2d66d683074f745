"""Les polices construites sont petites, complètes et reproductibles."""

import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from ctg.socle import polices


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return polices.construire_polices(tmp_path_factory.mktemp("polices"))


def test_quatre_faces_legeres(faces: list[Path]) -> None:
    assert [chemin.name for chemin in faces] == [
        "source-sans-400.woff2",
        "source-sans-400-italique.woff2",
        "source-sans-600.woff2",
        "source-sans-700.woff2",
    ]
    for chemin in faces:
        assert 10_000 < chemin.stat().st_size < 25_000
        assert chemin.read_bytes()[:4] == b"wOF2"


def test_tous_nos_signes_y_sont(faces: list[Path]) -> None:
    texte = "Évaluation « à l’œuvre » – — … 12 € 3 ° × ≥ ≤ → ✓ ● ○ ◐ ▲ \u00a0\u202f\u2212"
    for chemin in faces:
        connus = TTFont(chemin).getBestCmap()
        assert [signe for signe in texte if ord(signe) not in connus] == []


def test_le_credit_et_l_approche_restent_le_nom_reserve_part(faces: list[Path]) -> None:
    police: Any = TTFont(faces[0])
    assert "kern" in {f.FeatureTag for f in police["GPOS"].table.FeatureList.FeatureRecord}
    assert "Adobe" in police["name"].getDebugName(0)
    assert "Open Font License" in police["name"].getDebugName(13)
    for numero in (1, 4, 6):
        assert "Source" not in police["name"].getDebugName(numero)


def test_les_chiffres_ont_la_meme_chasse(faces: list[Path]) -> None:
    police: Any = TTFont(faces[0])
    signes = police.getBestCmap()
    assert len({police["hmtx"][signes[ord(chiffre)]][0] for chiffre in "0123456789"}) == 1


def test_memes_octets_d_un_processus_a_l_autre(faces: list[Path], tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from ctg.socle.polices import *;"
            "construire_polices(Path(sys.argv[1]))",
            str(tmp_path),
        ],
        check=True,
        cwd=Path(polices.__file__).parents[2],
    )
    for chemin in faces:
        assert (tmp_path / chemin.name).read_bytes() == chemin.read_bytes()


def test_la_commande_ne_refait_rien_qui_soit_a_jour(tmp_path: Path, settings: Any) -> None:
    settings.DOSSIER_POLICES = tmp_path / "polices"
    dites = [_dire(), _dire()]
    assert dites[0].startswith("4 polices construites")
    assert dites[1] == "Les polices sont à jour."
    (tmp_path / "polices" / "source-sans-600.woff2").unlink()
    assert _dire().startswith("4 polices construites")


def _dire() -> str:
    sortie = StringIO()
    call_command("preparer_polices", stdout=sortie)
    return sortie.getvalue().strip()


def test_sans_dossier_les_polices_se_construisent_en_memoire(
    faces: list[Path], tmp_path: Path
) -> None:
    attendues = {f"polices/{chemin.name}": chemin.read_bytes() for chemin in faces}
    assert polices.ressources_de_polices(faces[0].parent) == attendues
    assert polices.ressources_de_polices(tmp_path) == attendues
    assert polices.ressources_de_polices(None) == attendues
    assert TTFont(BytesIO(attendues["polices/source-sans-700.woff2"]))["OS/2"].usWeightClass == 700


def test_la_feuille_cite_les_quatre_fichiers() -> None:
    feuille = polices.feuille_de_polices("/static/polices/")
    assert feuille.count("@font-face") == 4
    assert feuille.count('"Source Sans Portail"') == 4
    for face in polices.FACES:
        assert f'url("/static/polices/{face.fichier}")' in feuille
