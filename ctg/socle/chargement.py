"""Charger des données livrées sans jamais défaire le travail des personnes.

Un chargement se rejoue sans crainte : ce qui est déjà là ne bouge pas, ce que quelqu'un a changé
reste tel qu'il l'a laissé, ce que quelqu'un a retiré n'est pas remis. L'historique en décide.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from ctg.socle.historique import libelle_courant
from ctg.socle.versions import Versionne


class Resultat(StrEnum):
    """Ce qu'il est advenu d'une ligne livrée."""

    CREE = "créé"
    MIS_A_JOUR = "mis à jour"
    INCHANGE = "inchangé"
    GARDE = "gardé"
    SUPPRIME = "supprimé"


class DonneeRefusee(Exception):
    """Une ligne livrée ne respecte pas son modèle ; la phrase dit laquelle et pourquoi."""


M = TypeVar("M", bound=models.Model)


def poser(
    modele: type[M],
    cle: Mapping[str, Any],
    valeurs: Mapping[str, Any],
    a_la_creation: Mapping[str, Any] | None = None,
) -> tuple[M | None, Resultat]:
    """Crée ou met à jour l'objet que `cle` désigne, dans un `acte` dont l'auteur est le chargement.

    - `cle` : champ → valeur, la clé naturelle ; `valeurs` : ce que la donnée livrée affirme, à
      chaque fois ; `a_la_creation` : ce qui n'est écrit qu'une fois, et appartient ensuite aux
      personnes (l'état d'une saisie, le début d'un soutien).
    - « gardé » : l'objet diffère de la donnée, et un autre que le chargement l'a écrit, en tout
      ou en partie : rien n'y est changé. Un objet dont quelqu'un a changé la clé est gardé aussi.
    - « supprimé » : l'historique connaît cette clé et l'objet n'est plus là : il n'est pas remis,
      et l'objet rendu est None.

    Lève `DonneeRefusee` si une valeur ne convient pas à son champ. Une requête par objet inchangé.
    """
    objet = modele._base_manager.filter(**cle).order_by("pk").first()
    if objet is None:
        ancien, est_connue = _deja_connu(modele, cle)
        if est_connue:
            return ancien, Resultat.GARDE if ancien else Resultat.SUPPRIME
        objet = modele(**{**cle, **(a_la_creation or {}), **valeurs})
        _verifier(objet, cle)
        objet.save(force_insert=True)
        return objet, Resultat.CREE
    if not _affecter(objet, valeurs):
        return objet, Resultat.INCHANGE
    if _ecrit_par_un_autre(objet):
        objet.refresh_from_db()
        return objet, Resultat.GARDE
    _verifier(objet, cle)
    if isinstance(objet, Versionne):
        objet.enregistrer_sur(objet.version)
    else:
        objet.save()
    return objet, Resultat.MIS_A_JOUR


def _deja_connu(modele: type[M], cle: Mapping[str, Any]) -> tuple[M | None, bool]:
    """L'objet qui portait autrefois cette clé s'il existe encore, et si la clé fut portée."""
    historique = getattr(modele, "historique", None)
    if historique is None:
        return None, False
    nom = modele._meta.pk.attname
    porteurs = list(historique.filter(**cle).values_list(nom, flat=True))
    return modele._base_manager.filter(pk__in=porteurs).first(), bool(porteurs)


def _ecrit_par_un_autre(objet: models.Model) -> bool:
    historique = getattr(objet, "historique", None)
    return bool(historique and historique.exclude(auteur=libelle_courant()).exists())


def _affecter(objet: models.Model, valeurs: Mapping[str, Any]) -> bool:
    """Range les valeurs sur l'objet et dit si l'une a changé."""
    a_change = False
    for nom, valeur in valeurs.items():
        champ = objet._meta.get_field(nom)
        if champ.is_relation:
            nom, nouvelle = champ.attname, getattr(valeur, "pk", None)  # type: ignore[union-attr]
        else:
            nouvelle = champ.to_python(valeur)  # type: ignore[union-attr]
        if getattr(objet, nom) != nouvelle:
            setattr(objet, nom, nouvelle)
            a_change = True
    return a_change


def _verifier(objet: models.Model, cle: Mapping[str, Any]) -> None:
    # SQLite n'arrête ni un texte trop long ni une valeur hors de la liste.
    liens = [champ.name for champ in objet._meta.fields if champ.is_relation]
    try:
        objet.clean_fields(exclude=[*liens, "id"])
    except ValidationError as erreur:
        designation = ", ".join(f"{nom} : {valeur}" for nom, valeur in cle.items())
        raise DonneeRefusee(
            f"{objet._meta.verbose_name} ({designation}) – {erreur.message_dict}"
        ) from erreur


class Bilan:
    """Pose des objets et compte, par modèle, ce qu'il en est advenu."""

    def __init__(self) -> None:
        self.comptes: dict[type[models.Model], Counter[Resultat]] = {}

    def poser(
        self,
        modele: type[M],
        cle: Mapping[str, Any],
        valeurs: Mapping[str, Any],
        a_la_creation: Mapping[str, Any] | None = None,
    ) -> tuple[M | None, Resultat]:
        """Comme la fonction `poser`, en comptant."""
        objet, resultat = poser(modele, cle, valeurs, a_la_creation)
        self.comptes.setdefault(modele, Counter())[resultat] += 1
        return objet, resultat

    def total(self, resultat: Resultat) -> int:
        """Le nombre d'objets, tous modèles confondus, qui ont eu ce sort."""
        return sum(compte[resultat] for compte in self.comptes.values())

    def lignes(self) -> list[str]:
        """Une ligne par modèle : « signataires : 49 créés, 0 inchangé… »."""
        lignes = []
        for modele, compte in self.comptes.items():
            sorts = ", ".join(
                f"{compte[resultat]} {resultat}{'s' if compte[resultat] > 1 else ''}"
                if resultat is not Resultat.MIS_A_JOUR
                else f"{compte[resultat]} mis à jour"
                for resultat in Resultat
                if compte[resultat]
            )
            lignes.append(f"{modele._meta.verbose_name_plural} : {sorts}")
        return lignes
