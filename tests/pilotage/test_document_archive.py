"""Le document est une archive accessible, qui porte ses données, et se refait à l'identique."""

import datetime
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from conventions.models import Convention
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import (
    NOM_DE_L_INSTANTANE,
    html_de_l_evaluation,
    html_de_la_synthese,
    nom_du_fichier,
    pdf_de_l_evaluation,
    pdf_de_la_synthese,
)
from pilotage.gouvernance import nom_court
from pilotage.models import Evaluation
from pilotage.renvois import avec_ses_seuls_renvois
from pilotage.version_dite import VersionDite, approbateurs_dits
from tests import fabriques
from tests.pilotage import outils_referentiel as referentiel

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def peuplee(convention: Convention, settings: Settings, tmp_path: Path) -> Convention:
    """Une convention où chaque partie du document a quelque chose à montrer."""
    settings.MEDIA_ROOT = tmp_path
    partie = fabriques.signataire(convention)
    fabriques.logo(partie)
    fabriques.signataire(convention)
    fiche = fabriques.fiche(convention, titre="Ouvrir un relais")
    fabriques.etape(fiche)
    indicateur = fabriques.indicateur(fiche, unite="familles")
    for annee, valeur in ((2023, 12), (2024, 20), (2025, 31)):
        fabriques.releve(indicateur, annee=annee, valeur=valeur)
    fabriques.financement(fiche, prevu=1200)
    fabriques.temps_fort(fiche, participants=40, titre="Fête du jeu")
    fabriques.note(fiche, date=datetime.date(2025, 3, 1), texte="Deux communes de plus.")
    fabriques.equipement(convention, partie.partenaire, type="eaje", capacite=18, nom="La Bulle")
    fabriques.proposition(fiche)
    return convention


def _contenu(convention: Convention, **champs: Any) -> ContenuEvaluation:
    evaluation = Evaluation(convention=convention, annee=2025, **champs)
    return contenu_de_l_evaluation(evaluation, LE)


@pytest.fixture
def jugee(peuplee: Convention) -> ContenuEvaluation:
    """Son évaluation, avec un verdict, une force et une proposition au COPIL."""
    evaluation = fabriques.evaluation(peuplee, annee=2025)
    fiche = peuplee.fiches.get()
    question = referentiel.question(referentiel.thematique(peuplee))
    referentiel.verdict(evaluation, referentiel.hypothese(question, fiche))
    referentiel.appreciation(evaluation)
    referentiel.conclusion(evaluation, fiche)
    referentiel.question_d_enquete(referentiel.enquete(peuplee), 60, 40)
    return contenu_de_l_evaluation(evaluation, LE)


VERSION = VersionDite(
    numero="2025-01",
    seance="COPIL du 18 juin 2026",
    validee_le=LE,
    approbateurs=approbateurs_dits([{"qualite": "Coordination", "nom": "Une personne"}]),
    remplace="",
    motif="",
    precedente="",
    empreinte_precedente="",
    empreinte_de_l_instantane="a" * 64,
    adresse="https://portail.example/conventions/agen/",
)


