"""Ce qu'un agent propose de changer à une structure validée."""

from typing import Self

from django.db import models
from django.db.models import Q

from ctg.socle.historique import Historique


class QuerySetDeCorrections(models.QuerySet["Correction"]):
    """Les corrections proposées."""

    def en_attente(self) -> Self:
        """Celles que le coordonnateur n'a pas encore tranchées."""
        return self.filter(etat=Correction.Etat.PROPOSEE)


class Correction(models.Model):
    """Ce qu'un agent propose de changer à une structure validée, qui reste publiée telle quelle.

    `valeurs` : champ → valeur brute, telle que `equipements.services` sait la relire.
    """

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        ACCEPTEE = "acceptee", "acceptée"
        RENVOYEE = "renvoyee", "renvoyée"

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="corrections",
        on_delete=models.CASCADE,
    )
    valeurs = models.JSONField("valeurs proposées", default=dict)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROPOSEE)
    proposee_le = models.DateField("proposée le")
    proposee_par = models.CharField("proposée par", max_length=200)
    tranchee_le = models.DateField("tranchée le", null=True, blank=True)
    tranchee_par = models.CharField("tranchée par", max_length=200, blank=True)
    motif = models.TextField("motif", blank=True)

    objects = QuerySetDeCorrections.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement"],
                condition=Q(etat="proposee"),
                name="correction_en_attente_unique",
                violation_error_message="Une correction attend déjà pour cette structure.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="renvoyee") | ~Q(motif=""),
                name="correction_renvoyee_avec_motif",
                violation_error_message="Dites pourquoi vous renvoyez cette correction.",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction du {self.proposee_le:%d/%m/%Y}"
