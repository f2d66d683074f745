"""Ce que la campagne du registre dit à l'accueil : ce qu'on demande, et les réponses à lire."""

import datetime

from conventions.demandes import demandes_en_attente, reponses_a_lire
from conventions.models import Convention, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from equipements.models import DemandeDeRegistre, QuestionConfiee


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Confirmer ses structures, donner des chiffres, lire les réponses. Trois requêtes."""
    if not convention.est_ouverte:
        return []
    return [
        *demandes_en_attente(DemandeDeRegistre, utilisateur.personne, convention, le),
        *demandes_en_attente(QuestionConfiee, utilisateur.personne, convention, le),
        *reponses_a_lire(DemandeDeRegistre, convention, utilisateur),
    ]


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Rien de plus que ce que les structures disent déjà."""
    return []
