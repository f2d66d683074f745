"""Les quatre sorties d'une évaluation disent la même chose, du projet comme de la version figée."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import pptx
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ctg.socle import horloge
from ctg.socle.typographie import typographie_fr
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation, html_de_la_synthese, pdf_de_l_evaluation
from pilotage.document_docx import docx_de_l_evaluation
from pilotage.document_pptx import pptx_de_la_synthese
from pilotage.document_web import parties_web
from pilotage.instantane import instantane
from pilotage.models import Evaluation
from pilotage.relecture_de_l_instantane import InstantaneIllisible, contenu_fige
from tests import fabriques
from tests.conftest import MIDI
from tests.demonstration import charger
from tests.memoire import Memoire
from tests.pilotage import sorties


@pytest.fixture(scope="module")
def contenu(
    django_db_setup: None, django_db_blocker: Any, memoire: Memoire
) -> Iterator[ContenuEvaluation]:
    """L'évaluation de la démonstration, pleine, lue une fois pour ce fichier."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        monkeypatch.setattr(horloge, "maintenant", lambda: MIDI)
        charger(memoire)
        evaluation = Evaluation.objects.select_related("convention", "reunion__instance").get(
            convention__slug="agen-2022-2026", annee=2025
        )
        yield contenu_de_l_evaluation(evaluation, horloge.aujourd_hui())
        transaction.set_rollback(True)


@pytest.fixture
def relu(contenu: ContenuEvaluation, db: None) -> ContenuEvaluation:
    """Le même contenu, passé par l'instantané."""
    return contenu_fige(instantane(contenu).decode())


def test_les_quatre_sorties_disent_les_memes_nombres_et_les_memes_mots(
    contenu: ContenuEvaluation, db: None
) -> None:
    pdf = sorties.du_pdf(pdf_de_l_evaluation(contenu))
    mots = sorties.du_docx(docx_de_l_evaluation(contenu))
    diapositives, graphiques = sorties.du_pptx(pptx_de_la_synthese(contenu))
    page = "".join(
        f'<div class="partie">{partie.titre} {partie.corps}'
        f"{''.join(f'{fiche.titre} {fiche.corps}' for fiche in partie.fiches)}</div>"
        for partie in parties_web(contenu)
    )
    web, web_sans_dessin = (sorties.du_web(page, dessins=dits) for dits in (True, False))

    # Les textes clés : tous dans le PDF, le DOCX et la page ; ceux de la synthèse, en PPTX aussi.
    entiers = list(sorties.textes_de_l_evaluation(contenu))
    assert len(entiers) > 300
    for nom, sortie in (("PDF", pdf), ("DOCX", mots), ("page", web)):
        assert not sorties.absents(entiers, sortie), nom
    assert not sorties.absents(sorties.textes_de_la_synthese(contenu), diapositives)

    # Ce que le PDF dit de lui-même ne se dit pas des autres.
    assert "PDF d’archive" in pdf.replace("\n", " ")
    assert "PDF d’archive" not in mots + web

    # Les nombres : le DOCX et la page ont les mêmes, autant de fois ; le PDF les a tous.
    assert sum(sorties.nombres(mots).values()) > 1_000
    assert sorties.nombres(mots) == sorties.nombres(web)
    assert not sorties.nombres(web_sans_dessin) - sorties.nombres(pdf)
    assert sorties.nombres(diapositives).keys() <= sorties.nombres(pdf).keys()
    # Les graphiques natifs portent les nombres du contenu.
    bonus = [annee.bonus.total for annee in contenu.argent.annees] + [contenu.argent.plancher]
    assert graphiques == {
        "L’état des actions": [part.nombre for part in contenu.etats],
        "Les indicateurs": [part.nombre for part in contenu.resultats],
        "Les bonus territoire": [None if b is None else float(b) for b in bonus],
    }


def test_un_nombre_change_dans_une_sortie_se_voit(contenu: ContenuEvaluation, db: None) -> None:
    """L'essai d'avant sait échouer : un chiffre faux manque aux quatre."""
    faux = replace(contenu.chiffres[0], valeur="987 sur 988")
    autre = replace(contenu, chiffres=(faux, *contenu.chiffres[1:]))
    textes = list(sorties.textes_de_la_synthese(autre))
    assert sorties.absents(textes, sorties.du_docx(docx_de_l_evaluation(contenu))) == [faux.valeur]
    assert not sorties.absents(textes, sorties.du_docx(docx_de_l_evaluation(autre)))
    assert sorties.absents(textes, sorties.du_pptx(pptx_de_la_synthese(contenu))[0]) == [
        faux.valeur
    ]


def test_l_instantane_se_relit_sans_rien_perdre(
    contenu: ContenuEvaluation, relu: ContenuEvaluation
) -> None:
    assert instantane(relu) == instantane(contenu)
    assert html_de_l_evaluation(relu) == html_de_l_evaluation(contenu)
    assert html_de_la_synthese(relu) == html_de_la_synthese(contenu)
    lus = [sorties.du_pptx(pptx_de_la_synthese(un)) for un in (relu, contenu)]
    assert lus[0] == lus[1]
    with CaptureQueriesContext(connection) as requetes:
        contenu_fige(instantane(contenu).decode())
    assert len(requetes) == 1


