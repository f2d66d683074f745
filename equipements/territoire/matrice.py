"""Communes × types : ce qui s'y trouve, ce que la commune soutient, ce qui la dessert."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from conventions.models import Commune
from equipements.models import TypeEquipement
from equipements.territoire.lecture import Territoire, desserte


@dataclass(frozen=True)
class Case:
    """Ce qu'un type de structure est pour une commune : quatre comptes, quatre choses différentes.

    `sur_place` : se trouvent dans la commune ; `soutenues` : la commune les soutient, où qu'elles
    soient ; `desservies` : elles disent la desservir, et se trouvent ailleurs ; `dites` : elles ne
    le disent pas, la commune si.
    """

    type: TypeEquipement
    sur_place: int
    soutenues: int
    desservies: int
    dites: int = 0

    @property
    def est_vide(self) -> bool:
        """Vrai si le registre ne dit rien de ce type pour cette commune."""
        return not (self.sur_place or self.soutenues or self.desservies or self.dites)


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
    """La matrice du territoire ; `retenues` : les seules communes montrées (clés).

    Une requête : ce que les communes disent.
    """
    types = territoire.types
    lignes = [
        LigneDeMatrice(commune, [_case(territoire, commune, t) for t in types])
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


def _case(territoire: Territoire, commune: Commune, type_: TypeEquipement) -> Case:
    structures = territoire.de_type(type_)
    return Case(
        type_,
        sur_place=sum(s.commune_id == commune.pk for s in structures),
        soutenues=len(soutenues_par(commune, structures)),
        desservies=sum(s.commune_id != commune.pk for s in desserte(structures, commune)),
        dites=sum(s.type == type_ for s in territoire.dites_desservir(commune)),
    )
