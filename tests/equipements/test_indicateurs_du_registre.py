"""Ce que le registre répond aux indicateurs du plan, une année, en nombres."""

import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention
from ctg.socle.historique import antidater
from equipements.indicateurs import COMPTES, Question, Reponse, reponses_du_registre
from equipements.models import ChiffreAnnuel, Equipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI

MIDI_2024 = datetime.datetime(2024, 6, 3, 12, tzinfo=datetime.UTC)


@pytest.fixture
def convention(db: None) -> Convention:
    return fabriques.convention()


def _repondre(convention: Convention, question: Question, annee: int = 2026) -> Reponse:
    return reponses_du_registre(convention, [question], annee, AUJOURD_HUI)[question]


def _dire(
    structure: Equipement,
    code: str,
    valeur: int | None,
    annee: int = 2026,
    confirme_le: datetime.date | None = AUJOURD_HUI,
) -> None:
    reponse: dict[str, Any] = {"valeur": valeur}
    if valeur is None:
        reponse = {"reponse": "non_concerne", "motif": "Structure itinérante."}
    reponse |= {"confirme_le": confirme_le}
    ChiffreAnnuel.objects.create(equipement=structure, annee=annee, code=code, **reponse)


def test_la_desserte_compte_les_communes_certaines(convention: Convention) -> None:
    chez = fabriques.signataire(convention).partenaire
    voisine = fabriques.signataire(convention).partenaire
    fabriques.signataire(convention)
    relais = fabriques.equipement(convention, chez, type="rpe")
    assert voisine.commune
    relais.communes_desservies.add(voisine.commune)
    # Une commune d'un autre territoire ne compte pas dans celui-ci.
    relais.communes_desservies.add(fabriques.commune())
    reponse = _repondre(convention, Question.COUVERTURE)
    assert reponse.valeur == (
        "RPE\u00a0: 2\u00a0communes sur 3 ; LAEP\u00a0: aucun ouvert au registre"
        " (au 23 novembre 2026)"
    )
    fabriques.equipement(convention, chez, type="rpe")
    assert "au moins (1 sur 2 à compléter)" in _repondre(convention, Question.COUVERTURE).valeur


def test_l_annee_passee_se_lit_dans_l_historique(convention: Convention) -> None:
    with antidater(MIDI_2024):
        structure = fabriques.equipement(convention, a_referent_handicap=False)
    structure.a_referent_handicap = True
    structure.save()

    def valeur(annee: int) -> str:
        return _repondre(convention, Question.REFERENTS, annee).valeur

    assert valeur(2026).startswith("1\u00a0structure a un référent handicap, sur 1")
    assert valeur(2024).startswith("0\u00a0structure a un référent handicap, sur 1")
    assert "au 31 décembre 2024" in valeur(2024)
    avant = _repondre(convention, Question.REFERENTS, 2023)
    assert avant.est_vide
    assert avant.valeur == (
        "pas calculable\u00a0: le registre n'a aucune structure validée au 31 décembre 2023"
    )


def test_les_communes_desservies_du_passe_sont_celles_d_alors(convention: Convention) -> None:
    chez = fabriques.signataire(convention).partenaire
    voisine = fabriques.signataire(convention).partenaire
    assert voisine.commune
    with antidater(MIDI_2024):
        relais = fabriques.equipement(convention, chez, type="rpe")
        relais.communes_desservies.set([voisine.commune])
    relais.communes_desservies.clear()
    assert "2\u00a0communes sur 2" in _repondre(convention, Question.COUVERTURE, 2024).valeur
    assert "1\u00a0commune sur 2" in _repondre(convention, Question.COUVERTURE, 2026).valeur


def test_les_referents_disent_qui_n_a_pas_repondu(convention: Convention) -> None:
    for dit in (True, None):
        fabriques.equipement(convention, a_referent_handicap=dit)
    fabriques.equipement(convention, type="rpe", a_referent_handicap=True)
    fabriques.equipement(convention, a_referent_handicap=True, statut="ferme")
    assert "sur 2 ; 1 sans réponse" in _repondre(convention, Question.REFERENTS).valeur


def test_personne_n_a_dit_avoir_ou_non_un_referent(convention: Convention) -> None:
    fabriques.equipement(convention)
    assert _repondre(convention, Question.REFERENTS).est_vide


