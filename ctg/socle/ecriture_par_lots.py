"""Écrire beaucoup d'objets à la fois, sans perdre une ligne d'historique.

Le nombre de requêtes dépend du nombre de lots, jamais de celui des objets. S'emploie dans un
`acte`, qui signe chaque ligne.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import models

from ctg.socle.historique import instant_de_l_acte

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

# Assez pour que le nombre de requêtes reste petit, sans tenir la base trop longtemps.
PAR_LOT = 500


def par_lots(elements: Iterable[T]) -> Iterator[list[T]]:
    """Les éléments, par groupes de `PAR_LOT`."""
    tous = list(elements)
    for debut in range(0, len(tous), PAR_LOT):
        yield tous[debut : debut + PAR_LOT]


def creer(objets: Sequence[M]) -> None:
    """Ajoute les objets, et leur donne leur clé. `garder` écrit ensuite leur historique."""
    if objets:
        type(objets[0])._default_manager.bulk_create(objets, batch_size=PAR_LOT)


def modifier(objets: Sequence[M], champs: Sequence[str]) -> None:
    """Écrit ces champs des objets. `garder` écrit ensuite leur historique."""
    if objets and champs:
        type(objets[0])._default_manager.bulk_update(objets, champs, batch_size=PAR_LOT)


def retirer(objets: Sequence[M]) -> None:
    """Retire les objets ; chacun garde son histoire, d'une requête de plus par objet."""
    for cles in par_lots([objet.pk for objet in objets]):
        type(objets[0])._default_manager.filter(pk__in=cles).delete()


def garder(objets: Sequence[M], *, est_neuf: bool, geste: str = "") -> None:
    """Une ligne d'historique par objet, tel qu'il est à présent, ses ensembles compris."""
    if not objets:
        return
    historique: Any = type(objets[0]).historique  # type: ignore[attr-defined]
    lignes = historique.bulk_history_create(
        objets,
        batch_size=PAR_LOT,
        update=not est_neuf,
        default_change_reason=geste,
        default_date=instant_de_l_acte(),
    )
    for champ in historique.model._history_m2m_fields:
        _garder_l_ensemble(champ, lignes)


def _garder_l_ensemble(champ: Any, lignes: Sequence[Any]) -> None:
    """Sans ces lignes, l'historique lirait que l'ensemble a été vidé."""
    gardees: Any = getattr(type(lignes[0]), champ.name).model
    liaisons: Any = champ.remote_field.through
    de, vers = f"{champ.m2m_field_name()}_id", f"{champ.m2m_reverse_field_name()}_id"
    par_objet = {ligne.id: ligne for ligne in lignes}
    neuves = [
        gardees(
            history=par_objet[getattr(lien, de)],
            id=lien.pk,
            **{de: getattr(lien, de), vers: getattr(lien, vers)},
        )
        for cles in par_lots(par_objet)
        for lien in liaisons.objects.filter(**{f"{de}__in": cles}).order_by("pk")
    ]
    gardees.objects.bulk_create(neuves, batch_size=PAR_LOT)
