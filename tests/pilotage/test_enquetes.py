"""Les enquêtes : leurs chiffres lus d'un texte, en graphique et en tableau."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from pilotage.dessin_des_enquetes import barres_de_la_question
from pilotage.forms.enquetes import lire_les_reponses
from pilotage.lecture_du_referentiel import enquetes_lues
from pilotage.models import Enquete, QuestionDEnquete, ReponseDEnquete
from tests import fabriques
from tests.conftest import Connexions
from tests.pilotage import outils_referentiel as outils


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Any:
    """Le navigateur du coordonnateur."""
    return connecter(fabriques.coordonnateur(convention))


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


@pytest.mark.parametrize(
    ("texte", "lues"),
    [
        ("Oui : 62\nNon : 38", [("Oui", "62"), ("Non", "38")]),
        ("Oui\t62,5 %\n\nNon\t37,5 %", [("Oui", "62.5"), ("Non", "37.5")]),
        ("Très satisfait ; 1 200", [("Très satisfait", "1200")]),
        ("Oui : tout à fait : 12", [("Oui : tout à fait", "12")]),
        ("", []),
    ],
)
def test_les_reponses_se_lisent_une_par_ligne(texte: str, lues: list[tuple[str, str]]) -> None:
    assert lire_les_reponses(texte) == [(mot, Decimal(chiffre)) for mot, chiffre in lues]


def test_chaque_ligne_illisible_dit_son_rang() -> None:
    with pytest.raises(ValidationError) as refus:
        lire_les_reponses("Oui : 62\nNon\nPeut-être : beaucoup")
    assert [message.split(" :")[0] for message in refus.value.messages] == ["Ligne 2", "Ligne 3"]


def test_une_enquete_et_ses_questions_se_notent(convention: Convention, coordination: Any) -> None:
    assert "Aucune enquête" in coordination.get(_url("enquete_liste", convention)).text
    page = coordination.post(
        _url("enquete_ajouter", convention),
        {
            "version": 0,
            "titre": "Auprès des familles",
            "genre": "quantitative",
            "annee": "2025",
            "source": "Coordination",
            "interroges": "200",
            "repondants": "84",
        },
        follow=True,
    ).text
    assert "42 %" in page
    enquete = Enquete.objects.get()
    ajouter = _url("question_d_enquete_ajouter", convention, enquete.pk)
    page = coordination.post(
        ajouter,
        {"version": 0, "texte": "Venez-vous ?", "unite": "%", "reponses": "Oui : 62\nNon : 38"},
        follow=True,
    ).text
    assert page.count("<svg") >= 2
    assert '<td class="nombre">62\u00a0%</td>' in page
    question = QuestionDEnquete.objects.get()
    modifier = _url("question_d_enquete_modifier", convention, question.pk)
    assert "Oui : 62\nNon : 38</textarea>" in coordination.get(modifier).text
    coordination.post(
        modifier,
        {
            "version": question.version,
            "texte": "Venez-vous ?",
            "unite": "reponses",
            "reponses": "Non : 138",
        },
    )
    question.refresh_from_db()
    assert [r.en_clair() for r in question.reponses.all()] == ["138\u00a0réponses"]


@pytest.mark.parametrize(
    ("reponses", "phrase"),
    [
        ("Oui : 162", "dépasse 100"),
        ("Oui : -2", "négatif"),
        ("Oui : 1\nOui : 2", "même libellé"),
        ("Oui", "Ligne 1"),
    ],
)
def test_des_chiffres_faux_se_refusent_et_restent_a_l_ecran(
    reponses: str, phrase: str, convention: Convention, coordination: Any
) -> None:
    enquete = outils.enquete(convention)
    page = coordination.post(
        _url("question_d_enquete_ajouter", convention, enquete.pk),
        {"version": 0, "texte": "Venez-vous ?", "unite": "%", "reponses": reponses},
    ).text
    assert phrase in page
    assert f"{reponses}</textarea>" in page
    assert not QuestionDEnquete.objects.exists()


def test_la_commande_refuse_aussi(convention: Convention) -> None:
    question = QuestionDEnquete(enquete=outils.enquete(convention))
    for reponses in ([("Oui", Decimal(101))], [("Oui", Decimal(-1))], [("Oui", Decimal(1))] * 2):
        with pytest.raises(ActionImpossible):
            question.chiffrer(
                valeurs={"texte": "Venez-vous ?", "unite": "%"},
                reponses=reponses,
                version_ouverte=0,
                par=fabriques.LE_TEST,
            )
    assert not ReponseDEnquete.objects.exists()


def test_plus_de_repondants_que_d_interroges_se_refuse(
    convention: Convention, coordination: Any
) -> None:
    enquete = outils.enquete(convention)
    page = coordination.post(
        _url("enquete_modifier", convention, enquete.pk),
        {
            "version": 1,
            "titre": enquete.titre,
            "genre": enquete.genre,
            "annee": "2025",
            "source": "Coordination",
            "interroges": "10",
            "repondants": "84",
        },
    ).text
    assert "Plus de réponses que de personnes interrogées." in page
    enquete.refresh_from_db()
    assert enquete.interroges == 200


def test_le_graphique_dit_toutes_les_valeurs_et_ne_dessine_pas_le_vide(
    convention: Convention,
) -> None:
    enquete = outils.enquete(convention)
    outils.question_d_enquete(enquete, 60, 40)
    outils.question_d_enquete(enquete)
    pleine, vide = enquetes_lues(convention.pk)[0].questions
    dessin = str(barres_de_la_question(pleine))
    assert "Réponse 1" in dessin
    assert "60\u00a0%" in dessin
    assert barres_de_la_question(vide) is None


def test_sans_effectif_le_taux_n_est_pas_zero(convention: Convention, coordination: Any) -> None:
    enquete = outils.enquete(convention, interroges=None, repondants=None)
    page = coordination.get(_url("enquete_detail", convention, enquete.pk)).text
    assert page.count("non renseigné") == 3


def test_retirer_une_enquete_emporte_ses_chiffres(
    convention: Convention, coordination: Any
) -> None:
    enquete = outils.enquete(convention)
    outils.question_d_enquete(enquete, 60, 40)
    coordination.post(_url("ligne_retirer", convention, "enquete", enquete.pk), {"version": 1})
    assert not Enquete.objects.exists()
    assert not ReponseDEnquete.objects.exists()
    assert ReponseDEnquete.historique.filter(history_type="-").count() == 2