@pytest.mark.parametrize(
    ("enfants", "lu"),
    [
        ([3], "moins de 5 enfants"),
        ([12], "12 enfants"),
        # Une seule masquée : le total moins les autres la dirait.
        ([12, 8, 3], "au moins 20 enfants"),
        ([12, 2, 1], "au moins 12 enfants"),
        ([12, 4, 2], "18 enfants"),
        # Deux masquées dont la somme est la plus grande possible : quatre et quatre.
        ([12, 4, 4], "au moins 12 enfants"),
        ([4, 4], "au moins 5 enfants"),
    ],
)
def test_un_petit_effectif_ne_se_retrouve_pas_par_soustraction(
    convention: Convention, enfants: list[int], lu: str
) -> None:
    for nombre in enfants:
        _dire(fabriques.equipement(convention), "enfants_aeeh", nombre)
    assert _repondre(convention, Question.AEEH).valeur == lu


def test_un_total_dit_sur_combien_de_structures_il_porte(convention: Convention) -> None:
    relais = [fabriques.equipement(convention, type="rpe") for _ in range(4)]
    _dire(relais[0], "assistantes_maternelles", 40)
    _dire(relais[1], "assistantes_maternelles", 30)
    _dire(relais[0], "assistantes_adherentes", 25)
    # Celui que cela ne concerne pas n'est pas attendu.
    _dire(relais[2], "assistantes_maternelles", None)
    # Une autre année, une autre réponse.
    _dire(relais[3], "assistantes_maternelles", 99, annee=2025)
    assert _repondre(convention, Question.ASSISTANTS).valeur == (
        "70 assistants maternels en activité, 25 adhérents (connu pour 2\u00a0structures sur 3)"
    )


def test_un_chiffre_que_personne_n_a_confirme_se_dit(convention: Convention) -> None:
    relais = [fabriques.equipement(convention, type="rpe") for _ in range(3)]
    _dire(relais[0], "rendez_vous", 40)
    _dire(relais[1], "rendez_vous", 999_999, confirme_le=None)
    assert _repondre(convention, Question.RENDEZ_VOUS).valeur.endswith(
        "(connu pour 2\u00a0structures sur 3, dont 1\u00a0chiffre à confirmer)"
    )


def test_les_professionnels_formes_et_leur_part(convention: Convention) -> None:
    creche = fabriques.equipement(convention, type="eaje")
    _dire(creche, "professionnels_formes", 3)
    assert _repondre(convention, Question.FORMES).valeur == "3 professionnels formés"
    _dire(creche, "professionnels", 12)
    assert _repondre(convention, Question.FORMES).valeur == (
        "3 professionnels formés sur 12 en poste, soit 25\u00a0%"
    )


def test_sans_chiffre_de_l_annee_rien_ne_se_calcule(convention: Convention) -> None:
    _dire(fabriques.equipement(convention, type="rpe"), "rendez_vous", 50, annee=2025)
    vide = _repondre(convention, Question.RENDEZ_VOUS)
    assert vide.est_vide
    assert vide.valeur == "pas calculable\u00a0: aucun chiffre saisi pour 2026"


def test_l_ecart_de_prix_est_celui_de_l_annee_scolaire_qui_court(convention: Convention) -> None:
    for euros in (8, 14):
        fabriques.grille(fabriques.equipement(convention), (0, None, euros))
    reponse = _repondre(convention, Question.ECART_DE_PRIX, 2025)
    assert "6,00\u00a0€ d'écart au QF 800" in reponse.valeur
    assert "2025-2026, 2 communes connues, dont 2\u00a0grilles à confirmer" in reponse.valeur
    assert _repondre(convention, Question.ECART_DE_PRIX, 2024).est_vide


def test_rien_n_est_lu_qui_ne_serve(
    convention: Convention, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(0):
        assert reponses_du_registre(convention, [], 2026, AUJOURD_HUI) == {}
    with django_assert_max_num_queries(2):
        _repondre(convention, Question.AEEH)
    with django_assert_max_num_queries(8):
        toutes = reponses_du_registre(convention, list(Question), 2026, AUJOURD_HUI)
    assert set(toutes) == set(COMPTES) == set(Question)
