"""Deux mains sur la même personne : une seule l'efface, un seul préavis part."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from actions.models import PiloteDeFiche
from conventions.models import Envoi, Personne
from ctg.rgpd.effacement import effacer
from ctg.rgpd.purge import purger
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from tests import fabriques
from tests.fabriques import LE_TEST
from tests.rgpd.outils import LE, passante, reste_de, vie

pytestmark = pytest.mark.django_db(transaction=True)

MAINS = 4


def _ensemble(geste: Callable[[], object]) -> list[BaseException]:
    """Le geste, de plusieurs mains à la fois ; rend ce qu'il a levé."""
    depart = threading.Barrier(MAINS)
    pannes: list[BaseException] = []

    def main() -> None:
        try:
            depart.wait()
            geste()
        except Exception as panne:
            pannes.append(panne)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=main) for _ in range(MAINS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return pannes


@pytest.mark.parametrize("a_tout_fait", [False, True])
def test_une_seule_main_efface(a_tout_fait: bool) -> None:
    convention = fabriques.convention()
    personne = vie(convention).personne if a_tout_fait else passante(convention)
    pannes = _ensemble(
        lambda: effacer(personne=Personne.objects.get(pk=personne.pk), par=LE_TEST, le=LE)
    )
    assert len(pannes) == MAINS - 1
    for panne in pannes:
        assert isinstance(panne, (ActionImpossible, Personne.DoesNotExist)), panne
    assert reste_de("passante@", "zelie") == set()


def test_un_seul_preavis_part() -> None:
    personne = passante(fabriques.convention())
    assert _ensemble(lambda: purger(le=LE)) == []
    assert Envoi.objects.filter(personne=personne).count() == 1
    assert Personne.historique.filter(id=personne.pk, preavis_le=LE).count() == 1


def test_nommer_pilote_et_effacer_ne_laissent_pas_un_pilote_sans_nom() -> None:
    convention = fabriques.convention()
    personne, fiche = passante(convention), fabriques.fiche(convention)
    depart = threading.Barrier(2)
    pannes: list[BaseException] = []

    def _en_parallele(geste: Callable[[], object]) -> None:
        try:
            depart.wait()
            geste()
        except Exception as panne:
            pannes.append(panne)
        finally:
            connections.close_all()

    def piloter() -> None:
        with acte(LE_TEST):
            PiloteDeFiche.objects.create(fiche=fiche, personne_id=personne.pk)

    gestes = (piloter, lambda: effacer(personne=personne, par=LE_TEST, le=LE))
    fils = [threading.Thread(target=_en_parallele, args=[geste]) for geste in gestes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    # L'un des deux l'emporte ; l'autre est refusé.
    assert len(pannes) == 1
    assert Personne.objects.filter(pk=personne.pk).exists() == PiloteDeFiche.objects.exists()
