"""Ce qui se pilote : les instances et leurs réunions, les relevés, les évaluations."""

from pilotage.models.annees import AnneeVerrouillee
from pilotage.models.appreciations import Appreciation, Conclusion, Verdict
from pilotage.models.demandes import DemandeDeFiche
from pilotage.models.diagnostic import Besoin, ChiffreDuDiagnostic
from pilotage.models.enquetes import Enquete, QuestionDEnquete, ReponseDEnquete
from pilotage.models.evaluations import Evaluation, peut_lire_les_evaluations
from pilotage.models.instances import Decision, Instance, MembreInstance, Presence, Reunion
from pilotage.models.recits import SECTIONS_DE_FICHE, Recit, SectionDeRecit
from pilotage.models.referentiel import Critere, Hypothese, QuestionEvaluative, Thematique
from pilotage.models.releves import Releve

__all__ = [
    "SECTIONS_DE_FICHE",
    "AnneeVerrouillee",
    "Appreciation",
    "Besoin",
    "ChiffreDuDiagnostic",
    "Conclusion",
    "Critere",
    "Decision",
    "DemandeDeFiche",
    "Enquete",
    "Evaluation",
    "Hypothese",
    "Instance",
    "MembreInstance",
    "Presence",
    "QuestionDEnquete",
    "QuestionEvaluative",
    "Recit",
    "Releve",
    "ReponseDEnquete",
    "Reunion",
    "SectionDeRecit",
    "Thematique",
    "Verdict",
    "peut_lire_les_evaluations",
]
