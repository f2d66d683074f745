"""La liste du registre : ce que les filtres retiennent, et ce que la page en dit."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.functional import cached_property

from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from equipements.forms.filtres import FiltresForm
from equipements.models import PLURIELS, Equipement, QuerySetDEquipements, TypeEquipement


@dataclass(frozen=True)
class CompteDeType:
    """Un type, et combien de structures de la liste en sont."""

    type: TypeEquipement
    nombre: int

    @property
    def mot(self) -> str:
        """Le type, au pluriel s'il y en a plusieurs ; un sigle ne varie pas."""
        pluriel = PLURIELS.get(self.type) if self.nombre > 1 else None
        return pluriel or str(self.type.label)


def structures_filtrees(
    convention: Convention,
    utilisateur: Utilisateur,
    filtres: Mapping[str, str],
) -> QuerySetDEquipements:
    """Les structures du registre que la personne peut lire et que les filtres retiennent."""
    lisibles = (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .avec_droit(utilisateur, Droit.LIRE)
    )
    return retenir(lisibles, convention, utilisateur, filtres).pour_liste()


def retenir(
    structures: QuerySetDEquipements,
    convention: Convention,
    utilisateur: Utilisateur | None,
    filtres: Mapping[str, str],
) -> QuerySetDEquipements:
    """Celles que les filtres retiennent ; « mes structures » demande un `utilisateur`."""
    directs = {"type": "type", "commune": "commune__code_insee", "statut": "statut"}
    for filtre, champ in directs.items():
        if filtre in filtres:
            structures = structures.filter(**{champ: filtres[filtre]})
    if "soutien" in filtres:
        structures = structures.soutenus_par(filtres["soutien"])
    if filtres.get("etat") == FiltresForm.CORRECTION:
        structures = structures.a_trancher()
    elif "etat" in filtres:
        structures = structures.filter(etat_saisie=filtres["etat"])
    if "q" in filtres:
        structures = structures.chercher(filtres["q"])
    if "miennes" in filtres and utilisateur is not None:
        structures = structures.de_l_organisme_de(utilisateur, convention)
    return structures


def comptes_par_type(structures: QuerySetDEquipements) -> list[CompteDeType]:
    """Combien de chaque type, dans l'ordre des types, sans les absents ; une requête."""
    par_type = structures.prefetch_related(None).order_by().values("type")
    comptes = dict(par_type.annotate(nombre=Count("pk")).values_list("type", "nombre"))
    return [CompteDeType(t, comptes[t]) for t in TypeEquipement if t in comptes]


class PagesDuRegistre(Paginator):  # type: ignore[type-arg] # ne s'indice pas à l'exécution
    """Les pages d'une liste déjà comptée : seules les structures de la page se lisent."""

    def __init__(self, structures: QuerySetDEquipements, par_page: int, total: int) -> None:
        super().__init__(structures, par_page)
        self.total = total

    @cached_property
    def count(self) -> int:
        """Combien de structures en tout."""
        return self.total
