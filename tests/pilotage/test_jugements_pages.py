"""Juger l'année : les verdicts, l'analyse par action, par axe et d'ensemble."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention
from pilotage.models import Conclusion, Evaluation, Hypothese, Verdict
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.pilotage import outils_referentiel as outils


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Any:
    """Le navigateur du coordonnateur."""
    return connecter(fabriques.coordonnateur(convention))


@pytest.fixture
def evaluation(convention: Convention) -> Evaluation:
    """L'évaluation 2025, en préparation."""
    return fabriques.evaluation(convention)


@pytest.fixture
def hypothese(convention: Convention) -> Hypothese:
    """Une hypothèse de pertinence, son indicateur répondu, une enquête, un besoin."""
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche, libelle="Communes desservies", unite="communes")
    fabriques.releve(indicateur, annee=2025, valeur=22)
    fabriques.releve(indicateur, annee=2024, valeur=17)
    question = outils.question(outils.thematique(convention))
    outils.question_d_enquete(outils.enquete(convention), 61, 39, question_evaluative=question)
    outils.question_d_enquete(
        outils.enquete(convention, annee=2026, titre="Plus tard"), 1, question_evaluative=question
    )
    outils.besoin(convention, fiche, titre="Un relais proche")
    outils.besoin(convention, titre="Un autre besoin")
    return outils.hypothese(question, fiche)


def _url(nom: str, evaluation: Evaluation, *reste: Any) -> str:
    return reverse(nom, args=[evaluation.convention.slug, evaluation.cle, *reste])


def test_le_verdict_se_rend_avec_ses_preuves_sous_les_yeux(
    coordination: Any, evaluation: Evaluation, hypothese: Hypothese
) -> None:
    rendre = _url("verdict_rendre", evaluation, hypothese.pk)
    page = coordination.get(rendre).text
    for preuve in ("22\u00a0communes", "61\u00a0%", "Un relais proche"):
        assert preuve in page, preuve
    # Ni l'année d'avant, ni une enquête d'après, ni le besoin d'une autre action.
    for absent in ("17\u00a0communes", "Plus tard", "Un autre besoin"):
        assert absent not in page, absent
    reponse = coordination.post(
        rendre, {"version": 0, "verdict": "partielle", "preuves": "Le **sud** manque."}, follow=True
    )
    assert "Le <strong>sud</strong> manque." in reponse.text
    assert "1\u00a0verdict rendu sur 1\u00a0hypothèse" in reponse.text
    assert Verdict.objects.get().verdict == "partielle"


def test_un_verdict_sans_preuve_garde_ce_qui_est_choisi(
    coordination: Any, evaluation: Evaluation, hypothese: Hypothese
) -> None:
    rendre = _url("verdict_rendre", evaluation, hypothese.pk)
    page = coordination.post(rendre, {"version": 0, "verdict": "validee", "preuves": " "}).text
    assert "Dites ce qui le prouve." in page
    assert re.search(r'value="validee"[^>]*checked', page)
    coordination.post(rendre, {"version": 0, "verdict": "non_tranchee", "preuves": ""})
    assert Verdict.objects.get().preuves == ""


def test_deux_verdicts_a_la_fois_se_comparent(
    coordination: Any, evaluation: Evaluation, hypothese: Hypothese
) -> None:
    outils.verdict(evaluation, hypothese, preuves="Les siennes.")
    reponse = coordination.post(
        _url("verdict_rendre", evaluation, hypothese.pk),
        {"version": 0, "verdict": "infirmee", "preuves": "Les miennes."},
    )
    assert reponse.status_code == 409
    assert "Les siennes." in reponse.text
    assert "Les miennes." in reponse.text


def test_l_hypothese_d_une_autre_convention_n_existe_pas(
    coordination: Any, evaluation: Evaluation
) -> None:
    ailleurs = outils.hypothese(outils.question(outils.thematique(fabriques.convention())))
    assert coordination.get(_url("verdict_rendre", evaluation, ailleurs.pk)).status_code == 404


def test_une_action_se_juge_d_une_page(
    convention: Convention, coordination: Any, evaluation: Evaluation
) -> None:
    fiche = fabriques.fiche(convention, titre="Ouvrir un relais")
    ecrire = _url("jugement_ecrire", evaluation, "fiche", fiche.numero)
    saisie = {
        "version": 0,
        "force": "- Les communes s'entendent.\n\n• Le relais tourne.",
        "faiblesse": "Un local manque.",
        "suite": "ajuster",
        "mots": "Plus au sud.",
    }
    page = coordination.post(ecrire, saisie, follow=True).text
    for ecrit in (
        "<li>Les communes s&#x27;entendent.</li>",
        "<li>Le relais tourne.</li>",
        "<li>Un local manque.</li>",
        "à ajuster",
        "Plus au sud.",
        "1\u00a0action conclue sur 1",
    ):
        assert ecrit in page, ecrit
    page = coordination.get(ecrire).text
    assert "Les communes s&#x27;entendent.\nLe relais tourne.</textarea>" in page
    assert re.search(r'value="ajuster"[^>]*checked', page)


