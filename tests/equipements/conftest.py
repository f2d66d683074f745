"""Ce dont presque tous les essais du registre partent : une partie, et qui y travaille."""

import pytest
from django.test import Client

from conventions.models import Convention, Partenaire, Utilisateur
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def partie(convention: Convention) -> Partenaire:
    """Une commune signataire."""
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def coordonnateur(convention: Convention) -> Utilisateur:
    """Le compte qui tient tout le registre."""
    return fabriques.coordonnateur(convention)


@pytest.fixture
def coordination(coordonnateur: Utilisateur, connecter: Connexions) -> Client:
    """Son navigateur, déjà connecté."""
    return connecter(coordonnateur)


@pytest.fixture
def agent(convention: Convention, partie: Partenaire) -> Utilisateur:
    """Le compte d'un agent de la partie."""
    return fabriques.agent(convention, partie)
