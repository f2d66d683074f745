"""Ce qui dure : un début et une fin compris, l'un ou l'autre inconnu quand il est vide."""

import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

# Tels qu'on les compare à ce qui fut écrit, sans accent.
MOIS_SANS_ACCENT = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)

M = TypeVar("M", bound=models.Model)


class QuerySetDeDurees(models.QuerySet[M]):
    """Des lignes qui durent : le passé est gardé, et se distingue."""

    def actuels(self) -> Self:
        """Celles qui n'ont pas pris fin."""
        return self.filter(fin=None)

    def en_cours(self, le: datetime.date) -> Self:
        """Celles qui courent ce jour-là ; une date inconnue ne les exclut pas."""
        return self.filter(Q(debut=None) | Q(debut__lte=le)).filter(Q(fin=None) | Q(fin__gte=le))


class Duree(models.Model):
    """Base de ce qui dure (un mandat, un pilotage, un soutien, un siège)."""

    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)

    class Meta:
        abstract = True

    def est_en_cours(self, le: datetime.date) -> bool:
        """Vrai si elle court ce jour-là ; une date inconnue ne l'exclut pas."""
        return (self.debut is None or self.debut <= le) and (self.fin is None or le <= self.fin)

    def est_fini(self, le: datetime.date) -> bool:
        """Vrai si sa fin est passée ce jour-là ; à venir, elle ne l'est pas."""
        return self.fin is not None and self.fin < le


def dans_l_ordre(nom: str, message: str) -> models.CheckConstraint:
    """La contrainte qu'une fin ne précède pas son début ; une date inconnue la respecte."""
    return models.CheckConstraint(
        condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=F("debut")),
        name=nom,
        violation_error_message=message,
    )
