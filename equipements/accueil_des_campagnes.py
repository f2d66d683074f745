"""Ce que la campagne du registre dit à l'accueil : ce qu'on demande, et les réponses à lire."""

import datetime

from conventions.demandes import demandes_en_attente, reponses_a_lire
from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from equipements.models import DemandeDeRegistre, QuestionConfiee


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Confirmer ses structures, donner des chiffres, lire les réponses. Quatre requêtes au plus."""
    if not convention.est_ouverte:
        return []
    validant = roles_ayant(Droit.VALIDER, Portee.CONVENTION)
    valide = Habilitation.objects.filter(
        utilisateur=utilisateur, convention=convention, role__in=validant
    ).exists()
    return [
        *demandes_en_attente(DemandeDeRegistre, utilisateur.personne, convention, le),
        *demandes_en_attente(QuestionConfiee, utilisateur.personne, convention, le),
        *(reponses_a_lire(DemandeDeRegistre, convention) if valide else []),
    ]


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Rien de plus que ce que les structures disent déjà."""
    return []
