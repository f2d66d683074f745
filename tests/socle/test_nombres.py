"""Les nombres s'écrivent à la française."""

from decimal import Decimal

import pytest

from ctg.socle.nombres import Nombre, nombre_fr, quantite_fr

FINE = "\u202f"


@pytest.mark.parametrize(
    ("nombre", "ecrit"),
    [
        (0, "0"),
        (7, "7"),
        (1234, f"1{FINE}234"),
        (1234567, f"1{FINE}234{FINE}567"),
        (0.1, "0,1"),
        (38.5, "38,5"),
        (2.0, "2"),
        (1200.0, f"1{FINE}200"),
        (1 / 3, "0,33"),
        (Decimal("1254300.10"), f"1{FINE}254{FINE}300,1"),
        (-5, "\u22125"),
        (-0.001, "0"),
        (100, "100"),
        (10**30, FINE.join(["1", *["000"] * 10])),
    ],
)
def test_sans_decimales_imposees_il_y_en_a_le_moins_possible(nombre: Nombre, ecrit: str) -> None:
    assert nombre_fr(nombre) == ecrit


@pytest.mark.parametrize(
    ("nombre", "decimales", "ecrit"),
    [
        (2.5, 0, "3"),
        (0.125, 2, "0,13"),
        (Decimal("2.675"), 2, "2,68"),
        (12, 2, "12,00"),
        (1234.5, 1, f"1{FINE}234,5"),
        (-0.4, 0, "0"),
    ],
)
def test_l_arrondi_est_celui_de_l_ecole(nombre: Nombre, decimales: int, ecrit: str) -> None:
    assert nombre_fr(nombre, decimales) == ecrit


@pytest.mark.parametrize("nombre", [float("nan"), float("inf"), Decimal("NaN")])
def test_une_valeur_qui_n_est_pas_un_nombre_est_refusee(nombre: Nombre) -> None:
    with pytest.raises(ValueError, match="pas fini"):
        nombre_fr(nombre)


def test_l_unite_ne_se_detache_pas_du_nombre() -> None:
    assert quantite_fr(33, "%") == "33\u00a0%"
    assert quantite_fr(1200, "€") == f"1{FINE}200\u00a0€"
    assert quantite_fr(4) == "4"


@pytest.mark.parametrize(
    ("x", "unite", "ecrit"),
    [
        (1, "projets", "1\u00a0projet"),
        (0, "familles", "0\u00a0famille"),
        (1.5, "personnes formées", "1,5\u00a0personne formée"),
        (2, "projets revus", "2\u00a0projets revus"),
        (1, "enfants de moins de trois ans", "1\u00a0enfant de moins de trois ans"),
        (1, "lieux", "1\u00a0lieu"),
        (1, "rendez-vous", "1\u00a0rendez-vous"),
        (1, "repas servis", "1\u00a0repas servi"),
        (1, "% d'adhésion", "1\u00a0% d'adhésion"),
        (1, "actions REAAP", "1\u00a0action REAAP"),
        (1, "temps forts", "1\u00a0temps fort"),
        (1, "parcours suivis", "1\u00a0parcours suivi"),
        (1, "mots-clés", "1\u00a0mot-clé"),
        (1, "élus formés", "1\u00a0élu formé"),
        (1, "réseaux", "1\u00a0réseau"),
    ],
)
def test_l_unite_s_accorde_a_son_nombre(x: float, unite: str, ecrit: str) -> None:
    assert quantite_fr(x, unite) == ecrit


@pytest.mark.parametrize(
    "unite",
    [
        *("relais", "parcours", "succès", "colis", "processus", "concours", "progrès", "bras"),
        *("poids", "temps", "secours", "SMS envoyé", "accès", "précieux", "vis-à-vis", "stress"),
        *("permis", "campus", "héros", "tiers", "fonds", "cas", "avis", "fois par an", "Relais"),
    ],
)
def test_un_mot_invariable_reste_entier(unite: str) -> None:
    assert quantite_fr(1, unite) == f"1\u00a0{unite}"
