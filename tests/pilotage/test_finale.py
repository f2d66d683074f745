"""L'évaluation finale : cinq ans, et ce qui passe à la convention suivante."""

import datetime

import pytest

from actions.models import Cible
from conventions.models import Convention
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation
from pilotage.document_pptx import pptx_de_la_synthese
from pilotage.models import Evaluation, Instance
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.pilotage import outils_referentiel, sorties
from tests.pilotage.test_contenu import LE, dire


def finale(convention: Convention, le: datetime.date = LE) -> ContenuEvaluation:
    """L'évaluation finale, qui n'est pas ouverte."""
    return contenu_de_l_evaluation(
        Evaluation(convention=convention, annee=2026, est_finale=True), le
    )


def test_l_evaluation_finale_montre_toutes_les_annees(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    dire(fiche, datetime.date(2023, 3, 1), etat="en_cours")
    dire(fiche, datetime.date(2026, 3, 1), etat="realise")
    fabriques.etape(fiche, faite_le=datetime.date(2024, 2, 1), vue_le=datetime.date(2024, 2, 1))
    fabriques.etape(fabriques.fiche(convention))
    fabriques.temps_fort(fiche, date=datetime.date(2023, 6, 1), participants=12)
    annuelle = Evaluation(convention=convention, annee=2026)
    assert contenu_de_l_evaluation(annuelle, LE).tendances is None
    lue = finale(convention)
    assert (lue.est_finale, lue.titre) == (True, "Évaluation finale 2022-2026")
    assert lue.tendances is not None
    assert [(a.annee, a.etapes_faites, a.etats) for a in lue.tendances.annees] == [
        (2022, 0, {"": 2}),
        (2023, 0, {"en_cours": 1, "": 1}),
        (2024, 1, {"en_cours": 1, "": 1}),
        (2025, 1, {"en_cours": 1, "": 1}),
        (2026, 1, {"realise": 1, "": 1}),
    ]
    assert [a.est_en_cours for a in lue.tendances.annees] == [False] * 4 + [True]
    assert [(a.temps_forts, a.participants) for a in lue.tendances.annees[:2]] == [
        (0, None),
        (1, 12),
    ]
    assert lue.tendances.fiches[0].etats == ("", "en_cours", "en_cours", "en_cours", "realise")
    phrases = [(r.phrase, len(r.details)) for r in lue.tendances.a_reporter]
    assert phrases == [("1\u00a0étape qui n’est pas dite faite.", 1)]


def test_la_synthese_de_la_finale_compte_cinq_ans(convention: Convention) -> None:
    copil = fabriques.instance(convention, genre=Instance.Genre.COPIL)
    for annee in (2023, 2024, 2026):
        fabriques.reunion(convention, instance=copil, date=datetime.date(annee, 3, 1))
    fiche = fabriques.fiche(convention)
    for annee in (2023, 2026):
        fabriques.temps_fort(fiche, date=datetime.date(annee, 6, 1), participants=10)
    un = fabriques.indicateur(fiche, nature="quantitatif", sens="hausse")
    Cible.objects.create(indicateur=un, valeur=10)
    fabriques.releve(un, annee=2025, valeur=10)
    lue = finale(convention)
    chiffres = [(c.valeur, c.libelle, c.precision) for c in lue.chiffres]
    assert ("3", "COPIL tenus", "0 COTECH, de 2022 à 2026") in chiffres
    # 2026 n'a pas répondu : la dernière réponse connue se lit.
    assert (
        "1 sur 1",
        "indicateur atteint ou en progrès",
        "1 a une réponse, aucune de 2026",
    ) in chiffres
    (face,) = lue.synthese.resultats
    assert face.phrase == (
        "Sur 1\u00a0indicateur qui a une cible finale, aucun n’a répondu pour 2026 et 1 se lit"
        " d’une année d’avant : 1 la tient."
    )
    assert "2\u00a0temps forts, 20\u00a0participants connus, de 2022 à 2026." in [
        p.phrase for p in lue.synthese.fait
    ]


def test_chaque_indicateur_a_ses_cinq_valeurs(convention: Convention) -> None:
    fiche = fabriques.fiche(convention, titre="Former")
    un = fabriques.indicateur(
        fiche, libelle="Formés", nature="quantitatif", sens="hausse", unite="personnes"
    )
    fabriques.indicateur(fiche, est_a_definir=True)
    fabriques.reference(un, valeur=3, unite="personnes", annee=2021)
    Cible.objects.create(indicateur=un, valeur=20)
    fabriques.releve(un, annee=2023, valeur=5)
    fabriques.releve(un, annee=2024, reponse="non_disponible", motif="trop tôt")
    fabriques.releve(un, annee=2025, valeur=9)
    lue = finale(convention)
    assert lue.tendances is not None
    (ligne,) = lue.tendances.indicateurs
    assert (ligne.groupe, ligne.libelle, ligne.unite) == (
        "Action 1 – Former",
        "Formés",
        "personnes",
    )
    assert ligne.valeurs == ("n.\u00a0r.", "5", "n.\u00a0d.", "9", "n.\u00a0r.")
    assert (ligne.reference, ligne.cible) == ("3 (2021)", "20")
    assert ligne.resultat == "resultat_progres"
    assert [a.favorables for a in lue.tendances.annees] == [0, 0, 0, 1, 0]


def test_les_verdicts_se_lisent_annee_apres_annee(convention: Convention) -> None:
    question = outils_referentiel.question(outils_referentiel.thematique(convention))
    jugee, _ = (outils_referentiel.hypothese(question) for _ in range(2))
    for annee, sens in ((2024, "infirmee"), (2026, "partielle")):
        evaluation = fabriques.evaluation(convention, annee=annee)
        outils_referentiel.verdict(evaluation, jugee, verdict=sens)
    terme = fabriques.evaluation(convention, annee=2026, est_finale=True)
    outils_referentiel.verdict(terme, jugee, verdict="validee")
    lue = contenu_de_l_evaluation(terme, LE)
    assert lue.tendances is not None
    (ligne,) = lue.tendances.verdicts
    assert ligne.verdicts == ("", "", "infirmee", "", "validee")
    assert lue.tendances.hypotheses == 2


@pytest.mark.parametrize(
    ("suite", "mot"),
    [("garder", "à reprendre"), ("ajuster", "à changer"), ("arreter", "à clore")],
)
def test_chaque_action_a_sa_suite(convention: Convention, suite: str, mot: str) -> None:
    fiche = fabriques.fiche(convention, titre="Former")
    dire(fiche, datetime.date(2025, 3, 1), etat="en_cours")
    un = fabriques.indicateur(fiche, nature="quantitatif", sens="hausse")
    fabriques.releve(un, annee=2024, valeur=5)
    fabriques.indicateur(fiche)
    fabriques.fiche(convention)
    outils_referentiel.conclusion(cycle.validee(convention), fiche, suite=suite, texte="Parce que.")
    lue = finale(convention)
    assert lue.tendances is not None
    premiere, seconde = lue.tendances.suites
    assert (premiere.etat, premiere.mot, premiere.proposee_en) == ("en_cours", mot, 2025)
    assert (premiere.references, premiere.indicateurs) == (1, 2)
    assert premiere.resultats == "1\u00a0sans comparaison, 1\u00a0sans réponse"
    assert (seconde.proposition, seconde.etat) == ("", "")
    html = html_de_l_evaluation(lue)
    assert "à décider" in html
    assert "La dernière année, 2026" in html
    diapositives, _ = sorties.du_pptx(pptx_de_la_synthese(lue))
    for dit in ("La convention 2022-2026 en chiffres", mot, "à décider", "2026 (en cours)"):
        assert dit in diapositives, dit


def test_la_synthese_et_la_page_de_suite_lisent_les_memes_propositions(
    convention: Convention,
) -> None:
    close, a_decider, dite_au_terme = (
        fabriques.fiche(convention, titre=titre) for titre in ("Ouvrir", "Relier", "Former")
    )
    dire(close, datetime.date(2026, 3, 1), meteo="compromis", meteo_commentaire="Non.")
    outils_referentiel.conclusion(cycle.validee(convention), close, suite="arreter", texte="Vu.")
    # Un projet n'a rien proposé au COPIL du terme.
    projet = fabriques.evaluation(convention, annee=2024)
    outils_referentiel.conclusion(projet, a_decider, suite="garder")
    terme = fabriques.evaluation(convention, annee=2026, est_finale=True)
    outils_referentiel.conclusion(terme, dite_au_terme, suite="garder")
    lue = contenu_de_l_evaluation(terme, LE)
    assert lue.tendances is not None
    assert [un.mot for un in lue.tendances.suites] == ["à clore", "", "à reprendre"]
    assert [(c.fiche, c.mot) for c in lue.conclusions] == [(1, "à clore"), (3, "à reprendre")]
    (suite,) = (p for p in lue.synthese.demande if p.phrase.startswith("Dire la suite"))
    assert suite.phrase == (
        "Dire la suite : clore l’action 1 (Ouvrir) ; reprendre l’action 3 (Former) ; décider pour"
        " l’action 2, qui n’a pas encore de proposition."
    )
    (bloque,) = lue.synthese.bloque
    assert bloque.phrase.endswith("Proposé : clore l’action.")
