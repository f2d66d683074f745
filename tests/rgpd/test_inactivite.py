"""Qui est inactif : le dernier signe de vie, et ce qui engage encore."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import PiloteDeFiche
from conventions.models import Convention, LienPersonnel, Personne, Utilisateur
from ctg.rgpd.purge import inactives_depuis
from ctg.socle.historique import antidater
from pilotage.models import DemandeDeFiche, MembreInstance
from tests import fabriques
from tests.rgpd.outils import FINI, IL_Y_A_LONGTEMPS, LE, campagne, passante

pytestmark = pytest.mark.django_db

JOUR = datetime.timedelta(days=1)
RECENT = datetime.datetime(2026, 1, 15, 9, tzinfo=datetime.UTC)


def test_le_delai_part_du_dernier_signe_de_vie(convention: Convention) -> None:
    personne = passante(convention)
    assert inactives_depuis(LE) == {personne.pk: FINI}
    veille = datetime.date(2025, 6, 29)
    assert inactives_depuis(veille) == {}
    assert inactives_depuis(veille + JOUR) == {personne.pk: FINI}


def _connectee(personne: Personne, convention: Convention) -> None:
    fabriques.utilisateur(personne=personne, last_login=RECENT)


def _compte_neuf(personne: Personne, convention: Convention) -> None:
    fabriques.utilisateur(personne=personne)


def _par_lien(personne: Personne, convention: Convention) -> None:
    LienPersonnel.objects.create(
        personne=personne,
        usage="repondre",
        convention=convention,
        cree_le=IL_Y_A_LONGTEMPS,
        expire_le=RECENT,
        dernier_usage_le=RECENT,
    )


def _mandat_fini_hier(personne: Personne, convention: Convention) -> None:
    fabriques.mandat(personne=personne, fin=LE - JOUR)


def _a_repondu(personne: Personne, convention: Convention) -> None:
    DemandeDeFiche.objects.create(
        campagne=campagne(convention, close_le=RECENT.date()),
        fiche=fabriques.fiche(convention),
        personne=personne,
        etat=DemandeDeFiche.Etat.REPONDUE,
        repondue_le=RECENT.date(),
        repondue_par=str(personne),
    )


def _a_corriger(personne: Personne, convention: Convention) -> None:
    personne.telephone = "05 00 00 00 00"
    with antidater(RECENT):
        personne.save()


def _mandat_en_cours(personne: Personne, convention: Convention) -> None:
    fabriques.mandat(personne=personne, partenaire=fabriques.signataire(convention).partenaire)


def _pilote(personne: Personne, convention: Convention) -> None:
    PiloteDeFiche.objects.create(fiche=fabriques.fiche(convention), personne=personne)


def _siege(personne: Personne, convention: Convention) -> None:
    MembreInstance.objects.create(instance=fabriques.instance(convention), personne=personne)


@pytest.mark.parametrize(
    "signe",
    [
        *(_connectee, _compte_neuf, _par_lien, _mandat_fini_hier, _a_repondu, _a_corriger),
        *(_mandat_en_cours, _pilote, _siege),
    ],
)
def test_un_signe_de_vie_ou_un_engagement_la_garde(
    convention: Convention, signe: Callable[[Personne, Convention], None]
) -> None:
    personne = passante(convention)
    assert inactives_depuis(LE).keys() == {personne.pk}
    signe(personne, convention)
    assert inactives_depuis(LE) == {}


def test_un_role_sans_connexion_n_engage_pas(convention: Convention) -> None:
    compte = fabriques.lecteur(convention)
    Utilisateur.objects.update(cree_le=IL_Y_A_LONGTEMPS)
    Personne.historique.update(history_date=IL_Y_A_LONGTEMPS)
    assert inactives_depuis(LE).keys() == {compte.personne_id}


def test_une_convention_close_n_engage_plus(convention: Convention) -> None:
    personne = passante(convention)
    _mandat_en_cours(personne, convention)
    _pilote(personne, convention)
    _siege(personne, convention)
    Convention.objects.update(etat=Convention.Etat.CLOTUREE)
    # Le délai part de son terme, le 31 décembre 2026.
    assert inactives_depuis(datetime.date(2028, 12, 30)) == {}
    assert inactives_depuis(datetime.date(2028, 12, 31)).keys() == {personne.pk}


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_personnes(convention: Convention) -> None:
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            inactives_depuis(LE)
        return len(requetes)

    passante(convention)
    un = cout()
    for _ in range(5):
        passante(convention)
    assert cout() == un
