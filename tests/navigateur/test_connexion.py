"""Se connecter et sortir, avec et sans JavaScript ; l'erreur se lit et se corrige."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.navigateur.visite import Visite, verifier_axe

Visiter = Callable[..., Visite]

COURRIEL = "coordination@portail.example"


def test_l_anonyme_arrive_a_la_connexion(visiter: Visiter) -> None:
    visite = visiter()
    visite.aller("/")
    expect(visite.page).to_have_url(re.compile(r"/connexion/\?next=/$"))
    expect(visite.page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    visite.verifier()


@pytest.mark.parametrize("javascript", [True, False])
def test_on_entre_et_l_on_sort(visiter: Visiter, javascript: bool) -> None:
    visite = visiter(javascript=javascript)
    # La casse et les espaces d'un courriel ne comptent pas.
    visite.connecter(f" {COURRIEL.upper()} ")
    expect(visite.page.get_by_role("navigation", name="Menu principal")).to_be_visible()
    visite.page.locator("details.compte summary").click()
    visite.page.get_by_role("button", name="Se déconnecter").click()
    expect(visite.page).to_have_url(re.compile(r"/connexion/$"))


def test_une_erreur_se_lit_en_haut_et_garde_le_courriel(visiter: Visiter) -> None:
    visite = visiter(largeur=360)
    visite.aller("/connexion/")
    visite.page.get_by_label("Votre courriel").fill(COURRIEL)
    visite.page.get_by_label("Votre mot de passe").fill("Ce n'est pas le bon")
    visite.page.get_by_role("button", name="Se connecter").click()
    erreur = visite.page.get_by_text("Ce courriel ou ce mot de passe n'est pas le bon.")
    expect(erreur.first).to_be_visible()
    expect(visite.page.get_by_label("Votre courriel")).to_have_value(COURRIEL)
    visite.verifier()


def test_les_verifications_voient_ce_qu_elles_doivent_voir(visiter: Visiter) -> None:
    visite = visiter(largeur=360)
    visite.aller("/connexion/")
    visite.page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        verifier_axe(visite.page)
    visite.page.evaluate("document.querySelector('h1 img').remove()")
    visite.page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(4000)")
    visite.page.evaluate("document.querySelector('h1').style.overflowWrap = 'normal'")
    visite.page.evaluate("document.querySelector('h1').style.whiteSpace = 'pre'")
    with pytest.raises(AssertionError, match="pixels sur un téléphone"):
        verifier_axe(visite.page)


def test_la_visite_releve_ce_que_le_navigateur_trouve_a_redire(visiter: Visiter) -> None:
    visite = visiter()
    visite.aller("/connexion/")
    visite.page.evaluate("document.body.setAttribute('style', 'color: red')")
    visite.page.evaluate("setTimeout(() => { throw new Error('inattendue') })")
    visite.page.evaluate("fetch('/static/rien.css').then(() => 0)")
    visite.page.wait_for_load_state("networkidle")

    releves = "\n".join(visite.ennuis)
    visite.ennuis.clear()
    assert "Content Security Policy" in releves
    assert "inattendue" in releves
    assert "réponse 404" in releves
