"""Une personne devant le portail : elle ouvre, lit, clique, remplit, envoie."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.parcours import formulaires
from tests.parcours.page import Noeud, corps, lire


@dataclass(frozen=True)
class Ligne:
    """Une chose attendue, à l'accueil : sa phrase, son détail, et où elle mène."""

    titre: str
    texte: str
    geste: str
    adresse: str
    est_pressante: bool


class Visiteur:
    """Un navigateur connecté, et la page qu'il a sous les yeux."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.page: Any = None

    # --- Aller ---------------------------------------------------------------------------

    def ouvrir(self, adresse: str, *cles: Any, attendu: int = 200) -> "Visiteur":
        """Ouvre une page : une adresse écrite, ou le nom d'une page et ses clés."""
        ecrite = adresse if adresse.startswith("/") else reverse(adresse, args=cles)
        self.page = self._client.get(ecrite, follow=True)
        assert self.page.status_code == attendu, f"{ecrite} : {self.page.status_code}"
        return self

    def statut(self, page: str, *cles: Any, **donnees: Any) -> int:
        """Le code que rend une page, ouverte, ou envoyée si des données l'accompagnent."""
        adresse = page if page.startswith("/") else reverse(page, args=cles)
        if donnees:
            return self._client.post(adresse, donnees).status_code
        return self._client.get(adresse).status_code

    def cliquer(self, texte: str) -> "Visiteur":
        """Suit le lien de la page qui porte ce texte."""
        adresses = {a.attributs["href"] for a in corps(self.page).tous("a") if a.texte == texte}
        assert len(adresses) == 1, f"{len(adresses)} liens « {texte} »"
        return self.ouvrir(self._complete(adresses.pop()))

    def cliquer_au_menu(self, entree: str) -> "Visiteur":
        """Suit une entrée du menu principal."""
        menu = lire(self.page).un("nav", classe="menu")
        (adresse,) = [a.attributs["href"] for a in menu.tous("a") if a.texte == entree]
        return self.ouvrir(adresse)

    def repondre(self, titre: str) -> "Visiteur":
        """De l'accueil, fait le geste d'une attente dont le titre commence ainsi."""
        return self.ouvrir(self.attente(titre).adresse)

    def envoyer(self, action: str = "", /, **champs: Any) -> "Visiteur":
        """Remplit le formulaire de la page, l'envoie, et regarde ce qui revient."""
        rempli = formulaires.formulaire(self.page, action)
        vers = self._complete(rempli.attributs.get("action", ""))
        donnees = formulaires.remplir(self.page, action, **champs)
        self.page = self._client.post(vers, donnees, follow=True)
        assert self.page.status_code == 200, f"{vers} : {self.page.status_code}"
        return self

    def _complete(self, adresse: str) -> str:
        return adresse.partition("#")[0] or str(self.page.request["PATH_INFO"])

    # --- Lire ----------------------------------------------------------------------------

    @property
    def adresse(self) -> str:
        """Où la personne se trouve."""
        return str(self.page.request["PATH_INFO"])

    @property
    def est_redirige(self) -> bool:
        """Vrai si l'envoi a abouti : la page n'est plus celle du formulaire."""
        return bool(self.page.redirect_chain)

    def lit(self, *phrases: str) -> "Visiteur":
        """Échoue si une de ces phrases n'est pas dans la page."""
        texte = corps(self.page).texte
        absentes = [phrase for phrase in phrases if phrase not in texte]
        assert not absentes, f"{absentes} : absent de « {texte} »"
        return self

    def ne_lit_pas(self, *phrases: str) -> "Visiteur":
        """Échoue si une de ces phrases est dans la page, ou dans son code."""
        page = self.page.content.decode()
        presentes = [phrase for phrase in phrases if phrase in page]
        assert not presentes, f"{presentes} : présent dans {self.adresse}"
        return self

    def valeur(self, nom: str) -> str:
        """Ce qu'un champ du formulaire porte."""
        return formulaires.valeur(self.page, nom)

    def erreur(self, nom: str) -> str:
        """La phrase à côté d'un champ."""
        return formulaires.erreur(self.page, nom)

    def attentes(self, slug: str = "") -> list[Ligne]:
        """Ce que l'accueil attend de la personne, dans l'ordre."""
        self.ouvrir(reverse("accueil") + (f"?convention={slug}" if slug else ""))
        (section,) = corps(self.page).tous("section", **{"aria-labelledby": "attendu"})
        # Une ligne qui en réunit plusieurs les porte dans une liste à elle.
        seules = [li for li in section.tous("li") if not li.tous("ul", classe="attentes__choses")]
        return [_attente(li) for li in seules]

    def attente(self, titre: str) -> Ligne:
        """La seule attente dont le titre commence ainsi."""
        lignes = self.attentes()
        trouvees = [ligne for ligne in lignes if ligne.titre.startswith(titre)]
        assert len(trouvees) == 1, f"« {titre} » parmi {[ligne.titre for ligne in lignes]}"
        return trouvees[0]

    def n_attend_plus(self, debut: str) -> "Visiteur":
        """Échoue si une attente, à l'accueil, commence encore ainsi."""
        restantes = [a.titre for a in self.attentes() if a.titre.startswith(debut)]
        assert not restantes, restantes
        return self

    def nouvelles(self) -> list[str]:
        """Ce que l'accueil dit avoir changé, du plus récent au plus ancien."""
        self.ouvrir("accueil")
        (section,) = corps(self.page).tous("section", **{"aria-labelledby": "nouvelles"})
        return [li.texte for li in section.tous("li")]

    def historique(
        self, page: str, *cles: Any
    ) -> list[tuple[str, str, dict[str, tuple[str, str]]]]:
        """Une page d'historique, du plus ancien au plus récent : (auteur, objet, champs changés).

        Un champ changé : libellé → (valeur d'avant, d'après).
        """
        self.ouvrir(page, *cles)
        (liste,) = corps(self.page).tous("ol", classe="historique")
        return [_changement(li) for li in liste.tous("li")][::-1]


def _attente(li: Noeud) -> Ligne:
    titre = li.un("p", classe="attentes__titre")
    lien = li.un("a", classe="bouton")
    return Ligne(
        titre=" ".join(" ".join(e for e in titre.contenu if isinstance(e, str)).split()),
        texte=li.texte,
        geste=next(e for e in lien.contenu if isinstance(e, str)).strip(),
        adresse=lien.attributs["href"],
        est_pressante="attentes__pressante" in li.attributs.get("class", ""),
    )


def _changement(li: Noeud) -> tuple[str, str, dict[str, tuple[str, str]]]:
    champs = {}
    for ligne in li.tous("dl")[0].tous("div") if li.tous("dl") else []:
        avant = [n.texte for n in ligne.tous("del")] or [""]
        (apres,) = [n.texte for n in ligne.tous(classe="apres")]
        champs[ligne.un("dt").texte] = (avant[0], apres)
    objet = [
        p.texte for p in li.tous("p") if "historique__tete" not in p.attributs.get("class", "")
    ]
    return li.un("strong").texte, objet[0], champs
