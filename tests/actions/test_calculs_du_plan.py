"""Ce que le plan calcule : étapes faites, financements obtenus ; rien de noté n'est pas zéro."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.calculs_du_plan import calculs_du_plan
from actions.models import FicheAction, Indicateur
from conventions.models import Convention
from tests import fabriques

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche sans étape ni financement."""
    return fabriques.fiche(convention)


def _dit(indicateur: Indicateur, annee: int = 2025) -> tuple[str, bool]:
    calcul = calculs_du_plan([indicateur], annee, LE)[indicateur.pk]
    return calcul.valeur.replace("\u00a0", " "), calcul.est_vide


def test_les_etapes_faites_a_la_fin_de_l_annee(fiche: FicheAction) -> None:
    indicateur = fabriques.indicateur(fiche, calcul="etapes")
    assert _dit(indicateur) == ("l'action n'a pas d'étape", True)
    fabriques.etape(fiche, faite_le=datetime.date(2024, 5, 4))
    fabriques.etape(fiche, faite_le=datetime.date(2026, 3, 2))
    fabriques.etape(fiche)
    assert _dit(indicateur, 2023) == ("aucune étape notée comme faite", True)
    assert _dit(indicateur, 2025) == ("1 étape faite sur 3", False)
    assert _dit(indicateur, 2026) == ("2 étapes faites sur 3", False)


def test_les_financements_obtenus_dans_l_annee(fiche: FicheAction) -> None:
    indicateur = fabriques.indicateur(fiche, calcul="financements")
    fabriques.financement(fiche)
    assert _dit(indicateur) == ("aucun montant obtenu noté en 2025", True)
    fabriques.financement(fiche, obtenu=1200)
    fabriques.financement(fiche, obtenu=300)
    fabriques.financement(fiche, obtenu=50, annee=2024)
    assert _dit(indicateur) == ("1\u202f500 €", False)


def test_deux_requetes_quel_que_soit_le_nombre(fiche: FicheAction) -> None:
    convention = fiche.convention
    indicateurs = [
        fabriques.indicateur(fabriques.fiche(convention), calcul=calcul)
        for calcul in ("etapes", "financements") * 4
    ]
    with CaptureQueriesContext(connection) as requetes:
        assert len(calculs_du_plan(indicateurs, 2025, LE)) == 8
    assert len(requetes) == 2
