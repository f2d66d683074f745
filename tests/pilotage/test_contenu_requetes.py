"""Le contenu de l'évaluation se lit en un nombre fixe de requêtes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import PiloteDeFiche, Reference
from conventions.models import Convention
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.models import Evaluation, Instance, Presence
from tests import fabriques
from tests.pilotage.test_contenu import dire

LE = datetime.date(2026, 11, 23)


def _peupler(convention: Convention) -> None:
    fiche = fabriques.fiche(convention, axe=fabriques.axe(convention))
    dire(fiche, datetime.date(2025, 3, 1), etat="en_cours")
    fabriques.etape(fiche)
    PiloteDeFiche.objects.create(fiche=fiche, personne=fabriques.personne())
    fiche.notes.create(date=datetime.date(2025, 3, 1), texte="Note", auteur="le test")
    fabriques.releve(fabriques.indicateur(fiche))
    Reference.objects.create(fiche=fiche, libelle="familles", valeur=33)
    fabriques.equipement(convention)
    fabriques.financement(fiche, annee=2025)
    fabriques.temps_fort(fiche, date=datetime.date(2025, 6, 1))
    fabriques.proposition(fiche)
    genre = Instance.Genre.GT
    groupe = Instance.objects.create(convention=convention, genre=genre, nom=f"Groupe {fiche.pk}")
    seance = fabriques.reunion(convention, instance=groupe)
    seance.decider(texte="Décidé.", fiche=fiche, par=fabriques.LE_TEST)
    partie = convention.signataires.latest("pk")
    Presence.objects.create(reunion=seance, signataire=partie, etat="present")


@pytest.mark.parametrize(("est_finale", "plafond"), [(False, 70), (True, 82)])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    convention: Convention, est_finale: bool, plafond: int
) -> None:
    evaluation = Evaluation(convention=convention, annee=2026, est_finale=est_finale)
    nombres = []
    for _ in range(3):
        _peupler(convention)
        with CaptureQueriesContext(connection) as requetes:
            contenu_de_l_evaluation(evaluation, LE)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] == nombres[2] <= plafond
