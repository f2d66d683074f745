"""Écrire un courriel dans un essai, et faire passer le temps."""

import datetime
from typing import Any

import pytest

from conventions.courriels import Courriel, Element, envoyer
from conventions.models import Envoi, Motif, Personne
from ctg.socle import horloge
from ctg.socle.historique import acte
from tests import fabriques

COURRIEL = Courriel(
    "Votre point annuel",
    ["La convention prépare l'évaluation. <b>Merci</b> de votre aide."],
    [Element("Fiche 1", "avant le 15 décembre"), Element("Fiche 4")],
    geste="Ouvrir ma page",
    suite=["À bientôt."],
)


def ecrire(a: Personne, **autres: Any) -> Envoi | None:
    """Une demande, sauf mention contraire, dans un acte à elle."""
    champs: dict[str, Any] = {"motif": Motif.DEMANDE, "raison": "campagne:1"} | autres
    with acte(fabriques.LE_TEST):
        return envoyer(champs.pop("courriel", COURRIEL), a=a, **champs)


def avancer(monkeypatch: pytest.MonkeyPatch, **duree: float) -> None:
    """Fait passer le temps."""
    instant = horloge.maintenant() + datetime.timedelta(**duree)
    monkeypatch.setattr(horloge, "maintenant", lambda: instant)
