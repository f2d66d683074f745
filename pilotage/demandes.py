"""Ce que les campagnes demandent à une personne, tel que sa page le lui dit."""

import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from conventions.models import Campagne, Convention, Personne
from ctg.socle.attentes import Attente
from ctg.socle.templatetags.portail import accorde
from pilotage.models import DemandeDeFiche


def demandes_a(
    personne: Personne, le: datetime.date, convention: Convention | None = None
) -> list[Attente]:
    """Ce qu'on demande à cette personne, et ce à quoi elle a répondu. Une requête.

    `convention` borne à une seule : un lien n'ouvre que la sienne.
    """
    demandes = (
        DemandeDeFiche.objects.adressees_a(personne)
        .exclude(etat__in=[DemandeDeFiche.Etat.A_ENVOYER, DemandeDeFiche.Etat.SANS_REPONSE])
        .exclude(campagne__ouverte_le=None)
        .pour_liste()
    )
    if convention is not None:
        demandes = demandes.filter(campagne__convention=convention)
    return [_attente(demande, le) for demande in demandes]


def demandes_en_attente(
    personne: Personne, convention: Convention, le: datetime.date
) -> list[Attente]:
    """Ce que cette personne n'a pas encore rendu, dans cette convention. Une requête."""
    demandes = (
        DemandeDeFiche.objects.adressees_a(personne)
        .en_attente()
        .filter(campagne__convention=convention, campagne__close_le=None)
        .pour_liste()
    )
    return [_attente(demande, le) for demande in demandes]


def reponses_a_lire(convention: Convention) -> list[Attente]:
    """Pour qui valide : les réponses reçues, campagne par campagne. Une requête."""
    campagnes: Any = (
        Campagne.objects.ouvertes()
        .filter(convention=convention)
        .annotate(
            a_lire=Count(
                "demandes_de_fiche",
                filter=Q(demandes_de_fiche__etat=DemandeDeFiche.Etat.REPONDUE),
            )
        )
        .filter(a_lire__gt=0)
    )
    return [
        Attente(
            titre=accorde(campagne.a_lire, "réponse à lire,réponses à lire"),
            adresse=reverse("campagne_detail", args=[convention.slug, campagne.pk])
            + "?etat=repondue",
            geste="Lire les réponses",
            detail=f"{campagne}. Acceptez-les, ou renvoyez-les avec un motif.",
        )
        for campagne in campagnes
    ]


def _attente(demande: DemandeDeFiche, le: datetime.date) -> Attente:
    cle = [demande.campagne.convention.slug, demande.pk]
    return Attente(
        titre=f"Dire où en est l'action {demande.fiche.numero}",
        adresse=reverse("demande_repondre", args=cle),
        geste="Reprendre" if demande.brouillon else "Répondre",
        detail=demande.fiche.titre,
        echeance=demande.campagne.dernier_jour,
        est_pressante=demande.est_en_attente and le > demande.campagne.dernier_jour,
        etat=demande.etat,
        faite_le=None if demande.est_en_attente else demande.repondue_le,
    )
