"""Écrire beaucoup de lignes : par lots, sans historique, en disant où l'on en est."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)

# Plus grand, un lot ne va pas plus vite et tient plus de mémoire.
LOT = 2000


class Lots:
    """Range des objets par lots ; `dire` reçoit une ligne par table."""

    def __init__(self, dire: Callable[[str], None]) -> None:
        self._dire = dire

    def garder(self, modele: type[M], objets: Iterable[M]) -> list[M]:
        """Écrit les objets et les rend, avec leur identifiant."""
        gardes: list[M] = []
        self._ecrire(modele, objets, gardes)
        return gardes

    def poser(self, modele: type[M], objets: Iterable[M]) -> None:
        """Écrit les objets sans les garder en mémoire."""
        self._ecrire(modele, objets, None)

    def _ecrire(self, modele: type[M], objets: Iterable[M], gardes: list[M] | None) -> None:
        restants, nombre = iter(objets), 0
        while lot := list(islice(restants, LOT)):
            modele._default_manager.bulk_create(lot)
            nombre += len(lot)
            if gardes is not None:
                gardes += lot
        self._dire(f"{modele._meta.verbose_name_plural} : {nombre}")
