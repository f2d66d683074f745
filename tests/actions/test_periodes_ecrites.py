"""Comprendre une période écrite simplement, ou ne rien dire."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from actions.periodes_ecrites import comprendre


@pytest.mark.parametrize(
    ("texte", "debut", "fin"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023/24", "2023-01-01", "2024-12-31"),
        ("2023 – 2027", "2023-01-01", "2027-12-31"),
        ("Février 2024", "2024-02-01", "2024-02-29"),
        ("de mars à juin 2025", "2025-03-01", "2025-06-30"),
        ("septembre 2025 à juin 2026", "2025-09-01", "2026-06-30"),
        ("1er semestre 2025", "2025-01-01", "2025-06-30"),
        ("T4 2025", "2025-10-01", "2025-12-31"),
        ("Dès 2023", "2023-01-01", None),
        ("à partir de septembre 2025.", "2025-09-01", None),
        ("fin 2026", None, "2026-12-31"),
    ],
)
def test_une_periode_simple_se_comprend(texte: str, debut: str | None, fin: str | None) -> None:
    periode = comprendre(texte)
    assert periode is not None
    assert (periode.debut and periode.debut.isoformat()) == debut
    assert (periode.fin and periode.fin.isoformat()) == fin


@pytest.mark.parametrize(
    "texte",
    ["", "12", "bientôt", "2025/23", "été 2025", "5e trimestre 2025", "juin 2025 à mars 2025"],
)
def test_le_reste_ne_se_devine_pas(texte: str) -> None:
    assert comprendre(texte) is None


def test_ce_que_le_contrat_ecrit_se_comprend_comme_on_l_a_date() -> None:
    fichier = Path(settings.BASE_DIR) / "fixtures/conventions/agen-2022-2026/fiches.json"
    donnees = json.loads(fichier.read_text())
    etapes = [etape for fiche in donnees for etape in fiche["etapes"]]
    assert len(etapes) == 20
    for etape in etapes:
        periode = comprendre(etape["periode_ecrite"])
        assert periode is not None, etape["periode_ecrite"]
        assert (periode.debut and periode.debut.isoformat()) == etape["debut"]
        assert (periode.fin and periode.fin.isoformat()) == etape["fin"]
