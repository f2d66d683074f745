"""L'adresse que la coordination n'a pas mise, ni confirmée, ne se rend pas connue soi-même."""

import datetime
from typing import Any

import pytest

from conventions.liens import PersonneParLien, Usage, lien_pour
from conventions.models import Convention, Envoi
from ctg.socle.historique import Acteur, acte, antidater
from equipements import campagne, questions
from equipements.demandes import StructureDemandee, lire_la_demande
from equipements.destinataires import Destinataire, destinataires_connus, est_connu
from equipements.models import DemandeDeRegistre, Equipement, QuestionConfiee, Source
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import relue, une_demande
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db
AILLEURS = "inconnu@ailleurs.example"
CONTACT = {"fonction": "Direction", "telephone": "", "courriel": AILLEURS}


def _par_le_lien(demande: DemandeDeRegistre) -> Acteur:
    convention = demande.campagne.convention
    lien = lien_pour(demande.personne, Usage.REPONDRE, convention=convention, par=LE_TEST)
    return PersonneParLien(demande.personne, lien)


def _structure(demande: DemandeDeRegistre, equipement: Equipement) -> StructureDemandee:
    lues = lire_la_demande(relue(demande)).structures
    return next(s for s in lues if s.equipement == equipement)


def _corriger(structure: StructureDemandee, par: Acteur, **champs: Any) -> None:
    campagne.corriger_la_structure(
        structure=structure,
        champs=champs,
        version_ouverte=structure.equipement.version,
        par=par,
        le=AUJOURD_HUI,
    )


def _est_connu(structure: StructureDemandee, courriel: str = AILLEURS) -> bool:
    return est_connu(courriel, structure, Source.GESTIONNAIRE, AUJOURD_HUI)


@pytest.mark.parametrize("champs", [{"courriel": AILLEURS}, {"contacts": [CONTACT]}])
def test_l_adresse_qu_on_met_soi_meme_sur_la_fiche_se_confirme(
    convention: Convention, champs: dict[str, Any]
) -> None:
    demande, alsh = une_demande(convention)
    agent = fabriques.agent(convention, demande.signataire.partenaire)
    for par in (_par_le_lien(demande), agent):
        _corriger(_structure(demande, alsh), par, **dict.fromkeys(champs, ""))
        _corriger(_structure(demande, alsh), par, **champs)
        assert not _est_connu(_structure(demande, alsh))
    structure = _structure(demande, alsh)
    assert destinataires_connus(structure, Source.GESTIONNAIRE, AUJOURD_HUI) == []
    passage = questions.passer_les_questions(
        structures=[structure],
        source=Source.GESTIONNAIRE,
        destinataire=Destinataire("Jean", "Inconnu", AILLEURS),
        de=demande.personne,
        par=_par_le_lien(demande),
        le=AUJOURD_HUI,
    )
    assert passage.a_confirmer
    assert not Envoi.objects.filter(personne=passage.personne).exists()
    # La coordination la confirme : la prochaine fois, elle est connue.
    questions.confirmer_l_adresse(
        question=QuestionConfiee.objects.pour_liste().get(),
        de=fabriques.personne(),
        par=LE_TEST,
        le=AUJOURD_HUI,
    )
    assert _est_connu(_structure(demande, alsh))


def test_l_adresse_d_une_structure_qu_on_declare_se_confirme(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    neuve = campagne.declarer_une_structure(
        demande=demande,
        champs={"nom": "Neuve", "type": "laep", "commune": alsh.commune, "courriel": AILLEURS},
        par=_par_le_lien(demande),
        le=AUJOURD_HUI,
    )
    assert not _est_connu(_structure(demande, neuve))


def test_l_adresse_d_avant_la_campagne_reste_connue_meme_reecrite(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    hier = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    par = fabriques.agent(convention, demande.signataire.partenaire)
    with acte(par), antidater(hier):
        alsh.contacts.create(fonction="Direction", courriel="Directrice@exemple.fr")
    lien = _par_le_lien(demande)
    autre = {**CONTACT, "courriel": "directrice@exemple.fr", "fonction": "La direction"}
    _corriger(_structure(demande, alsh), lien, contacts=[CONTACT, autre])
    structure = _structure(demande, alsh)
    assert _est_connu(structure, "directrice@exemple.fr")
    assert not _est_connu(structure)
    # Retirée de la fiche, elle n'y est plus.
    _corriger(structure, lien, contacts=[CONTACT])
    assert not _est_connu(_structure(demande, alsh), "directrice@exemple.fr")


def test_l_adresse_que_la_coordination_met_est_connue(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    _corriger(_structure(demande, alsh), fabriques.coordonnateur(convention), courriel=AILLEURS)
    assert _est_connu(_structure(demande, alsh))


def test_une_adresse_que_nul_n_a_confirmee_ne_compte_pas_pour_interrogee(
    convention: Convention,
) -> None:
    demande, alsh = une_demande(convention)
    # D'avant la confirmation : la question est partie sans que personne la confirme.
    ancienne = fabriques.question_confiee(demande, alsh)
    assert not _est_connu(_structure(demande, alsh), ancienne.personne.courriel)
