"""De quoi répondre à une demande dans un essai : la demande, le navigateur, la saisie."""

from typing import Any

from django.test import Client
from django.urls import reverse

from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Personne
from pilotage.models import DemandeDeFiche
from tests import fabriques
from tests.conftest import ClientStrict


def une_demande(convention: Convention) -> DemandeDeFiche:
    """Une fiche à un indicateur, demandée à une personne sans compte."""
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    fabriques.indicateur(fiche, libelle="Nombre de lieux ouverts", unite="lieux")
    return fabriques.demande(fabriques.campagne(convention), fiche=fiche)


def par_lien(personne: Personne, convention: Convention) -> Client:
    """Un navigateur entré par le lien personnel de cette personne."""
    client = ClientStrict()
    lien = lien_pour(personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    assert client.post(lien.adresse()).status_code == 302
    return client


def adresse_de(demande: DemandeDeFiche, geste: str = "repondre") -> str:
    """L'adresse d'un geste sur la demande."""
    return reverse(f"demande_{geste}", args=[demande.campagne.convention.slug, demande.pk])


def saisie(demande: DemandeDeFiche, **champs: Any) -> dict[str, Any]:
    """Une réponse complète."""
    indicateur = demande.fiche.indicateurs.get()
    return {
        "version": demande.fiche.version,
        "etat": "en_cours",
        "meteo": "atteignables",
        "fait": "Deux lieux ont ouvert.",
        "bloque": "Un local manque.",
        "suite": "Un troisième lieu au printemps.",
        f"reponse_{indicateur.pk}": "nombre",
        f"valeur_{indicateur.pk}": "2",
        **champs,
    }


def relue(demande: DemandeDeFiche) -> DemandeDeFiche:
    """La même demande, relue de la base avec sa fiche."""
    return DemandeDeFiche.objects.select_related("fiche").get(pk=demande.pk)


def accord(client: Client, demande: DemandeDeFiche) -> dict[str, Any]:
    """Ce que porte le bouton « Accepter » de la page où la réponse se lit."""
    lue = client.get(adresse_de(demande, "lire")).context
    return {
        "version": lue["demande"].version,
        "lu": [releve.marque for releve in lue["a_accepter"]],
    }
