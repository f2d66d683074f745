"""Ce qui lie une fiche à une autre ou à un axe : les renvois du texte, et ceux qu'on y ajoute."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from actions.models.axes import Axe
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte


class QuerySetDeLiensDeFiche(QuerySetDeConvention["LienDeFiche"]):
    """Les liens, par la fiche dont ils partent."""

    chemin = "fiche__convention"

    def ajoutes(self) -> Self:
        """Ceux que la coordination a posés, à côté du texte."""
        return self.filter(ecrit="")


class LienDeFiche(models.Model):
    """Un renvoi d'une fiche à une autre, ou à un axe ; il se lit dans les deux sens.

    `ecrit` porte les mots du texte signé ; un lien ajouté n'en a pas, et dit sa `raison`.
    """

    fiche = models.ForeignKey(
        "actions.FicheAction", verbose_name="fiche", related_name="liens", on_delete=models.CASCADE
    )
    vers_fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="vers la fiche",
        related_name="liens_recus",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    vers_axe = models.ForeignKey(
        Axe,
        verbose_name="vers l'axe",
        related_name="liens_recus",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    ecrit = models.CharField("ce qui est écrit", max_length=250, blank=True)
    corrige = models.CharField("ce qu'il faut lire", max_length=250, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)
    raison = models.CharField("raison du lien", max_length=200, blank=True)

    objects = QuerySetDeLiensDeFiche.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "lien"
        verbose_name_plural = "liens"
        ordering = ["fiche", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vers_fiche__isnull=False, vers_axe__isnull=True)
                | Q(vers_fiche__isnull=True, vers_axe__isnull=False),
                name="lien_vers_une_fiche_ou_un_axe",
                violation_error_message="Un lien mène à une fiche ou à un axe.",
            ),
            models.CheckConstraint(
                condition=~Q(ecrit="") | ~Q(raison=""),
                name="lien_ecrit_ou_explique",
                violation_error_message="Dites en quelques mots pourquoi elles sont liées.",
            ),
            models.CheckConstraint(
                condition=Q(vers_fiche__isnull=True) | ~Q(vers_fiche=F("fiche")),
                name="lien_vers_une_autre_fiche",
                violation_error_message="Une action ne se lie pas à elle-même.",
            ),
            models.UniqueConstraint(
                fields=["fiche", "vers_fiche"],
                condition=Q(ecrit=""),
                name="lien_ajoute_a_une_fiche_unique",
                violation_error_message="Ces deux actions sont déjà liées.",
            ),
            models.UniqueConstraint(
                fields=["fiche", "vers_axe"],
                condition=Q(ecrit=""),
                name="lien_ajoute_a_un_axe_unique",
                violation_error_message="Cette action est déjà liée à cet axe.",
            ),
        ]

    def __str__(self) -> str:
        return self.ecrit or self.raison

    @property
    def est_du_texte(self) -> bool:
        """Vrai pour un renvoi du texte signé : il ne se retire que par avenant (art. 12)."""
        return bool(self.ecrit)

    def ajouter(self, *, par: Acteur, le: datetime.date) -> None:
        """Pose le lien entre la fiche et ce qu'il vise.

        Lève `ConventionFigee` hors de la période (art. 11), `ActionImpossible` s'il mène ailleurs
        que dans la convention ou si le lien inverse existe, `ValidationError` si une contrainte
        n'est pas tenue.
        """
        self.fiche.convention.exiger_modifiable(le)
        vise = self.vers_fiche or self.vers_axe
        if vise is not None and vise.convention_id != self.fiche.convention_id:
            raise ActionImpossible("Un lien mène à une action ou à un axe de la convention.")
        with acte(par):
            inverse = LienDeFiche.objects.ajoutes().filter(
                fiche=self.vers_fiche, vers_fiche=self.fiche
            )
            if self.vers_fiche is not None and inverse.exists():
                raise ActionImpossible("Ces deux actions sont déjà liées.")
            self.validate_constraints()
            self.save()

    def retirer(self, *, par: Acteur, le: datetime.date) -> None:
        """Retire un lien ajouté ; l'historique le garde.

        Lève `ConventionFigee` hors de la période (art. 11), `ActionImpossible` pour un renvoi du
        texte.
        """
        self.fiche.convention.exiger_modifiable(le)
        if self.est_du_texte:
            raise ActionImpossible("Ce lien est écrit dans le contrat : il ne se retire pas ici.")
        with acte(par):
            self.delete()
