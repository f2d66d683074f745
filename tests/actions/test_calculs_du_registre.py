"""Un indicateur que le registre calcule : à côté de ce qui se saisit, jamais par-dessus."""

import pytest
from django.urls import reverse

from actions.calculs_du_plan import COMPTES_DU_PLAN
from actions.calculs_du_registre import calculs_du_registre
from actions.models import Indicateur
from actions.temps_forts import COMPTES, calculs_de_la_fiche
from conventions.models import Convention
from equipements.indicateurs import Question
from equipements.models import ChiffreAnnuel
from pilotage.models import Releve
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions


@pytest.fixture
def convention(db: None) -> Convention:
    return fabriques.convention()


def test_chaque_calcul_vient_des_temps_forts_du_plan_ou_du_registre() -> None:
    assert {str(calcul) for calcul in Indicateur.Calcul} == {
        *COMPTES,
        *COMPTES_DU_PLAN,
        *Question,
    }
    assert not set(COMPTES) & set(Question)


def test_seuls_les_indicateurs_du_registre_y_sont(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    rendez_vous = fabriques.indicateur(fiche, calcul="rendez_vous")
    des_temps_forts = fabriques.indicateur(fiche, calcul="nombre")
    saisi = fabriques.indicateur(fiche)
    tous = [rendez_vous, des_temps_forts, saisi]
    assert calculs_du_registre(convention, tous, 2026, AUJOURD_HUI).keys() == {rendez_vous.pk}
    autres = calculs_de_la_fiche(fiche, tous, [], 2026, AUJOURD_HUI)
    assert autres.keys() == {des_temps_forts.pk}


def test_le_calcul_se_lit_a_cote_de_la_reponse_et_ne_la_change_pas(
    convention: Convention, connecter: Connexions
) -> None:
    relais = fabriques.equipement(convention, type="rpe")
    ChiffreAnnuel.objects.create(equipement=relais, annee=2026, code="rendez_vous", valeur=123)
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche, calcul="rendez_vous")
    fabriques.releve(indicateur, annee=2026, valeur=77)
    client = connecter(fabriques.coordonnateur(convention))

    for nom, cle in (("fiche_detail", []), ("releves_saisir", [2026])):
        html = client.get(reverse(nom, args=[convention.slug, fiche.numero, *cle])).content.decode()
        assert "D'après le registre de 2026" in html.replace("&#x27;", "'")
        assert "123\u00a0rendez-vous" in html
    assert Releve.objects.get(indicateur=indicateur).valeur == 77
