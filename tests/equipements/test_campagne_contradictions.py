"""Deux parties, une structure : ce que dit l'une ne s'efface pas par l'autre, ni par l'année."""

import pytest

from conventions.models import Convention
from equipements.models import Correction, DemandeDeRegistre, Equipement
from tests import fabriques
from tests.equipements.outils_campagne import par_lien, saisie, une_demande

pytestmark = pytest.mark.django_db


def _a_deux(convention: Convention) -> tuple[DemandeDeRegistre, DemandeDeRegistre, Equipement]:
    """Un ALSH que deux communes soutiennent, et leurs deux demandes."""
    demande, alsh = une_demande(convention)
    autre = fabriques.signataire(convention)
    alsh.soutiens.create(partenaire=autre.partenaire)
    return demande, fabriques.demande_de_registre(demande.campagne, autre), alsh


def test_la_fermeture_declaree_par_une_autre_partie_ne_s_efface_pas(convention: Convention) -> None:
    demande, autre, alsh = _a_deux(convention)
    saisie(
        par_lien(demande.personne, convention),
        demande,
        alsh,
        constat="fermee",
        fermee_le="2026-07-31",
    )
    voisine = par_lien(autre.personne, convention)
    assert saisie(voisine, autre, alsh).status_code == 302
    refus = saisie(voisine, autre, alsh, constat="inchangee")
    assert "Sa fermeture est déjà proposée" in refus.content.decode()
    assert Correction.objects.get().etat == "proposee"
