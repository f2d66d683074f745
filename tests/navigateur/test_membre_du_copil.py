"""Un membre du COPIL, au téléphone : l'évaluation est à un clic de son accueil."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.navigateur.visite import Visite

COPIL = "copil@portail.example"
PAGES_AU_MOINS = 15


def test_il_lit_l_evaluation_et_la_vie_des_instances(visiter: Callable[..., Visite]) -> None:
    visite = visiter(largeur=360)
    page = visite.page
    visite.connecter(COPIL)
    visite.verifier()
    menu = page.get_by_role("navigation", name="Menu principal")
    visite.suivre(menu.get_by_text("Évaluations"))
    visite.verifier()
    page.get_by_role("link", name="Évaluation 2025", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Évaluation 2025")
    expect(page.get_by_role("link", name="Télécharger l'évaluation (PDF)")).to_be_visible()
    # Qui lit ne voit aucun geste de rédaction.
    expect(page.get_by_role("link", name="Réécrire")).to_have_count(0)
    visite.verifier()

    visite.suivre(menu.get_by_text("Instances"))
    visite.verifier()
    visite.suivre(page.get_by_role("link", name="COPIL", exact=True))
    visite.verifier()
    page.locator("main a[href*='/instances/reunions/']").first.click()
    expect(page.get_by_role("heading", name="Présences")).to_be_visible()
    visite.verifier()


@pytest.mark.pdf
def test_il_ouvre_le_document_depuis_sa_lecture(visiter: Callable[..., Visite]) -> None:
    visite = visiter(largeur=360)
    visite.connecter(COPIL)
    visite.suivre(visite.page.locator("main a[href$='/lire/']").first)
    lien = visite.page.get_by_role("link", name="Télécharger le PDF").first
    adresse = lien.get_attribute("href")
    assert adresse is not None
    reponse = visite.contexte.request.get(adresse, timeout=60_000)

    assert reponse.status == 200
    assert reponse.headers["content-type"] == "application/pdf"
    document = PdfReader(io.BytesIO(reponse.body()))
    assert len(document.pages) >= PAGES_AU_MOINS
    assert document.metadata is not None
    assert "valuation" in str(document.metadata.title)
