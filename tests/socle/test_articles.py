"""Un organisme se dit avec son article, et sans article faux."""

import pytest

from ctg.socle.articles import avec_article, en_complement


@pytest.mark.parametrize(
    ("nom", "defini", "complement"),
    [
        ("Agglomération d'Agen", "l'Agglomération d'Agen", "de l'Agglomération d'Agen"),
        ("Commune de Layrac", "la Commune de Layrac", "de la Commune de Layrac"),
        ("Syndicat du RPI", "le Syndicat du RPI", "du Syndicat du RPI"),
        ("État", "l'État", "de l'État"),
        ("Caf du Val rêvé", "la Caf du Val rêvé", "de la Caf du Val rêvé"),
        ("Emmaüs", "Emmaüs", "d'Emmaüs"),
        ("Familles rurales", "Familles rurales", "de Familles rurales"),
    ],
)
def test_un_organisme_prend_son_article(nom: str, defini: str, complement: str) -> None:
    assert (avec_article(nom), en_complement(nom)) == (defini, complement)