def test_une_convention_vide_se_relit_et_se_donne_aussi(db: None) -> None:
    vide = contenu_de_l_evaluation(
        Evaluation(convention=fabriques.convention(), annee=2025), horloge.aujourd_hui()
    )
    assert instantane(contenu_fige(instantane(vide).decode())) == instantane(vide)
    assert "Le registre ne compte aucune structure" in sorties.du_docx(docx_de_l_evaluation(vide))
    assert "Ni soutien ni bonus" in sorties.du_pptx(pptx_de_la_synthese(vide))[0]
    assert parties_web(vide)


@pytest.mark.parametrize(
    "abime",
    [
        "",
        "[]",
        '{"numero":"x"}',
        '{"contenu":{}}',
        '{"contenu":[]}',
    ],
)
def test_un_instantane_d_un_autre_portail_est_refuse(abime: str, db: None) -> None:
    with pytest.raises(InstantaneIllisible):
        contenu_fige(abime)


def test_un_champ_d_un_autre_genre_est_refuse(contenu: ContenuEvaluation, db: None) -> None:
    texte = instantane(contenu).decode()
    assert '"annee":2025,' in texte
    with pytest.raises(InstantaneIllisible):
        contenu_fige(texte.replace('"slug":"agen-2022-2026"', '"slug":3'))


def test_le_docx_est_un_vrai_document(contenu: ContenuEvaluation, db: None) -> None:
    octets = docx_de_l_evaluation(contenu)
    document = docx.Document(io.BytesIO(octets))
    titres = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert [t for t in titres if t.startswith("Axe ")] == [
        typographie_fr(f"Axe {axe.numero} – {axe.titre}") for axe in contenu.axes
    ]
    fiches = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"]
    assert [t.split(" – ")[0] for t in fiches] == [f"Action {f.numero}" for f in contenu.fiches]
    xml = document.element.xml
    tableaux = [t for t in document.tables if len(t.columns) > 2]
    assert len(tableaux) > 40
    assert xml.count("<w:tblHeader/>") >= len(tableaux)
    assert 'w:instr="PAGE"' in document.sections[0].footer._element.xml
    assert "TOC \\o" in xml
    assert xml.count("<w:hyperlink ") == len(titres) + len(fiches)
    assert document.core_properties.language == "fr-FR"
    _rien_du_dehors(octets)


def test_le_pptx_est_un_vrai_diaporama(contenu: ContenuEvaluation, db: None) -> None:
    octets = pptx_de_la_synthese(contenu)
    diaporama = pptx.Presentation(io.BytesIO(octets))
    pages = list(diaporama.slides)
    assert 10 <= len(pages) <= 20
    titres = [page.shapes.title.text for page in pages]
    assert all(titres)
    assert len(set(titres)) == len(titres)
    objets = [f for page in pages for f in page.shapes if f.has_chart or f.has_table]
    assert any(f.has_chart for f in objets)
    assert any(f.has_table for f in objets)
    # Le texte de remplacement, sans lequel un lecteur d'écran saute l'objet.
    assert all(f._element.xpath(".//p:cNvPr")[0].get("descr") for f in objets)
    # Rien ne sort de la page.
    assert all(
        f.top + f.height <= diaporama.slide_height and f.left + f.width <= diaporama.slide_width
        for page in pages
        for f in page.shapes
    )
    assert diaporama.core_properties.language == "fr-FR"
    _rien_du_dehors(octets)


def _rien_du_dehors(octets: bytes) -> None:
    """Ni lien, ni image, ni modèle qui s'irait chercher ailleurs."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        for nom in archive.namelist():
            assert b'TargetMode="External"' not in archive.read(nom), nom
            assert not nom.endswith((".png", ".jpeg", ".jpg")) or "thumbnail" in nom


def test_la_demonstration_se_dit_fictive_dans_chaque_format(
    contenu: ContenuEvaluation, settings: Settings, db: None
) -> None:
    settings.EN_DEMONSTRATION = True
    mots = docx.Document(io.BytesIO(docx_de_l_evaluation(contenu)))
    assert "Données fictives" in mots.sections[0].header._element.xml
    diaporama = pptx.Presentation(io.BytesIO(pptx_de_la_synthese(contenu)))
    for page in list(diaporama.slides)[1:]:
        assert "Données fictives" in page.shapes[1].text_frame.text


def test_les_parties_de_la_page_sont_celles_du_papier(contenu: ContenuEvaluation, db: None) -> None:
    parties = parties_web(contenu)
    axes = [partie for partie in parties if partie.fiches]
    assert [partie.axe for partie in axes] == [axe.numero for axe in contenu.axes]
    assert [len(partie.fiches) for partie in axes] == [len(axe.fiches) for axe in contenu.axes]
    tout = "".join(p.corps + "".join(f.corps for f in p.fiches) for p in parties)
    assert "portail:" not in tout
    assert "<img" not in tout
    assert "<script" not in tout
    # Sur un téléphone, chaque case dit sa colonne.
    assert tout.count("data-titre=") > 500
    # Un récit hostile reste du texte.
    hostile = replace(contenu, recit="<script>alert(1)</script> & <b>gras</b>")
    corps = "".join(p.corps for p in parties_web(hostile))
    assert "<script" not in corps
    assert "&lt;script&gt;" in corps
