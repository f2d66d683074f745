"""La démonstration se refuse là où elle ferait du tort, et garde le travail fait."""

import io

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from actions.models import FicheAction
from pilotage.models import Evaluation
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


def test_si_vide_garde_le_travail_fait() -> None:
    call_command("charger_convention", stdout=io.StringIO())
    call_command("charger_demonstration", stdout=io.StringIO())
    fiche = FicheAction.objects.get(convention__slug="agen-2022-2026", numero=1)
    fiche.meteo_commentaire = "Écrit par une personne"
    fiche.save()

    call_command("charger_demonstration", "--si-vide", stdout=io.StringIO())

    fiche.refresh_from_db()
    assert fiche.meteo_commentaire == "Écrit par une personne"
    assert Evaluation.objects.count() == 4


def test_sans_convention_elle_dit_quoi_faire() -> None:
    with pytest.raises(CommandError, match="charger_convention"):
        call_command("charger_demonstration")
