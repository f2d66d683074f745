"""Ce qui se pilote : les instances et leurs réunions, les relevés, les évaluations."""

from pilotage.models.demandes import DemandeDeFiche
from pilotage.models.evaluations import Evaluation, peut_lire_les_evaluations
from pilotage.models.instances import Decision, Instance, MembreInstance, Presence, Reunion
from pilotage.models.recits import SECTIONS_DE_FICHE, Recit, SectionDeRecit
from pilotage.models.releves import Releve

__all__ = [
    "SECTIONS_DE_FICHE",
    "Decision",
    "DemandeDeFiche",
    "Evaluation",
    "Instance",
    "MembreInstance",
    "Presence",
    "Recit",
    "Releve",
    "Reunion",
    "SectionDeRecit",
    "peut_lire_les_evaluations",
]
