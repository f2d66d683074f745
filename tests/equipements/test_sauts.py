"""Ce qui change beaucoup d'une année à l'autre se relit : ±30 %, arrêt, doublement."""

from decimal import Decimal

import pytest

from ctg.socle.nombres import MOINS
from equipements.annuels import Question, Saisie
from equipements.models import ChiffreAnnuel, Source
from equipements.sauts import Genre, Saut, genre_du_saut, saut


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("100", "100", None),
        ("100", "129.99", None),
        ("100", "130", Genre.HAUSSE),
        ("100", "70.01", None),
        ("100", "70", Genre.BAISSE),
        ("100", "199.99", Genre.HAUSSE),
        ("100", "200", Genre.DOUBLEMENT),
        ("100", "0", Genre.ARRET),
        ("0", "0", None),
        ("0", "12", Genre.REPRISE),
        # L'inconnu n'est pas zéro.
        (None, "12", None),
        ("100", None, None),
    ],
)
def test_ce_qui_se_relit(avant: str | None, apres: str | None, attendu: Genre | None) -> None:
    nombres = [None if n is None else Decimal(n) for n in (avant, apres)]
    assert genre_du_saut(*nombres) is attendu


def _question(**champs: object) -> Question:
    rangee = ChiffreAnnuel(code="enfants", annee=2026, **champs)
    return Question(
        "enfants", "enfants accueillis", "enfants", "", Source.GESTIONNAIRE, rangee, True
    )


AVANT = Saisie("nombre", Decimal(60))


def test_non_concerne_apres_un_nombre_est_un_arret() -> None:
    trouve = saut(_question(reponse="non_concerne", motif="Fermé en mars"), AVANT)
    assert trouve is not None
    assert trouve.genre is Genre.ARRET
    assert trouve.en_mots == (
        f"enfants accueillis : 60 l'an passé, 0 cette année ({MOINS}100\u00a0%, arrêt)"
    )


def test_non_disponible_ne_dit_rien() -> None:
    assert saut(_question(reponse="non_disponible", motif="Logiciel en panne"), AVANT) is None


def test_un_ecart_se_lit_en_francais() -> None:
    hausse = Saut("heures facturées", "heures", Genre.HAUSSE, Decimal(1000), Decimal(1400))
    assert hausse.en_mots == (
        "heures facturées : 1\u202f000 l'an passé, 1\u202f400 cette année (+40\u00a0%)"
    )
