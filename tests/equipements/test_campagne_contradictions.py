"""Deux parties, une structure : ce que dit l'une ne s'efface pas par l'autre, ni par l'année."""

import datetime
from typing import Any

import pytest

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from equipements import acceptations
from equipements.demandes import lire_la_demande
from equipements.fusion import fusionner
from equipements.models import (
    AnneeClose,
    AnneeFermee,
    Correction,
    DemandeDeRegistre,
    Equipement,
    GrilleDePrix,
)
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import par_lien, relue, saisie, tout_dire, une_demande
from tests.fabriques import LE_TEST

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


@pytest.mark.parametrize(
    ("fermee_le", "repondue", "restent"),
    [("2026-07-31", False, 1), ("2025-07-31", False, 0), ("2025-07-31", True, 1)],
)
def test_une_structure_fermee_dans_l_annee_reste_demandee(
    convention: Convention, fermee_le: str, repondue: bool, restent: int
) -> None:
    demande, alsh = une_demande(convention)
    if repondue:
        demande.reponses.create(equipement=alsh, constat="inchangee")
    alsh.statut, alsh.statut_depuis = "ferme", datetime.date.fromisoformat(fermee_le)
    alsh.save()
    assert len(lire_la_demande(relue(demande)).structures) == restent


def test_reunir_deux_fiches_garde_la_reponse_et_la_question(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    demande.reponses.create(equipement=alsh, constat="inchangee")
    question = fabriques.question_confiee(demande, alsh)
    garder = fabriques.equipement(convention, nom="ALSH gardé", commune=alsh.commune)
    options: dict[str, Any] = {
        "garder": garder,
        "absorber": alsh,
        "convention": convention,
        "repris": [],
        "version_de_la_gardee": 1,
        "version_de_l_absorbee": 1,
        "par": LE_TEST,
        "le": AUJOURD_HUI,
    }
    AnneeFermee.fermer(convention=convention, annee=2025, par=LE_TEST, le=AUJOURD_HUI)
    with pytest.raises(ActionImpossible, match="2025 est fermée"):
        fusionner(**options)
    AnneeFermee.rouvrir(convention=convention, annee=2025, motif="Un doublon.", par=LE_TEST)
    voisine = fabriques.demande_de_registre(demande.campagne, fabriques.signataire(convention))
    voisine.desservie_par.add(alsh)
    fusionner(**options)
    assert list(voisine.desservie_par.all()) == [garder]
    question.refresh_from_db()
    assert question.equipement == garder
    (structure,) = lire_la_demande(relue(demande)).structures
    assert (structure.equipement, structure.constat) == (garder, "inchangee")


def test_l_annee_fermee_ne_se_confirme_pas(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    saisie(par_lien(demande.personne, convention), demande, alsh, **tout_dire(alsh))
    lue = relue(demande)
    lue.repondre(par=LE_TEST, le=AUJOURD_HUI, reponse=[], est_pour_autrui=False)

    def accepter() -> None:
        acceptations.accepter_la_demande(
            demande=relue(demande),
            empreinte=lire_la_demande(relue(demande)).empreinte,
            par=LE_TEST,
            le=AUJOURD_HUI,
        )

    AnneeFermee.fermer(convention=convention, annee=2026, par=LE_TEST, le=AUJOURD_HUI)
    with pytest.raises(AnneeClose):
        accepter()
    AnneeFermee.rouvrir(convention=convention, annee=2026, motif="Un retard.", par=LE_TEST)
    # Ce qui s'est vidé depuis la confirmation est à redire.
    alsh.soutiens.get().montants.filter(annee=2026).delete()
    with pytest.raises(ActionImpossible, match="donnez le montant"):
        accepter()
    assert relue(demande).etat == "repondue"


def test_pas_de_prix_contredit_la_grille_d_une_autre_partie(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    agente = par_lien(demande.personne, convention)
    sans = {"prix": "non_disponible", "motif_des_prix": "Vote en décembre"}
    grille = fabriques.grille(alsh, (0, None, 9), annee_scolaire=2026)
    refus = saisie(agente, demande, alsh, **tout_dire(alsh, **sans))
    assert "Des prix 2026-2027 sont enregistrés" in refus.content.decode()
    refus = saisie(agente, demande, alsh, **tout_dire(alsh))
    assert "autres prix 2026-2027 sont enregistrés" in refus.content.decode()
    # Celle qu'elle a donnée elle-même se retire, et l'historique la garde.
    grille.delete()
    assert saisie(agente, demande, alsh, **tout_dire(alsh)).status_code == 302
    assert saisie(agente, demande, alsh, **sans).status_code == 302
    assert not GrilleDePrix.objects.filter(annee_scolaire=2026).exists()
    assert GrilleDePrix.historique.filter(history_type="-").exists()
