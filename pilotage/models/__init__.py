"""Ce qui se pilote : les instances et leurs réunions, les relevés, les évaluations."""

from pilotage.models.annees import AnneeVerrouillee
from pilotage.models.appreciations import Appreciation, Conclusion, Verdict
from pilotage.models.approbations import Approbation, personnes_qui_siegent
from pilotage.models.commentaires import CommentaireDEvaluation, SectionDeLecture
from pilotage.models.cycle import Blocage, EvaluationFigee, a_la_seance
from pilotage.models.demandes import DemandeDeFiche
from pilotage.models.diagnostic import Besoin, ChiffreDuDiagnostic
from pilotage.models.enquetes import Enquete, QuestionDEnquete, ReponseDEnquete
from pilotage.models.evaluations import Evaluation, peut_lire_les_evaluations
from pilotage.models.instances import Decision, Instance, MembreInstance, Presence, Reunion
from pilotage.models.lectures import LectureDemandee
from pilotage.models.recits import SECTIONS_DE_FICHE, Recit, SectionDeRecit
from pilotage.models.referentiel import Critere, Hypothese, QuestionEvaluative, Thematique
from pilotage.models.releves import Releve
from pilotage.models.versions_figees import VersionFigee, empreinte

__all__ = [
    "SECTIONS_DE_FICHE",
    "AnneeVerrouillee",
    "Appreciation",
    "Approbation",
    "Besoin",
    "Blocage",
    "ChiffreDuDiagnostic",
    "CommentaireDEvaluation",
    "Conclusion",
    "Critere",
    "Decision",
    "DemandeDeFiche",
    "Enquete",
    "Evaluation",
    "EvaluationFigee",
    "Hypothese",
    "Instance",
    "LectureDemandee",
    "MembreInstance",
    "Presence",
    "QuestionDEnquete",
    "QuestionEvaluative",
    "Recit",
    "Releve",
    "ReponseDEnquete",
    "Reunion",
    "SectionDeLecture",
    "SectionDeRecit",
    "Thematique",
    "Verdict",
    "VersionFigee",
    "a_la_seance",
    "empreinte",
    "personnes_qui_siegent",
    "peut_lire_les_evaluations",
]
