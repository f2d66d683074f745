"""Le lundi de la coordinatrice : ce qui a changé, ce qui traîne, un geste sur chaque chose."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from tests.navigateur.visite import Visite

COORDINATION = "coordination@portail.example"
# Une action que les autres parcours n'écrivent pas.
ACTION = 7
ETAPE = "Réunir les directions d'accueils de loisirs"


def test_le_lundi_de_la_coordinatrice(visiter: Callable[..., Visite]) -> None:
    visite = visiter()
    page = visite.page
    visite.connecter(COORDINATION)

    _lire_ce_qui_a_change(visite)
    _donner_une_priorite_a_ce_qui_est_sans_note(visite)
    _suivre_un_manque_jusqu_a_son_champ(visite)
    _ajouter_une_etape_et_la_monter(visite)

    page.get_by_label("Lectures du plan").get_by_text("Feuille de route").click()
    expect(page.get_by_role("main")).to_contain_text(ETAPE)
    agenda = page.get_by_role("link", name=re.compile("agenda", re.I)).first.get_attribute("href")
    assert agenda is not None
    emporte = page.request.get(urljoin(page.url, agenda))
    assert emporte.headers["content-type"].startswith("text/calendar")
    assert ETAPE in emporte.text().replace("\r\n ", "")


def _lire_ce_qui_a_change(visite: Visite) -> None:
    page = visite.page
    visite.suivre(page.get_by_role("link", name=re.compile("dernière visite")).first)
    visite.verifier()
    visite.suivre(page.get_by_role("button", name="J'ai tout vu"))
    expect(page.locator(".messages")).to_be_visible()


def _donner_une_priorite_a_ce_qui_est_sans_note(visite: Visite) -> None:
    """Filtrer, changer d'un geste, relire avant ; le filtre reste dans l'adresse."""
    page = visite.page
    page.get_by_role("navigation", name="Menu principal").get_by_text("Plan d'actions").click()
    visite.suivre(page.get_by_label("Lectures du plan").get_by_text("En tableau"))
    page.get_by_role("combobox", name="À regarder").select_option("sans_note")
    visite.suivre(page.get_by_role("button", name="Afficher", exact=True))
    expect(page).to_have_url(re.compile(r"suivi=sans_note"))
    visite.suivre(page.get_by_role("link", name=re.compile(r"^Changer ")))
    page.get_by_label("la priorité", exact=True).check()

    visite.suivre(page.get_by_role("button", name="Voir le résumé"))
    expect(page.get_by_role("alert")).to_contain_text("Choisissez la nouvelle priorité.")
    visite.verifier()
    page.get_by_label("Si c'est la priorité, laquelle ?").select_option("haute")
    visite.suivre(page.get_by_role("button", name="Voir le résumé"))
    visite.verifier()
    visite.suivre(page.get_by_role("main").locator("form[method=post] button[type=submit]"))
    expect(page.locator(".messages")).to_contain_text("sont changées")
    expect(page).to_have_url(re.compile(r"suivi=sans_note"))


def _suivre_un_manque_jusqu_a_son_champ(visite: Visite) -> None:
    page = visite.page
    visite.aller(f"/conventions/agen-2022-2026/fiches-actions/{ACTION}/")
    manques = page.locator(".encart", has_text="Ce qui manque")
    visite.suivre(manques.get_by_role("link", name=re.compile("participation")))
    cible = page.url.partition("#")[2]
    assert page.locator(f"[id='{cible}']").count() == 1, page.url
    page.locator("input[name=participation][value=consultation]").check()
    visite.suivre(page.get_by_role("button", name="Enregistrer"))
    expect(page.locator(".messages")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(re.compile("consultation", re.I))
    expect(manques.get_by_role("link", name=re.compile("participation"))).to_have_count(0)


def _ajouter_une_etape_et_la_monter(visite: Visite) -> None:
    page: Page = visite.page
    visite.suivre(page.get_by_role("link", name="Tenir les étapes"))
    visite.suivre(page.get_by_role("link", name="Ajouter une étape"))
    visite.suivre(page.get_by_role("button", name="Ajouter l'étape"))
    expect(page.get_by_role("alert")).to_be_visible()
    visite.verifier()
    page.get_by_label("Que faut-il faire ?").fill(ETAPE)
    page.get_by_label("Quelle période ?").fill("Décembre 2026")
    visite.suivre(page.get_by_role("button", name="Ajouter l'étape"))
    ajoutee = page.get_by_role("listitem").filter(has_text=ETAPE)
    visite.suivre(ajoutee.get_by_role("button", name=re.compile("^Monter")))
    expect(ajoutee).to_be_focused()
    visite.verifier()
    visite.aller("/conventions/agen-2022-2026/fiches-actions/")
