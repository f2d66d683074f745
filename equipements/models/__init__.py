"""Le registre : les lignes signées de l'annexe 2 d'un côté, les structures vivantes de l'autre."""

from equipements.models.annexe2 import LigneAnnexe2
from equipements.models.chiffres import ChiffresAnnuels
from equipements.models.corrections import Correction
from equipements.models.ensembles import QuerySetDEquipements
from equipements.models.soutiens import MontantDeSoutien, QuerySetDeSoutiens, Soutien
from equipements.models.structures import Equipement, Geste
from equipements.models.types import (
    NOMS_LONGS,
    PLURIELS,
    TYPES_AVEC_CAPACITE,
    TYPES_ITINERANTS,
    SousType,
    TypeEquipement,
)

__all__ = [
    "NOMS_LONGS",
    "PLURIELS",
    "TYPES_AVEC_CAPACITE",
    "TYPES_ITINERANTS",
    "ChiffresAnnuels",
    "Correction",
    "Equipement",
    "Geste",
    "LigneAnnexe2",
    "MontantDeSoutien",
    "QuerySetDEquipements",
    "QuerySetDeSoutiens",
    "SousType",
    "Soutien",
    "TypeEquipement",
]
