"""Le registre en chiffres : combien de structures, de quel type, dans quelles communes."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet

from conventions.models import Commune, Convention
from equipements.models import TYPES_AVEC_CAPACITE, Equipement, TypeEquipement
from equipements.recapitulatif import par_nom


@dataclass(frozen=True)
class Capacite:
    """Les places d'un type : leur somme, et sur combien de structures elle porte."""

    total: int
    connues: int
    inconnues: int


@dataclass(frozen=True)
class LigneCommune:
    """Les structures implantées dans une commune, par type, et les places des types qui en ont."""

    commune: Commune
    par_type: dict[TypeEquipement, int]
    total: int
    capacites: dict[TypeEquipement, Capacite] = field(default_factory=dict)


@dataclass(frozen=True)
class RegistreEnChiffres:
    """Les chiffres d'un registre ; l'ordre des types est celui de `TypeEquipement`.

    - `total` : nombre de structures ;
    - `par_type` : type → nombre de structures ; un type absent du registre n'y est pas ;
    - `communes` : les communes où se trouve au moins une structure, par ordre alphabétique, y
      compris hors du territoire ;
    - `sans_structure` : les communes signataires où il n'y en a aucune ;
    - `capacites` : pour les types qui se comptent en places, leur somme sur les seules
      structures qui l'ont renseignée.
    """

    total: int = 0
    par_type: dict[TypeEquipement, int] = field(default_factory=dict)
    communes: list[LigneCommune] = field(default_factory=list)
    sans_structure: list[Commune] = field(default_factory=list)
    capacites: dict[TypeEquipement, Capacite] = field(default_factory=dict)


def structures_comptees(convention: Convention) -> QuerySet[Equipement]:
    """Les structures dont la saisie est validée et qui ne sont pas fermées.

    Une fiche fusionnée dans une autre ne compte plus ; une fermeture temporaire ne retire pas une
    structure du territoire.
    """
    return (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .valides()
        .exclude(statut=Equipement.Statut.FERME)
    )


def registre_en_chiffres(convention: Convention) -> RegistreEnChiffres:
    """Les chiffres des structures que le registre compte, en deux requêtes."""
    structures = list(structures_comptees(convention).select_related("commune").order_by("pk"))
    territoire = list(Commune.objects.signataires_de(convention))
    situees = {structure.commune_id: structure.commune for structure in structures}
    return RegistreEnChiffres(
        total=len(structures),
        par_type=_par_type(structures),
        communes=[
            _ligne(commune, [s for s in structures if s.commune_id == commune.pk])
            for commune in par_nom(situees.values())
        ],
        sans_structure=par_nom(c for c in territoire if c.pk not in situees),
        capacites=_capacites(structures),
    )


def _par_type(structures: list[Equipement]) -> dict[TypeEquipement, int]:
    comptes = Counter(structure.type for structure in structures)
    return {type_: comptes[type_] for type_ in TypeEquipement if comptes[type_]}


def _ligne(commune: Commune, structures: list[Equipement]) -> LigneCommune:
    return LigneCommune(commune, _par_type(structures), len(structures), _capacites(structures))


def _capacites(structures: list[Equipement]) -> dict[TypeEquipement, Capacite]:
    return {
        type_: _capacite([s for s in structures if s.type == type_])
        for type_ in _par_type(structures)
        if type_ in TYPES_AVEC_CAPACITE
    }


def _capacite(structures: list[Equipement]) -> Capacite:
    connues = [s.capacite for s in structures if s.capacite is not None]
    return Capacite(sum(connues), len(connues), len(structures) - len(connues))
