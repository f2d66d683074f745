"""Une page servie, lue comme un arbre : de quoi y retrouver un lien, un champ, une phrase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# Les balises que HTML n'oblige pas à fermer, parce qu'elles n'ont pas de contenu.
_VIDES = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_MUETS = {"head", "script", "style", "svg"}


@dataclass
class Noeud:
    """Une balise, ses attributs, et ce qu'elle contient."""

    balise: str
    attributs: dict[str, str] = field(default_factory=dict)
    contenu: list[Noeud | str] = field(default_factory=list)

    def descendants(self) -> Iterator[Noeud]:
        """Tout ce qui est dedans, dans l'ordre de la page."""
        for enfant in self.contenu:
            if isinstance(enfant, Noeud):
                yield enfant
                yield from enfant.descendants()

    def tous(self, *balises: str, classe: str = "", **attributs: str) -> list[Noeud]:
        """Les balises de ce nom, de cette classe et qui ont ces attributs."""
        return [
            n
            for n in self.descendants()
            if (not balises or n.balise in balises)
            and (not classe or classe in n.attributs.get("class", "").split())
            and all(n.attributs.get(nom) == valeur for nom, valeur in attributs.items())
        ]

    def un(self, *balises: str, classe: str = "", **attributs: str) -> Noeud:
        """La seule qui convienne ; échoue s'il n'y en a pas, ou s'il y en a plusieurs."""
        trouves = self.tous(*balises, classe=classe, **attributs)
        assert len(trouves) == 1, f"{len(trouves)} {balises} {classe} {attributs} dans la page"
        return trouves[0]

    @property
    def brut(self) -> str:
        """Le texte tel qu'écrit, blancs compris."""
        return "".join(e if isinstance(e, str) else e.brut for e in self.contenu)

    @property
    def texte(self) -> str:
        """Ce qu'une personne y lit, les blancs et les espaces insécables ramenés à un espace."""
        return " ".join(" ".join(self._mots()).replace(" ,", ",").replace(" .", ".").split())

    def _mots(self) -> Iterator[str]:
        for enfant in self.contenu:
            if isinstance(enfant, str):
                yield enfant
            elif enfant.balise not in _MUETS:
                yield from enfant._mots()


class _Lecteur(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.racine = Noeud("page")
        self._ouverts = [self.racine]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        noeud = Noeud(tag, {nom: valeur or "" for nom, valeur in attrs})
        self._ouverts[-1].contenu.append(noeud)
        if tag not in _VIDES:
            self._ouverts.append(noeud)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VIDES:
            return
        while len(self._ouverts) > 1 and self._ouverts.pop().balise != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self._ouverts[-1].contenu.append(data)


def lire(reponse: Any) -> Noeud:
    """La page d'une réponse."""
    lecteur = _Lecteur()
    lecteur.feed(reponse.content.decode())
    lecteur.close()
    return lecteur.racine


def corps(reponse: Any) -> Noeud:
    """Le contenu propre à la page : sans l'en-tête, le menu ni le pied."""
    return lire(reponse).un("main")
