"""Le document d'une évaluation : ses pages, ses repères, et qui peut l'ouvrir."""

import datetime
import itertools
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from actions.models import FicheAction
from conventions.models import Convention
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent, RenduTropLourd
from pilotage import document_views
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation, pdf_de_l_evaluation, sommaire
from pilotage.models import Evaluation, Instance, Recit
from tests import fabriques
from tests.conftest import Connexions

LE = datetime.date(2026, 11, 23)


def _blancs(texte: str) -> str:
    """Le texte sans la coupe des lignes ni la nature de ses espaces."""
    return re.sub(r"\s+", " ", texte)


def _lire(octets: bytes) -> PdfReader:
    return PdfReader(BytesIO(octets))


def _pages(lecteur: PdfReader) -> list[str]:
    return [_blancs(page.extract_text()) for page in lecteur.pages]


def _signets(lecteur: PdfReader) -> list[str]:
    def a_plat(entrees: Any) -> Iterator[str]:
        for entree in entrees:
            if isinstance(entree, list):
                yield from a_plat(entree)
            else:
                yield _blancs(str(entree.title))

    return list(a_plat(lecteur.outline))


def _pdf(evaluation: Evaluation) -> bytes:
    return pdf_de_l_evaluation(contenu_de_l_evaluation(evaluation, LE))


@pytest.fixture(scope="module")
def livree(django_db_setup: None, django_db_blocker: Any) -> Iterator[Convention]:
    """La convention livrée, chargée une fois pour ce fichier, puis défaite."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("charger_convention", verbosity=0)
        yield Convention.objects.get(slug="agen-2022-2026")
        transaction.set_rollback(True)


@pytest.fixture
def agen(livree: Convention, db: None) -> Convention:
    """La convention livrée ; ce que l'essai y change se défait après lui."""
    return livree


@pytest.fixture(scope="module")
def contenu_livre(livree: Convention, django_db_blocker: Any) -> ContenuEvaluation:
    """Ce que dit l'évaluation de la convention livrée, où rien n'est saisi."""
    with django_db_blocker.unblock():
        return contenu_de_l_evaluation(Evaluation(convention=livree, annee=2025), LE)


@pytest.fixture(scope="module")
def document_livre(contenu_livre: ContenuEvaluation) -> bytes:
    """Son PDF : quinze pages et plus, que plusieurs essais relisent."""
    return pdf_de_l_evaluation(contenu_livre)


@pytest.fixture(scope="module")
def pages_livrees(document_livre: bytes) -> list[str]:
    """Le texte de ses pages."""
    return _pages(_lire(document_livre))


@pytest.mark.pdf
def test_la_convention_livree_donne_un_document_complet(
    agen: Convention, document_livre: bytes, pages_livrees: list[str]
) -> None:
    lecteur, pages = _lire(document_livre), pages_livrees
    racine: Any = lecteur.trailer["/Root"]
    assert len(pages) >= 15
    assert "/StructTreeRoot" in racine
    assert racine["/Lang"] == "fr"
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == f"Évaluation 2025 – {agen.nom}".replace("'", "’")
    signets = _signets(lecteur)
    assert signets[:3] == ["Couverture", "Sommaire", "La synthèse"]
    assert "Axe 1 – Équité territoriale" in signets
    tout = " ".join(pages)
    for fiche in FicheAction.objects.all():
        titre = _blancs(fiche.titre.replace("'", "’"))
        assert f"Action {fiche.numero} {titre}" in signets
        assert titre in tout
    assert "49 parties" in pages[0]
    assert "Saint-Nicolas-de-la-Balerme" in pages[0]
    assert "54 indicateurs sur 54 n’ont pas de réponse pour 2025" in tout
    assert f"page {len(pages)} sur {len(pages)}" in pages[-1]
    assert document_livre == _pdf(Evaluation(convention=agen, annee=2025))


@pytest.mark.pdf
def test_le_sommaire_donne_les_bonnes_pages(
    contenu_livre: ContenuEvaluation, document_livre: bytes, pages_livrees: list[str]
) -> None:
    lecteur, pages = _lire(document_livre), pages_livrees
    ecrites = [int(n) for n in re.findall(r"(?:\. ?){3,}(\d+)", pages[1])]
    cibles = [
        lecteur.get_destination_page_number(lecteur.named_destinations[entree.ancre])
        for entree in sommaire(contenu_livre)
    ]
    assert ecrites == [numero + 1 for numero in cibles if numero is not None]
    assert len(ecrites) == 13 + 4 + 13
    for entree, numero in zip(sommaire(contenu_livre), ecrites, strict=True):
        titre = entree.titre.split("–")[0].strip()
        assert titre in pages[numero - 1], entree


