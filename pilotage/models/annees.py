"""Les années des relevés : celles qui sont commencées, et celles qu'on a verrouillées."""

import datetime

from django.db import models

from conventions.models import Convention
from conventions.models.annees import AnneeArretee, annees_commencees
from ctg.socle.historique import Historique


class AnneeVerrouillee(AnneeArretee):
    """Une année dont les relevés ne changent plus : ni réponse, ni décision."""

    MOT = "verrouillée"
    EFFET = "ses relevés ne changent plus"
    QUAND, PAR_QUI = "verrouillee_le", "verrouillee_par"

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="annees_verrouillees",
        on_delete=models.CASCADE,
    )
    verrouillee_le = models.DateField("verrouillée le")
    verrouillee_par = models.CharField("verrouillée par", max_length=200)

    historique = Historique()

    class Meta:
        verbose_name = "année verrouillée"
        verbose_name_plural = "années verrouillées"
        ordering = ["convention", "annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="annee_verrouillee_unique",
                violation_error_message="Cette année est déjà verrouillée.",
            )
        ]

    def __str__(self) -> str:
        return f"Relevés {self.annee}"


def annees_ouvertes(convention: Convention, le: datetime.date) -> list[int]:
    """Les années de la convention, jusqu'à celle de ce jour, verrouillées comprises."""
    return annees_commencees(convention, le)[::-1]
