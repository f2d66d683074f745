"""Deux personnes à la fois : rien n'est perdu, sur l'un et l'autre moteur."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from ctg.socle.versions import ConflitDeVersion
from equipements import services
from equipements.models import Equipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db(transaction=True)

MAINS = 4


def _ensemble(geste: Callable[[int], None]) -> None:
    """Lance le geste dans plusieurs fils, partis au même instant."""
    depart = threading.Barrier(MAINS)
    pannes: list[BaseException] = []

    def main(n: int) -> None:
        try:
            depart.wait()
            geste(n)
        except Exception as panne:
            pannes.append(panne)
        finally:
            connection.close()

    fils = [threading.Thread(target=main, args=[n]) for n in range(MAINS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert pannes == []


def _insister(geste: Callable[[Equipement], object], pk: int) -> None:
    """Relit et recommence tant qu'une autre main est passée avant, comme une personne."""
    while True:
        structure = Equipement.objects.get(pk=pk)
        try:
            geste(structure)
        except ConflitDeVersion:
            continue
        return


def test_des_modifications_simultanees_se_cumulent() -> None:
    convention = fabriques.convention()
    pk = fabriques.equipement(
        convention, etat_saisie=Equipement.EtatSaisie.BROUILLON, precisions=""
    ).pk

    def ajouter(n: int) -> None:
        _insister(
            lambda s: services.modifier(
                equipement=s,
                champs={"precisions": f"{s.precisions}{n}"},
                version_ouverte=s.version,
                par=LE_TEST,
                le=AUJOURD_HUI,
                sans_relecture=False,
            ),
            pk,
        )

    _ensemble(ajouter)
    structure = Equipement.objects.get(pk=pk)
    assert sorted(structure.precisions) == [str(n) for n in range(MAINS)]
    assert structure.version == MAINS + 1


def test_des_propositions_simultanees_se_completent() -> None:
    convention = fabriques.convention()
    pk = fabriques.equipement(convention).pk
    champs = ["capacite", "age_min", "age_max", "horaires"]

    def proposer(n: int) -> None:
        def geste(structure: Equipement) -> None:
            ouverte = structure.corrections.ouvertes().first()
            deja = ouverte.valeurs if ouverte else {}
            valeur = "tous les jours" if champs[n] == "horaires" else n + 3
            services.modifier(
                equipement=structure,
                champs={**deja, champs[n]: valeur},
                version_ouverte=structure.version,
                par=LE_TEST,
                le=AUJOURD_HUI,
                sans_relecture=False,
            )

        _insister(geste, pk)

    _ensemble(proposer)
    structure = Equipement.objects.get(pk=pk)
    assert structure.corrections.get().valeurs == {
        "capacite": 3,
        "age_min": 4,
        "age_max": 5,
        "horaires": "tous les jours",
    }
    assert structure.capacite is None
