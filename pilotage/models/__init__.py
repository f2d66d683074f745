"""Ce qui se pilote : les instances et leurs réunions, les relevés, les évaluations."""

from pilotage.models.annees import AnneeVerrouillee
from pilotage.models.demandes import DemandeDeFiche
from pilotage.models.evaluations import Evaluation, Recit, peut_lire_les_evaluations
from pilotage.models.instances import Decision, Instance, MembreInstance, Presence, Reunion
from pilotage.models.releves import Releve

__all__ = [
    "AnneeVerrouillee",
    "Decision",
    "DemandeDeFiche",
    "Evaluation",
    "Instance",
    "MembreInstance",
    "Presence",
    "Recit",
    "Releve",
    "Reunion",
    "peut_lire_les_evaluations",
]
