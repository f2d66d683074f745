"""La synthèse d'une page : par titre d'action, trois décisions au plus, et les résultats."""

import datetime

import pytest

from actions.models import Cible, FicheAction, PiloteDeFiche
from conventions.models import Convention
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.contenu_de_la_synthese import DECISIONS_AU_PLUS
from pilotage.models import Evaluation, Instance
from pilotage.titres import titre_court
from tests import fabriques
from tests.pilotage import outils_referentiel
from tests.pilotage.test_contenu import LE, dire


def contenu(convention: Convention, annee: int = 2025, le: datetime.date = LE) -> ContenuEvaluation:
    """L'évaluation d'une année qui n'est pas ouverte."""
    return contenu_de_l_evaluation(Evaluation(convention=convention, annee=annee), le)


def test_une_action_se_dit_par_son_titre_et_une_fois(convention: Convention) -> None:
    faite, compromise = (
        fabriques.fiche(convention, titre="Former tous les professionnels"),
        fabriques.fiche(convention, titre="Mettre en commun, entre communes"),
    )
    dire(faite, datetime.date(2025, 3, 1), etat="realise")
    dire(
        compromise,
        datetime.date(2025, 3, 1),
        etat="en_pause",
        meteo="compromis",
        meteo_commentaire="Non.",
    )
    fabriques.etape(faite, faite_le=datetime.date(2025, 2, 1), vue_le=datetime.date(2025, 2, 1))
    fabriques.etape(compromise, vue_le=datetime.date(2025, 3, 1))
    fabriques.indicateur(faite, est_a_definir=True)
    PiloteDeFiche.objects.create(fiche=faite, personne=fabriques.personne())
    lue = contenu(convention).synthese
    former = "Action 1, Former tous les professionnels"
    assert [(p.titre, p.phrase, p.fiches) for p in lue.fait] == [
        (former, "réalisée.", (1,)),
        (former, "1\u00a0étape faite.", (1,)),
    ]
    assert [(p.titre, p.phrase) for p in lue.bloque] == [
        (
            "Action 2, Mettre en commun",
            "en pause, objectifs compromis, 1\u00a0étape en retard.",
        )
    ]
    assert [(p.phrase, p.fiches, p.qui, p.quand) for p in lue.demande] == [
        ("Examiner l'évaluation 2025 (art. 10).", (), "le COPIL", "à sa prochaine séance"),
        (
            "Dire la suite : décider pour l’action 2, dont la météo est défavorable.",
            (2,),
            "le COPIL",
            "à sa prochaine séance",
        ),
        (
            "Désigner un pilote pour l’action 2 (Mettre en commun) (annexe 4).",
            (2,),
            "le COPIL",
            "à sa prochaine séance",
        ),
    ]
    assert [p.phrase for p in lue.ensuite] == [
        "Définir 1\u00a0indicateur que le contrat laisse à définir (annexe 3), action 1."
    ]


def test_trois_decisions_au_plus_chacune_avec_qui_et_quand(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention, annee=2025)
    for titre in ("Ouvrir", "Relier"):
        fiche = fabriques.fiche(convention, titre=titre)
        outils_referentiel.conclusion(evaluation, fiche, suite="ajuster")
        fabriques.indicateur(fiche, est_a_definir=True)
    fabriques.proposition(fiche)
    lue = contenu_de_l_evaluation(evaluation, LE).synthese
    assert len(lue.demande) == DECISIONS_AU_PLUS
    assert all(point.qui and point.quand for point in lue.demande)
    assert lue.demande[1].phrase == (
        "Dire la suite : ajuster l’action 1 (Ouvrir) et l’action 2 (Relier)."
    )
    assert (lue.demande[2].qui, lue.demande[2].quand) == (
        "les parties",
        "avant le 31 décembre 2026",
    )
    assert len(lue.ensuite) == 2


