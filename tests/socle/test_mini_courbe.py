"""La courbe d'une case : ce qu'elle dessine, ce qu'elle dit à qui ne la voit pas."""

import pytest

from ctg.socle.graphiques import Trace, mini_courbe


def test_une_annee_inconnue_interrompt_le_trait_et_se_dit() -> None:
    traces = [Trace(2022, 1, "1"), Trace(2023, 2, "2"), Trace(2024, None), Trace(2025, 3, "3")]
    dessin = mini_courbe("Familles", traces)
    assert dessin is not None
    assert dessin.count("<polyline") == 1
    assert dessin.count("<circle") == 3
    assert dessin.index("<title>Familles</title>") < dessin.index("<desc>")
    assert "2024\u00a0: non renseigné" in dessin
    assert ">2022</text>" in dessin
    assert ">2025</text>" in dessin
    assert ">2023</text>" not in dessin


def test_la_reference_est_en_tirets_et_la_cible_en_pointilles() -> None:
    traces = [Trace(2024, 1), Trace(2025, 2)]
    nue, comparee = mini_courbe("x", traces), mini_courbe("x", traces, reference=1, cible=4)
    assert nue is not None
    assert comparee is not None
    assert (nue.count("stroke-dasharray"), comparee.count("stroke-dasharray")) == (0, 2)


@pytest.mark.parametrize("valeurs", [(None, None), (1, -2)])
def test_sans_valeur_ou_sous_zero_rien_ne_se_dessine(valeurs: tuple[int | None, ...]) -> None:
    traces = [Trace(2024 + rang, valeur) for rang, valeur in enumerate(valeurs)]
    assert mini_courbe("x", traces) is None


def test_un_titre_saisi_y_est_echappe() -> None:
    dessin = mini_courbe("<image href='http://x'/>", [Trace(2024, 1), Trace(2025, 2)])
    assert dessin is not None
    assert "<image" not in dessin


def test_la_premiere_et_la_derniere_valeurs_connues_s_ecrivent() -> None:
    traces = [
        Trace(2022, None),
        Trace(2023, 58, "58 familles", "58"),
        Trace(2024, 70, "70 familles", "70"),
        Trace(2025, 131, "131 familles", "131"),
    ]
    dessin = mini_courbe("x", traces) or ""
    assert ">58</text>" in dessin
    assert ">131</text>" in dessin
    assert ">70</text>" not in dessin
