"""Se connecter, avec et sans JavaScript ; l'erreur se lit et se corrige."""

import re

import pytest
from playwright.sync_api import expect

from tests import fabriques
from tests.navigateur.conftest import OuvrirUnePage
from tests.navigateur.outils import (
    LARGEURS,
    se_connecter,
    se_connecter_par_la_page,
    verifier_axe,
    verifier_largeur,
    verifier_page,
)

MOT_DE_PASSE = "Une phrase longue et sans rime"


def _compte() -> str:
    compte = fabriques.coordonnateur(fabriques.convention())
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte.courriel


@pytest.mark.parametrize("largeur", LARGEURS)
def test_la_page_de_connexion_est_accessible(page_a: OuvrirUnePage, largeur: int) -> None:
    page = page_a(largeur)
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/connexion/\?next=/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    verifier_page(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_on_entre_et_l_on_sort(page_a: OuvrirUnePage, javascript: bool) -> None:
    page = page_a(1280, javascript=javascript)
    se_connecter_par_la_page(page, _compte().upper(), MOT_DE_PASSE)
    expect(page).to_have_url(re.compile(r"^http://[^/]+/$"))
    page.locator("details.compte summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile(r"/connexion/$"))


@pytest.mark.parametrize("largeur", LARGEURS)
def test_une_erreur_se_lit_en_haut_et_garde_le_courriel(
    page_a: OuvrirUnePage, largeur: int
) -> None:
    page, courriel = page_a(largeur), _compte()
    se_connecter_par_la_page(page, courriel, "Ce n'est pas le bon")
    expect(
        page.get_by_text("Ce courriel ou ce mot de passe n'est pas le bon.").first
    ).to_be_visible()
    expect(page.get_by_label("Votre courriel")).to_have_value(courriel)
    verifier_page(page)


@pytest.mark.parametrize("largeur", LARGEURS)
def test_l_accueil_d_un_coordonnateur_est_accessible(page_a: OuvrirUnePage, largeur: int) -> None:
    page = page_a(largeur)
    se_connecter(page, fabriques.coordonnateur(fabriques.convention()))
    page.goto("/")
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_visible()
    verifier_page(page)


def test_les_verifications_voient_ce_qu_elles_doivent_voir(page_a: OuvrirUnePage) -> None:
    page = page_a(360)
    page.goto("/connexion/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"\">')")
    with pytest.raises(AssertionError, match="image-alt"):
        verifier_axe(page)
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<pre></pre>')")
    page.evaluate("document.querySelector('pre').textContent = 'x'.repeat(4000)")
    page.evaluate("document.querySelector('pre').style.whiteSpace = 'pre'")
    with pytest.raises(AssertionError, match="déborde"):
        verifier_largeur(page)
