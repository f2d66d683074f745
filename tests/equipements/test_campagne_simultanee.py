"""Deux mains sur la même demande : une seule confirmation, une seule réponse par structure."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from ctg.socle.versions import ConflitDeVersion
from equipements.annuels import Saisie
from equipements.campagne import DitDeLaStructure, confirmer_la_demande, enregistrer_la_structure
from equipements.demandes import lire_la_demande
from equipements.models import DemandeDeRegistre, MontantDeSoutien, ReponseDeStructure
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import relue, une_demande
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db(transaction=True)
MAINS = 4


def _ensemble(geste: Callable[[int], None]) -> list[BaseException]:
    """Lance le geste dans plusieurs fils, partis au même instant ; rend leurs refus."""
    depart = threading.Barrier(MAINS)
    refus: list[BaseException] = []

    def main(n: int) -> None:
        try:
            depart.wait()
            geste(n)
        except Exception as panne:
            refus.append(panne)
        finally:
            connection.close()

    fils = [threading.Thread(target=main, args=[n]) for n in range(MAINS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return refus


def _dire(demande: DemandeDeRegistre, montant: int) -> None:
    (structure,) = lire_la_demande(demande).structures
    cle = f"soutien-{structure.equipement.soutiens.get().pk}"
    enregistrer_la_structure(
        structure=structure,
        dit=DitDeLaStructure(
            constat="inchangee",
            fermee_le=None,
            prix="inchanges",
            motif_des_prix="",
            mot="",
            saisies={cle: Saisie("nombre", Decimal(montant))},
            ouvertes={},
            version_ouverte=structure.equipement.version,
        ),
        par=LE_TEST,
        le=AUJOURD_HUI,
    )


def test_quatre_envois_de_la_meme_structure_n_en_font_qu_un() -> None:
    demande, _ = une_demande(fabriques.convention())
    lues = [relue(demande) for _ in range(MAINS)]
    refus = _ensemble(lambda n: _dire(lues[n], 10_000 + n))
    assert [type(r) for r in refus] == [ConflitDeVersion] * (MAINS - 1)
    assert ReponseDeStructure._default_manager.count() == 1
    assert MontantDeSoutien.objects.filter(annee=2026).count() == 1


def test_quatre_confirmations_n_en_font_qu_une() -> None:
    demande, _ = une_demande(fabriques.convention())
    _dire(relue(demande), 10_000)
    lues = [relue(demande) for _ in range(MAINS)]
    refus = _ensemble(
        lambda n: confirmer_la_demande(
            demande=lues[n],
            version_ouverte=lues[n].version,
            de=lues[n].personne,
            par=LE_TEST,
            le=AUJOURD_HUI,
        )
    )
    assert [type(r) for r in refus] == [ConflitDeVersion] * (MAINS - 1)
    assert demande.historique.filter(etat="repondue").count() == 1
