"""Préparer la convention suivante : chaque salle en copie sa part, d'un seul acte."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from actions.suite import poursuivre_le_plan, reprendre_les_valeurs
from conventions.models import Convention, Utilisateur
from conventions.suite import ouvrir_la_suite
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from equipements.naissance import inscrire_a_l_annexe2, lignes_proposees
from pilotage.suite import dernieres_valeurs


@dataclass(frozen=True)
class CeQuiSeReprend:
    """Ce que la personne choisit de reprendre, par identifiants."""

    parties: Collection[int]
    fiches: Collection[int]
    avec_annexe2: bool


@dataclass(frozen=True)
class Suite:
    """La convention ouverte, et ce qui y fut repris."""

    convention: Convention
    fiches: int
    lignes: int


def preparer_la_suite(
    *,
    de: Convention,
    nom: str,
    debut: datetime.date,
    fin: datetime.date,
    choix: CeQuiSeReprend,
    par: Utilisateur,
    le: datetime.date,
) -> Suite:
    """Ouvre la convention suivante et y copie ce qui est choisi, tout ou rien.

    Lève comme `ouvrir_la_suite`.
    """
    with acte(par):
        suite = ouvrir_la_suite(
            de=de, nom=nom, debut=debut, fin=fin, parties=choix.parties, par=par
        )
        fiches = poursuivre_le_plan(
            de=de, vers=suite, fiches=choix.fiches, valeurs=dernieres_valeurs(de), par=par
        )
        lignes = 0
        if choix.avec_annexe2:
            proposees = lignes_proposees(de=de, pour=suite, le=le)
            lignes = inscrire_a_l_annexe2(convention=suite, lignes=proposees, par=par)
    return Suite(suite, fiches, lignes)


def reprendre_les_dernieres_valeurs(*, suite: Convention, par: Utilisateur) -> int:
    """Ramène les références de la suite, en projet, aux dernières réponses de l'ancienne.

    Rend combien ont changé. Lève `ActionImpossible` si elle ne succède à rien, `ConventionSignee`
    une fois signée.
    """
    if suite.succede_a is None:
        raise ActionImpossible("Cette convention ne succède à aucune autre du portail.")
    return reprendre_les_valeurs(vers=suite, valeurs=dernieres_valeurs(suite.succede_a), par=par)
