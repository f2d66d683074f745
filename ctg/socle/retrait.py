"""Retirer un objet si rien n'y tient : ce qu'une suppression emporterait se dit, et l'empêche.

La base supprime en cascade ; une personne qui retire une ligne ne veut pas perdre ce que d'autres y
ont écrit. Aucune salle n'a à connaître celles d'aval : les liens du modèle suffisent.
"""

from collections.abc import Container
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from ctg.socle.etats import ActionImpossible


def ce_qui_y_tient(
    objet: models.Model, emporte: Container[type[models.Model]] = frozenset()
) -> list[str]:
    """Les noms, au pluriel, de ce qui se perdrait avec l'objet.

    `emporte` : les modèles qui n'existent que par lui, et partent avec lui.
    """
    collecte = Collector(using=DEFAULT_DB_ALIAS, origin=objet)
    try:
        collecte.collect([objet])
    except (ProtectedError, RestrictedError) as erreur:
        tenus: Any = erreur.args[1]
        return sorted({str(tenu._meta.verbose_name_plural) for tenu in tenus})
    pris = {modele for modele, objets in collecte.data.items() if objets}
    pris |= {liste.model for liste in collecte.fast_deletes if liste.exists()}
    propres = {champ.remote_field.through for champ in type(objet)._meta.many_to_many}
    return sorted(
        _nom(modele, type(objet))
        for modele in pris - {type(objet)} - propres
        if modele not in emporte
    )


def _nom(modele: type[models.Model], de: type[models.Model]) -> str:
    """Le nom d'un modèle lié ; pour une table de liens, celui de l'autre bout."""
    if modele._meta.auto_created:
        bouts = {champ.related_model for champ in modele._meta.fields if champ.related_model}
        autres = [bout for bout in bouts if isinstance(bout, type) and bout is not de]
        modele = autres[0] if autres else de
    return str(modele._meta.verbose_name_plural)


def retirer(objet: models.Model, emporte: Container[type[models.Model]] = frozenset()) -> None:
    """Supprime l'objet ; l'historique le garde. S'emploie dans un `acte`.

    Lève `ActionImpossible`, en disant quoi, si ce que d'autres ont écrit partait avec lui.
    """
    if tenu := ce_qui_y_tient(objet, emporte):
        raise ActionImpossible(f"Cela ne se retire pas : {', '.join(tenu)} y tiennent encore.")
    objet.delete()
