"""Qui soutient une structure, quand, et pour quel montant."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.droits import Droit
from conventions.models import Habilitation, Partenaire, Signataire, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre


class QuerySetDeSoutiens(  # type: ignore[override]
    QuerySetDeDurees["Soutien"], QuerySetDeConvention["Soutien"]
):
    """Les soutiens, dans le temps ; un organisme ne voit que les montants du sien."""

    # django-stubs donne à chaque ensemble son propre `as_manager` : deux bases s'y contredisent.

    def _habilitee(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return Q(
            Exists(
                Signataire.objects.filter(
                    convention__in=habilitations.values("convention"),
                    partenaire=OuterRef("partenaire"),
                )
            )
        )

    def _par_son_organisme(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return Q(partenaire__in=habilitations.values("partenaire"))

    def avec_visibilite(self, utilisateur: Utilisateur) -> Self:
        """Chacun avec `montants_visibles` : cette personne peut-elle en voir les montants ?"""
        visibles = Soutien.objects.avec_droit(utilisateur, Droit.VOIR_LES_MONTANTS)
        return self.annotate(montants_visibles=Exists(visibles.filter(pk=OuterRef("pk"))))


class Soutien(Duree):
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
            dans_l_ordre("soutien_finit_apres_son_debut", "La fin du soutien précède son début."),
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
