"""Ce qu'une structure accueille, année par année."""

from django.db import models
from django.db.models import F, Q

from ctg.socle.historique import Historique
from ctg.socle.nombres import nombre_fr

SEUIL_DE_MASQUAGE = 5


class ChiffresAnnuels(models.Model):
    """Ce qu'une structure a accueilli pendant une année."""

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="chiffres",
        on_delete=models.CASCADE,
    )
    annee = models.PositiveSmallIntegerField("année")
    enfants = models.PositiveIntegerField("enfants accueillis", null=True, blank=True)
    # Un nombre, jamais un nom ; sous 5, il n'est montré qu'à qui en a le droit.
    enfants_aeeh = models.PositiveIntegerField(
        "dont bénéficiaires de l'AEEH", null=True, blank=True
    )
    heures = models.PositiveIntegerField("heures facturées", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "chiffres d'une année"
        verbose_name_plural = "chiffres annuels"
        ordering = ["equipement", "-annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement", "annee"],
                name="chiffres_annuels_uniques",
                violation_error_message="Les chiffres de cette année sont déjà saisis.",
            ),
            models.CheckConstraint(
                condition=Q(enfants_aeeh=None)
                | Q(enfants=None)
                | Q(enfants_aeeh__lte=F("enfants")),
                name="chiffres_aeeh_dans_le_total",
                violation_error_message=(
                    "Les bénéficiaires de l'AEEH sont plus nombreux que les enfants accueillis."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Chiffres {self.annee}"

    def aeeh_lisible(self, *, voit_tout: bool) -> str:
        """L'effectif AEEH ; sous 5, « moins de 5 » pour qui ne peut voir les effectifs masqués.

        Un si petit nombre laisserait reconnaître un enfant. Vide : non renseigné.
        """
        if self.enfants_aeeh is None:
            return ""
        if self.enfants_aeeh < SEUIL_DE_MASQUAGE and not voit_tout:
            return f"moins de {SEUIL_DE_MASQUAGE}"
        return nombre_fr(self.enfants_aeeh)
