"""De quoi répondre à la campagne du registre dans un essai."""

from typing import Any

from django.test import Client
from django.urls import reverse

from conventions.liens import Usage, lien_pour
from conventions.models import Campagne, Convention, Personne
from equipements.models import DemandeDeRegistre, Equipement, MontantDeSoutien
from tests import fabriques
from tests.conftest import ClientStrict


def une_demande(convention: Convention, **champs: Any) -> tuple[DemandeDeRegistre, Equipement]:
    """Une commune qui soutient un ALSH, avec ses chiffres et ses prix de l'an passé."""
    alsh = fabriques.equipement(
        convention,
        nom="ALSH du Bourg",
        adresse="2 rue de l'École",
        code_postal="90100",
        gestionnaire="Commune",
        capacite=40,
    )
    soutien = alsh.soutiens.get()
    fabriques.chiffre(alsh, annee=2025, valeur=60)
    MontantDeSoutien.objects.create(soutien=soutien, annee=2025, valeur=10_000)
    fabriques.grille(alsh, (0, 800, 8), (801, None, 12), annee_scolaire=2025)
    partie = convention.signataires.get(partenaire=soutien.partenaire)
    campagne = fabriques.campagne(convention, genre=Campagne.Genre.REGISTRE)
    return fabriques.demande_de_registre(campagne, partie, **champs), alsh


def par_lien(personne: Personne, convention: Convention) -> Client:
    """Un navigateur entré par le lien personnel de cette personne."""
    client = ClientStrict()
    lien = lien_pour(personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    assert client.post(lien.adresse()).status_code == 302
    return client


def page(nom: str, demande: DemandeDeRegistre, *suite: Any) -> str:
    """L'adresse d'une page de la demande."""
    return reverse(nom, args=[demande.campagne.convention.slug, demande.pk, *suite])


def saisie(client: Client, demande: DemandeDeRegistre, alsh: Equipement, **champs: Any) -> Any:
    """Envoie la page d'une structure, telle qu'un navigateur la renverrait."""
    adresse = page("registre_structure", demande, alsh.pk)
    formulaire = client.get(adresse).context["formulaire"]
    proposees = {c.html_name: c.value() for c in formulaire if c.value() not in (None, False)}
    return client.post(adresse, proposees | champs)


def tout_dire(alsh: Equipement, **champs: Any) -> dict[str, Any]:
    """Rien n'a changé, le soutien de l'année, les mêmes prix."""
    return {
        "constat": "inchangee",
        f"soutien-{alsh.soutiens.get().pk}-valeur": "10 500",
        "prix": "inchanges",
        **champs,
    }


def relue(demande: DemandeDeRegistre) -> DemandeDeRegistre:
    """La même demande, relue de la base."""
    return DemandeDeRegistre.objects.pour_liste().get(pk=demande.pk)
