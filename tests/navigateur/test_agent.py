"""Une agente de mairie déclare une structure, sans JavaScript, au téléphone ; on la valide."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.navigateur.visite import Visite

NOM = "Accueil de loisirs des Peupliers"


def test_une_structure_de_la_declaration_au_registre(visiter: Callable[..., Visite]) -> None:
    agente = visiter(largeur=360, javascript=False)
    agente.connecter("mairie@portail.example")
    agente.verifier()
    _declarer(agente)
    coordonnatrice = visiter()
    coordonnatrice.connecter("coordination@portail.example")
    _valider(coordonnatrice)
    _retrouver(agente)


def _declarer(agente: Visite) -> None:
    page = agente.page
    menu = page.get_by_role("navigation", name="Menu principal")
    agente.suivre(menu.get_by_text("Registre"))
    agente.verifier()
    page.get_by_role("link", name="Déclarer une structure").click()
    expect(page.get_by_text("La structure sera soutenue par")).to_contain_text("Layrac")
    agente.verifier()
    page.get_by_label("Quel est le nom de la structure ?").fill(NOM)
    page.get_by_label("Code postal").fill("4739")
    _enregistrer(page)
    # Ce qui manque se dit à côté du champ, et dans le résumé qui y mène.
    for question in ("De quel type est-elle ?", "Dans quelle commune ?", "Code postal"):
        expect(page.get_by_role("alert").get_by_role("link", name=question)).to_be_visible()
        champ = page.locator(".champ--faux", has_text=question)
        expect(champ.locator(".champ__erreur").first).to_be_visible()
    expect(page.get_by_label("Quel est le nom de la structure ?")).to_have_value(NOM)
    agente.verifier()

    page.get_by_label("De quel type est-elle ?").select_option("alsh")
    page.get_by_label("Dans quelle commune ?").select_option(label="Layrac")
    page.get_by_label("Code postal").fill("47390")
    _enregistrer(page)
    # Le brouillon est gardé ; il dit ce qu'il faut encore pour le soumettre.
    expect(page.get_by_role("heading", level=1)).to_have_text("Relisez vos réponses")
    expect(page.get_by_role("button", name="Soumettre au coordonnateur")).to_have_count(0)
    agente.verifier()
    page.get_by_role("link", name="Compléter").click()
    page.get_by_label("Quelle est son adresse ?").fill("12 allée des Peupliers")
    page.get_by_label("Qui la gère ?").fill("Commune de Layrac")
    page.get_by_label("Combien de places ?").fill("36")
    agente.verifier()
    agente.suivre(page.locator("form button[type=submit]").last)
    agente.verifier()
    page.get_by_role("button", name="Soumettre au coordonnateur").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("C'est envoyé")
    agente.verifier()


def _enregistrer(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer et relire").click()


def _valider(coordonnatrice: Visite) -> None:
    page = coordonnatrice.page
    page.get_by_role("navigation", name="Menu principal").get_by_text("Registre").click()
    page.get_by_label("État de la saisie").select_option("soumis")
    page.get_by_role("button", name="Filtrer").click()
    coordonnatrice.suivre(page.get_by_role("link", name=NOM))
    coordonnatrice.verifier()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".tete-de-page .badges")).to_contain_text("validé")
    coordonnatrice.verifier()


def _retrouver(agente: Visite) -> None:
    page = agente.page
    page.get_by_role("link", name="Revenir au registre").click()
    # Au téléphone, la liste vient avant ses filtres, qui se déplient.
    page.get_by_text("Filtrer la liste").click()
    page.get_by_label("Type").select_option("alsh")
    page.get_by_label("Rechercher").fill("peupliers")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile(r"(?=.*type=alsh)(?=.*q=peupliers)"))
    expect(page.get_by_label("Type")).to_have_value("alsh")
    expect(page.get_by_role("heading", level=2).first).to_have_text("1 structure")
    expect(page.get_by_role("row", name=NOM)).to_contain_text("validé")
    agente.verifier()
