"""Les valeurs saisies d'une structure, sous une forme brute qu'une correction peut garder.

Un objet lié devient sa clé, un ensemble la liste triée de ses clés, une date son écriture ISO.
"""

import copy
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from equipements.models import Equipement

Brutes = dict[str, Any]


def brute(valeur: Any) -> Any:
    """La forme brute d'une valeur de formulaire ou de modèle."""
    if isinstance(valeur, models.Model):
        return valeur.pk
    if isinstance(valeur, datetime.date):
        return valeur.isoformat()
    if isinstance(valeur, (models.QuerySet, list, tuple, set)):
        elements = [brute(element) for element in valeur]
        return sorted(elements) if all(isinstance(e, int) for e in elements) else elements
    return valeur


def brutes(champs: Mapping[str, Any]) -> Brutes:
    """Les champs saisis, sous forme brute ; les autres clés sont ignorées."""
    return {nom: brute(champs[nom]) for nom in Equipement.CHAMPS_SAISIS if nom in champs}


def valeurs_de(equipement: Equipement) -> Brutes:
    """Toutes les valeurs saisies d'une structure enregistrée ; une requête pour les communes."""
    valeurs = {
        nom: brute(getattr(equipement, _champ(nom).attname))
        for nom in Equipement.CHAMPS_SAISIS
        if nom != "communes_desservies"
    }
    valeurs["communes_desservies"] = brute(equipement.communes_desservies.all())
    return valeurs


def _champ(nom: str) -> Any:
    return Equipement._meta.get_field(nom)


def ecarts(equipement: Equipement, valeurs: Mapping[str, Any]) -> Brutes:
    """Parmi `valeurs`, celles qui diffèrent de ce qui est enregistré."""
    actuelles = valeurs_de(equipement)
    return {nom: valeur for nom, valeur in valeurs.items() if valeur != actuelles[nom]}


def poser(equipement: Equipement, valeurs: Mapping[str, Any]) -> list[int] | None:
    """Pose les valeurs brutes sur l'objet, sans rien écrire.

    Rend les clés des communes desservies, à ranger après l'enregistrement ; None : inchangées.
    """
    for nom, valeur in valeurs.items():
        if nom != "communes_desservies":
            champ = _champ(nom)
            setattr(equipement, champ.attname, champ.to_python(valeur))
    desservies: list[int] | None = valeurs.get("communes_desservies")
    return desservies


def avec(equipement: Equipement, valeurs: Mapping[str, Any]) -> Equipement:
    """Une copie de la structure portant ces valeurs ; l'original reste tel quel."""
    copie = copy.copy(equipement)
    poser(copie, valeurs)
    return copie


def communes_desservies(equipement: Equipement, valeurs: Mapping[str, Any]) -> Iterable[int]:
    """Les clés des communes que la structure desservirait avec ces valeurs."""
    if "communes_desservies" in valeurs:
        return [int(cle) for cle in valeurs["communes_desservies"]]
    return [commune.pk for commune in equipement.communes_desservies.all()]
