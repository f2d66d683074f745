"""L'adresse du client : la seule qu'un serveur de confiance a vue, et le frein qui la compte."""

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from ctg.socle.frein import ESSAIS_PAR_HEURE, adresse_du_client, freiner


def _demande(transmise: str | None = None, directe: str = "10.0.0.1") -> HttpRequest:
    demande = RequestFactory().get("/", REMOTE_ADDR=directe)
    if transmise is not None:
        demande.META["HTTP_X_FORWARDED_FOR"] = transmise
    return demande


@pytest.mark.parametrize(
    ("fronts", "transmise", "adresse"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        # Quelqu'un a contourné un serveur frontal : ce qu'il dit ne vaut rien.
        (2, "203.0.113.7", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "inconnu", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_l_adresse_du_client(
    settings: Settings, fronts: int, transmise: str | None, adresse: str
) -> None:
    settings.SERVEURS_FRONTAUX = fronts
    assert adresse_du_client(_demande(transmise)) == adresse


def test_une_adresse_inconnue_se_dit() -> None:
    assert adresse_du_client(_demande(directe="")) is None
    assert adresse_du_client(_demande(directe="::1")) == "::"


def test_le_frein_compte_par_client_et_ne_croit_pas_l_en_tete(settings: Settings) -> None:
    settings.SERVEURS_FRONTAUX = 1
    cache.clear()
    freines = [
        freiner(_demande(f"198.51.100.{n}, 203.0.113.7"), "essai")
        for n in range(ESSAIS_PAR_HEURE + 1)
    ]
    assert freines == [False] * ESSAIS_PAR_HEURE + [True]
    assert not freiner(_demande("203.0.113.8"), "essai")
    assert not freiner(_demande("203.0.113.7"), "autre_geste")
