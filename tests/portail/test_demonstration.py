"""La démonstration : une vie fictive, complète, qui se dit telle."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from actions.models import (
    CommentaireDeFiche,
    Etape,
    FicheAction,
    Financement,
    Indicateur,
    Note,
    PropositionDeModification,
    TempsFort,
)
from actions.temps_forts import COMPTES as CALCULS_DES_TEMPS_FORTS
from conventions.droits import Role
from conventions.models import Convention, Habilitation, Utilisateur, Zone
from ctg.demonstration import COMPTES, MOT_DE_PASSE, Demonstration
from ctg.socle import horloge
from equipements.models import (
    DemandeDeRegistre,
    Equipement,
    QuestionConfiee,
    ReponseDeStructure,
)
from equipements.territoire.couverture import figure_de_couverture
from equipements.territoire.lecture import lire_territoire
from pilotage.figer import empreinte_du_projet
from pilotage.models import Evaluation, Releve, Reunion, VersionFigee
from tests.demonstration import charger
from tests.memoire import Memoire

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def annonce(django_db_setup: None, django_db_blocker: Any, memoire: Memoire) -> Iterator[str]:
    """La démonstration, chargée une fois puis défaite ; donne ce que la commande a dit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield charger(memoire)
        transaction.set_rollback(True)


def test_elle_donne_un_compte_par_profil_et_le_dit(annonce: str) -> None:

    for courriel, profil in COMPTES:
        assert courriel in annonce
        assert profil in annonce
        assert Utilisateur.objects.get(courriel=courriel).check_password(MOT_DE_PASSE)
    assert MOT_DE_PASSE in annonce
    assert set(Habilitation.objects.values_list("role", flat=True)) == set(Role.values)


def test_si_vide_garde_le_travail_fait(annonce: str) -> None:
    fiche = FicheAction.objects.get(convention__slug="agen-2022-2026", numero=1)
    fiche.meteo_commentaire = "Écrit par une personne"
    fiche.save()

    call_command("charger_demonstration", "--si-vide", stdout=io.StringIO())

    fiche.refresh_from_db()
    assert fiche.meteo_commentaire == "Écrit par une personne"
    assert Evaluation.objects.count() == 4


def test_elle_montre_chaque_etat_de_la_vie() -> None:
    assert set(FicheAction.objects.values_list("etat", flat=True)) == {
        "",
        "en_cours",
        "realise",
        "en_pause",
    }
    assert set(Equipement.objects.values_list("etat_saisie", flat=True)) == set(
        Equipement.EtatSaisie.values
    )
    assert set(Note.objects.values_list("genre", flat=True)) == set(Note.Genre.values)
    assert set(CommentaireDeFiche.objects.values_list("etat", flat=True)) == set(
        CommentaireDeFiche.Etat.values
    )
    # Aucune n'est appliquée : le texte de la convention reste le vrai.
    assert set(PropositionDeModification.objects.values_list("etat", flat=True)) == {
        "en_attente",
        "retenue",
        "ecartee",
    }
    # La campagne du registre, à tous les états d'une campagne ouverte, et un écart à relire.
    assert set(DemandeDeRegistre.objects.values_list("etat", flat=True)) == set(
        DemandeDeRegistre.Etat.values
    ) - {"sans_reponse"}
    assert DemandeDeRegistre.objects.filter(sans_structure=True).exists()
    assert ReponseDeStructure._default_manager.exclude(mot="").exists()
    assert QuestionConfiee.objects.exists()
    assert Etape.objects.exclude(faite_le=None).exists()
    assert set(Financement.objects.values_list("demande", flat=True)) == set(
        Financement.Demande.values
    )
    assert Financement.objects.filter(prevu=None).exists()
    des_temps_forts = Indicateur.objects.filter(calcul__in=CALCULS_DES_TEMPS_FORTS)
    assert not des_temps_forts.filter(fiche__temps_forts=None).exists()
    assert TempsFort.objects.filter(participants=None, familles=None).exists()
    assert Reunion.objects.filter(instance__genre="copil").count() >= 4
    assert set(Evaluation.objects.values_list("annee", flat=True)) == {2023, 2024, 2025, 2026}
    assert set(Releve.objects.values_list("reponse", flat=True)) == set(Releve.Reponse.values)


def test_son_historique_est_date_du_jour_ou_la_chose_est_arrivee() -> None:
    annees = {
        ligne.history_date.year
        for ligne in FicheAction.historique.filter(numero=4).exclude(auteur="charger_convention")
    }

    assert annees == {2023, 2024, 2025, 2026}


def test_ses_auteurs_sont_des_fonctions_qui_se_disent_fictives() -> None:
    auteurs = set(FicheAction.historique.values_list("auteur", flat=True)) - {"charger_convention"}

    assert auteurs
    assert all("(démonstration)" in auteur for auteur in auteurs)


def test_le_tirage_est_a_graine_fixe() -> None:
    capacites = dict(Equipement.objects.exclude(code=None).values_list("code", "capacite"))
    convention = Convention.objects.get(slug="agen-2022-2026")

    contenu = json.loads(
        (settings.DOSSIER_CONVENTIONS / convention.slug / "demonstration.json").read_text("utf-8")
    )
    autre = Demonstration(convention, contenu)

    assert autre.hasard.random() == Demonstration(convention, contenu).hasard.random()
    assert len(set(capacites.values())) > 10


def test_son_territoire_montre_ce_qui_se_conclut_et_ce_qui_ne_se_conclut_pas() -> None:
    convention = Convention.objects.get(slug="agen-2022-2026")
    territoire = lire_territoire(convention)
    relais, lieux = (figure_de_couverture(territoire, type_) for type_ in ("rpe", "laep"))

    assert relais.constat
    assert len(relais.constat.a_completer) == 1
    assert {valeur.classe for valeur in relais.valeurs} == {None, 1, 2}
    # Une commune a dit en toutes lettres ce qui la dessert : on n'en conclut rien.
    assert {valeur.classe for valeur in lieux.valeurs} == {None, 0, 1, 2}
    assert convention.annuaire_est_ouvert


def test_son_territoire_se_dit_invente() -> None:
    ajoutees = Zone.objects.exclude(source__startswith="art.")
    assert ajoutees.count() == 3
    assert all("(démonstration)" in zone.nom for zone in ajoutees)
    # Des numéros qui ne sonnent nulle part : l'Arcep réserve les premiers aux fictions.
    numeros = set(Equipement.objects.exclude(telephone="").values_list("telephone", flat=True))
    assert len(numeros) > 50
    assert all(numero.startswith(("05 36 49", "05 00 00")) for numero in numeros)


def test_ses_accords_portent_sur_le_projet_qui_se_lit() -> None:
    presentee = Evaluation.objects.get(etat=Evaluation.Etat.PRESENTEE)
    lus = set(presentee.approbations.values_list("contenu_lu", flat=True))
    assert lus == {empreinte_du_projet(presentee, horloge.aujourd_hui())}
    # Rien n'y change entre l'accord et la validation : aucune version ne doit dire le contraire.
    notes = [note for version in VersionFigee.objects.all() for note in version.approbateurs]
    assert {note["comment"] for note in notes} == {"par son compte"}
