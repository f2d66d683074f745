"""Ce qu'est un manque : une phrase, ce qui le demande, où le compléter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Manque:
    """Ce qui manque : une phrase, le passage qui le demande, la liste quand elle aide.

    `adresse` et `geste` : la page où le compléter ; vides si le portail n'y peut rien.
    """

    phrase: str
    source: str
    details: tuple[str, ...] = ()
    adresse: str = ""
    geste: str = ""

    @property
    def avec_sa_source(self) -> str:
        """« 1 action n'a pas de pilote (annexe 4). »"""
        return f"{self.phrase.rstrip('.')} ({self.source})." if self.source else self.phrase
