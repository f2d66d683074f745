"""Les gestes des parcours : se connecter, vérifier l'accessibilité, ne pas déborder."""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from conventions.models import Utilisateur

LARGEURS = (360, 1280)
# Les règles d'axe que le RGAA et les WCAG 2.2 AA demandent, et ses bonnes pratiques.
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def se_connecter(page: Page, compte: Utilisateur) -> None:
    """Ouvre la session de ce compte sans passer par la page de connexion."""
    client = Client()
    client.force_login(compte)
    nom = settings.SESSION_COOKIE_NAME
    adresse = page.evaluate("location.origin") if page.url.startswith("http") else None
    page.context.add_cookies(
        [{"name": nom, "value": client.cookies[nom].value, "url": adresse or _racine(page)}]
    )


def se_connecter_par_la_page(page: Page, courriel: str, mot_de_passe: str) -> None:
    """Se connecte comme une personne : courriel, mot de passe, bouton."""
    page.goto("/connexion/")
    page.get_by_label("Votre courriel").fill(courriel)
    page.get_by_label("Votre mot de passe").fill(mot_de_passe)
    page.get_by_role("button", name="Se connecter").click()


def _racine(page: Page) -> str:
    """L'origine du serveur, que le contexte tient de `page_a`."""
    reponse = page.goto("/sante")
    assert reponse is not None
    return reponse.url.removesuffix("/sante")


def verifier_axe(page: Page) -> None:
    """Aucune violation d'accessibilité sur la page telle qu'elle est affichée."""
    resultat = Axe().run(page, options={"runOnly": {"type": "tag", "values": REGLES}})
    violations = [
        f"{v['id']} ({v['impact']}) : {v['help']}\n    "
        + "\n    ".join(noeud["html"][:160] for noeud in v["nodes"][:5])
        for v in resultat.response["violations"]
    ]
    assert not violations, f"{page.url}\n" + "\n".join(violations)


def verifier_largeur(page: Page) -> None:
    """La page tient dans la largeur de l'écran : rien ne se fait défiler de côté."""
    depassement = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert depassement <= 0, f"{page.url} déborde de {depassement} px"


def verifier_page(page: Page) -> None:
    """Un seul titre principal, aucun débordement, aucune violation d'axe."""
    expect(page.locator("h1")).to_have_count(1)
    verifier_largeur(page)
    verifier_axe(page)
