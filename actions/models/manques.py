"""Ce qui manque à une fiche : une phrase, et le champ où y remédier."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Manque:
    """`phrase` le dit ; `ou` est le nom, dans le modèle, du champ à renseigner.

    Le modèle ne connaît pas d'adresse : la page mène à ce champ qui y a droit.
    """

    phrase: str
    ou: str
