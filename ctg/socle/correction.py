"""Ce qui s'écrit et se date : corrigeable un jour par qui l'a écrit, figé ensuite."""

import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import OuterRef, Subquery

from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import reserver

DUREE_DE_CORRECTION = datetime.timedelta(hours=24)

M = TypeVar("M", bound=models.Model)


class TexteFige(ActionImpossible):
    """Le délai de correction est passé : ce qui est écrit reste."""


class QuerySetDEcrits(models.QuerySet[M]):
    """Des textes datés et signés."""

    def avec_compte(self) -> Self:
        """Chacun avec le compte qui l'a écrit, vide pour une personne venue par un lien."""
        return self.annotate(compte_de_l_auteur=self._comptes())

    def ecrits_par(self, compte_id: int | None) -> Self:
        """Ceux que ce compte a écrits : l'historique le dit, un nom se partage."""
        ecrits = self.model.historique.filter(  # type: ignore[attr-defined]
            history_type="+", history_user_id=compte_id
        ).exclude(history_user=None)
        return self.filter(pk__in=ecrits.values("id"))

    def _comptes(self) -> Subquery:
        creations = self.model.historique.filter(  # type: ignore[attr-defined]
            id=OuterRef("pk"), history_type="+"
        )
        return Subquery(creations.values("history_user_id")[:1])


class Ecrit(models.Model):
    """Base d'un texte signé, que l'on corrige pendant un jour."""

    auteur = models.CharField("auteur", max_length=200)

    # Posé par `avec_compte`.
    compte_de_l_auteur: int | None

    class Meta:
        abstract = True

    @property
    def ecrit_a(self) -> datetime.datetime:
        """L'instant où il fut écrit : le champ qui le range a le genre de son modèle."""
        raise NotImplementedError

    @property
    def figee_le(self) -> datetime.datetime:
        """L'instant où le texte se fige : un jour après qu'il fut écrit."""
        return self.ecrit_a + DUREE_DE_CORRECTION

    def est_figee(self, maintenant: datetime.datetime) -> bool:
        """Vrai si le délai de correction est passé."""
        return maintenant >= self.figee_le

    def _corriger(
        self, ecriture_ouverte: int, maintenant: datetime.datetime, **champs: Any
    ) -> None:
        """Corrige ces champs. S'emploie dans un `acte`.

        Lève `TexteFige` un jour après, `ConflitDeVersion` si quelqu'un l'a changé entre-temps.
        """
        if self.est_figee(maintenant):
            raise TexteFige(
                "Ce texte est figé : un jour après qu'il fut écrit, il ne se corrige plus."
                " Ajoutez une note qui le complète."
            )
        reserver(self, ecriture_ouverte)
        for nom, valeur in champs.items():
            setattr(self, nom, valeur)
        self.save()
