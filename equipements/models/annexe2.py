"""Les lignes signées de l'annexe 2."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from conventions.models import Avenant, Convention, Signataire
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique
from equipements.models.types import TypeEquipement


class QuerySetDeLignes(QuerySetDeConvention["LigneAnnexe2"]):
    """Les lignes signées."""

    def en_vigueur(self) -> Self:
        """Celles qu'aucun avenant n'a retirées : les seules qui donnent un droit ou un devoir."""
        return self.filter(retiree_par=None)

    def portant(self, structure: int) -> Self:
        """Celles qui portent cette structure, à elles seules ou comme l'un de leurs sites.

        Retirées comprises : pour lire. Un droit demande `en_vigueur`.
        """
        liaisons = _liaisons().filter(equipement=structure)
        return self.filter(Q(equipement=structure) | Q(pk__in=liaisons.values("ligneannexe2")))

    def portees(self) -> Q:
        """La condition, sur une structure, d'être portée par l'une de ces lignes.

        Deux sous-requêtes indépendantes de la structure : la base ne les lit qu'une fois.
        """
        liaisons = _liaisons().filter(ligneannexe2__in=self.values("pk"))
        entieres = self.filter(equipement__isnull=False)
        return Q(pk__in=entieres.values("equipement")) | Q(pk__in=liaisons.values("equipement"))


def _liaisons() -> models.QuerySet[Any]:
    """Chaque ligne, et chacun de ses autres sites."""
    liaisons: Any = LigneAnnexe2.sites.through
    toutes: models.QuerySet[Any] = liaisons.objects.all()
    return toutes


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
    # Une ligne qui couvre plusieurs lieux : les structures qu'on en a découpées la gardent.
    sites = models.ManyToManyField(
        "equipements.Equipement",
        verbose_name="autres sites de la ligne",
        related_name="lignes_partagees",
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

    objects = QuerySetDeLignes.as_manager()
    historique = Historique(m2m_fields=[sites])

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
