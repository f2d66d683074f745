"""Une personne devant le portail : son navigateur, et ce que celui-ci trouve à redire."""

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from conventions.models import Utilisateur
from ctg.demonstration import MOT_DE_PASSE
from tests.memoire import Memoire, empreinte

TELEPHONE, BUREAU = 360, 1280
HAUTEUR = 800
# Ce que demandent les WCAG 2.2 AA, et les bonnes pratiques d'axe.
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visite:
    """Un navigateur à lui seul (ses cookies, sa page), surveillé de bout en bout.

    `ennuis` retient les erreurs de console (dont les violations de la politique de sécurité), les
    exceptions, les requêtes perdues, sorties de la machine ou refusées sans que `attendre` l'ait
    dit.
    """

    def __init__(self, chromium: Browser, serveur: str, *, largeur: int, javascript: bool) -> None:
        self._chromium = chromium
        self._copie: Page | None = None
        self.serveur = serveur
        self.largeur = largeur
        self.javascript = javascript
        self.ennuis: list[str] = []
        self.attendus: set[int] = set()
        self.contexte = chromium.new_context(
            viewport={"width": largeur, "height": HAUTEUR},
            java_script_enabled=javascript,
            locale="fr-FR",
            base_url=serveur,
        )
        self.contexte.set_default_timeout(10_000)
        self.page = self.contexte.new_page()
        self.page.on("console", self._lire_la_console)
        self.page.on("pageerror", lambda erreur: self._noter(f"exception : {erreur}"))
        self.page.on("requestfailed", self._perdre)
        self.page.on("request", self._partir)
        self.page.on("response", self._recevoir)

    def _noter(self, ennui: str) -> None:
        self.ennuis.append(f"{self.page.url} – {ennui}")

    def _lire_la_console(self, message: ConsoleMessage) -> None:
        # Un statut d'erreur se lit déjà dans la réponse.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._noter(f"console : {message.text}")

    def _perdre(self, requete: Request) -> None:
        # Quitter une page abandonne ce qu'elle demandait encore (son icône, souvent) : ce n'est
        # pas une perte. Un fichier absent répond 404, un fichier interdit parle à la console.
        if requete.failure == "net::ERR_ABORTED" and not requete.is_navigation_request():
            return
        self._noter(f"requête perdue : {requete.url} ({requete.failure})")

    def _partir(self, requete: Request) -> None:
        if not requete.url.startswith((self.serveur, "data:")):
            self._noter(f"requête hors du portail : {requete.url}")

    def _recevoir(self, reponse: Response) -> None:
        if reponse.status >= 400 and reponse.status not in self.attendus:
            self._noter(f"réponse {reponse.status} : {reponse.url}")

    def fermer(self) -> None:
        """Ferme le navigateur."""
        self.contexte.close()
        if self._copie is not None:
            self._copie.close()

    def attendre(self, *statuts: int) -> None:
        """Ces statuts d'erreur seront voulus, jusqu'au prochain appel."""
        self.attendus = set(statuts)

    def aller(self, adresse: str, *, attendu: int = 200) -> None:
        """Ouvre une adresse du portail, qui répond `attendu`."""
        self.attendre(attendu)
        reponse = self.page.goto(adresse)
        assert reponse is not None
        assert reponse.status == attendu, f"{adresse} : {reponse.status}"
        self.attendre()

    def connecter(self, courriel: str) -> None:
        """Se connecte par la page de connexion, sous un compte de la démonstration."""
        self.aller("/connexion/")
        self.page.get_by_label("Votre courriel").fill(courriel)
        self.page.get_by_label("Votre mot de passe").fill(MOT_DE_PASSE)
        self.suivre(self.page.get_by_role("button", name="Se connecter"))
        self.page.get_by_role("heading", level=1, name="Bonjour").wait_for()

    def entrer_comme(self, compte: Utilisateur) -> None:
        """Ouvre la session de ce compte, sans passer par la page de connexion."""
        client = Client()
        client.force_login(compte)
        nom = settings.SESSION_COOKIE_NAME
        self.contexte.add_cookies(
            [{"name": nom, "value": client.cookies[nom].value, "url": self.serveur}]
        )

    def suivre(self, cible: Locator) -> None:
        """Clique ce qui mène à une autre page, et l'attend tout entière.

        Un clic rend la main dès que la page suivante commence : axe la lirait à moitié faite.
        """
        with self.page.expect_navigation():
            cible.click()

    def titre(self) -> str:
        """Le titre de premier niveau."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def verifier(self) -> None:
        """La page, une fois là tout entière, est accessible et tient sur un téléphone."""
        self.page.wait_for_load_state()
        self._verifier()

    def verifier_une_fois(self, memoire: Memoire) -> None:
        """Comme `verifier`, une page qui vient de s'ouvrir ; un même document se juge une fois.

        Rien n'y est encore tapé ni survolé : le document et ses feuilles de style, que leur nom
        date, font seuls le verdict d'axe. La base qui l'a servi n'y peut rien.
        """
        self.page.wait_for_load_state()
        cle = empreinte(AXE_SCRIPT, *REGLES, document_de(self.page.content()))
        if memoire.lire(cle) is None:
            self._verifier()
            memoire.retenir(cle, b"")

    def _verifier(self) -> None:
        if self.javascript:
            verifier_axe(self.page)
        else:
            self._verifier_une_copie()
        self.page.set_viewport_size({"width": self.largeur, "height": HAUTEUR})

    def _verifier_une_copie(self) -> None:
        """Sans JavaScript, axe ne s'exécute pas : il lit la même page, ouverte avec."""
        if self._copie is None:
            self._copie = self._chromium.new_page()
        adresse, contenu = self.page.url, self.page.content()
        self._copie.route(
            adresse,
            lambda route: route.fulfill(body=contenu, content_type="text/html; charset=utf-8"),
        )
        self._copie.goto(adresse)
        self._copie.unroute(adresse)
        verifier_axe(self._copie)


