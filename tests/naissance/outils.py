"""Une convention en projet, et de quoi remplir ses formulaires comme un navigateur."""

from typing import Any

from django.test import Client
from django.urls import reverse

from conventions.models import Convention
from ctg.classeur_modele import FEUILLES
from ctg.socle.tableur import Classeur, Feuille, ecrire_xlsx
from tests import fabriques


def projet(**champs: Any) -> Convention:
    """Une convention en projet, où rien n'est écrit."""
    return fabriques.convention(etat=Convention.Etat.PROJET, **champs)


def envoyer(client: Client, adresse: str, **saisie: Any) -> Any:
    """Ouvre le formulaire, le complète et l'envoie : ce qui n'est pas dit reste proposé."""
    formulaire = client.get(adresse).context["formulaire"]
    proposees = {
        champ.html_name: champ.value()
        for champ in formulaire
        if champ.value() is not None and champ.value() is not False
    }
    return client.post(adresse, proposees | saisie)


def coller(client: Client, convention: Convention, liste: str, **choix: str) -> Any:
    """Colle la liste, puis confirme la vérification avec ces choix."""
    adresse = reverse("parties_verifier", args=[convention.slug])
    verification = client.post(adresse, {"liste": liste})
    assert verification.status_code == 200
    proposees = {
        champ.html_name: champ.value() or "" for champ in verification.context["formulaire"]
    }
    return client.post(adresse, proposees | choix | {"confirmer": "oui"})


def classeur(**feuilles: list[dict[str, Any]]) -> bytes:
    """Un classeur rempli : nom de feuille (sans accent) → lignes ; un axe, si rien n'est dit."""
    lignes = feuilles or {"Axes": [{"numero": 9, "titre": "Un axe venu d'un classeur"}]}
    noms = {"Etapes": "Étapes"}
    dites = {noms.get(nom, nom): valeurs for nom, valeurs in lignes.items()}
    return ecrire_xlsx(
        Classeur("Essai", [Feuille(m, dites[m.nom]) for m in FEUILLES if m.nom in dites])
    )
