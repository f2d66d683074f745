"""La mise en page du document : ce qui s'enchaîne, ce que dit l'en-tête, ce qui ne se coupe pas."""

import datetime
import re
from io import BytesIO

import lxml.html
import pytest
from pypdf import PdfReader

from ctg.socle.templatetags.papier import grandeur
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation, pdf_de_l_evaluation
from pilotage.document_web import parties_web
from pilotage.models import Evaluation
from tests import fabriques

LE = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ecrite", "rendue"),
    [
        ("113\u00a0professionnels", '113 <span class="unite">professionnels</span>'),
        ("44\u00a0% d’adhésion", '44\u00a0% <span class="unite">d’adhésion</span>'),
        ("1\u202f200\u00a0€", "1\u202f200\u00a0€"),
        ("en progrès", "en progrès"),
        ("3 <b>élus</b>", '3 <span class="unite">&lt;b&gt;élus&lt;/b&gt;</span>'),
        ("<i>", "&lt;i&gt;"),
    ],
)
def test_une_unite_longue_passe_a_la_ligne_sans_quitter_son_nombre(
    ecrite: str, rendue: str
) -> None:
    assert grandeur(ecrite) == rendue


@pytest.fixture
def evaluation(db: None) -> Evaluation:
    """Un territoire maigre : un axe, deux actions dont rien n'est dit."""
    convention = fabriques.convention()
    axe = fabriques.axe(convention)
    for numero in (1, 2):
        fabriques.fiche(convention, axe=axe, numero=numero)
    return fabriques.evaluation(convention, annee=2025)


def test_les_parties_courtes_s_enchainent_et_l_en_tete_dit_celle_qui_ouvre_la_page(
    evaluation: Evaluation,
) -> None:
    document = PdfReader(BytesIO(pdf_de_l_evaluation(contenu_de_l_evaluation(evaluation, LE))))
    une, deux, tableau, essentiel = (
        document.get_destination_page_number(document.named_destinations[ancre])
        for ancre in ("action-1", "action-2", "tableau-des-actions", "essentiel")
    )
    assert une == deux
    assert tableau == essentiel is not None
    texte = re.sub(r"\s+", " ", document.pages[essentiel].extract_text())
    assert texte.count("L’année dans son ensemble") == 2
    assert texte.count("Les actions en un tableau") == 1


def test_un_territoire_maigre_enchaine_aussi_ses_axes(evaluation: Evaluation) -> None:
    html = html_de_l_evaluation(contenu_de_l_evaluation(evaluation, LE))
    (axe,) = lxml.html.document_fromstring(html).find_class("axe")
    assert "axe--enchaine" in axe.get("class")


def test_la_mention_courante_n_est_pas_un_texte_cache(evaluation: Evaluation) -> None:
    html = html_de_l_evaluation(contenu_de_l_evaluation(evaluation, LE))
    (bandeau,) = lxml.html.document_fromstring(html).find_class("couverture__bandeau")
    assert bandeau.get("data-mention").startswith("Projet")
    assert bandeau.text_content().count("Projet") == 1


def test_sur_un_ecran_chaque_dessin_est_a_deux_largeurs_et_une_case_vide_se_tait(
    evaluation: Evaluation,
) -> None:
    contenu = contenu_de_l_evaluation(evaluation, LE)
    corps = "".join(partie.corps for une in parties_web(contenu) for partie in (une, *une.fiches))
    racine = lxml.html.fragment_fromstring(corps, create_parent=True)
    for dessin in racine.find_class("dessin"):
        # Une moitié de page tient dans un téléphone : elle n'a qu'un dessin.
        if float(dessin.find(".//svg").get("width")) > 340:
            assert len(dessin.find_class("au-large")) == len(dessin.find_class("a-l-etroit")) == 1
    vides = [case for case in racine.iter("td") if case.text_content().strip() == "–"]
    assert vides
    assert all("case-vide" in case.get("class") for case in vides)
    assert "a-l-etroit" not in html_de_l_evaluation(contenu)
