"""La démonstration : fictive, complète, refusée là où elle ferait du tort."""

import io
import json

import pytest
from django.conf import settings as reglages
from django.core.management import CommandError, call_command
from pytest_django import Settings

from actions.models import Etape, FicheAction
from conventions.droits import Role
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.demonstration import COMPTES, MOT_DE_PASSE, Demonstration
from equipements.models import Equipement
from pilotage.models import Evaluation, Releve, Reunion
from tests import fabriques

pytestmark = pytest.mark.django_db


def charger() -> str:
    sortie = io.StringIO()
    call_command("charger_convention", stdout=io.StringIO())
    call_command("charger_demonstration", stdout=sortie)
    return sortie.getvalue()


def test_elle_donne_un_compte_par_profil_et_le_dit() -> None:
    dit = charger()

    for courriel, profil in COMPTES:
        assert courriel in dit
        assert profil in dit
        assert Utilisateur.objects.get(courriel=courriel).check_password(MOT_DE_PASSE)
    assert MOT_DE_PASSE in dit
    assert set(Habilitation.objects.values_list("role", flat=True)) == set(Role.values)


def test_elle_montre_chaque_etat_de_la_vie() -> None:
    charger()

    assert set(FicheAction.objects.values_list("etat", flat=True)) == {
        "",
        "en_cours",
        "realise",
        "en_pause",
    }
    assert set(Equipement.objects.values_list("etat_saisie", flat=True)) == set(
        Equipement.EtatSaisie.values
    )
    assert Etape.objects.exclude(faite_le=None).exists()
    assert Reunion.objects.filter(instance__genre="copil").count() >= 4
    assert set(Evaluation.objects.values_list("annee", flat=True)) == {2023, 2024, 2025, 2026}
    assert set(Releve.objects.values_list("reponse", flat=True)) == set(Releve.Reponse.values)


def test_son_historique_est_date_du_jour_ou_la_chose_est_arrivee() -> None:
    charger()

    annees = {
        ligne.history_date.year
        for ligne in FicheAction.historique.filter(numero=4).exclude(auteur="charger_convention")
    }

    assert annees == {2023, 2024, 2025, 2026}


def test_ses_auteurs_sont_des_fonctions_qui_se_disent_fictives() -> None:
    charger()

    auteurs = set(FicheAction.historique.values_list("auteur", flat=True)) - {"charger_convention"}

    assert auteurs
    assert all("(démonstration)" in auteur for auteur in auteurs)


def test_le_tirage_est_a_graine_fixe() -> None:
    charger()
    capacites = dict(Equipement.objects.exclude(code=None).values_list("code", "capacite"))
    convention = Convention.objects.get()

    contenu = json.loads(
        (reglages.DOSSIER_CONVENTIONS / convention.slug / "demonstration.json").read_text("utf-8")
    )
    autre = Demonstration(convention, contenu)

    assert autre.hasard.random() == Demonstration(convention, contenu).hasard.random()
    assert len(set(capacites.values())) > 10


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
    charger()
    fiche = FicheAction.objects.get(numero=1)
    fiche.meteo_commentaire = "Écrit par une personne"
    fiche.save()

    call_command("charger_demonstration", "--si-vide", stdout=io.StringIO())

    fiche.refresh_from_db()
    assert fiche.meteo_commentaire == "Écrit par une personne"
    assert Evaluation.objects.count() == 4


def test_sans_convention_elle_dit_quoi_faire() -> None:
    with pytest.raises(CommandError, match="charger_convention"):
        call_command("charger_demonstration")
