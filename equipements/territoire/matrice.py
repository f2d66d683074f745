"""Communes × types : ce qui s'y trouve, ce que la commune soutient, ce qui la dessert."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from conventions.models import Commune
from equipements.models import TypeEquipement
from equipements.territoire.lecture import Territoire, desserte


@dataclass(frozen=True)
class Case:
    """Ce qu'un type de structure est pour une commune : trois comptes, trois choses différentes.

    `sur_place` : se trouvent dans la commune ; `soutenues` : la commune les soutient, où qu'elles
    soient ; `desservies` : elles disent la desservir, et se trouvent ailleurs.
    """

    type: TypeEquipement
    sur_place: int
    soutenues: int
    desservies: int

    @property
    def est_vide(self) -> bool:
        """Vrai si le registre ne dit rien de ce type pour cette commune."""
        return not (self.sur_place or self.soutenues or self.desservies)


@dataclass(frozen=True)
class LigneDeMatrice:
    """Une commune, et une case par type de la matrice."""

    commune: Commune
    cases: Sequence[Case]

    @property
    def est_vide(self) -> bool:
        """Vrai si aucune case ne dit rien."""
        return all(case.est_vide for case in self.cases)


@dataclass(frozen=True)
class Matrice:
    """Les communes retenues, dans l'ordre alphabétique, et les types présents au registre."""

    types: Sequence[TypeEquipement]
    lignes: Sequence[LigneDeMatrice]


def matrice(territoire: Territoire, retenues: Collection[int] | None = None) -> Matrice:
    """La matrice du territoire ; `retenues` : les seules communes montrées (clés). Sans requête."""
    types = territoire.types
    lignes = [
        LigneDeMatrice(commune, [_case(commune, territoire.de_type(t), t) for t in types])
        for commune in territoire.communes
        if retenues is None or commune.pk in retenues
    ]
    return Matrice(types, lignes)


def soutenues_par(commune: Commune, structures: Sequence[Any]) -> list[Any]:
    """Celles que la commune soutient aujourd'hui ; sans requête."""
    return [
        structure
        for structure in structures
        if any(s.partenaire.commune_id == commune.pk for s in structure.soutiens_actuels)
    ]


def _case(commune: Commune, structures: Sequence[Any], type_: TypeEquipement) -> Case:
    return Case(
        type_,
        sur_place=sum(s.commune_id == commune.pk for s in structures),
        soutenues=len(soutenues_par(commune, structures)),
        desservies=sum(s.commune_id != commune.pk for s in desserte(structures, commune)),
    )
