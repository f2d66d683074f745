"""Le registre lu une fois, commune par commune : toutes les figures partent de là."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from conventions.models import Commune, Convention
from equipements.models import Equipement, Soutien, TypeEquipement
from equipements.recapitulatif import par_nom
from equipements.registre import structures_comptees


@dataclass(frozen=True)
class Territoire:
    """Les communes signataires, et les structures que le registre compte.

    `structures` : validées, non fermées, chacune avec sa commune, ses communes desservies et ses
    soutiens actuels (`soutiens_actuels`), déjà chargés.
    """

    convention: Convention
    communes: list[Commune]
    structures: list[Equipement]

    def de_type(self, type_: str) -> list[Equipement]:
        """Les structures comptées de ce type ; toutes, sans type."""
        return [s for s in self.structures if not type_ or s.type == type_]

    def ouvertes(self, type_: str) -> list[Equipement]:
        """Celles de ce type qui accueillent : ni en projet, ni fermées pour un temps."""
        return [s for s in self.de_type(type_) if s.statut == Equipement.Statut.OUVERT]

    @property
    def types(self) -> list[TypeEquipement]:
        """Les types présents au registre, dans leur ordre."""
        presents = {structure.type for structure in self.structures}
        return [type_ for type_ in TypeEquipement if type_ in presents]


def lire_territoire(convention: Convention) -> Territoire:
    """Le territoire d'une convention, en quatre requêtes."""
    soutiens = Soutien.objects.actuels().select_related("partenaire")
    structures = (
        structures_comptees(convention)
        .select_related("commune")
        .prefetch_related(
            "communes_desservies",
            Prefetch("soutiens", queryset=soutiens, to_attr="soutiens_actuels"),
        )
        .order_by("nom", "pk")
    )
    communes = Commune.objects.signataires_de(convention)
    return Territoire(convention, par_nom(communes), list(structures))


def desserte(structures: Iterable[Equipement], commune: Commune) -> list[Equipement]:
    """Celles qui disent desservir cette commune ; sans requête."""
    return [s for s in structures if commune in s.communes_desservies.all()]
