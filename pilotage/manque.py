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
