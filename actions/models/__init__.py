"""Le plan d'actions : ce qui est signé d'un côté, sa vie de l'autre."""

from actions.models.axes import Axe
from actions.models.cibles import Cible, Niveau, NiveauCommun
from actions.models.commentaires import CommentaireDeFiche
from actions.models.documents import DocumentDeFiche, LienWeb
from actions.models.etapes import Etape
from actions.models.etiquettes import Etiquette
from actions.models.fiches import FicheAction
from actions.models.financements import Financement
from actions.models.indicateurs import Indicateur, Reference
from actions.models.journal import Note
from actions.models.liens import LienDeFiche
from actions.models.partenaires import PartenaireDeFiche
from actions.models.pilotes import PiloteDeFiche
from actions.models.propositions import PropositionDeModification
from actions.models.temps_forts import TempsFort

__all__ = [
    "Axe",
    "Cible",
    "CommentaireDeFiche",
    "DocumentDeFiche",
    "Etape",
    "Etiquette",
    "FicheAction",
    "Financement",
    "Indicateur",
    "LienDeFiche",
    "LienWeb",
    "Niveau",
    "NiveauCommun",
    "Note",
    "PartenaireDeFiche",
    "PiloteDeFiche",
    "PropositionDeModification",
    "Reference",
    "TempsFort",
]