def test_ajuster_sans_mots_se_refuse_et_garde_la_saisie(
    convention: Convention, coordination: Any, evaluation: Evaluation
) -> None:
    fiche = fabriques.fiche(convention)
    ecrire = _url("jugement_ecrire", evaluation, "fiche", fiche.numero)
    page = coordination.post(ecrire, {"version": 0, "force": "Bien.", "suite": "arreter"}).text
    assert "Dites pourquoi, et ce qui changerait." in page
    assert "Bien.</textarea>" in page
    page = coordination.post(ecrire, {"version": 0, "mots": "Plus au sud."}).text
    assert "Choisissez ce que ces mots proposent." in page
    assert not Conclusion.objects.exists()


def test_ce_qu_un_autre_a_juge_entre_temps_se_compare(
    convention: Convention, coordination: Any, evaluation: Evaluation
) -> None:
    ecrire = _url("jugement_ecrire", evaluation, "ensemble", 0)
    coordination.post(ecrire, {"version": 0, "force": "La sienne."})
    reponse = coordination.post(ecrire, {"version": 0, "force": "La mienne."})
    assert reponse.status_code == 409
    assert "La sienne." in reponse.text
    assert "La mienne." in reponse.text


def test_ce_qui_ne_se_juge_pas_n_existe_pas(
    convention: Convention, coordination: Any, evaluation: Evaluation
) -> None:
    fiche = fabriques.fiche(convention)
    assert (
        coordination.get(_url("jugement_ecrire", evaluation, "axe", fiche.axe.numero)).status_code
        == 200
    )
    for objet, numero in (("axe", 99), ("fiche", 99), ("ensemble", 1), ("commune", 1)):
        adresse = _url("jugement_ecrire", evaluation, objet, numero)
        assert coordination.get(adresse).status_code == 404, objet


def test_un_membre_du_copil_lit_et_n_ecrit_pas(
    convention: Convention, connecter: Connexions, evaluation: Evaluation, hypothese: Hypothese
) -> None:
    membre = connecter(fabriques.membre(convention))
    page = membre.get(_url("verdict_liste", evaluation)).text
    assert hypothese.enonce in page.replace("&#x27;", "'")
    rendre = _url("verdict_rendre", evaluation, hypothese.pk)
    assert rendre not in page
    assert membre.get(rendre).status_code == 403


def test_une_evaluation_validee_ne_s_ecrit_plus(
    convention: Convention, coordination: Any, evaluation: Evaluation, hypothese: Hypothese
) -> None:
    outils.verdict(evaluation, hypothese)
    Evaluation.objects.filter(pk=evaluation.pk).update(
        etat=Evaluation.Etat.VALIDEE,
        validee_le="2026-06-18",
        reunion=fabriques.reunion(convention),
    )
    rendre = _url("verdict_rendre", evaluation, hypothese.pk)
    assert rendre not in coordination.get(_url("verdict_liste", evaluation)).text
    assert "ne s'écrit plus" in coordination.get(rendre).text
    saisie = {"version": 1, "verdict": "infirmee", "preuves": "Trop tard."}
    assert "est validée" in coordination.post(rendre, saisie).text
    page = coordination.post(
        _url("jugement_ecrire", evaluation, "ensemble", 0), {"version": 0, "force": "Trop tard."}
    ).text
    assert "est validée" in page
    assert Verdict.objects.get().verdict == "validee"


def test_une_fois_approuvee_rien_n_invite_plus_a_juger(
    convention: Convention, coordination: Any, evaluation: Evaluation, hypothese: Hypothese
) -> None:
    Evaluation.objects.update(etat=Evaluation.Etat.PRESENTEE)
    rendre = _url("verdict_rendre", evaluation, hypothese.pk)
    juger = _url("jugement_ecrire", evaluation, "ensemble", 0)
    verdicts, analyse = (_url(nom, evaluation) for nom in ("verdict_liste", "jugement_liste"))
    assert rendre in coordination.get(verdicts).text
    assert juger in coordination.get(analyse).text
    cycle.approuver(evaluation)
    assert rendre not in coordination.get(verdicts).text
    assert juger not in coordination.get(analyse).text
    # Le formulaire déjà ouvert garde ce qu'on y tape, et dit pourquoi.
    saisie = {"version": 0, "verdict": "validee", "preuves": "Deux relais de plus."}
    refus = coordination.post(rendre, saisie).text
    assert "déjà approuvé" in refus
    assert "Deux relais de plus." in refus


@pytest.mark.parametrize("nom", ["verdict_liste", "jugement_liste", "verdict_rendre"])
def test_autant_de_requetes_pour_peu_que_pour_beaucoup(
    nom: str,
    convention: Convention,
    coordination: Any,
    evaluation: Evaluation,
    hypothese: Hypothese,
) -> None:
    reste = [hypothese.pk] if nom == "verdict_rendre" else []

    def requetes() -> int:
        with CaptureQueriesContext(connection) as lues:
            assert coordination.get(_url(nom, evaluation, *reste)).status_code == 200
        return len(lues)

    peu = requetes()
    for numero in range(20, 26):
        fiche = fabriques.fiche(convention, numero=numero)
        fabriques.releve(fabriques.indicateur(fiche), annee=2025)
        autre = outils.hypothese(hypothese.question, fiche)
        outils.verdict(evaluation, autre)
        outils.appreciation(evaluation, fiche=fiche)
        outils.conclusion(evaluation, fiche)
        hypothese.fiches.add(fiche)
        hypothese.indicateurs.add(*fiche.indicateurs.all())
        outils.besoin(convention, fiche)
    assert requetes() == peu <= 14
