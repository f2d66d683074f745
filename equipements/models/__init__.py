"""Le registre : les lignes signées de l'annexe 2 d'un côté, les structures vivantes de l'autre."""

from conventions.models.annees import AnneeClose, annees_commencees
from equipements.models.annexe2 import LigneAnnexe2
from equipements.models.annuel import (
    AnneeFermee,
    ReponseAnnuelle,
    exiger_annee_ouverte,
)
from equipements.models.chiffres import (
    BONUS,
    DEFINITIONS,
    PAR_CODE,
    RESERVES,
    ChiffreAnnuel,
    DefinitionDeChiffre,
    Source,
    definitions_de,
)
from equipements.models.corrections import Correction
from equipements.models.demandes import (
    DemandeDeRegistre,
    ReponseDeStructure,
    agents_de,
)
from equipements.models.doublons import ExplicationDInscription, PasUnDoublon
from equipements.models.ensembles import QuerySetDEquipements
from equipements.models.gestes import Geste
from equipements.models.listes import (
    JOURS,
    LIGNES,
    TOUTE_L_ANNEE,
    Contact,
    LigneDeStructure,
    Ouverture,
    Places,
    Titre,
    jours_en_mots,
)
from equipements.models.prix import (
    GrilleDePrix,
    Prix,
    Unite,
    annee_scolaire,
    annee_scolaire_en_mots,
    fautes_des_tranches,
    service_en_mots,
)
from equipements.models.questions import QuestionConfiee
from equipements.models.soutiens import (
    MontantDeSoutien,
    PlancherDuBonus,
    QuerySetDeSoutiens,
    Soutien,
)
from equipements.models.structures import Equipement
from equipements.models.types import (
    NOMS_LONGS,
    PLURIELS,
    TYPES_AVEC_CAPACITE,
    TYPES_ITINERANTS,
    Periode,
    SousType,
    TypeEquipement,
)

__all__ = [
    "BONUS",
    "DEFINITIONS",
    "JOURS",
    "LIGNES",
    "NOMS_LONGS",
    "PAR_CODE",
    "PLURIELS",
    "RESERVES",
    "TOUTE_L_ANNEE",
    "TYPES_AVEC_CAPACITE",
    "TYPES_ITINERANTS",
    "AnneeClose",
    "AnneeFermee",
    "ChiffreAnnuel",
    "Contact",
    "Correction",
    "DefinitionDeChiffre",
    "DemandeDeRegistre",
    "Equipement",
    "ExplicationDInscription",
    "Geste",
    "GrilleDePrix",
    "LigneAnnexe2",
    "LigneDeStructure",
    "MontantDeSoutien",
    "Ouverture",
    "PasUnDoublon",
    "Periode",
    "Places",
    "PlancherDuBonus",
    "Prix",
    "QuerySetDEquipements",
    "QuerySetDeSoutiens",
    "QuestionConfiee",
    "ReponseAnnuelle",
    "ReponseDeStructure",
    "Source",
    "SousType",
    "Soutien",
    "Titre",
    "TypeEquipement",
    "Unite",
    "agents_de",
    "annee_scolaire",
    "annee_scolaire_en_mots",
    "annees_commencees",
    "definitions_de",
    "exiger_annee_ouverte",
    "fautes_des_tranches",
    "jours_en_mots",
    "service_en_mots",
]
