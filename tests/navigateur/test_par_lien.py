"""Une pilote sans compte, au téléphone et sans JavaScript : du courriel à la réponse acceptée."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.navigateur.visite import Visite

PILOTE = "Animatrice du réseau parentalité (démonstration)"
FAIT = "Trois communes partagent désormais un minibus."


def test_du_courriel_a_la_reponse_acceptee(visiter: Callable[..., Visite]) -> None:
    pilote = visiter(largeur=360, javascript=False)
    _lire_le_courriel(pilote)
    _garder_puis_envoyer(pilote)
    coordonnatrice = visiter()
    coordonnatrice.connecter("coordination@portail.example")
    _renvoyer(coordonnatrice)
    _reprendre(pilote)
    _accepter(coordonnatrice)
    pilote.aller("/ma-page/")
    expect(pilote.page.locator("main")).to_contain_text("acceptée")
    pilote.verifier()
    pilote.suivre(pilote.page.get_by_role("button", name="Fermer la page"))
    expect(pilote.page.get_by_role("status")).to_contain_text("Votre lien reste valable.")
    pilote.verifier()


def _lire_le_courriel(pilote: Visite) -> None:
    page = pilote.page
    pilote.aller("/courriels/?q=parentalité")
    pilote.verifier()
    courriel = page.get_by_role("listitem").filter(has_text=PILOTE)
    pilote.suivre(courriel.get_by_role("link").first)
    pilote.verifier()
    pilote.suivre(page.get_by_role("link", name="Ouvrir ma page"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {PILOTE}")
    pilote.verifier()
    pilote.suivre(page.get_by_role("button", name="Continuer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qu'on attend de vous")
    pilote.verifier()


def _garder_puis_envoyer(pilote: Visite) -> None:
    page = pilote.page
    pilote.suivre(page.get_by_role("link", name="Dire où en est l'action 7"))
    pilote.verifier()
    page.get_by_label("Qu'est-ce qui a été fait ?").fill(FAIT)
    pilote.suivre(page.get_by_role("button", name="Garder et finir plus tard"))
    expect(page.get_by_role("status")).to_contain_text("Elle n'est pas encore envoyée.")
    pilote.verifier()
    pilote.suivre(page.get_by_role("link", name="Reprendre"))
    expect(page.get_by_label("Qu'est-ce qui a été fait ?")).to_have_value(FAIT)
    page.get_by_label("en cours").check()
    page.get_by_label("objectifs compromis").check()
    page.get_by_label("Pourquoi cette météo ?").fill("")
    # Une erreur se dit, et rien de ce qui est tapé n'est perdu.
    pilote.suivre(page.get_by_role("button", name="Envoyer ma réponse"))
    expect(page.get_by_role("alert").get_by_role("link", name="Pourquoi")).to_be_visible()
    expect(page.get_by_label("Qu'est-ce qui a été fait ?")).to_have_value(FAIT)
    pilote.verifier()
    page.get_by_label("objectifs atteignables").check()
    pilote.suivre(page.get_by_role("button", name="Envoyer ma réponse"))
    expect(page.get_by_role("status")).to_contain_text("Votre réponse est envoyée. Merci.")
    expect(page.get_by_role("heading", name="Et maintenant ?")).to_be_visible()
    pilote.verifier()


def _lire_la_reponse(coordonnatrice: Visite, texte: str) -> None:
    coordonnatrice.aller("/")
    page = coordonnatrice.page
    # Ce qui ne presse pas se replie.
    page.locator("summary").filter(has_text="autres").click()
    attente = page.get_by_role("listitem").filter(has_text="mise à jour des fiches-actions")
    coordonnatrice.suivre(attente.get_by_role("link", name="à lire"))
    coordonnatrice.suivre(page.get_by_role("link", name="Lire la réponse sur l'action 7"))
    expect(page.locator("main")).to_contain_text(texte)
    coordonnatrice.verifier()


def _renvoyer(coordonnatrice: Visite) -> None:
    page = coordonnatrice.page
    _lire_la_reponse(coordonnatrice, FAIT)
    coordonnatrice.suivre(page.get_by_role("link", name="Renvoyer avec un motif"))
    coordonnatrice.verifier()
    page.get_by_label("Que faut-il reprendre ?").fill("Combien de familles en profitent ?")
    coordonnatrice.suivre(page.get_by_role("button", name="Renvoyer avec ce motif"))
    expect(page.get_by_role("status")).to_contain_text("renvoyée")
    coordonnatrice.verifier()


def _reprendre(pilote: Visite) -> None:
    page = pilote.page
    pilote.aller("/ma-page/")
    pilote.suivre(page.get_by_role("link", name="Dire où en est l'action 7"))
    expect(page.locator("main")).to_contain_text("Combien de familles en profitent ?")
    pilote.verifier()
    page.get_by_label("Quelle est la suite ?").fill("Une quarantaine de familles cet hiver.")
    pilote.suivre(page.get_by_role("button", name="Envoyer ma réponse"))


def _accepter(coordonnatrice: Visite) -> None:
    page = coordonnatrice.page
    _lire_la_reponse(coordonnatrice, "Une quarantaine de familles cet hiver.")
    coordonnatrice.suivre(page.get_by_role("button", name="Accepter la réponse"))
    expect(page.get_by_role("status")).to_contain_text("acceptée")
    ligne = page.get_by_role("row").filter(has_text=PILOTE)
    expect(ligne).to_contain_text("acceptée")
    coordonnatrice.verifier()