@pytest.mark.pdf
def test_un_recit_hostile_ne_charge_rien(convention: Convention) -> None:
    evaluation = fabriques.evaluation(convention)
    texte = (
        'Fin. <img src="http://exemple.fr/espion.png"> ![x](http://exemple.fr/espion.png)\n\n'
        "[un lien](javascript:alert(1)) <link rel=attachment href=file:///etc/passwd>\n\n# Titre"
    )
    Recit.objects.create(evaluation=evaluation, axe=None, texte=texte)
    html = html_de_l_evaluation(contenu_de_l_evaluation(evaluation, LE))
    assert "<img" not in html
    assert html.count("<h1") == 1
    octets = _pdf(evaluation)
    lecteur = _lire(octets)
    assert not any(page.images for page in lecteur.pages)
    assert not lecteur.attachments
    assert b"root:" not in octets


@pytest.mark.pdf
def test_une_convention_nouvelle_donne_un_document_court(convention: Convention) -> None:
    lecteur = _lire(_pdf(Evaluation(convention=convention, annee=2025)))
    tout = " ".join(_pages(lecteur))
    assert 3 <= len(lecteur.pages) <= 8
    assert "Les parties à la convention ne sont pas encore enregistrées" in tout
    assert "Le plan d’actions n’est pas enregistré" in tout
    assert "Données fictives" not in tout


def test_un_document_vide_n_a_ni_tableau_ni_dessin(convention: Convention) -> None:
    html = html_de_l_evaluation(
        contenu_de_l_evaluation(Evaluation(convention=convention, annee=2025), LE)
    )
    assert "<table" not in html
    assert "<svg" not in html


def test_les_titres_se_suivent_sans_saut(agen: Convention) -> None:
    fabriques.reunion(agen, instance=agen.instances.get(genre=Instance.Genre.COPIL)).decider(
        texte="Décidé.", fiche=None, par=fabriques.LE_TEST
    )
    html = html_de_l_evaluation(
        contenu_de_l_evaluation(Evaluation(convention=agen, annee=2025), LE)
    )
    niveaux = [int(n) for n in re.findall(r"<h([1-6])", html)]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(niveaux))
    assert "2\u202f025" not in html


@pytest.mark.pdf
def test_la_demonstration_se_dit_sur_chaque_page(
    convention: Convention, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    pages = _pages(_lire(_pdf(Evaluation(convention=convention, annee=2025))))
    assert len(pages) >= 3
    assert all("Données fictives" in page for page in pages)


# --- La page -----------------------------------------------------------------------------------


def _adresse(convention: Convention, annee: int = 2025) -> str:
    return reverse("evaluation_pdf", args=[convention.slug, annee])


@pytest.mark.pdf
def test_la_page_donne_le_pdf_dans_le_navigateur(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.evaluation(convention)
    reponse = connecter(fabriques.coordonnateur(convention)).get(_adresse(convention))
    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == (
        f'inline; filename="evaluation-2025-{convention.slug}.pdf"'
    )
    assert "default-src" not in reponse["Content-Security-Policy"]
    assert reponse.content.startswith(b"%PDF-")


def test_qui_peut_ouvrir_le_document(
    convention: Convention,
    connecter: Connexions,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document_views, "pdf_de_l_evaluation", lambda contenu: b"%PDF-1.7")
    fabriques.evaluation(convention)
    autre = fabriques.convention()
    comptes = {
        "coordonnateur": (fabriques.coordonnateur(convention), 200),
        "copilote": (fabriques.copilote(convention), 200),
        "membre du COPIL": (fabriques.membre(convention), 200),
        "membre du COTECH": (fabriques.membre(convention, Instance.Genre.COTECH), 200),
        "agent": (fabriques.agent(convention), 403),
        "lecteur": (fabriques.lecteur(convention), 403),
        "autre territoire": (fabriques.coordonnateur(autre), 404),
    }
    vus = {
        nom: connecter(compte).get(_adresse(convention)).status_code
        for nom, (compte, _) in comptes.items()
    }
    assert vus == {nom: attendu for nom, (_, attendu) in comptes.items()}
    assert client.get(_adresse(convention)).status_code == 302
    coordonnateur = connecter(comptes["coordonnateur"][0])
    assert coordonnateur.get(_adresse(convention, 2024)).status_code == 404
    assert coordonnateur.post(_adresse(convention)).status_code == 405


@pytest.mark.parametrize(
    ("erreur", "statut", "phrase"),
    [
        (MoteurPDFAbsent(), 503, "apt install libpango"),
        (RenduTropLourd("Ce document est trop lourd."), 500, "Réessayez"),
    ],
)
def test_sans_document_une_page_dit_quoi_faire(
    convention: Convention,
    connecter: Connexions,
    monkeypatch: pytest.MonkeyPatch,
    erreur: ErreurPDF,
    statut: int,
    phrase: str,
) -> None:
    def echouer(contenu: object) -> bytes:
        raise erreur

    monkeypatch.setattr(document_views, "pdf_de_l_evaluation", echouer)
    fabriques.evaluation(convention)
    client = connecter(fabriques.coordonnateur(convention))
    client.raise_request_exception = False
    reponse = client.get(_adresse(convention))
    texte = unescape(reponse.content.decode())
    assert reponse.status_code == statut
    assert phrase in texte
    assert str(erreur) in texte
    assert texte.count("<h1") == 1