def test_les_actions_empechees_au_dela_de_quelques_unes_tiennent_une_ligne(
    convention: Convention,
) -> None:
    for _ in range(7):
        fabriques.fiche(convention)
    for fiche in FicheAction.objects.all():
        dire(fiche, datetime.date(2025, 3, 1), etat="en_pause")
    points = contenu(convention).synthese.bloque
    assert len(points) == 5
    assert (points[-1].phrase, points[-1].fiches) == (
        "3\u00a0autres actions empêchées.",
        (5, 6, 7),
    )


def test_une_evaluation_examinee_n_est_plus_a_examiner(convention: Convention) -> None:
    copil = fabriques.instance(convention, genre=Instance.Genre.COPIL)
    seance = fabriques.reunion(convention, instance=copil, date=datetime.date(2026, 6, 18))
    evaluation = fabriques.evaluation(convention, annee=2025, reunion=seance)
    lue = contenu_de_l_evaluation(evaluation, LE)
    assert not any("Examiner" in p.phrase for p in lue.synthese.demande)
    avant = contenu_de_l_evaluation(evaluation, datetime.date(2026, 6, 17))
    (examiner,) = (p for p in avant.synthese.demande if "Examiner" in p.phrase)
    assert examiner.quand == "le 18 juin 2026"


def test_la_synthese_dit_les_resultats_face_aux_cibles(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    for valeur, libelle in ((12, "Familles"), (5, "Places")):
        un = fabriques.indicateur(fiche, libelle=libelle, nature="quantitatif", sens="hausse")
        Cible.objects.create(indicateur=un, annee=2025, valeur=10)
        fabriques.releve(un, annee=2024, valeur=8)
        fabriques.releve(un, annee=2025, valeur=valeur)
    lu = contenu(convention)
    assert {p.libelle: p.nombre for p in lu.resultats if p.nombre} == {"atteint": 1, "en recul": 1}
    assert [p.phrase for p in lu.synthese.resultats] == [
        "Sur 2\u00a0indicateurs qui ont une cible pour 2025, 2 ont répondu et 1 la tient.",
        "En recul : Places (action 1).",
    ]


def test_une_cible_sans_reponse_n_est_pas_manquee(convention: Convention) -> None:
    un = fabriques.indicateur(fabriques.fiche(convention), nature="quantitatif", sens="hausse")
    Cible.objects.create(indicateur=un, annee=2025, valeur=10)
    (point,) = contenu(convention).synthese.resultats
    assert point.phrase == "Sur 1\u00a0indicateur qui a une cible pour 2025, aucun n’a répondu."


def test_les_cibles_du_terme_se_disent_a_part(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    for annee, visee in ((2025, 10), (None, 10), (None, 30)):
        un = fabriques.indicateur(fiche, nature="quantitatif", sens="hausse")
        Cible.objects.create(indicateur=un, annee=annee, valeur=visee)
        fabriques.releve(un, annee=2025, valeur=12)
    assert [p.phrase for p in contenu(convention).synthese.resultats] == [
        "Sur 1\u00a0indicateur qui a une cible pour 2025, 1 a répondu et 1 la tient.",
        "2\u00a0autres n’ont de cible que pour 2026 : 1 la tient déjà.",
    ]
    # La dernière année, les cibles du terme sont à tenir.
    (point,) = contenu(convention, 2026).synthese.resultats
    assert point.phrase == "Sur 2\u00a0indicateurs qui ont une cible pour 2026, aucun n’a répondu."


@pytest.mark.parametrize(
    ("entier", "court"),
    [
        ("Former tous", "Former tous"),
        ("Créer une offre RPE (Relais Petite Enfance)", "Créer une offre RPE"),
        ("Tendre vers une harmonisation, en particulier", "Tendre vers une harmonisation"),
        ("Mettre en commun afin d'agir", "Mettre en commun"),
        ("Créer « Un lieu, des liens » ici", "Créer « Un lieu\u00a0»"),
        (f"« Proposer {'un évènement ' * 5}»", f"« Proposer{' un évènement' * 3}…\u00a0»"),
        (f"Développer {'beaucoup ' * 8}de choses", f"Développer{' beaucoup' * 5}…"),
    ],
)
def test_un_titre_court_se_tient(entier: str, court: str) -> None:
    assert titre_court(entier) == court
