"""Ce qui était passé et ne l'est plus : son courriel, son lien, et qui doit l'apprendre."""

from typing import Any

import pytest

from conventions.models import Convention, Envoi, LienPersonnel
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from equipements import campagne, questions
from equipements.declarations import retirer_la_declaration
from equipements.demandes import StructureDemandee, lire_la_demande
from equipements.destinataires import Destinataire
from equipements.models import DemandeDeRegistre, Equipement, QuestionConfiee, Source
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import relue, une_demande
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db
SIGNE: dict[str, Any] = {"par": LE_TEST, "le": AUJOURD_HUI}
ADRESSE = "directrice@laep.example"


def _declaree(convention: Convention) -> tuple[DemandeDeRegistre, Equipement]:
    """Une structure déclarée, dont les chiffres sont passés à qui la dirige : le courriel part."""
    demande, alsh = une_demande(convention)
    neuve = campagne.declarer_une_structure(
        demande=demande,
        champs={"nom": "Par erreur", "type": "laep", "commune": alsh.commune, "courriel": ADRESSE},
        **SIGNE,
    )
    _passer(_structure(demande, neuve))
    return demande, neuve


def _structure(demande: DemandeDeRegistre, equipement: Equipement) -> StructureDemandee:
    lues = lire_la_demande(relue(demande)).structures
    return next(s for s in lues if s.equipement == equipement)


def _passer(structure: StructureDemandee, courriel: str = ADRESSE) -> QuestionConfiee:
    questions.passer_les_questions(
        structures=[structure],
        source=Source.GESTIONNAIRE,
        destinataire=Destinataire("Une", "Directrice", courriel),
        de=structure.demande.personne,
        **SIGNE,
    )
    return QuestionConfiee.objects.pour_liste().get()


def test_retirer_une_declaration_reprend_ce_qui_en_etait_passe(convention: Convention) -> None:
    demande, neuve = _declaree(convention)
    (question,) = QuestionConfiee.objects.pour_liste()
    personne = question.personne
    assert (question.etat, Envoi.objects.get(personne=personne).etat) == ("envoyee", "a_envoyer")
    retirer_la_declaration(structure=_structure(demande, neuve), **SIGNE)
    assert not Equipement.objects.filter(pk=neuve.pk).exists()
    assert Envoi.objects.get(personne=personne).etat == "abandonne"
    valables = LienPersonnel.objects.valables(horloge.maintenant())
    assert not valables.filter(personne=personne).exists()


def test_une_declaration_dont_les_chiffres_sont_venus_ne_se_retire_plus(
    convention: Convention,
) -> None:
    demande, neuve = _declaree(convention)
    # La page datait : la réponse est venue depuis.
    ouverte = _structure(demande, neuve)
    question = QuestionConfiee.objects.pour_liste().get()
    question.repondre(**SIGNE, reponse=[("enfants accueillis", "3")], est_pour_autrui=False)
    for structure in (ouverte, _structure(demande, neuve)):
        with pytest.raises(ActionImpossible, match="ne se retire plus"):
            retirer_la_declaration(structure=structure, **SIGNE)
    assert not _structure(demande, neuve).peut_se_retirer()
    assert QuestionConfiee.objects.get().reponse == [["enfants accueillis", "3"]]


def _rendue(convention: Convention, *, confirmee: bool) -> DemandeDeRegistre:
    demande, alsh = une_demande(convention)
    question = _passer(_structure(demande, alsh), "inconnue@exemple.fr")
    if confirmee:
        relue(demande).repondre(**SIGNE, reponse=[], est_pour_autrui=False)
    question = QuestionConfiee.objects.pour_liste().get()
    questions.rendre_la_question(question=question, **SIGNE)
    return relue(demande)


@pytest.mark.parametrize(("confirmee", "etat"), [(False, "commencee"), (True, "renvoyee")])
def test_rendre_une_question_previent_qui_l_avait_passee(
    convention: Convention, confirmee: bool, etat: str
) -> None:
    demande = _rendue(convention, confirmee=confirmee)
    # Confirmée, sa réponse n'était plus sur sa page : elle y revient.
    assert demande.etat == etat
    envoi = Envoi.objects.get(motif="renvoi")
    assert (envoi.personne, envoi.etat) == (demande.personne, "a_envoyer")
    assert "Une Directrice" in str(envoi.contenu)
    assert "ALSH du Bourg" in str(envoi.contenu)
    assert not Envoi.objects.filter(personne__courriel="inconnue@exemple.fr").exists()
