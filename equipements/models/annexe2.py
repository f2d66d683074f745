"""Les lignes signées de l'annexe 2."""

from django.db import models

from conventions.models import Avenant, Convention, Signataire
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique
from equipements.models.types import TypeEquipement


class LigneAnnexe2(models.Model):
    """Une ligne de l'annexe 2 signée, dans ses mots. Elle ne se modifie jamais (art. 12)."""

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="lignes_annexe2",
        on_delete=models.CASCADE,
    )
    signataire = models.ForeignKey(
        Signataire,
        verbose_name="signataire qui soutient",
        related_name="lignes_annexe2",
        on_delete=models.CASCADE,
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    type = models.CharField("type", max_length=24, choices=TypeEquipement)
    libelle = models.TextField("ce qui est écrit")
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)
    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="lignes_annexe2",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    introduite_par = models.ForeignKey(
        Avenant,
        verbose_name="introduite par",
        related_name="lignes_introduites",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    retiree_par = models.ForeignKey(
        Avenant,
        verbose_name="retirée par",
        related_name="lignes_retirees",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    objects = QuerySetDeConvention["LigneAnnexe2"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "ligne de l'annexe 2"
        verbose_name_plural = "lignes de l'annexe 2"
        ordering = ["convention", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "ordre"],
                name="ligne_annexe2_unique",
                violation_error_message="Une ligne porte déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle
