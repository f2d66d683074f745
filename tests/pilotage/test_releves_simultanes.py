"""Deux personnes répondent au même indicateur au même instant : une seule passe."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from ctg.socle.versions import ConflitDeVersion
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie
from tests import fabriques

LE = datetime.date(2026, 11, 23)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("existe", [False, True])
def test_une_seule_reponse_passe_et_les_autres_l_apprennent(existe: bool) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(fabriques.convention()))
    marque = fabriques.releve(indicateur, valeur=100).marque if existe else ""
    depart = threading.Barrier(4)
    issues: list[str] = []

    def repondre(valeur: int) -> None:
        try:
            ouvert = Releve.objects.filter(indicateur=indicateur).first() or Releve(annee=2025)
            ouvert.indicateur = indicateur
            depart.wait()
            saisie = ReponseSaisie("nombre", valeur=Decimal(valeur))
            ouvert.repondre(saisie=saisie, marque_ouverte=marque, par=fabriques.LE_TEST, le=LE)
            issues.append(f"écrit {valeur}")
        except ConflitDeVersion:
            issues.append("conflit")
        finally:
            connection.close()

    fils = [threading.Thread(target=repondre, args=(valeur,)) for valeur in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert issues.count("conflit") == 3
    assert f"écrit {Releve.objects.get().valeur:.0f}" in issues
