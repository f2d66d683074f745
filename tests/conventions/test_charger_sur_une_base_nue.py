"""Charger la convention livrée là où rien ne l'est encore."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from conventions.models import Article, Convention, Mandat
from ctg.socle.chargement import DonneeRefusee, Resultat, poser
from tests import fabriques


def test_la_commande_dit_ce_qu_elle_a_fait(db: None) -> None:
    sortie = StringIO()
    call_command("charger_convention", convention="agen-2022-2026", stdout=sortie)
    assert "signataires : 49 créés\n" in sortie.getvalue()


def test_une_convention_inconnue_se_dit_en_francais(db: None) -> None:
    with pytest.raises(CommandError, match=r"« valmont » n'est pas livrée\. Livrées : agen"):
        call_command("charger_convention", convention="valmont")
    assert not Convention.objects.exists()


def test_une_donnee_hors_de_son_modele_est_refusee(convention: Convention) -> None:
    with pytest.raises(DonneeRefusee, match=r"article.*numero : 1.*titre"):
        poser(Article, {"convention": convention, "numero": 1}, {"titre": "x" * 201})
    assert not Article.objects.exists()


def test_ce_qui_appartient_aux_personnes_n_est_ecrit_qu_une_fois(convention: Convention) -> None:
    partenaire = fabriques.partenaire()
    cle = {"personne": fabriques.personne(), "partenaire": partenaire, "fonction": "Maire"}
    mandat, _ = poser(Mandat, cle, {"nature": "elu"}, {"debut": datetime.date(2020, 7, 1)})
    assert mandat is not None

    rejoue, resultat = poser(Mandat, cle, {"nature": "elu"}, {"debut": datetime.date(2026, 4, 1)})

    assert (rejoue, resultat) == (mandat, Resultat.INCHANGE)
    mandat.refresh_from_db()
    assert mandat.debut == datetime.date(2020, 7, 1)
