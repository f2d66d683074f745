"""La démonstration se refuse là où elle ferait du tort."""

import io

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests import fabriques

pytestmark = pytest.mark.django_db


def test_elle_est_refusee_en_production(settings: Settings) -> None:
    settings.EN_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("charger_demonstration")


def test_elle_est_refusee_la_ou_des_personnes_ont_un_compte() -> None:
    call_command("charger_convention", stdout=io.StringIO())
    fabriques.utilisateur("coordination")

    with pytest.raises(CommandError, match="déjà un compte"):
        call_command("charger_demonstration")


def test_sans_convention_elle_dit_quoi_faire() -> None:
    with pytest.raises(CommandError, match="charger_convention"):
        call_command("charger_demonstration")
