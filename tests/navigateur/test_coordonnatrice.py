"""La coordonnatrice met une fiche à jour ; à deux sur la même fiche, personne ne perd rien."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.navigateur.visite import Visite

COORDINATION = "coordination@portail.example"
CAF = "caf@portail.example"
NOTE = "Le local du secteur est a été visité avec les trois communes."
COMMENTAIRE = "Il manque un financement pour la seconde année."


def test_elle_met_a_jour_une_fiche_en_retard(visiter: Callable[..., Visite]) -> None:
    visite = visiter()
    page = visite.page
    visite.connecter(COORDINATION)
    visite.verifier()
    page.get_by_role("navigation", name="Menu principal").get_by_text("Plan d'actions").click()
    page.get_by_label("À regarder").select_option("en_retard")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile(r"suivi=en_retard"))
    visite.verifier()
    visite.suivre(page.locator(".plan__titre a").first)
    visite.verifier()
    page.get_by_role("link", name="Mettre à jour", exact=True).click()
    fiche = page.url.removesuffix("mettre-a-jour/")
    avant = page.locator(".saisie__rappel .badge").nth(1).inner_text().strip()
    visite.verifier()

    etape = _remplir_sans_commentaire(page)
    page.get_by_role("button", name="Enregistrer la mise à jour").click()
    _relire_l_erreur(page, etape)
    visite.verifier()

    page.get_by_label("Pourquoi cette météo ?").fill(COMMENTAIRE)
    page.get_by_role("button", name="Enregistrer la mise à jour").click()
    expect(page).to_have_url(re.compile(re.escape(fiche)))
    expect(page.get_by_role("status")).to_be_visible()
    for attendu in (COMMENTAIRE, NOTE, "le 20 novembre 2026"):
        expect(page.get_by_role("main")).to_contain_text(attendu)
    expect(page.locator(".vie .faits")).to_contain_text("appuis nécessaires")
    visite.verifier()

    page.get_by_role("link", name="Historique").click()
    changement = page.locator(".historique > li", has_text="appuis nécessaires").first
    expect(changement).to_contain_text("Coordonnatrice CTG (démonstration)")
    expect(changement.locator("del", has_text=avant)).to_have_count(1)
    expect(changement.locator("ins", has_text="appuis nécessaires")).to_have_count(1)
    expect(page.locator("ins, .apres").filter(has_text="20 novembre 2026").first).to_be_visible()
    visite.verifier()


def _remplir_sans_commentaire(page: Page) -> str:
    """Des appuis nécessaires, sans dire lesquels ; rend le nom de la case de l'étape cochée."""
    page.locator("input[name=etat][value=en_cours]").check()
    page.locator("input[name=meteo][value=appuis]").check()
    page.get_by_label("Pourquoi cette météo ?").fill("")
    case = page.locator(".etapes-a-cocher input[type=checkbox]:not(:checked)").first
    nom = case.get_attribute("name")
    assert nom is not None
    page.locator(f"input[name={nom}]").check()
    page.locator(f"input[name={nom}_le]").fill("20/11/2026")
    page.get_by_label("Que s'est-il passé ?").fill(NOTE)
    return nom


def _relire_l_erreur(page: Page, etape: str) -> None:
    """Le résumé mène au champ, et rien de ce qui était saisi n'est perdu."""
    page.get_by_role("alert").get_by_role("link", name="Pourquoi cette météo ?").click()
    expect(page.get_by_label("Pourquoi cette météo ?")).to_be_focused()
    expect(page.get_by_label("Pourquoi cette météo ?")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("input[name=meteo][value=appuis]")).to_be_checked()
    expect(page.locator(f"input[name={etape}]")).to_be_checked()
    expect(page.locator(f"input[name={etape}_le]")).to_have_value("20/11/2026")
    expect(page.get_by_label("Que s'est-il passé ?")).to_have_value(NOTE)


def test_a_deux_sur_une_fiche_chacun_garde_sa_saisie(visiter: Callable[..., Visite]) -> None:
    premiere, seconde = visiter(), visiter(largeur=360)
    for visite, courriel in ((premiere, COORDINATION), (seconde, CAF)):
        visite.connecter(courriel)
        visite.aller("/conventions/agen-2022-2026/fiches-actions/6/mettre-a-jour/")
    _dire_compromis(premiere.page, "Le porteur du projet s'est retiré.")
    expect(premiere.page).to_have_url(re.compile(r"/fiches-actions/6/"))

    seconde.attendre(409)
    page = seconde.page
    _dire_compromis(page, "La salle prévue n'est plus libre.")
    conflit = page.get_by_role("alert")
    expect(conflit).to_contain_text("Le porteur du projet s'est retiré.")
    expect(conflit).to_contain_text("La salle prévue n'est plus libre.")
    saisie = page.get_by_label("Pourquoi cette météo ?")
    expect(saisie).to_have_value("La salle prévue n'est plus libre.")
    seconde.verifier()

    seconde.attendre()
    saisie.fill("Le porteur s'est retiré, et la salle n'est plus libre.")
    page.get_by_role("button", name="Enregistrer la mise à jour").click()
    expect(page.get_by_role("main")).to_contain_text("Le porteur s'est retiré, et la salle")


def _dire_compromis(page: Page, pourquoi: str) -> None:
    page.locator("input[name=etat][value=en_cours]").check()
    page.locator("input[name=meteo][value=compromis]").check()
    page.get_by_label("Pourquoi cette météo ?").fill(pourquoi)
    page.get_by_role("button", name="Enregistrer la mise à jour").click()
