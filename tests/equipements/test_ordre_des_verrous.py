"""Répondre, clore, accepter : tous prennent la convention d'abord, et nul n'attend l'autre."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from conventions.campagnes import relancer
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from ctg.socle.versions import ConflitDeVersion, verrouiller
from equipements import acceptations, annuels, campagne, questions
from equipements.demandes import StructureDemandee, lire_la_demande
from equipements.destinataires import Destinataire
from equipements.models import GrilleDePrix, QuestionConfiee, Source
from pilotage.campagnes import clore_et_fermer
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils_campagne import par_lien, relue, saisie, tout_dire, une_demande
from tests.fabriques import LE_TEST

pytestmark = pytest.mark.django_db(transaction=True)
SIGNE: dict[str, Any] = {"par": LE_TEST, "le": AUJOURD_HUI}


def _enregistrer(structure: StructureDemandee, constat: str = "inchangee") -> None:
    dit = campagne.DitDeLaStructure(
        constat=constat,
        fermee_le=AUJOURD_HUI if constat == "fermee" else None,
        prix="inchanges",
        motif_des_prix="",
        mot="",
        saisies={},
        ouvertes={},
        version_ouverte=structure.equipement.version,
    )
    campagne.enregistrer_la_structure(structure=structure, dit=dit, **SIGNE)


def _corriger(structure: StructureDemandee) -> None:
    campagne.corriger_la_structure(
        structure=structure,
        champs={"capacite": 41},
        version_ouverte=structure.equipement.version,
        **SIGNE,
    )


def _tarifer(structure: StructureDemandee) -> None:
    campagne.saisir_les_prix(
        structure=structure,
        grille=GrilleDePrix(equipement=structure.equipement, annee_scolaire=2026),
        lignes=[],
        precisions="",
        version_ouverte=0,
        **SIGNE,
    )


def _passer(structure: StructureDemandee) -> None:
    questions.passer_les_questions(
        structures=[structure],
        source=Source.CAF,
        destinataire=Destinataire("Une", "Personne", "une@exemple.fr"),
        de=structure.demande.personne,
        **SIGNE,
    )


def _reprendre(structure: StructureDemandee) -> None:
    questions.reprendre_la_question(structure=structure, source="gestionnaire", **SIGNE)


def _repondre(structure: StructureDemandee) -> None:
    question = structure.questions["gestionnaire"]
    questions.repondre_a_la_question(
        question=question,
        structure=structure,
        saisies={},
        ouvertes={},
        de=question.personne,
        **SIGNE,
    )


def _confirmer(structure: StructureDemandee) -> None:
    demande = structure.demande
    campagne.confirmer_la_demande(
        demande=demande, version_ouverte=demande.version, de=demande.personne, **SIGNE
    )


def _relancer(structure: StructureDemandee) -> None:
    apres = AUJOURD_HUI + datetime.timedelta(days=10)
    relancer(demandes=[structure.demande], par=LE_TEST, le=apres)


def _accepter(structure: StructureDemandee) -> None:
    demande = relue(structure.demande)
    empreinte = lire_la_demande(demande).empreinte
    acceptations.accepter_la_demande(demande=demande, empreinte=empreinte, **SIGNE)


def _pendant(geste: Callable[[], object], main: Callable[[], object], *tenus: Any) -> list[str]:
    """Le geste part pendant que l'on tient `tenus`, puis qu'agit `main` ; rend comment il finit."""
    issues: list[str] = []
    parti = threading.Event()

    def lancer() -> None:
        try:
            parti.set()
            geste()
            issues.append("fait")
        except (ActionImpossible, ConflitDeVersion):
            issues.append("refusé")
        except Exception as panne:
            issues.append(repr(panne))
        finally:
            connection.close()

    fil = threading.Thread(target=lancer)
    try:
        with acte(LE_TEST):
            for tenu in tenus:
                verrouiller(tenu)
            fil.start()
            parti.wait()
            fil.join(timeout=0.5)
            main()
    finally:
        fil.join()
    return issues


def _structure(convention: Convention, *, dite: bool = False) -> StructureDemandee:
    demande, alsh = une_demande(convention)
    fabriques.question_confiee(demande, alsh)
    if dite:
        saisie(par_lien(demande.personne, convention), demande, alsh, **tout_dire(alsh))
    (structure,) = lire_la_demande(relue(demande)).structures
    return structure


@pytest.mark.parametrize(
    "geste", [_enregistrer, _corriger, _tarifer, _passer, _reprendre, _repondre, _confirmer]
)
def test_avant_la_convention_le_geste_ne_tient_rien(geste: Any) -> None:
    convention = fabriques.convention()
    structure = _structure(convention, dite=geste is _confirmer)

    def tout_prendre() -> None:
        for objet in (structure.demande, structure.equipement, *structure.questions.values()):
            verrouiller(objet)

    assert _pendant(lambda: geste(structure), tout_prendre, convention) == ["fait"]


def test_accepter_ne_tient_rien_avant_la_convention() -> None:
    convention = fabriques.convention()
    structure = _structure(convention, dite=True)
    _confirmer(structure)
    structure.equipement.refresh_from_db()

    def tout_prendre() -> None:
        verrouiller(structure.demande)
        verrouiller(structure.equipement)

    assert _pendant(lambda: _accepter(structure), tout_prendre, convention) == ["fait"]


def test_clore_pendant_qu_une_commune_repond_ne_fait_tomber_personne() -> None:
    convention = fabriques.convention()
    structure = _structure(convention)
    ouverte = structure.demande.campagne
    issues = _pendant(
        lambda: _enregistrer(structure),
        lambda: clore_et_fermer(campagne=ouverte, **SIGNE),
        convention,
    )
    assert issues == ["refusé"]
    assert relue(structure.demande).etat == "sans_reponse"
    assert {q.etat for q in QuestionConfiee.objects.all()} == {"sans_reponse"}


def test_dire_fermee_pendant_que_des_chiffres_s_ecrivent_ne_fait_tomber_personne() -> None:
    convention = fabriques.convention()
    structure = _structure(convention)

    def ecrire_des_chiffres() -> None:
        annuels.repondre(
            equipement=structure.equipement,
            convention=convention,
            annee=structure.annee,
            saisies={},
            ouvertes={},
            **SIGNE,
        )

    issues = _pendant(lambda: _enregistrer(structure, "fermee"), ecrire_des_chiffres, convention)
    assert issues == ["fait"]


def test_relancer_pendant_qu_une_commune_passe_une_question_ne_fait_tomber_personne() -> None:
    convention = fabriques.convention()
    structure = _structure(convention)
    demande = structure.demande
    # Passer une question tient la convention et la demande, puis écrit à la personne.
    issues = _pendant(
        lambda: _relancer(structure),
        lambda: verrouiller(demande.personne),
        convention,
        demande,
    )
    assert issues == ["fait"]
