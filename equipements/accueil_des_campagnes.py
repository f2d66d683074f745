"""Ce que la campagne du registre dit à l'accueil : ce qu'on demande, et les réponses à lire."""

import datetime
from collections import Counter
from collections.abc import Sequence

from django.urls import reverse

from conventions.demandes import attente_de, demandes_en_attente, reponses_a_lire
from conventions.models import Convention, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.templatetags.portail import accorde
from equipements.models import DemandeDeRegistre, QuestionConfiee


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Confirmer ses structures, donner des chiffres, lire, laisser partir. Trois requêtes."""
    if not convention.est_ouverte:
        return []
    questions = list(QuestionConfiee.objects.de_l_accueil(utilisateur, convention))
    return [
        *demandes_en_attente(DemandeDeRegistre, utilisateur.personne, convention, le),
        *(attente_de(question, le) for question in questions if not question.est_a_confirmer),
        *reponses_a_lire(DemandeDeRegistre, convention, utilisateur),
        *_adresses_a_confirmer([q for q in questions if q.est_a_confirmer], convention),
    ]


def _adresses_a_confirmer(
    questions: Sequence[QuestionConfiee], convention: Convention
) -> list[Attente]:
    """Pour qui valide : les questions passées à une adresse que le portail ne connaît pas."""
    return [
        Attente(
            titre=accorde(nombre, "adresse à confirmer,adresses à confirmer"),
            adresse=reverse("registre_suivi", args=[convention.slug, campagne.pk]),
            geste="Les confirmer",
            detail="Des questions y sont passées : rien ne part avant vous.",
        )
        for campagne, nombre in Counter(question.campagne for question in questions).items()
    ]


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Rien de plus que ce que les structures disent déjà."""
    return []
