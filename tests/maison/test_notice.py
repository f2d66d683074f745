"""La notice dit ce que le code fait : les tables d'états en sont tirées."""

import re
from collections.abc import Mapping

import pytest

from actions.models import PropositionDeModification
from conventions.models import Convention
from ctg.socle.commentaires import CommentaireDeBase
from ctg.socle.demandes import DemandeDeBase
from ctg.socle.etats import Transition
from equipements.models import Equipement
from pilotage.models import CommentaireDEvaluation, Evaluation, Releve
from tests.maison.arbre import RACINE

TABLES: list[tuple[str, Mapping[str, Transition], dict[str, str]]] = [
    (
        "États de la saisie d'une structure",
        Equipement.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in Equipement.EtatSaisie.choices},
    ),
    (
        "États d'une demande",
        DemandeDeBase.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in DemandeDeBase.Etat.choices},
    ),
    (
        "États d'une proposition de modification",
        PropositionDeModification.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in PropositionDeModification.Etat.choices},
    ),
    (
        "États d'un relevé",
        Releve.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in Releve.Etat.choices},
    ),
    (
        "États d'une convention",
        Convention.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in Convention.Etat.choices},
    ),
    (
        "États d'une évaluation",
        Evaluation.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in Evaluation.Etat.choices},
    ),
    (
        "États du commentaire d'une évaluation",
        CommentaireDEvaluation.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in CommentaireDEvaluation.Etat.choices},
    ),
    (
        "États d'un commentaire",
        CommentaireDeBase.TRANSITIONS,
        {str(cle): str(mot) for cle, mot in CommentaireDeBase.Etat.choices},
    ),
]


def _sans_accent(verbe: str) -> str:
    return verbe.replace("é", "e")


def _table(titre: str) -> dict[str, tuple[set[str], str]]:
    """Verbe → (états de départ, état d'arrivée), tels que la notice les écrit."""
    suite = (RACINE / "README.md").read_text("utf-8").split(titre)[1]
    lignes = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", suite.split("\n## ")[0], re.M)
    table = {}
    for verbe, depuis, vers in lignes[1:]:
        if verbe == "Verbe":
            break
        table[_sans_accent(verbe.split(" (")[0])] = (set(depuis.split(", ")), vers)
    return table


@pytest.mark.parametrize(("titre", "transitions", "mots"), TABLES)
def test_la_table_des_etats_est_celle_du_code(
    titre: str, transitions: Mapping[str, Transition], mots: dict[str, str]
) -> None:
    assert _table(titre) == {
        verbe: ({mots[etat] for etat in t.depuis}, mots[t.vers]) for verbe, t in transitions.items()
    }
