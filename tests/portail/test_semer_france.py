"""Le semis d'essai : ce qu'il pose, où il refuse d'aller, et qu'il se répète à l'identique."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction
from pytest_django import Settings

from conventions.models import Commune, Convention, Utilisateur
from ctg.semis import Echelle, semer
from equipements.models import ChiffreAnnuel, Equipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI

PETITE = Echelle(communes=50, conventions=3, structures=60, chiffres=200)
OPTIONS = {"communes": 50, "conventions": 3, "structures": 60, "chiffres": 200}
MODELES: tuple[type[models.Model], ...] = (Commune, Convention, Equipement, ChiffreAnnuel)


def _semer(**options: Any) -> str:
    sortie = io.StringIO()
    call_command("semer_france", stdout=sortie, **{**OPTIONS, **options})
    return sortie.getvalue()


@pytest.mark.django_db
def test_seme_ce_qu_on_demande_et_dit_comment_entrer() -> None:
    sortie = _semer()
    nombres = {modele.__name__: modele._default_manager.count() for modele in MODELES}
    assert nombres == {"Commune": 50, "Convention": 3, "Equipement": 60, "ChiffreAnnuel": 200}
    compte = Utilisateur.objects.get()
    assert compte.courriel in sortie
    assert compte.check_password(sortie.split()[-1])
    assert compte.habilitations.get().convention.slug in sortie
    assert "chiffres annuels : 200" in sortie
    # Par lots : l'historique n'en sait rien.
    assert not Equipement.historique.exists()


@pytest.mark.django_db
def test_ce_qui_est_seme_tient_les_regles_du_registre() -> None:
    semer(PETITE, le=AUJOURD_HUI, dire=lambda _: None)
    for structure in Equipement.objects.all()[:20]:
        structure.full_clean()
    for chiffre in ChiffreAnnuel.objects.select_related("equipement")[:20]:
        chiffre.full_clean()
        assert chiffre.equipement.type in chiffre.definition.types
    registres = [Equipement.objects.de_la_convention(c).count() for c in Convention.objects.all()]
    assert sum(registres) == 60
    assert min(registres) > 0


@pytest.mark.django_db
def test_deux_semis_donnent_les_memes_lignes() -> None:
    def lignes() -> list[Any]:
        with transaction.atomic():
            semer(PETITE, le=AUJOURD_HUI, dire=lambda _: None)
            lues = list(
                ChiffreAnnuel.objects.order_by("equipement__code", "annee", "code").values_list(
                    "equipement__nom", "equipement__commune__nom", "code", "valeur"
                )
            )
            transaction.set_rollback(True)
        return lues

    assert lignes() == lignes()


def test_refuse_une_base_qui_contient_deja_une_convention(convention: Convention) -> None:
    with pytest.raises(CommandError, match="contient déjà une convention"):
        _semer()
    assert not Equipement.objects.exists()


@pytest.mark.django_db
def test_refuse_une_base_qui_contient_deja_un_compte() -> None:
    fabriques.utilisateur()
    with pytest.raises(CommandError, match="contient déjà un compte"):
        _semer()


@pytest.mark.django_db
def test_refuse_une_base_qui_contient_deja_des_communes() -> None:
    fabriques.commune()
    with pytest.raises(CommandError, match="contient déjà une commune"):
        _semer()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nombres", "phrase"),
    [
        ({"conventions": 51}, "une commune au moins par convention"),
        ({"communes": 100_000}, "99 999 communes au plus"),
        ({"chiffres": -1}, "ne peut pas être négatif"),
    ],
)
def test_refuse_une_echelle_impossible(nombres: dict[str, int], phrase: str) -> None:
    with pytest.raises(CommandError, match=phrase):
        _semer(**nombres)
    assert not Commune.objects.exists()


@pytest.mark.django_db
def test_refuse_en_production(settings: Settings) -> None:
    settings.EN_PRODUCTION = True
    with pytest.raises(CommandError, match="ne se sèment pas en production"):
        _semer()
    assert not Commune.objects.exists()
