"""Qui s'engage, pour quoi, quand, avec quels droits."""

from conventions.models.campagnes import Campagne
from conventions.models.comptes import Habilitation, Utilisateur
from conventions.models.contrat import Avenant, Convention, Signataire, Signature
from conventions.models.courriels import REFUSABLES, Envoi, Motif, RefusDeCourriel
from conventions.models.demandes import Demande, QuerySetDeDemandesDeCampagne
from conventions.models.liens import LienPersonnel
from conventions.models.logos import LogoDePartenaire
from conventions.models.partenaires import Mandat, Partenaire, Personne
from conventions.models.territoire import Commune, Zone
from conventions.models.texte import Anomalie, Article, Document

__all__ = [
    "REFUSABLES",
    "Anomalie",
    "Article",
    "Avenant",
    "Campagne",
    "Commune",
    "Convention",
    "Demande",
    "Document",
    "Envoi",
    "Habilitation",
    "LienPersonnel",
    "LogoDePartenaire",
    "Mandat",
    "Motif",
    "Partenaire",
    "Personne",
    "QuerySetDeDemandesDeCampagne",
    "RefusDeCourriel",
    "Signataire",
    "Signature",
    "Utilisateur",
    "Zone",
]
