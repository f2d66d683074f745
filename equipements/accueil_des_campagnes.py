"""Ce que la campagne du registre dit à l'accueil : ce qu'on demande, et les réponses à lire."""

import datetime

from django.urls import reverse

from conventions.demandes import demandes_en_attente, reponses_a_lire
from conventions.droits import Droit
from conventions.models import Campagne, Convention, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.templatetags.portail import accorde
from equipements.models import DemandeDeRegistre, QuestionConfiee


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Confirmer ses structures, donner des chiffres, lire, laisser partir. Quatre requêtes."""
    if not convention.est_ouverte:
        return []
    return [
        *demandes_en_attente(DemandeDeRegistre, utilisateur.personne, convention, le),
        *demandes_en_attente(QuestionConfiee, utilisateur.personne, convention, le),
        *reponses_a_lire(DemandeDeRegistre, convention, utilisateur),
        *_adresses_a_confirmer(convention, utilisateur),
    ]


def _adresses_a_confirmer(convention: Convention, utilisateur: Utilisateur) -> list[Attente]:
    """Pour qui valide : les questions passées à une adresse que le portail ne connaît pas."""
    comptes: dict[Campagne, int] = {}
    ouvertes = Campagne.objects.ouvertes().filter(convention=convention)
    questions = QuestionConfiee.objects.a_confirmer(ouvertes).select_related("campagne")
    for question in questions.avec_droit(utilisateur, Droit.VALIDER):
        comptes[question.campagne] = comptes.get(question.campagne, 0) + 1
    return [
        Attente(
            titre=accorde(nombre, "adresse à confirmer,adresses à confirmer"),
            adresse=reverse("registre_suivi", args=[convention.slug, campagne.pk]),
            geste="Les confirmer",
            detail="Des questions y sont passées : rien ne part avant vous.",
        )
        for campagne, nombre in comptes.items()
    ]


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Rien de plus que ce que les structures disent déjà."""
    return []
