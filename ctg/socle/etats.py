"""Les changements d'état : un verbe, le long d'une table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class ActionImpossible(Exception):
    """Une commande refuse d'agir ; ses phrases disent pourquoi, en français, à la personne."""

    def __init__(self, *manques: str) -> None:
        super().__init__(" ".join(manques))
        self.manques = list(manques)


class TransitionInterdite(ActionImpossible):
    """L'état présent ne permet pas ce verbe."""


@dataclass(frozen=True)
class Transition:
    """Un verbe, les états d'où il part et celui où il mène."""

    depuis: frozenset[str]
    vers: str

    def __init__(self, depuis: Iterable[str], vers: str) -> None:
        object.__setattr__(self, "depuis", frozenset(depuis))
        object.__setattr__(self, "vers", vers)


def etat_suivant(transitions: Mapping[str, Transition], verbe: str, etat: str, libelle: str) -> str:
    """L'état où `verbe` mène depuis `etat` ; lève `TransitionInterdite` si la table s'y oppose.

    `libelle` est l'état présent en français, pour la phrase.
    """
    transition = transitions[verbe]
    if etat not in transition.depuis:
        raise TransitionInterdite(f"Ce geste n'est plus possible : l'état est « {libelle} ».")
    return transition.vers