_JETON = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
_NUMEROTES = re.compile(r' (?:href|action|formaction|id|for|name|value|aria-\w+by|list)="[^"]*"')
_NOMBRE = re.compile(r"\d+")


def document_de(html: str) -> str:
    """Le document sans son jeton, les clés de ses objets numérotées par ordre d'apparition.

    D'une base à l'autre, elles ne sont pas les mêmes ; deux clés différentes le restent.
    """
    vus: dict[str, str] = {}

    def renumeroter(attribut: re.Match[str]) -> str:
        return _NOMBRE.sub(lambda n: vus.setdefault(n[0], f"n{len(vus)}"), attribut[0])

    return _NUMEROTES.sub(renumeroter, _JETON.sub(r"\1", html))


def verifier_axe(page: Page) -> None:
    """Aucune violation pour axe, à 360 comme à 1280 pixels ; rien ne déborde à 360."""
    page.evaluate(AXE_SCRIPT)
    for largeur in (BUREAU, TELEPHONE):
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        resultats = page.evaluate(
            # Sans `preload`, qui relit les feuilles de style pour des règles d'essai.
            "regles => axe.run({resultTypes: ['violations'], runOnly: regles, preload: false})",
            REGLES,
        )
        violations = [_dire(violation) for violation in resultats["violations"]]
        assert not violations, f"{page.url} à {largeur} pixels :\n" + "\n".join(violations)
    occupee = page.evaluate("document.documentElement.scrollWidth")
    assert occupee <= TELEPHONE, f"{page.url} occupe {occupee} pixels sur un téléphone."


def _dire(violation: dict[str, Any]) -> str:
    ou = [" ".join(map(str, noeud["target"])) for noeud in violation["nodes"][:3]]
    return f"- {violation['id']} ({violation['impact']}), {violation['help']} : {ou}"
