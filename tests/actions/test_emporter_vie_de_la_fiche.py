"""Ce qui précise une fiche, ce qui y est joint et ce qui la lie : tout s'emporte, trois fois."""

import datetime
import io
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from actions.emport.bureau import docx_du_plan
from actions.emport.classeur import xlsx_du_plan
from actions.emport.contenu import ContenuDuPlan, contenu_de_la_fiche
from actions.emport.papier import faits, html_du_plan, pdf_du_plan, sections
from actions.models import Etiquette, FicheAction, LienDeFiche, PartenaireDeFiche
from conventions.models import Convention, Zone
from tests import fabriques

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche dont on a tout dit."""
    caf = fabriques.partenaire(nom="Caf inventée")
    fiche: FicheAction = fabriques.fiche(
        convention,
        titre="Ouvrir un relais",
        elu_referent=fabriques.personne(nom="Une élue"),
        etendue="partie",
        participation="coconstruction",
    )
    fiche.zones.add(Zone.objects.create(nom="Bassin nord", genre="bassin_de_vie"))
    fiche.communes.add(fabriques.commune(nom="Valmont"))
    for nom, genre in (("jeunes", "public"), ("formation", "enjeu")):
        fiche.publics.add(fabriques.etiquette(convention, nom=nom, genre=genre))
    cadre = fabriques.etiquette(convention, nom="contrat de ville", genre=Etiquette.Genre.CADRE)
    fiche.cadres.add(cadre)
    lieu = fabriques.commune(nom="Beaumont")
    fiche.structures.add(
        fabriques.equipement(convention, nom="Relais inventé", commune=lieu),
        fabriques.equipement(convention, nom="Brouillon", commune=lieu, etat_saisie="brouillon"),
    )
    PartenaireDeFiche.objects.create(fiche=fiche, partenaire=caf, role="finance")
    PartenaireDeFiche.objects.create(fiche=fiche, nom_libre="Une association")
    return fiche


def _contenu(fiche: FicheAction) -> ContenuDuPlan:
    return contenu_de_la_fiche(fiche, LE)


def _feuille(fiche: FicheAction, nom: str) -> list[dict[str, Any]]:
    livre = load_workbook(io.BytesIO(xlsx_du_plan(_contenu(fiche))))
    en_tetes, *lignes = ([cellule.value for cellule in ligne] for ligne in livre[nom])
    return [dict(zip(map(str, en_tetes), ligne, strict=True)) for ligne in lignes]


def _textes_du_docx(fiche: FicheAction) -> list[str]:
    document = docx.Document(io.BytesIO(docx_du_plan(_contenu(fiche))))
    return [c.text for table in document.tables for ligne in table.rows for c in ligne.cells]


DITS = [
    ("Élu référent", "Une élue"),
    ("Partenaires", "Caf inventée (finance), Une association"),
    ("Territoire", "Bassin nord ; Valmont"),
    ("Publics", "jeunes"),
    ("Enjeux", "formation"),
    ("Participation", "co-construction"),
    ("Structures", "Relais inventé (Beaumont)"),
    ("Autres cadres", "contrat de ville"),
]


def test_ce_qui_precise_la_fiche_s_emporte(fiche: FicheAction) -> None:
    (une,) = _contenu(fiche).fiches
    assert [dit[:2] for dit in faits(une) if dit[:2] in DITS] == DITS
    (ligne,) = _feuille(fiche, "Fiches")
    assert ligne["Élu référent"] == "Une élue"
    assert ligne["Partenaires"] == "Caf inventée (finance); Une association"
    assert ligne["Territoire"] == "Bassin nord ; Valmont"
    assert (ligne["Publics"], ligne["Enjeux transversaux"]) == ("jeunes", "formation")
    assert ligne["Participation des habitants"] == "co-construction"
    assert ligne["Structures concernées"] == "Relais inventé (Beaumont)"
    assert ligne["Autres cadres servis"] == "contrat de ville"
    assert {texte for _, texte in DITS} <= {
        texte.replace("\u202f;", " ;").replace("\u00a0;", " ;") for texte in _textes_du_docx(fiche)
    }


@pytest.mark.parametrize(("etendue", "dit"), [("tout", "tout le territoire"), ("", "")])
def test_le_territoire_dit_partout_ou_rien(convention: Convention, etendue: str, dit: str) -> None:
    (une,) = _contenu(fabriques.fiche(convention, etendue=etendue)).fiches
    assert une.valeurs["etendue"] == dit


def test_une_fiche_vide_ne_s_alourdit_pas(convention: Convention) -> None:
    (vide,) = _contenu(fabriques.fiche(convention)).fiches
    assert [intitule for intitule, *_ in faits(vide)] == ["Pilotes", "Étapes faites", "Mise à jour"]
    assert not {"Documents et liens", "Renvois"} & {section.titre for section in sections(vide)}
    # Ce que la Caf cherche n'est pas tu pour autant.
    assert "Le territoire concerné n'est pas dit." in vide.manques


def test_une_etape_dit_qui_en_repond_et_si_elle_est_de_travail(fiche: FicheAction) -> None:
    fabriques.etape(fiche, libelle="concertation", responsable_libre="Une cheffe de projet")
    fabriques.etape(fiche, libelle="visite", est_de_travail=True)
    assert [(li["Responsable"], li["Étape de travail"]) for li in _feuille(fiche, "Étapes")] == [
        ("Une cheffe de projet", "non"),
        (None, "oui"),
    ]
    textes = _textes_du_docx(fiche)
    assert any("Responsable\u00a0: Une cheffe de projet" in texte for texte in textes)
    assert any("Visite (étape de travail)" in texte for texte in textes)


def test_les_documents_et_les_adresses_s_emportent(fiche: FicheAction) -> None:
    etape = fabriques.etape(fiche, libelle="concertation")
    fabriques.document_de_fiche(fiche, titre="Compte rendu", etape=etape, note="À relire.")
    fabriques.lien_web(fiche, titre="Le site", adresse="https://exemple.fr/relais")
    document, lien = _feuille(fiche, "Documents et liens")
    assert (document["Titre"], document["Pour l'étape"]) == ("Compte rendu", "concertation")
    assert (document["Fichier"], document["Adresse"]) == ("compte-rendu.pdf", None)
    assert (document["Déposé par"], document["Note"]) == ("le test", "À relire.")
    assert document["Déposé le"].date() == datetime.date(2026, 11, 2)
    assert (lien["Titre"], lien["Adresse"]) == ("Le site", "https://exemple.fr/relais")
    assert "https://exemple.fr/relais" in _textes_du_docx(fiche)
    html = html_du_plan(_contenu(fiche))
    assert "https://exemple.fr/relais" in html
    assert "par le test le 2 novembre 2026" in html.replace("\u00a0", " ")


def test_un_lien_pose_se_lit_aux_deux_bouts_avec_sa_raison(fiche: FicheAction) -> None:
    autre = fabriques.fiche(fiche.convention, titre="Former")
    fabriques.lien(fiche, autre, raison="Les mêmes familles.")
    ailleurs = fabriques.fiche(
        fiche.convention, axe=fabriques.axe(fiche.convention), titre="Aller vers"
    )
    LienDeFiche.objects.create(fiche=ailleurs, vers_axe=fiche.axe, ecrit="(lien axe 1)")
    lus = {
        une.numero: [
            (li["Sens"], li["Action ou axe"], li["Raison du lien"], li["Ce qui est écrit"])
            for li in _feuille(une, "Renvois")
        ]
        for une in (fiche, autre)
    }
    par_l_axe = ("depuis, pour tout l'axe", str(ailleurs), None, "(lien axe 1)")
    assert lus == {
        fiche.numero: [("vers", str(autre), "Les mêmes familles.", None), par_l_axe],
        autre.numero: [("depuis", str(fiche), "Les mêmes familles.", None), par_l_axe],
    }
    assert "lien posé par la coordination" in _textes_du_docx(autre)


@pytest.mark.pdf
def test_le_pdf_dit_tout_cela(fiche: FicheAction) -> None:
    fabriques.lien_web(fiche, adresse="https://exemple.fr/" + "long" * 40)
    lecteur = PdfReader(io.BytesIO(pdf_du_plan(_contenu(fiche))))
    texte = "".join("".join(page.extract_text().split()) for page in lecteur.pages)
    for _, dit in DITS:
        assert "".join(dit.split()) in texte
    assert "https://exemple.fr/" + "long" * 40 in texte
