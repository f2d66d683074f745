"""Les relevés en nombre : ceux qui comptent, ceux qui attendent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from conventions.droits import Droit
from conventions.perimetre import QuerySetDeConvention

if TYPE_CHECKING:
    from pilotage.models.releves import Releve  # noqa: F401 – nommé dans la base générique


class QuerySetDeReleves(QuerySetDeConvention["Releve"]):
    """Les relevés, par leur indicateur."""

    chemin = "indicateur__fiche__convention"
    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def attendus(self) -> Self:
        """Ceux d'un indicateur qui doit une valeur : « à définir » n'en doit pas."""
        return self.filter(indicateur__est_a_definir=False)

    def dits(self) -> Self:
        """Ceux qui comptent : soumis ou acceptés ; un brouillon n'est pas une réponse."""
        return self.filter(etat__in=self.model.DITS)

    def soumis(self) -> Self:
        """Ceux que la coordination doit relire."""
        return self.filter(etat=self.model.Etat.SOUMIS)

    def pour_lecture(self) -> Self:
        """Avec ce qu'il faut pour les écrire en clair, l'indicateur mis à part."""
        return self.select_related("niveau_propre", "commune", "piece")
