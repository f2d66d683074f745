"""Le plan qu'on emporte : ce qu'il contient, puis chacun des trois formats."""

import datetime
import io
import re
from decimal import Decimal
from typing import Any

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import Settings

from actions.emport import papier
from actions.emport.bureau import docx_du_plan
from actions.emport.classeur import xlsx_du_plan
from actions.emport.contenu import ContenuDuPlan, contenu_de_la_fiche, contenu_du_plan
from actions.emport.papier import html_du_plan, pdf_du_plan
from actions.emport.sections import SECTIONS
from actions.filtres import FiltresDuPlan
from actions.models import (
    FicheAction,
    Indicateur,
    LienDeFiche,
    PartenaireDeFiche,
    PiloteDeFiche,
    Reference,
)
from conventions.models import Convention
from tests import fabriques

JOUR = datetime.date
LE = JOUR(2026, 11, 23)
LONG = "Un très long récit. " * 400


def remplir(fiche: FicheAction) -> None:
    """Une ligne au moins dans chaque section."""
    fabriques.etape(fiche, libelle="concertation", periode_ecrite="2023", faite_le=JOUR(2023, 5, 2))
    fabriques.etape(fiche, libelle="déploiement", fin=JOUR(2027, 12, 31))
    indicateur: Indicateur = fabriques.indicateur(fiche, libelle="Fréquentation", unite="%")
    for options in ({"fiche": fiche, "indicateur": indicateur}, {"axe": fiche.axe}):
        Reference.objects.create(libelle="des familles", valeur=Decimal(33), unite="%", **options)
    fabriques.financement(fiche, prevu=Decimal("1200.50"))
    fabriques.temps_fort(fiche, familles=42)
    fabriques.note(fiche, texte=LONG)
    fabriques.commentaire(fiche)
    fabriques.document_de_fiche(fiche)
    PartenaireDeFiche.objects.create(fiche=fiche, nom_libre="Une association")
    LienDeFiche.objects.create(fiche=fiche, vers_axe=fiche.axe, ecrit="(lien axe 1)")
    fabriques.proposition(fiche)
    PiloteDeFiche.objects.create(fiche=fiche, personne=fabriques.personne(nom="Cheffe de projet"))


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Une fiche pleine et hostile, une vide."""
    axe = fabriques.axe(convention, titre="Aller vers les familles", titre_court="Proximité")
    pleine = fabriques.fiche(
        convention,
        axe=axe,
        titre="Ouvrir <un> relais",
        contexte="Un **constat**.\n\n- puce une\n- puce deux\n",
        objectifs="=1+1",
        etat="en_cours",
        meteo="appuis",
        meteo_commentaire="+ de moyens",
        mise_a_jour_le=JOUR(2026, 11, 2),
    )
    remplir(pleine)
    fabriques.fiche(convention, axe=axe, titre="Former")
    return convention


def _contenu(plan: Convention, **filtres: str) -> ContenuDuPlan:
    return contenu_du_plan(plan, FiltresDuPlan.lus(filtres), LE)


def _blancs(texte: str) -> str:
    return re.sub(r"\s+", " ", texte)


# --- Ce qu'il contient ---


def test_le_contenu_a_tout_de_la_fiche(plan: Convention) -> None:
    contenu = _contenu(plan)
    assert (contenu.titre, contenu.etendue) == ("Plan d'actions 2022-2026", "2 actions")
    pleine, vide = contenu.fiches
    assert pleine.valeurs["pilotes"] == ["Cheffe de projet"]
    assert pleine.valeurs["faites"] == "1 sur 2"
    assert (vide.valeurs["faites"], vide.valeurs["etat"]) == ("aucune étape", "")
    assert {cle: len(lignes) for cle, lignes in pleine.lignes.items()} == {
        "etapes": 2,
        "indicateurs": 1,
        "reperes": 1,
        "financements": 1,
        "temps_forts": 1,
        "journal": 1,
        "commentaires": 1,
        "pieces": 1,
        "renvois": 1,
        "propositions": 1,
    }
    # Ce qui est donné à l'axe, ou y mène, se lit sur chacune de ses actions.
    siennes = {cle: lignes for cle, lignes in vide.lignes.items() if lignes}
    assert siennes.keys() == {"reperes", "renvois"}
    etape = pleine.lignes["etapes"][1]
    assert (etape["statut"], etape["depasse"], etape["fin"]) == (
        "en cours",
        True,
        JOUR(2027, 12, 31),
    )
    assert pleine.lignes["indicateurs"][0]["reperes"] == ["33\u00a0%, des familles"]


def test_les_filtres_s_appliquent_et_se_disent(plan: Convention) -> None:
    pilote = PiloteDeFiche.objects.get().personne_id
    contenu = _contenu(plan, etat="en_cours", axe="1", q="relais", pilote=str(pilote))
    assert [fiche.numero for fiche in contenu.fiches] == [1]
    assert contenu.etendue == (
        "1 action sur 2 : mots cherchés « relais », axe 1, pilote Cheffe de projet, "
        "état « en cours »"
    )
    assert contenu.nom_du_fichier == f"plan-{plan.slug}-extrait"
    rien = _contenu(plan, etat="non_renseigne", suivi="en_retard", meteo="inconnue")
    assert rien.fiches == []
    assert rien.choix == [
        "état « non renseigné »",
        "météo « inconnue »",
        "en retard",
    ]


def test_le_nombre_de_requetes_ne_depend_pas_des_fiches(plan: Convention) -> None:
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            _contenu(plan)
        return len(requetes)

    peu = cout()
    for _ in range(3):
        remplir(fabriques.fiche(plan))
    # Une par suite, trois pour les liens (ceux de la fiche, vers elle, vers son axe), une seule
    # pour tout ce qui précise les fiches.
    assert cout() == peu <= 21


# --- XLSX ---


def test_le_classeur_a_une_feuille_par_section_et_rien_n_est_coupe(
    plan: Convention, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    livre = load_workbook(io.BytesIO(xlsx_du_plan(_contenu(plan))))
    assert livre.sheetnames == ["Mode d'emploi", "Fiches", *(s.nom for s in SECTIONS)]
    accueil = [c.value for ligne in livre["Mode d'emploi"] for c in ligne if c.value]
    assert accueil[:5] == [
        "Plan d'actions 2022-2026",
        "Données fictives",
        plan.nom,
        "2 actions",
        "État du 23 novembre 2026",
    ]
    fiches = [[c.value for c in ligne] for ligne in livre["Fiches"]]
    colonnes = {titre: rang for rang, titre in enumerate(fiches[0])}
    assert fiches[1][colonnes["État"]] == "en cours"
    assert fiches[1][colonnes["Météo"]] == "appuis nécessaires"
    assert [ligne[colonnes["N°"]] for ligne in fiches[1:]] == [1, 2]
    objectifs = livre["Fiches"].cell(2, colonnes["Objectifs poursuivis"] + 1)
    assert (objectifs.value, objectifs.data_type) == ("=1+1", "s")
    assert livre["Journal"]["D2"].value == LONG.strip()
    assert livre["Financements"]["E2"].value == 1200.5
    assert livre["Étapes"]["J2"].value == datetime.datetime(2023, 5, 2)  # noqa: DTZ001
    formules = [c for page in livre for ligne in page for c in ligne if c.data_type == "f"]
    assert formules == []


# --- DOCX ---


def test_le_document_a_des_titres_vrais_et_des_en_tetes_qui_se_repetent(
    plan: Convention, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    document = docx.Document(io.BytesIO(docx_du_plan(_contenu(plan, axe="1"))))
    proprietes = document.core_properties
    assert (proprietes.title, proprietes.language) == ("Plan d'actions 2022-2026", "fr-FR")
    titres = [
        (p.style.name, p.text)
        for p in document.paragraphs
        if p.style is not None and str(p.style.name).startswith(("Title", "Heading 1", "Heading 2"))
    ]
    assert titres == [
        ("Title", "Plan d’actions 2022-2026"),
        ("Heading 1", "Axe 1 – Aller vers les familles"),
        ("Heading 2", "Action 1 – Ouvrir <un> relais"),
        ("Heading 2", "Action 2 – Former"),
    ]
    xml = document.element.xml
    # Le sommaire mène à chaque titre.
    ancres = re.findall(r'w:hyperlink [^>]*w:anchor="([^"]+)"', xml)
    assert len(ancres) == 3
    assert all(f'w:name="{ancre}"' in xml for ancre in ancres)
    assert xml.count("<w:tblHeader/>") >= len(SECTIONS)
    puces = [p.text for p in document.paragraphs if p.style and p.style.name == "List Bullet"]
    assert {"puce une", "puce deux"} <= set(puces)
    gras = [r.text for p in document.paragraphs for r in p.runs if r.bold]
    assert "constat" in gras
    cellules = [c.text for table in document.tables for ligne in table.rows for c in ligne.cells]
    assert any(LONG.strip()[-40:] in texte for texte in cellules)
    tete: Any = document.sections[0].header
    assert "Données fictives" in tete.paragraphs[0].text
    assert "Vide dans le texte signé." in [p.text for p in document.paragraphs]


# --- PDF ---


@pytest.mark.pdf
def test_le_pdf_est_balise_et_dit_ses_filtres(plan: Convention, settings: Settings) -> None:
    settings.EN_DEMONSTRATION = True
    octets = pdf_du_plan(_contenu(plan, etat="en_cours"))
    lecteur = PdfReader(io.BytesIO(octets))
    racine: Any = lecteur.trailer["/Root"]
    assert "/StructTreeRoot" in racine
    assert racine["/Lang"] == "fr"
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == f"Plan d’actions 2022-2026 – {plan.nom}"
    pages = [_blancs(page.extract_text()) for page in lecteur.pages]
    assert "1 action sur 2 : état « en cours »" in pages[0]
    assert all("Données fictives" in page for page in pages)
    texte = " ".join(pages)
    assert "Ouvrir <un> relais" in texte
    # Une phrase peut passer d'une page à l'autre, pas un mot.
    assert texte.count("récit.") == 400
    assert "1 200,50 €" in texte
    assert len(pages) >= 3
    assert octets == pdf_du_plan(_contenu(plan, etat="en_cours"))


def test_le_papier_n_emploie_que_ses_feuilles(plan: Convention) -> None:
    html = html_du_plan(_contenu(plan))
    liens = set(re.findall(r'(?:href|src)="([^"#]+)"', html))
    assert liens == {f"portail:{nom}.css" for nom in ("jetons", "document", "plan", "formes")}
    assert "Données fictives" not in html
    assert "<un>" not in html
    assert "Aucun financement n’est noté" in html


def test_au_dela_le_papier_est_un_tableau_et_le_dit(
    plan: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papier, "FICHES_EN_DETAIL", 1)
    html = html_du_plan(_contenu(plan))
    assert "au-delà de 1 actions" in html
    assert "Action 2 – Former" in html
    assert "Ce qui est signé" not in html


def test_une_fiche_seule_a_son_document(plan: Convention) -> None:
    fiche = FicheAction.objects.get(convention=plan, numero=1)
    contenu = contenu_de_la_fiche(fiche, LE)
    assert contenu.nom_du_fichier == f"action-1-{plan.slug}"
    html = html_du_plan(contenu)
    assert "<h1" in html
    assert "Action 1 – Ouvrir &lt;un&gt; relais" in html
    assert "Former" not in html
    document = docx.Document(io.BytesIO(docx_du_plan(contenu)))
    assert document.paragraphs[0].text == "Action 1 – Ouvrir <un> relais"
