"""Les axes de la convention."""

from django.db import models

from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique


class Axe(models.Model):
    """Un axe de la convention, décrit par l'article 5."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="axes", on_delete=models.CASCADE
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=250)
    titre_court = models.CharField("titre court", max_length=60)
    description = models.TextField("description", blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDeConvention["Axe"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="axe_unique",
                violation_error_message="Un axe porte déjà ce numéro.",
            )
        ]

    def __str__(self) -> str:
        return f"Axe {self.numero} – {self.titre_court}"
