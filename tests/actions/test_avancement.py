"""Les nombres du plan : comptés en une passe, sans page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.avancement import AvancementDuPlan, avancement_du_plan
from actions.models import FicheAction, PiloteDeFiche
from conventions.models import Convention
from tests import fabriques

LE = datetime.date(2026, 11, 23)
VU = datetime.date(2026, 1, 10)


@pytest.fixture
def plan(convention: Convention) -> AvancementDuPlan:
    """Cinq fiches sur deux axes, une par situation."""
    premier, second = fabriques.axe(convention), fabriques.axe(convention)

    tardive = fabriques.fiche(
        convention, axe=premier, etat="en_cours", meteo="atteignables", mise_a_jour_le=VU
    )
    fabriques.etape(tardive, faite_le=VU)
    fabriques.etape(tardive, vue_le=VU)  # passée et vue : en retard
    fabriques.etape(tardive)  # passée et jamais vue : à renseigner
    PiloteDeFiche.objects.create(fiche=tardive, personne=fabriques.personne())

    ignoree = fabriques.fiche(convention, axe=premier)
    fabriques.etape(ignoree)

    finie = fabriques.fiche(convention, axe=second, etat="realise", mise_a_jour_le=VU)
    fabriques.etape(finie, vue_le=VU)  # laissée ouverte : n'attend plus personne
    fabriques.etape(finie, faite_le=VU)

    fabriques.fiche(convention, axe=second, etat="abandonne", mise_a_jour_le=VU)
    fabriques.fiche(convention, axe=second, meteo="appuis", meteo_commentaire="Il manque un lieu.")
    return avancement_du_plan(FicheAction.objects.pour_liste(), LE)


def test_les_fiches_se_comptent_par_etat_et_par_meteo(plan: AvancementDuPlan) -> None:
    assert plan.fiches == 5
    assert plan.par_etat == {
        "a_venir": 0, "en_cours": 1, "realise": 1, "en_pause": 0, "abandonne": 1, "": 2,
    }  # fmt: skip
    assert plan.par_meteo == {
        "securises": 0, "atteignables": 1, "appuis": 1, "compromis": 0, "": 3,
    }  # fmt: skip


def test_sans_etat_n_est_pas_jamais_renseignee(plan: AvancementDuPlan) -> None:
    # Deux fiches sont sans état, mais l'une a une météo : une seule est restée muette.
    assert plan.fiches_jamais_renseignees == 1
    assert plan.est_renseigne


def test_les_etapes_se_comptent(plan: AvancementDuPlan) -> None:
    assert (plan.etapes_faites, plan.etapes_total) == (2, 6)
    # L'étape ouverte de l'action réalisée n'est ni en retard ni à renseigner.
    assert (plan.etapes_en_retard, plan.etapes_a_renseigner) == (1, 2)
    assert (plan.fiches_en_retard, plan.fiches_a_renseigner) == (1, 2)
    assert plan.fiches_sans_pilote == 4
    assert plan.etapes_en_mots == "2\xa0étapes faites sur 6"


def test_chaque_axe_a_les_siens(plan: AvancementDuPlan) -> None:
    assert list(plan.par_axe) == [1, 2]
    premier, second = plan.par_axe[1], plan.par_axe[2]
    assert (premier.fiches, premier.etapes_faites, premier.etapes_total) == (2, 1, 4)
    assert (second.fiches, second.etapes_faites, second.etapes_total) == (3, 1, 2)
    assert (premier.fiches_en_retard, second.fiches_en_retard) == (1, 0)


def test_un_plan_vide_ne_compte_rien() -> None:
    vide = avancement_du_plan([], LE)
    assert (vide.fiches, vide.etapes_total, vide.par_axe) == (0, 0, {})
    assert not vide.est_renseigne
    # Rien de noté n'est pas zéro.
    assert vide.etapes_en_mots == "étapes faites : non renseigné"
    assert set(vide.par_etat.values()) == {0}


def test_compter_ne_fait_aucune_requete(convention: Convention) -> None:
    fabriques.etape(fabriques.fiche(convention))
    fiches = list(FicheAction.objects.pour_liste())
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert avancement_du_plan(fiches, LE).fiches == 1
    assert len(requetes) == 0
