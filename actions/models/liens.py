"""Les renvois du texte, d'une fiche à une autre ou à un axe."""

from django.db import models
from django.db.models import Q

from actions.models.axes import Axe
from ctg.socle.historique import Historique


class LienDeFiche(models.Model):
    """Un renvoi du texte d'une fiche à une autre, ou à un axe."""

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
    ecrit = models.CharField("ce qui est écrit", max_length=250)
    corrige = models.CharField("ce qu'il faut lire", max_length=250, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

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
            )
        ]

    def __str__(self) -> str:
        return self.ecrit
