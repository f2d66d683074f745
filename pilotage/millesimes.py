"""Ce qui désigne une évaluation dans une adresse : son année, ou la finale."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Millesime:
    """L'année d'une évaluation ; `est_finale` : celle du terme, et non celle de l'année."""

    annee: int
    est_finale: bool = False

    def __str__(self) -> str:
        return f"{self.annee}-finale" if self.est_finale else str(self.annee)

    @property
    def titre(self) -> str:
        """« Évaluation 2025 », « Évaluation finale »."""
        return "Évaluation finale" if self.est_finale else f"Évaluation {self.annee}"

    @property
    def filtre(self) -> dict[str, Any]:
        """De quoi la retrouver parmi les évaluations d'une convention."""
        return {"annee": self.annee, "est_finale": self.est_finale}


class ConvertisseurDeMillesime:
    """« 2025 » ou « 2026-finale » ; un nombre seul désigne l'évaluation de l'année."""

    regex = r"\d{4}(?:-finale)?"

    def to_python(self, ecrit: str) -> Millesime:
        """Le millésime écrit dans l'adresse."""
        return Millesime(int(ecrit[:4]), ecrit.endswith("-finale"))

    def to_url(self, valeur: Millesime | int | str) -> str:
        """Son écriture dans une adresse."""
        return str(valeur)
