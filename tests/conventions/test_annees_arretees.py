"""Arrêter une année : une fois, sous le verrou de la convention, dans les deux salles."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from conventions.models import Convention
from conventions.models.annees import AnneeClose
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from equipements.models import AnneeFermee
from pilotage.models import AnneeVerrouillee, Releve
from pilotage.models.releves import ReponseSaisie
from tests import fabriques
from tests.conftest import AUJOURD_HUI

LE = AUJOURD_HUI
TABLES = [AnneeFermee, AnneeVerrouillee]


@pytest.mark.parametrize("table", TABLES)
def test_un_second_envoi_apprend_que_c_est_fait(convention: Convention, table: Any) -> None:
    geste = {"convention": convention, "annee": 2025, "par": fabriques.LE_TEST}
    table.fermer(**geste, le=LE)
    with pytest.raises(ActionImpossible, match=f"déjà {table.MOT}"):
        table.fermer(**geste, le=LE)
    table.rouvrir(**geste, motif="Une erreur.")
    with pytest.raises(ActionImpossible, match=f"n'est pas {table.MOT}"):
        table.rouvrir(**geste, motif="Une erreur.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", TABLES)
def test_au_meme_instant_une_seule_fermeture_et_nulle_panne(table: Any) -> None:
    convention = fabriques.convention()
    depart = threading.Barrier(3)
    issues: list[str] = []

    def fermer() -> None:
        try:
            depart.wait()
            table.fermer(convention=convention, annee=2025, par=fabriques.LE_TEST, le=LE)
            issues.append("fermée")
        except ActionImpossible:
            issues.append("déjà")
        finally:
            connection.close()

    fils = [threading.Thread(target=fermer) for _ in range(3)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["déjà", "déjà", "fermée"]


@pytest.mark.django_db(transaction=True)
def test_qui_ecrit_pendant_la_fermeture_attend_puis_l_apprend() -> None:
    convention = fabriques.convention()
    indicateur = fabriques.indicateur(fabriques.fiche(convention))
    issues: list[str] = []
    parti = threading.Event()

    def repondre() -> None:
        try:
            parti.set()
            Releve(indicateur=indicateur, annee=2025).repondre(
                saisie=ReponseSaisie("nombre", valeur=Decimal(4)),
                marque_ouverte="",
                par=fabriques.LE_TEST,
                le=LE,
            )
            issues.append("écrit")
        except AnneeClose:
            issues.append("close")
        finally:
            connection.close()

    fil = threading.Thread(target=repondre)
    with acte(fabriques.LE_TEST):
        AnneeVerrouillee.fermer(convention=convention, annee=2025, par=fabriques.LE_TEST, le=LE)
        fil.start()
        parti.wait()
        fil.join(timeout=0.5)
    fil.join()
    assert issues == ["close"]
