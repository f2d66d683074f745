"""Ce qu'une page servie doit tenir : sa langue, son titre, rien d'ailleurs ni de caché."""

from collections import Counter
from html.parser import HTMLParser

_RESSOURCES = {("link", "href"), ("script", "src"), ("img", "src"), ("source", "srcset")}
_RESSOURCES |= {("form", "action"), ("iframe", "src"), ("use", "href")}


class _Lecteur(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.balises: Counter[str] = Counter()
        self.identifiants: Counter[str] = Counter()
        self.langue = self.titre = ""
        self.fautes: list[str] = []
        self._dans_le_titre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises[tag] += 1
        valeurs = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "html":
            self.langue = valeurs.get("lang", "")
        self._dans_le_titre = tag == "title" and self.balises["title"] == 1
        if "id" in valeurs:
            self.identifiants[valeurs["id"]] += 1
        if tag == "style" or (tag == "script" and "src" not in valeurs):
            self.fautes.append(f"<{tag}> dans le texte")
        for nom, valeur in valeurs.items():
            if nom == "style" or nom.startswith("on"):
                self.fautes.append(f"attribut {nom} sur <{tag}>")
            if (tag, nom) in _RESSOURCES and "//" in valeur.split("?")[0]:
                self.fautes.append(f"ressource d'ailleurs : {valeur}")

    def handle_endtag(self, tag: str) -> None:
        self._dans_le_titre = False

    def handle_data(self, data: str) -> None:
        if self._dans_le_titre:
            self.titre += data


def fautes_de_la_page(html: str) -> list[str]:
    """Ce que la page ne tient pas, en phrases ; vide si elle est bonne."""
    lecteur = _Lecteur()
    lecteur.feed(html)
    fautes = lecteur.fautes
    if lecteur.langue != "fr":
        fautes.append("la page n'est pas déclarée en français")
    if lecteur.balises["h1"] != 1:
        fautes.append(f"{lecteur.balises['h1']} titres h1")
    if not lecteur.titre.replace("– Portail CTG", "").strip():
        fautes.append("pas de <title>")
    doubles = [nom for nom, fois in lecteur.identifiants.items() if fois > 1]
    if doubles:
        fautes.append(f"identifiants en double : {doubles}")
    return fautes
