"""L'agent d'une commune, au téléphone et sans JavaScript : du courriel à la confirmation."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.navigateur.visite import Visite

COMMUNE = "Commune de Sauveterre-Saint-Denis"
# Aucune structure ne s'y trouve, et elle n'en soutient aucune.
SANS_STRUCTURE = "Commune de Blaymont"
# Une micro-crèche s'y trouve, que l'Agglomération soutient.
SANS_SOUTIEN = "Commune de Puymirol"
STRUCTURE = "ALSH périscolaire"


def _entrer(agent: Visite, commune: str) -> None:
    """Du courriel à la liste de ses structures."""
    page = agent.page
    agent.aller(f"/courriels/?q={commune}")
    courriel = page.get_by_role("listitem").filter(has_text=f"Agent, {commune}")
    agent.suivre(courriel.get_by_role("link").first)
    agent.verifier()
    agent.suivre(page.get_by_role("link", name="Ouvrir ma page"))
    agent.suivre(page.get_by_role("button", name="Continuer"))
    agent.verifier()
    agent.suivre(page.get_by_role("link", name="Répondre"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos structures en 2026")
    agent.verifier()


def test_une_commune_et_son_alsh_du_courriel_a_la_confirmation(
    visiter: Callable[..., Visite],
) -> None:
    agent = visiter(largeur=360, javascript=False)
    page = agent.page
    _entrer(agent, COMMUNE)
    agent.suivre(page.get_by_role("link", name=f"Confirmer : {STRUCTURE}"))
    # Ce que nous savons est là, à relire ; rien n'est à retaper.
    expect(page.locator("main")).to_contain_text(COMMUNE)
    agent.verifier()
    page.get_by_label("La structure a fermé").check()
    agent.suivre(page.get_by_role("button", name="Enregistrer"))
    # L'erreur est à côté du champ, et son pli s'ouvre.
    expect(page.get_by_role("alert")).to_contain_text("Dites depuis quel jour elle est fermée.")
    expect(page.get_by_label("Depuis quel jour est-elle fermée ?")).to_be_visible()
    agent.verifier()
    page.get_by_label("Oui, rien n'a changé").check()
    page.get_by_role("textbox", name="Soutien de").fill("900 000")
    page.get_by_label("Les mêmes qu'en 2025-2026").check()
    agent.suivre(page.get_by_role("button", name="Enregistrer"))
    # Le soutien a doublé : la page le dit, et demande un mot.
    expect(page.locator("#ecarts")).to_contain_text("doublement")
    agent.verifier()
    page.get_by_label("Un mot d'explication ?").fill("Une animatrice de plus.")
    agent.suivre(page.get_by_role("button", name="Enregistrer"))
    agent.suivre(page.get_by_role("link", name="Vérifier et confirmer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Relisez, puis confirmez")
    agent.verifier()
    agent.suivre(page.get_by_role("button", name="Confirmer"))
    expect(page.get_by_role("status")).to_contain_text("C'est confirmé. Merci.")
    expect(page.get_by_role("heading", name="Et maintenant ?")).to_be_visible()
    agent.verifier()
    _accepter(visiter())
    agent.aller("/ma-page/")
    expect(page.locator("main")).to_contain_text("acceptée")


def _accepter(coordonnatrice: Visite) -> None:
    """La coordinatrice relit l'écart et le mot, puis accepte."""
    page = coordonnatrice.page
    coordonnatrice.connecter("coordination@portail.example")
    coordonnatrice.aller("/conventions/agen-2022-2026/campagnes/")
    coordonnatrice.suivre(page.get_by_role("link", name="mise à jour du registre"))
    coordonnatrice.suivre(page.get_by_role("link", name="Suivre par partie et par structure"))
    page.get_by_role("textbox", name="Partie").fill("sauveterre")
    coordonnatrice.suivre(page.get_by_role("button", name="Filtrer"))
    coordonnatrice.verifier()
    coordonnatrice.suivre(page.get_by_role("link", name=f"Lire la réponse de {COMMUNE}"))
    expect(page.locator("main")).to_contain_text("« Une animatrice de plus. »")
    coordonnatrice.verifier()
    coordonnatrice.suivre(page.get_by_role("button", name="Accepter la réponse"))
    expect(page.get_by_role("status")).to_contain_text("acceptée")


def test_une_commune_sans_structure_le_confirme(visiter: Callable[..., Visite]) -> None:
    agent = visiter(largeur=360, javascript=False)
    page = agent.page
    _entrer(agent, SANS_STRUCTURE)
    agent.suivre(page.get_by_role("link", name="Il n'y en a aucune"))
    page.get_by_label("Autre chose ?").fill("Les familles vont au bourg voisin.")
    agent.verifier()
    agent.suivre(page.get_by_role("button", name="Enregistrer et relire"))
    agent.suivre(page.get_by_role("button", name="Confirmer"))
    expect(page.get_by_role("status")).to_contain_text("C'est confirmé. Merci.")
    agent.verifier()


def test_une_commune_voit_chez_elle_ce_que_d_autres_soutiennent(
    visiter: Callable[..., Visite],
) -> None:
    agent = visiter(largeur=360, javascript=False)
    page = agent.page
    _entrer(agent, SANS_SOUTIEN)
    expect(page.locator("main")).to_contain_text("Micro-crèche")
    expect(page.locator("main")).not_to_contain_text("Aucune structure ici")
    agent.suivre(page.get_by_role("link", name="Signaler un changement"))
    page.get_by_label("Qu'est-ce qui a changé ?").fill("Elle ouvre plus tôt.")
    agent.verifier()
    agent.suivre(page.get_by_role("button", name="Enregistrer"))
    agent.suivre(page.get_by_role("link", name="Vérifier et confirmer"))
    expect(page.locator("main")).to_contain_text("Elle ouvre plus tôt.")
    agent.verifier()
    agent.suivre(page.get_by_role("button", name="Confirmer"))
    expect(page.get_by_role("status")).to_contain_text("C'est confirmé. Merci.")
