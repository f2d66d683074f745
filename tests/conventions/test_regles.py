"""Ce que la convention répond sur elle-même : sa situation, sa période, ce qui s'y modifie."""

import datetime

import pytest
from django.db import IntegrityError

from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from tests import fabriques

Etat = Convention.Etat
TERME = datetime.date(2026, 12, 31)


def convention(etat: Etat = Etat.SIGNEE, reconduite: datetime.date | None = None) -> Convention:
    """Une convention de 2022 à 2026, sans base."""
    return Convention(
        etat=etat, debut=datetime.date(2022, 1, 1), fin=TERME, reconduite_jusqu_au=reconduite
    )


@pytest.mark.parametrize(
    ("etat", "le", "situation"),
    [
        (Etat.PROJET, datetime.date(2023, 6, 1), "convention_projet"),
        (Etat.SIGNEE, datetime.date(2021, 12, 31), "a_venir"),
        (Etat.SIGNEE, datetime.date(2022, 1, 1), "convention_en_cours"),
        (Etat.SIGNEE, TERME, "convention_en_cours"),
        (Etat.SIGNEE, datetime.date(2027, 1, 1), "convention_echue"),
        (Etat.RESILIEE, datetime.date(2023, 6, 1), "convention_resiliee"),
        (Etat.CLOTUREE, datetime.date(2027, 6, 1), "convention_cloturee"),
    ],
)
def test_la_situation_vient_de_l_etat_decide_et_du_jour(
    etat: Etat, le: datetime.date, situation: str
) -> None:
    assert convention(etat).situation(le) == situation


def test_seule_une_reconduction_expresse_prolonge() -> None:
    reconduite = convention(reconduite=datetime.date(2027, 6, 30))
    assert reconduite.terme == datetime.date(2027, 6, 30)
    assert reconduite.est_en_cours(datetime.date(2027, 6, 30))
    assert reconduite.est_echue(datetime.date(2027, 7, 1))
    assert not convention().est_en_cours(datetime.date(2027, 1, 1))


def test_une_convention_non_signee_n_est_ni_en_cours_ni_echue() -> None:
    projet = convention(Etat.PROJET)
    assert not projet.est_en_cours(datetime.date(2023, 6, 1))
    assert not projet.est_echue(datetime.date(2030, 1, 1))


@pytest.mark.parametrize(
    ("le", "jours"),
    [(datetime.date(2026, 11, 23), 38), (TERME, 0), (datetime.date(2027, 3, 1), 0)],
)
def test_les_jours_restants_ne_sont_jamais_negatifs(le: datetime.date, jours: int) -> None:
    assert convention().jours_restants(le) == jours


@pytest.mark.parametrize(
    ("le", "part"),
    [
        (datetime.date(2020, 1, 1), 0),
        (datetime.date(2024, 7, 1), 50),
        (TERME, 100),
        (datetime.date(2030, 1, 1), 100),
    ],
)
def test_la_part_ecoulee_reste_entre_0_et_100(le: datetime.date, part: int) -> None:
    assert convention().part_ecoulee(le) == part


def test_les_annees_couvrent_la_reconduction() -> None:
    assert convention().annees() == [2022, 2023, 2024, 2025, 2026]
    assert convention(reconduite=datetime.date(2027, 6, 30)).annees()[-1] == 2027


def test_le_plan_se_modifie_jusqu_au_terme_compris() -> None:
    convention().exiger_modifiable(TERME)
    with pytest.raises(ConventionFigee, match="échue"):
        convention().exiger_modifiable(datetime.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("etat", "mot"), [(Etat.RESILIEE, "résiliée"), (Etat.CLOTUREE, "clôturée")]
)
def test_resiliee_ou_cloturee_rien_ne_s_y_ecrit(etat: Etat, mot: str) -> None:
    with pytest.raises(ConventionFigee, match=mot):
        convention(etat).exiger_modifiable(datetime.date(2024, 1, 1))
    with pytest.raises(ConventionFigee, match=mot):
        convention(etat).exiger_ouverte()


def test_apres_le_terme_la_derniere_annee_reste_ouverte() -> None:
    # Art. 10 : l'évaluation finale et son COPIL viennent après le terme.
    convention().exiger_ouverte()


def test_une_convention_ne_finit_pas_avant_son_debut(db: None) -> None:
    with pytest.raises(IntegrityError, match="convention_finit_apres_son_debut"):
        fabriques.convention(fin=datetime.date(2021, 12, 31))


def test_une_reconduction_va_au_dela_du_terme(db: None) -> None:
    with pytest.raises(IntegrityError, match="convention_reconduite_apres_son_terme"):
        fabriques.convention(reconduite_jusqu_au=TERME)


def test_les_comptes_ne_se_multiplient_pas_entre_eux(db: None) -> None:
    objet = fabriques.convention()
    for _ in range(3):
        fabriques.signataire(objet)
    fabriques.article(objet, numero=0)
    fabriques.article(objet, numero=1)
    fabriques.document(objet)
    fabriques.anomalie(objet)
    fabriques.anomalie(objet, traitement="corrigee")
    comptee = Convention.objects.avec_comptes().get()
    noms = (
        "nombre_de_parties",
        "nombre_de_signatures",
        "nombre_d_articles",
        "nombre_d_annexes",
        "nombre_d_annexes_a_joindre",
        "nombre_d_anomalies",
        "nombre_d_anomalies_a_trancher",
    )
    assert [getattr(comptee, nom) for nom in noms] == [3, 0, 1, 1, 1, 2, 1]
