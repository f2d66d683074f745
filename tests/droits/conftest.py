"""Une seule convention pour toute la table : la monter à chaque essai prendrait la moitié du temps.

Elle se monte dans une transaction que rien ne confirme ; chaque essai travaille dans la sienne, que
l'on défait.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from ctg.socle import horloge
from tests.conftest import MIDI, ClientStrict
from tests.droits.situation import Profil, Situation, situation


@dataclass(frozen=True)
class _Montee:
    """La convention et ses gens, et les témoins de leurs sessions."""

    situation: Situation
    temoins: dict[Profil, str]


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """La base, ouverte le temps du dossier.

    Sous ce nom, pytest-django la prépare même quand ces essais sont lancés seuls.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="package")
def montee(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Montee]:
    """La convention, montée une fois, au jour des essais."""
    pieces = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("pieces"))
    with pytest.MonkeyPatch.context() as monkeypatch, pieces, transaction.atomic():
        monkeypatch.setattr(horloge, "maintenant", lambda: MIDI)
        lieu = situation()
        temoins = {}
        for profil, compte in lieu.comptes.items():
            client = ClientStrict()
            client.force_login(compte)
            temoins[profil] = client.cookies["sessionid"].value
        par_lien = ClientStrict()
        par_lien.post(lieu.lien.adresse())
        temoins[Profil.LIEN] = par_lien.cookies["sessionid"].value
        yield _Montee(lieu, temoins)
        transaction.set_rollback(True)


@pytest.fixture
def lieu(montee: _Montee) -> Iterator[Situation]:
    """La convention et les gens, tels qu'au montage."""
    with transaction.atomic():
        yield montee.situation
        transaction.set_rollback(True)


@pytest.fixture
def client(lieu: Situation) -> Client:
    """Un navigateur anonyme."""
    return ClientStrict()


@pytest.fixture
def navigateurs(montee: _Montee, lieu: Situation, client: Client) -> dict[Profil, Client]:
    """Un navigateur par profil, sa session déjà ouverte."""
    ouverts = {Profil.ANONYME: client}
    for profil, temoin in montee.temoins.items():
        ouverts[profil] = ClientStrict()
        ouverts[profil].cookies["sessionid"] = temoin
    return ouverts
