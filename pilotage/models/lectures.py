"""Qui est invité à lire un projet d'évaluation, et l'a lu."""

import datetime
from typing import ClassVar

from django.db import models

from conventions.models import Personne
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Acteur, Historique, acte
from pilotage.models.evaluations import Evaluation


class QuerySetDeLectures(QuerySetDeConvention["LectureDemandee"]):
    """Les invitations à lire, par leur évaluation."""

    chemin = "evaluation__convention"

    def a_faire(self) -> "QuerySetDeLectures":
        """Celles d'un projet encore ouvert que la personne n'a pas dit avoir lu."""
        return self._d_un_projet_ouvert().filter(lue_le=None)

    def faites(self) -> "QuerySetDeLectures":
        """Celles d'un projet encore ouvert : on y revient lire ce que la coordination répond."""
        return self._d_un_projet_ouvert().exclude(lue_le=None)

    def _d_un_projet_ouvert(self) -> "QuerySetDeLectures":
        return self.exclude(evaluation__etat__in=Evaluation.FIGES)


class LectureDemandee(models.Model):
    """Un membre du COPIL ou du COTECH, invité à lire et commenter le projet."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="lectures", on_delete=models.CASCADE
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="lectures", on_delete=models.PROTECT
    )
    invitee_le = models.DateField("invitée le")
    echeance = models.DateField("à lire avant le", null=True, blank=True)
    lue_le = models.DateField("lue le", null=True, blank=True)

    objects = QuerySetDeLectures.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "invitation à lire"
        verbose_name_plural = "invitations à lire"
        ordering: ClassVar[list[str]] = ["evaluation", "personne__nom", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["evaluation", "personne"],
                name="lecture_unique",
                violation_error_message="Cette personne est déjà invitée à lire.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}, à lire par {self.personne}"

    def noter_lue(self, *, par: Acteur, le: datetime.date) -> None:
        """La personne dit avoir lu ; deux fois de suite n'en fait qu'une."""
        if self.lue_le is None:
            with acte(par):
                self.lue_le = le
                self.save()
