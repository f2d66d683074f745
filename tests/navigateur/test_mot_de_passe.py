"""De l'oubli à l'accueil, sans JavaScript : demander un lien, l'ouvrir, choisir, entrer."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from conventions.liens import Usage
from conventions.models import Convention, LienPersonnel
from tests import fabriques
from tests.navigateur.visite import Visite

NOUVEAU = "quatre mots tout simples"


def test_de_l_oubli_a_l_accueil(
    visiter: Callable[..., Visite], convention_vide: Convention
) -> None:
    compte = fabriques.actif(convention_vide)
    visite = visiter(javascript=False, largeur=360)
    page = visite.page
    visite.aller("/connexion/")
    page.get_by_role("link", name="Mot de passe oublié ?").click()
    page.get_by_label("Votre courriel professionnel").fill(compte.courriel)
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre messagerie")

    lien = LienPersonnel.objects.get(personne=compte.personne, usage=Usage.MOT_DE_PASSE)
    adresse = lien.adresse()
    visite.aller(adresse)
    page.get_by_label("Votre mot de passe").fill("court")
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page.get_by_role("alert")).to_contain_text("à corriger")
    page.get_by_label("Votre mot de passe").fill(NOUVEAU)
    page.get_by_label("Le même, encore une fois").fill(NOUVEAU)
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("status")).to_contain_text("Votre mot de passe est choisi")

    visite.aller(adresse, attendu=410)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien n'ouvre plus rien")


def test_les_pages_du_mot_de_passe_sont_accessibles(
    visiter: Callable[..., Visite], convention_vide: Convention
) -> None:
    visite = visiter(largeur=360)
    compte = fabriques.invite(convention_vide)
    lien = LienPersonnel.objects.filter(personne=compte.personne)
    visite.aller("/mot-de-passe/oublie/")
    visite.verifier()
    visite.page.get_by_label("Votre courriel professionnel").fill(compte.courriel)
    visite.page.get_by_role("button", name="Recevoir un lien").click()
    visite.verifier()
    visite.aller(lien.get().adresse())
    visite.verifier()
    visite.aller("/mot-de-passe/choisir/invente/", attendu=410)
    visite.verifier()
