"""Qui s'engage, pour quoi, quand, avec quels droits."""

from conventions.models.comptes import Habilitation, Utilisateur
from conventions.models.contrat import Avenant, Convention, Signataire, Signature
from conventions.models.partenaires import Mandat, Partenaire, Personne
from conventions.models.territoire import Commune, Zone
from conventions.models.texte import Anomalie, Article, Document

__all__ = [
    "Anomalie",
    "Article",
    "Avenant",
    "Commune",
    "Convention",
    "Document",
    "Habilitation",
    "Mandat",
    "Partenaire",
    "Personne",
    "Signataire",
    "Signature",
    "Utilisateur",
    "Zone",
]
