"""Ce que les campagnes demandent à une personne, tel que sa page le lui dit."""

import datetime

from django.urls import reverse

from conventions.models import Personne
from ctg.socle.attentes import Attente
from pilotage.models import DemandeDeFiche


def demandes_a(personne: Personne, le: datetime.date) -> list[Attente]:
    """Ce qu'on demande à cette personne, et ce à quoi elle a répondu. Une requête."""
    demandes = (
        DemandeDeFiche.objects.adressees_a(personne)
        .exclude(etat__in=[DemandeDeFiche.Etat.A_ENVOYER, DemandeDeFiche.Etat.SANS_REPONSE])
        .exclude(campagne__ouverte_le=None)
        .pour_liste()
    )
    return [_attente(demande, le) for demande in demandes]


def _attente(demande: DemandeDeFiche, le: datetime.date) -> Attente:
    cle = [demande.campagne.convention.slug, demande.pk]
    return Attente(
        titre=f"Dire où en est l'action {demande.fiche.numero}",
        adresse=reverse("demande_repondre", args=cle),
        geste="Reprendre" if demande.brouillon else "Répondre",
        detail=demande.fiche.titre,
        echeance=demande.campagne.dernier_jour,
        etat=demande.etat,
        faite_le=None if demande.est_en_attente else demande.repondue_le,
    )
