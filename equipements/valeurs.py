"""Les valeurs saisies d'une structure, sous une forme brute qu'une correction peut garder.

Un objet lié devient sa clé, un ensemble la liste triée de ses clés, une date ou une heure son
écriture ISO, une liste de lignes (places, ouvertures…) la liste de leurs champs.
"""

import copy
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from equipements.models import LIGNES, Equipement, LigneDeStructure

Brutes = dict[str, Any]


def brute(valeur: Any) -> Any:
    """La forme brute d'une valeur de formulaire ou de modèle."""
    if isinstance(valeur, models.Model):
        return valeur.pk
    if isinstance(valeur, (datetime.date, datetime.time)):
        return valeur.isoformat()
    if isinstance(valeur, Mapping):
        return {nom: brute(champ) for nom, champ in valeur.items()}
    if isinstance(valeur, (models.QuerySet, list, tuple, set)):
        elements = [brute(element) for element in valeur]
        return sorted(elements) if all(isinstance(e, int) for e in elements) else elements
    return valeur


def brutes(champs: Mapping[str, Any]) -> Brutes:
    """Les champs saisis et les listes, sous forme brute ; les autres clés sont ignorées."""
    connus = Equipement.CHAMPS_SAISIS + Equipement.LISTES
    return {nom: brute(champs[nom]) for nom in connus if nom in champs}


def valeurs_de(equipement: Equipement, noms: Iterable[str]) -> Brutes:
    """Ces valeurs d'une structure enregistrée ; une requête par ensemble ou liste demandés."""
    return {nom: _valeur_de(equipement, nom) for nom in noms}


def _valeur_de(equipement: Equipement, nom: str) -> Any:
    if nom in Equipement.LISTES:
        return [ligne_brute(ligne) for ligne in getattr(equipement, nom).all()]
    if nom == "communes_desservies":
        return brute(equipement.communes_desservies.all())
    return brute(getattr(equipement, _champ(nom).attname))


def ligne_brute(ligne: LigneDeStructure) -> Brutes:
    """Ce qu'une ligne dit, sous forme brute."""
    return {champ: brute(getattr(ligne, champ)) for champ in ligne.CHAMPS}


def _champ(nom: str) -> Any:
    return Equipement._meta.get_field(nom)


def ecarts(equipement: Equipement, valeurs: Mapping[str, Any]) -> Brutes:
    """Parmi `valeurs`, celles qui diffèrent de ce qui est enregistré."""
    actuelles = valeurs_de(equipement, valeurs)
    return {nom: valeur for nom, valeur in valeurs.items() if valeur != actuelles[nom]}


def poser(equipement: Equipement, valeurs: Mapping[str, Any]) -> None:
    """Pose les valeurs brutes sur l'objet, sans rien écrire ; `ranger` écrit les ensembles."""
    for nom, valeur in valeurs.items():
        if nom != "communes_desservies" and nom not in Equipement.LISTES:
            champ = _champ(nom)
            setattr(equipement, champ.attname, champ.to_python(valeur))


def ranger(equipement: Equipement, valeurs: Mapping[str, Any]) -> None:
    """Écrit les ensembles et les listes d'une structure enregistrée, sous l'acte en cours.

    Une ligne qui ne change pas garde son histoire ; une autre se modifie, s'ajoute ou se retire.
    """
    if "communes_desservies" in valeurs:
        equipement.communes_desservies.set(valeurs["communes_desservies"])
    for nom in Equipement.LISTES:
        if nom in valeurs:
            _ranger_la_liste(equipement, nom, valeurs[nom])


def _ranger_la_liste(equipement: Equipement, nom: str, voulues: list[Brutes]) -> None:
    modele: Any = LIGNES[nom]
    restent: list[LigneDeStructure] = list(getattr(equipement, nom).all())
    neuves = []
    for voulue in voulues:
        deja = next((ligne for ligne in restent if ligne_brute(ligne) == voulue), None)
        if deja is None:
            neuves.append(voulue)
        else:
            restent.remove(deja)
    for voulue in neuves:
        ligne = restent.pop(0) if restent else modele(equipement=equipement)
        poser_la_ligne(ligne, voulue)
        ligne.save()
    for ligne in restent:
        ligne.delete()


def poser_la_ligne(ligne: LigneDeStructure, valeurs: Mapping[str, Any]) -> LigneDeStructure:
    """Pose les valeurs brutes d'une ligne, sans rien écrire ; rend la ligne."""
    for nom in ligne.CHAMPS:
        if nom in valeurs:
            champ: Any = ligne._meta.get_field(nom)
            setattr(ligne, nom, champ.to_python(valeurs[nom]))
    return ligne


def lignes_de(equipement: Equipement, nom: str, valeurs: Mapping[str, Any]) -> list[Any]:
    """Les lignes que la structure aurait avec ces valeurs ; celles de la base, sans elles."""
    if nom in valeurs:
        return [poser_la_ligne(LIGNES[nom](), ligne) for ligne in valeurs[nom]]
    return list(getattr(equipement, nom).all())


def verifier_les_listes(valeurs: Mapping[str, Any]) -> None:
    """Lève `ValidationError` si une ligne proposée ne tient pas."""
    for nom in Equipement.LISTES:
        for ligne in valeurs.get(nom, []):
            poser_la_ligne(LIGNES[nom](), ligne).full_clean(exclude=["equipement"])


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
