"""L'annexe 2 dans la forme du document signé : la signée mot pour mot, et celle à jour."""

import datetime
import io
from typing import Any

import docx
import pytest
from pypdf import PdfReader
from pytest_django import Settings

from conventions.models import Avenant, Convention, Partenaire
from equipements.echanges.annexe2 import (
    ContenuDeLAnnexe2,
    Version,
    contenu_de_l_annexe2,
    docx_de_l_annexe2,
    pdf_de_l_annexe2,
)
from equipements.models import Equipement, LigneAnnexe2
from tests import fabriques

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def annexe(convention: Convention) -> Partenaire:
    """Deux lignes signées d'une partie, une troisième d'une autre, une quatrième par avenant."""
    une, autre = fabriques.signataire(convention), fabriques.signataire(convention)
    avenant = Avenant.objects.create(convention=convention, numero=1, objet="Ajouter.")
    structure = fabriques.equipement(
        convention, une.partenaire, nom="Les Lucioles", type="eaje", adresse="2 rue Neuve"
    )
    lignes: list[tuple[Any, str, str, dict[str, Any]]] = [
        (une, "eaje", "Multi-accueil « Les Lucioles » 1 rue Vieille", {"equipement": structure}),
        (une, "eaje", "Crèche retirée", {"retiree_par": avenant}),
        (autre, "alsh", "ALSH municipal", {}),
        (autre, "laep", "LAEP ajouté", {"introduite_par": avenant}),
    ]
    for ordre, (qui, type_, libelle, champs) in enumerate(lignes, 1):
        LigneAnnexe2.objects.create(
            convention=convention,
            signataire=qui,
            ordre=ordre,
            type=type_,
            libelle=libelle,
            **champs,
        )
    fabriques.equipement(convention, une.partenaire, nom="Jamais inscrite")
    return une.partenaire


def _textes(contenu: ContenuDeLAnnexe2) -> list[tuple[str, list[str]]]:
    return [(bloc.titre, [ligne.en_entier for ligne in bloc.lignes]) for bloc in contenu.blocs]


def test_la_signee_est_mot_pour_mot(convention: Convention, annexe: Partenaire) -> None:
    contenu = contenu_de_l_annexe2(convention, Version.SIGNEE, LE)
    (premier, second) = _textes(contenu)
    assert premier == (
        annexe.nom,
        ["Multi-accueil « Les Lucioles » 1 rue Vieille", "Crèche retirée"],
    )
    assert second[1] == ["ALSH municipal"]
    types = [ligne.type for ligne in contenu.blocs[0].lignes]
    assert types == ["EAJE – Établissements d'accueil du jeune enfant", "EAJE"]


def test_celle_a_jour_dit_le_present_et_ce_qui_manque_a_l_annexe(
    convention: Convention, annexe: Partenaire
) -> None:
    contenu = contenu_de_l_annexe2(convention, Version.A_JOUR, LE)
    textes = dict(_textes(contenu))
    (premiere,) = textes[annexe.nom]
    assert premiere.startswith("Les Lucioles\n2 rue Neuve, ")
    assert textes[contenu.blocs[1].titre] == [
        "ALSH municipal\n(mots du texte signé)",
        "LAEP ajouté\n(mots du texte signé)",
    ]
    assert contenu.blocs[-1].titre.startswith("Hors de l'annexe 2 signée")
    assert "Jamais inscrite" in contenu.blocs[-1].lignes[0].texte


@pytest.mark.parametrize("version", list(Version))
def test_le_pdf_et_le_docx_disent_de_quelle_version_il_s_agit(
    convention: Convention, annexe: Partenaire, version: Version, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    contenu = contenu_de_l_annexe2(convention, version, LE)
    pdf = PdfReader(io.BytesIO(pdf_de_l_annexe2(contenu)))
    texte = " ".join(pdf.pages[0].extract_text().split())
    assert version.titre in texte
    assert "Données fictives" in texte
    assert "Annexe 2 : Liste des équipements et services" in texte.replace("\u00a0", " ")
    assert version.titre in str(pdf.metadata.title if pdf.metadata else "")
    document = docx.Document(io.BytesIO(docx_de_l_annexe2(contenu)))
    lus = [paragraphe.text for paragraphe in document.paragraphs]
    assert version.titre in lus
    assert "Données fictives" in lus
    titres = [p.text for p in document.paragraphs if str(p.style and p.style.name) == "Heading 1"]
    assert [t.replace("\u00a0", " ").replace("’", "'") for t in titres] == [
        bloc.titre for bloc in contenu.blocs
    ]
    entetes = [table.rows[0] for table in document.tables]
    assert [cellule.text for cellule in entetes[0].cells] == [
        "Type de structure",
        "Nom et adresse de la structure",
    ]
    # L'en-tête se répète en haut de chaque page.
    assert all(ligne._tr.xpath("./w:trPr/w:tblHeader") for ligne in entetes)
    assert sum(len(table.rows) - 1 for table in document.tables) == contenu.total


def test_une_annexe_vide_se_dit(convention: Convention) -> None:
    contenu = contenu_de_l_annexe2(convention, Version.SIGNEE, LE)
    assert (contenu.total, contenu.blocs) == (0, [])
    lus = docx.Document(io.BytesIO(docx_de_l_annexe2(contenu))).paragraphs
    assert any("pas encore chargée" in paragraphe.text for paragraphe in lus)


def test_une_structure_fermee_le_dit(convention: Convention, annexe: Partenaire) -> None:
    Equipement.objects.filter(nom="Les Lucioles").update(statut="ferme")
    contenu = contenu_de_l_annexe2(convention, Version.A_JOUR, LE)
    assert contenu.blocs[0].lignes[0].note == "fermé"


def test_celle_a_jour_nomme_chaque_lieu_d_une_ligne_decoupee(
    convention: Convention, annexe: Partenaire
) -> None:
    lieu = fabriques.equipement(convention, annexe, nom="Les Lucioles du Lac", type="eaje")
    LigneAnnexe2.objects.get(equipement__nom="Les Lucioles").sites.add(lieu)
    contenu = contenu_de_l_annexe2(convention, Version.A_JOUR, LE)
    noms = [ligne.texte.splitlines()[0] for ligne in contenu.blocs[0].lignes]
    assert noms == ["Les Lucioles", "Les Lucioles du Lac"]


def test_une_ligne_retiree_laisse_sa_structure_hors_de_l_annexe(
    convention: Convention, annexe: Partenaire
) -> None:
    LigneAnnexe2.objects.filter(equipement__nom="Les Lucioles").update(
        retiree_par=Avenant.objects.get()
    )
    contenu = contenu_de_l_annexe2(convention, Version.A_JOUR, LE)
    assert contenu.blocs[-1].titre.startswith("Hors de l'annexe 2 signée")
    assert "Les Lucioles" in " ".join(ligne.texte for ligne in contenu.blocs[-1].lignes)
