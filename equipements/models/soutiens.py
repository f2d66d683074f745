"""Qui soutient une structure, quand, et pour quel montant."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from conventions.models import Partenaire
from ctg.socle.historique import Historique


class QuerySetDeSoutiens(models.QuerySet["Soutien"]):
    """Les soutiens, dans le temps."""

    def actuels(self) -> Self:
        """Ceux qui n'ont pas pris fin."""
        return self.filter(fin=None)


class Soutien(models.Model):
    """Un partenaire soutient une structure, entre deux dates ; plusieurs peuvent la soutenir."""

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="soutiens",
        on_delete=models.CASCADE,
    )
    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", related_name="soutiens", on_delete=models.PROTECT
    )
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)

    objects = QuerySetDeSoutiens.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        ordering = ["equipement", "partenaire"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement", "partenaire"],
                condition=Q(fin__isnull=True),
                name="soutien_actuel_unique",
                violation_error_message="Ce partenaire soutient déjà cette structure.",
            ),
            models.CheckConstraint(
                condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=F("debut")),
                name="soutien_finit_apres_son_debut",
                violation_error_message="La fin du soutien précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"Soutien de {self.partenaire}"


class MontantDeSoutien(models.Model):
    """Le montant d'un soutien pour une année, en euros."""

    soutien = models.ForeignKey(
        Soutien, verbose_name="soutien", related_name="montants", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    montant = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)

    historique = Historique()

    class Meta:
        verbose_name = "montant de soutien"
        verbose_name_plural = "montants de soutien"
        ordering = ["soutien", "annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["soutien", "annee"],
                name="montant_annuel_unique",
                violation_error_message="Le montant de cette année est déjà saisi.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="montant_positif",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soutien} en {self.annee}"
