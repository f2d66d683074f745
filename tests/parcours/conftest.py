"""Ce que les parcours partagent : un calendrier que l'on tourne, et des personnes."""

import datetime
from collections.abc import Callable

import pytest

from conventions.models import Utilisateur
from ctg.socle import horloge
from tests.conftest import Connexions
from tests.parcours.visiteur import Visiteur

Calendrier = Callable[[int, int, int], datetime.date]
Ouvrir = Callable[[Utilisateur], Visiteur]


@pytest.fixture
def calendrier(monkeypatch: pytest.MonkeyPatch) -> Calendrier:
    """Le jour qu'il est : ``calendrier(2026, 1, 12)``, à midi."""

    def tourner(annee: int, mois: int, jour: int) -> datetime.date:
        midi = datetime.datetime(annee, mois, jour, 12, 0, tzinfo=datetime.UTC)
        monkeypatch.setattr(horloge, "maintenant", lambda: midi)
        return midi.date()

    return tourner


@pytest.fixture
def devant(connecter: Connexions) -> Ouvrir:
    """Une personne devant le portail : ``devant(compte).ouvrir(…)``."""
    return lambda compte: Visiteur(connecter(compte))
