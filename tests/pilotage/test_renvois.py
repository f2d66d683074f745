"""Le document ne cite que les articles de sa convention ; son glossaire, que ses mots."""

import json

import pytest

from conventions.models import Convention
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation, html_de_la_synthese
from pilotage.document_docx import docx_de_l_evaluation
from pilotage.document_pptx import pptx_de_la_synthese
from pilotage.instantane import instantane
from pilotage.models import Evaluation
from pilotage.relecture_de_l_instantane import contenu_fige
from pilotage.renvois import porte, sans_renvois_inconnus
from tests import fabriques
from tests.pilotage import sorties
from tests.pilotage.test_contenu import LE

CITE = ("art. 1", "annexe 2", "annexe 3", "annexe 4")


@pytest.mark.parametrize(
    ("articles", "renvoi", "attendu"),
    [
        (None, "art. 10", True),
        ((), "art. 10", False),
        ((10,), "art. 10", True),
        ((1,), "art. 10", False),
        ((10,), "annexe 3, art. 10", True),
        ((10,), "annexe 3, art. 12", False),
        ((), "annexe 4", False),
        ((1,), "annexe 4", True),
    ],
)
def test_un_passage_ne_se_cite_que_si_le_texte_le_porte(
    articles: tuple[int, ...] | None, renvoi: str, attendu: bool
) -> None:
    assert porte(articles, renvoi) is attendu
    lu = sans_renvois_inconnus(f"La règle ({renvoi}) vaut.", articles)
    assert lu == (f"La règle ({renvoi}) vaut." if attendu else "La règle vaut.")


def test_une_convention_sans_texte_ne_cite_aucun_article(convention: Convention) -> None:
    fabriques.evaluation(convention, annee=2024)
    fiche = fabriques.fiche(convention, public_cible="Les familles (art. 10) du bourg")
    fabriques.indicateur(fiche, est_a_definir=True)
    fabriques.equipement(convention)
    contenu = contenu_de_l_evaluation(Evaluation(convention=convention, annee=2025), LE)
    entiers = (
        html_de_l_evaluation(contenu),
        html_de_la_synthese(contenu),
        sorties.du_docx(docx_de_l_evaluation(contenu)),
        sorties.du_pptx(pptx_de_la_synthese(contenu))[0],
    )
    for sortie in entiers:
        plat = sortie.replace("\u00a0", " ").replace("(art. 10) du bourg", "")
        assert not [plat[plat.index(f"({c}") - 60 :][:90] for c in CITE if f"({c}" in plat]
    # Ce que quelqu'un a écrit reste tel qu'il l'a écrit.
    assert "(art.\u00a010) du bourg" in html_de_l_evaluation(contenu)


def test_une_convention_cite_les_articles_qu_elle_porte(convention: Convention) -> None:
    for numero in (6, 10):
        fabriques.article(convention, numero=numero)
    contenu = contenu_de_l_evaluation(Evaluation(convention=convention, annee=2025), LE)
    html = html_de_l_evaluation(contenu)
    assert "face au plancher (art. 6)" in html
    assert "(art. 12)" not in html
    assert "(annexe 3)" in html


def test_une_version_d_avant_garde_ses_renvois(convention: Convention) -> None:
    contenu = contenu_de_l_evaluation(Evaluation(convention=convention, annee=2025), LE)
    lu = json.loads(instantane(contenu, {}))
    del lu["contenu"]["articles"]
    relu = contenu_fige(json.dumps(lu))
    assert relu.articles is None
    assert "Confidentialité (art. 15)" in html_de_l_evaluation(relu)


def test_le_glossaire_n_explique_que_ce_que_le_document_emploie(convention: Convention) -> None:
    def mots() -> set[str]:
        evaluation = Evaluation(convention=convention, annee=2025)
        return {terme.mot for terme in contenu_de_l_evaluation(evaluation, LE).glossaire}

    fiche = fabriques.fiche(convention)
    assert not {"REAAP", "PSU", "RPE", "Quotient familial (QF)"} & mots()
    assert {"COPIL", "n. r.", "Référence"} <= mots()
    fabriques.indicateur(fiche, libelle="Actions REAAP")
    fabriques.equipement(convention, type="rpe")
    assert {"REAAP", "RPE"} <= mots()
