"""Charger la convention livrée, et la recharger, sans défaire le travail des personnes."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from actions.models import Etape, FicheAction, Indicateur
from conventions.models import (
    Anomalie,
    Article,
    Commune,
    Convention,
    Document,
    Mandat,
    Personne,
    Signataire,
    Signature,
    Zone,
)
from ctg.management.commands.charger_convention import charger_les_conventions
from ctg.socle.chargement import Bilan, Resultat
from ctg.socle.historique import ActeurNomme, acte
from equipements.models import Equipement, LigneAnnexe2, Soutien
from pilotage.models import Instance

QUELQU_UN = ActeurNomme("Coordonnatrice CTG")


@pytest.fixture(scope="module")
def charge(django_db_setup: None, django_db_blocker: Any) -> Iterator[Bilan]:
    """La convention, chargée une fois pour ce fichier, dans une transaction que sa fin annule."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield charger_les_conventions()
        transaction.set_rollback(True)


@pytest.fixture
def premier(charge: Bilan, db: None) -> Bilan:
    """Le bilan du premier chargement ; ce que l'essai y change se défait après lui."""
    return charge


def test_le_premier_chargement_cree_tout(premier: Bilan) -> None:
    comptes = {
        modele: modele._base_manager.count()
        for modele in (
            Commune,
            Convention,
            Signataire,
            Signature,
            Article,
            Document,
            Zone,
            FicheAction,
            Indicateur,
            LigneAnnexe2,
            Equipement,
            Instance,
        )
    }
    assert comptes == {
        Commune: 45,
        Convention: 1,
        Signataire: 49,
        Signature: 50,
        Article: 16,
        Document: 6,
        Zone: 3,
        FicheAction: 13,
        Indicateur: 55,
        LigneAnnexe2: 73,
        Equipement: 72,
        Instance: 2,
    }
    assert premier.total(Resultat.CREE) == sum(sum(c.values()) for c in premier.comptes.values())


def test_un_second_chargement_ne_change_rien(premier: Bilan) -> None:
    historiques = FicheAction.historique.count() + Equipement.historique.count()

    second = charger_les_conventions()

    assert second.total(Resultat.INCHANGE) == premier.total(Resultat.CREE)
    assert second.total(Resultat.CREE) == second.total(Resultat.MIS_A_JOUR) == 0
    assert FicheAction.historique.count() + Equipement.historique.count() == historiques


def test_chaque_ligne_d_historique_est_signee_du_chargement(premier: Bilan) -> None:
    assert set(Signataire.historique.values_list("auteur", flat=True)) == {"charger_convention"}


def test_les_dates_et_les_etats_inconnus_ne_sont_pas_inventes(premier: Bilan) -> None:
    convention = Convention.objects.get()
    assert convention.signee_le is None
    assert convention.deliberation_numero == ""
    assert not Mandat.objects.exclude(debut=None, fin=None).exists()
    assert not FicheAction.objects.exclude(etat="", meteo="", mise_a_jour_le=None).exists()
    assert not Etape.objects.exclude(faite_le=None, vue_le=None).exists()


def test_les_structures_livrees_sont_validees_au_debut_de_la_convention(premier: Bilan) -> None:
    assert not Equipement.objects.exclude(
        etat_saisie="valide",
        valide_le=datetime.date(2022, 1, 1),
        valide_par="convention signée",
        statut="ouvert",
    ).exists()
    assert not Soutien.objects.exclude(debut=datetime.date(2022, 1, 1), fin=None).exists()


def test_ce_qu_une_personne_a_change_survit(premier: Bilan) -> None:
    equipement = Equipement.objects.earliest("pk")
    equipement.nom = "Un nom corrigé"
    with acte(QUELQU_UN):
        equipement.enregistrer_sur(equipement.version)

    second = charger_les_conventions()

    equipement.refresh_from_db()
    assert equipement.nom == "Un nom corrigé"
    assert second.comptes[Equipement][Resultat.GARDE] == 1


def test_une_fiche_dont_seule_la_vie_a_change_n_est_plus_reecrite(premier: Bilan) -> None:
    fiche = FicheAction.objects.earliest("pk")
    # Le texte diffère de la donnée livrée, et quelqu'un a depuis dit où en est la fiche.
    with acte(ActeurNomme("charger_convention")):
        fiche.contexte = "Un ancien contexte"
        fiche.enregistrer_sur(fiche.version)
    with acte(QUELQU_UN):
        fiche.etat = FicheAction.Etat.EN_COURS
        fiche.enregistrer_sur(fiche.version)

    charger_les_conventions()

    fiche.refresh_from_db()
    assert (fiche.contexte, fiche.etat) == ("Un ancien contexte", "en_cours")


def test_ce_que_seul_le_chargement_a_ecrit_suit_la_donnee_livree(premier: Bilan) -> None:
    fiche = FicheAction.objects.earliest("pk")
    contexte, version = fiche.contexte, fiche.version
    with acte(ActeurNomme("charger_convention")):
        fiche.contexte = "Une version livrée plus tôt"
        fiche.save()

    second = charger_les_conventions()

    fiche.refresh_from_db()
    assert (fiche.contexte, fiche.version) == (contexte, version + 1)
    assert second.comptes[FicheAction][Resultat.MIS_A_JOUR] == 1


def test_ce_qu_une_personne_a_supprime_n_est_pas_remis(premier: Bilan) -> None:
    with acte(QUELQU_UN):
        Anomalie.objects.get(code="etat-projet").delete()
        Document.objects.get(annexe=5).delete()

    second = charger_les_conventions()

    assert not Anomalie.objects.filter(code="etat-projet").exists()
    assert not Document.objects.filter(annexe=5).exists()
    assert second.comptes[Anomalie][Resultat.SUPPRIME] == 1
    assert second.total(Resultat.CREE) == 0


def test_une_personne_renommee_n_est_pas_creee_a_nouveau(premier: Bilan) -> None:
    personne = Personne.objects.earliest("pk")
    nombre = Personne.objects.count()
    personne.nom = "Nom rectifié"
    with acte(QUELQU_UN):
        personne.save()

    second = charger_les_conventions()

    assert Personne.objects.count() == nombre
    assert Signature.objects.count() == 50
    assert second.comptes[Personne][Resultat.GARDE] == 1


def test_une_zone_detachee_ne_se_rattache_pas(premier: Bilan) -> None:
    convention = Convention.objects.get()
    convention.zones.remove(convention.zones.earliest("pk"))

    charger_les_conventions()

    assert convention.zones.count() == 2


def test_un_soutien_termine_par_une_personne_le_reste(premier: Bilan) -> None:
    soutien = Soutien.objects.earliest("pk")
    soutien.fin = datetime.date(2025, 12, 31)
    with acte(QUELQU_UN):
        soutien.save()
    nombre = Soutien.objects.count()

    charger_les_conventions()

    soutien.refresh_from_db()
    assert soutien.fin == datetime.date(2025, 12, 31)
    assert Soutien.objects.count() == nombre
