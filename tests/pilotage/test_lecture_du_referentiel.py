"""Le référentiel lu une année : ce qu'il dit, dans quel ordre, en combien de requêtes."""

import dataclasses
import datetime
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.models import Convention
from pilotage.lecture_du_referentiel import referentiel_lu
from pilotage.models import Appreciation, Evaluation, Releve
from tests import fabriques
from tests.pilotage import outils_referentiel as outils


def _requetes(evaluation: Evaluation) -> int:
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        referentiel_lu(evaluation)
    return len(requetes)


def _peupler(convention: Convention, evaluation: Evaluation, numero: int) -> None:
    fiche = fabriques.fiche(convention, numero=numero)
    indicateur = fabriques.indicateur(fiche, unite="%")
    fabriques.releve(indicateur, annee=2025, valeur=Decimal(42))
    thematique = outils.thematique(convention, titre=f"Thématique {numero}", axe=fiche.axe)
    outils.thematique(convention, titre="Sous-thématique", parent=thematique)
    question = outils.question(thematique)
    hypothese = outils.hypothese(question, fiche)
    outils.verdict(evaluation, hypothese)
    outils.appreciation(evaluation, fiche=fiche)
    outils.conclusion(evaluation, fiche)
    enquete = outils.enquete(convention)
    outils.question_d_enquete(enquete, 62, 38, question_evaluative=question)
    besoin = outils.besoin(convention, fiche)
    outils.chiffre(convention, besoin=besoin)


def test_tout_se_lit_jusqu_au_verdict_et_a_ses_preuves(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    _peupler(convention, evaluation, 4)
    lu = referentiel_lu(evaluation)
    (thematique,) = lu.thematiques
    assert thematique.axe == 1
    assert [sous.titre for sous in thematique.sous_thematiques] == ["Sous-thématique"]
    (question,) = thematique.questions
    assert question.mot == "pertinence"
    (hypothese,) = lu.hypotheses()
    assert (hypothese.verdict, hypothese.mot) == ("validee", "validée")
    assert hypothese.preuves == "Deux relais ouverts."
    assert hypothese.fiches == (4,)
    (indicateur,) = hypothese.indicateurs
    assert (indicateur.fiche, indicateur.en_clair) == (4, "42\u00a0%")
    (conclusion,) = lu.conclusions
    assert (conclusion.fiche, conclusion.mot) == (4, "à ajuster")
    (enquete,) = lu.enquetes
    assert enquete.taux_de_reponse == 42
    assert enquete.questions[0].eclaire == question.pk
    assert [r.en_clair for r in enquete.questions[0].reponses] == ["62\u00a0%", "38\u00a0%"]
    (besoin,) = lu.besoins
    assert besoin.fiches == (4,)
    assert [(c.en_clair, c.annee) for c in besoin.chiffres] == [("33\u00a0%", 2021)]
    assert lu.chiffres == ()


def test_une_evaluation_non_enregistree_ne_juge_rien(convention: Convention) -> None:
    _peupler(convention, fabriques.evaluation(convention), 1)
    lu = referentiel_lu(Evaluation(convention=convention, annee=2024))
    assert [(h.verdict, h.mot) for h in lu.hypotheses()] == [("", "verdict à rendre")]
    assert [i.en_clair for h in lu.hypotheses() for i in h.indicateurs] == [""]
    assert (lu.appreciations, lu.conclusions) == ((), ())
    # L'enquête de 2025 n'était pas faite en 2024 ; le besoin, lui, était connu.
    assert lu.enquetes == ()
    assert len(lu.besoins) == 1


def test_les_appreciations_vont_des_forces_aux_pistes(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    fiche = fabriques.fiche(convention)
    genres = Appreciation.Genre
    for genre in (genres.PISTE, genres.FACTEUR, genres.FAIBLESSE, genres.FORCE):
        outils.appreciation(evaluation, genre=genre)
    outils.appreciation(evaluation, axe=fiche.axe)
    lues = referentiel_lu(evaluation).appreciations
    assert [a.genre for a in lues] == ["force", "force", "faiblesse", "facteur", "piste"]
    assert [a.axe for a in lues] == [None, 1, None, None, None]


def test_l_absence_de_reponse_n_est_pas_zero(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    fiche = fabriques.fiche(convention)
    fabriques.releve(
        fabriques.indicateur(fiche),
        annee=2025,
        reponse=Releve.Reponse.NON_DISPONIBLE,
        valeur=None,
        motif="Pas encore compté.",
    )
    outils.hypothese(outils.question(outils.thematique(convention)), fiche)
    (hypothese,) = referentiel_lu(evaluation).hypotheses()
    assert [(i.en_clair, i.recit) for i in hypothese.indicateurs] == [
        ("non disponible", "Pas encore compté.")
    ]


def test_autant_de_requetes_pour_une_ligne_que_pour_beaucoup(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    _peupler(convention, evaluation, 1)
    une = _requetes(evaluation)
    for numero in range(2, 8):
        _peupler(convention, evaluation, numero)
    assert _requetes(evaluation) == une <= 15


def test_ce_qui_est_lu_ne_porte_aucun_modele(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    _peupler(convention, evaluation, 1)

    def feuilles(valeur: object) -> list[object]:
        if isinstance(valeur, dict):
            return [f for v in valeur.values() for f in feuilles(v)]
        if isinstance(valeur, (list, tuple)):
            return [f for v in valeur for f in feuilles(v)]
        return [valeur]

    trouvees = feuilles(dataclasses.asdict(referentiel_lu(evaluation)))
    assert len(trouvees) > 40
    permis = (str, int, bool, Decimal, datetime.date, type(None))
    assert [v for v in trouvees if not isinstance(v, permis)] == []