@pytest.mark.pdf
def test_le_fichier_est_une_archive_accessible_qui_porte_ses_donnees(
    jugee: ContenuEvaluation,
) -> None:
    donnees = json.dumps({"annee": 2025, "recit": "é"}).encode()
    octets = pdf_de_l_evaluation(jugee, instantane=donnees, version=VERSION)
    lecteur = PdfReader(BytesIO(octets))
    racine: Any = lecteur.trailer["/Root"]
    assert "/StructTreeRoot" in racine
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"] == "fr"
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == f"Évaluation 2025 (n° 2025-01) – {jugee.convention}"
    assert len(lecteur.outline) > 5
    assert dict(lecteur.attachments.items()) == {NOM_DE_L_INSTANTANE: [donnees]}
    (reference,) = racine["/AF"]
    piece = reference.get_object()
    assert (piece["/AFRelationship"], piece["/UF"]) == ("/Data", NOM_DE_L_INSTANTANE)
    assert piece["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"
    xmp = racine["/Metadata"].get_object().get_data().decode()
    ElementTree.fromstring(xmp[xmp.index("<x:xmpmeta") : xmp.index("<?xpacket end")])
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in xmp
    assert 'pdfuaid:part="1"' in xmp
    assert "http://www.aiim.org/pdfa/ns/extension/" in xmp
    assert racine["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert len({image.data for page in lecteur.pages for image in page.images}) == 1
    assert octets == pdf_de_l_evaluation(jugee, instantane=donnees, version=VERSION)


@pytest.mark.pdf
def test_toutes_les_polices_sont_dans_le_fichier(peuplee: Convention) -> None:
    lecteur = PdfReader(BytesIO(pdf_de_l_evaluation(_contenu(peuplee))))
    polices: dict[str, Any] = {}
    for page in lecteur.pages:
        ressources: Any = page["/Resources"]
        for police in ressources.get("/Font", {}).values():
            composee = police.get_object()
            (derivee,) = composee["/DescendantFonts"]
            polices[composee["/BaseFont"]] = derivee.get_object()["/FontDescriptor"].get_object()
    assert len(polices) >= 2
    assert all("Source-Sans-Portail" in nom for nom in polices)
    assert all("/FontFile2" in decrite or "/FontFile3" in decrite for decrite in polices.values())


@pytest.mark.pdf
def test_sans_instantane_rien_n_est_joint(peuplee: Convention) -> None:
    lecteur = PdfReader(BytesIO(pdf_de_l_evaluation(_contenu(peuplee))))
    assert not lecteur.attachments
    racine: Any = lecteur.trailer["/Root"]
    assert "/AF" not in racine


@pytest.mark.pdf
def test_la_synthese_des_elus_tient_en_quatre_pages(peuplee: Convention) -> None:
    contenu = _contenu(peuplee)
    octets = pdf_de_la_synthese(contenu)
    lecteur = PdfReader(BytesIO(octets))
    assert len(lecteur.pages) == 4
    assert octets == pdf_de_la_synthese(contenu)
    assert nom_du_fichier(contenu, "synthese") == f"synthese-2025-{peuplee.slug}.pdf"


def _texte(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_la_synthese_dit_les_memes_chiffres_que_l_evaluation(jugee: ContenuEvaluation) -> None:
    entiere, courte = (_texte(f(jugee)) for f in (html_de_l_evaluation, html_de_la_synthese))
    for chiffre in jugee.chiffres:
        dit = f"{chiffre.valeur} {chiffre.libelle}"
        assert re.sub(r"\s+", " ", dit) in entiere
        assert re.sub(r"\s+", " ", dit) in courte
    synthese = avec_ses_seuls_renvois(jugee).synthese
    points = (*synthese.fait, *synthese.bloque, *synthese.demande)
    assert points
    for point in points:
        phrase = re.sub(r"\s+", " ", point.phrase.replace("'", "’"))
        assert phrase in entiere
        assert phrase in courte


def test_la_couverture_montre_les_logos_et_a_defaut_les_noms(peuplee: Convention) -> None:
    html = html_de_l_evaluation(_contenu(peuplee))
    avec, sans = (nom_court(partie) for partie in peuplee.signataires.order_by("pk")[:2])
    assert f'alt="{avec}"' in html
    assert html.count('src="portail:logos/') == 1
    assert f">{sans}</div>" in html
    assert "Confidentialité" in html
    assert ">Projet</span>" in html


def test_un_logo_perdu_laisse_place_au_nom(peuplee: Convention, tmp_path: Path) -> None:
    for fichier in tmp_path.rglob("*.png"):
        fichier.write_bytes(b"autre chose")
    assert "portail:logos/" not in html_de_l_evaluation(_contenu(peuplee))


def test_chaque_partie_du_document_dit_ce_qu_elle_sait(jugee: ContenuEvaluation) -> None:
    texte = _texte(html_de_l_evaluation(jugee))
    for attendu in (
        "Deux communes de plus.",
        "31\u00a0familles",
        "1\u202f200\u00a0€",
        "Fête du jeu",
        "40\u00a0participants",
        "La Bulle",
        "hors de l’annexe 2".capitalize(),
        "L’offre s’étend.",
        "Deux relais ouverts.",
        "Les communes s’entendent.",
        "à ajuster",
        "Établissement d’accueil du jeune enfant",
    ):
        assert re.sub(r"\s+", " ", attendu) in texte, attendu


def test_l_evaluation_finale_dit_les_annees_et_la_suite(peuplee: Convention) -> None:
    finale = contenu_de_l_evaluation(
        Evaluation(convention=peuplee, annee=2026, est_finale=True), LE
    )
    texte = _texte(html_de_l_evaluation(finale))
    assert "Évaluation finale 2022-2026" in texte
    assert "Les années 2022-2026" in texte
    assert "Ce qui passe à la convention suivante" in texte
    assert nom_du_fichier(finale) == f"evaluation-2026-finale-{peuplee.slug}.pdf"
    assert "Ce qui passe à la convention suivante" not in _texte(
        html_de_l_evaluation(_contenu(peuplee))
    )
