"""Combien semer, et de quoi entrer ensuite."""

from collections.abc import Iterator
from dataclasses import dataclass

from conventions.models import Convention


@dataclass(frozen=True)
class Echelle:
    """Combien de chaque chose ; par défaut, la France."""

    communes: int = 35_000
    conventions: int = 1_200
    structures: int = 60_000
    chiffres: int = 500_000

    def manques(self) -> Iterator[str]:
        """Ce qui empêche de semer à cette échelle, en phrases."""
        if not 1 <= self.conventions <= self.communes:
            yield "Il faut une convention au moins, et une commune au moins par convention."
        if self.communes > 99_999:
            yield "Un code Insee compte cinq chiffres : 99 999 communes au plus."
        if min(self.structures, self.chiffres) < 0:
            yield "Un nombre ne peut pas être négatif."


@dataclass(frozen=True)
class Acces:
    """Le compte semé, son mot de passe, sa convention et ce qu'elle compte de structures."""

    courriel: str
    mot_de_passe: str
    convention: Convention
    structures: int
