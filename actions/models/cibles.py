"""Ce qu'on attend d'un indicateur : les niveaux d'un qualitatif, les cibles par an et finale."""

from django.db import models
from django.db.models import F, Q

from actions.models.indicateurs import Indicateur
from ctg.socle.historique import Historique
from ctg.socle.nombres import quantite_fr


class NiveauCommun(models.TextChoices):
    """Les quatre niveaux d'un indicateur qualitatif qui n'a pas les siens."""

    RECUL = "recul", "en recul"
    STABLE = "stable", "stable"
    PROGRES = "progres", "en progrès"
    ACQUIS = "acquis", "acquis"


class Niveau(models.Model):
    """Un niveau propre à un indicateur qualitatif ; le premier rang est le plus bas."""

    indicateur = models.ForeignKey(
        Indicateur, verbose_name="indicateur", related_name="niveaux", on_delete=models.CASCADE
    )
    rang = models.PositiveSmallIntegerField("rang")
    libelle = models.CharField("niveau", max_length=60)
    description = models.CharField("ce qu'il veut dire", max_length=300, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "niveau"
        verbose_name_plural = "niveaux"
        ordering = ["indicateur", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "rang"],
                name="niveau_rang_unique",
                violation_error_message="Un niveau porte déjà ce rang.",
            ),
            models.CheckConstraint(
                condition=~Q(libelle=""),
                name="niveau_a_un_libelle",
                violation_error_message="Nommez ce niveau.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class Cible(models.Model):
    """Ce qu'un indicateur doit atteindre, une année, ou à la fin (`annee` vide).

    Une valeur, un niveau commun ou un niveau propre : l'un des trois, et un seul.
    """

    indicateur = models.ForeignKey(
        Indicateur, verbose_name="indicateur", related_name="cibles", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True, blank=True)
    niveau = models.CharField("niveau", max_length=8, choices=NiveauCommun, blank=True)
    niveau_propre = models.ForeignKey(
        Niveau,
        verbose_name="niveau propre",
        related_name="cibles",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    historique = Historique()

    class Meta:
        verbose_name = "cible"
        verbose_name_plural = "cibles"
        ordering = ["indicateur", F("annee").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "annee"],
                condition=Q(annee__isnull=False),
                name="cible_unique_par_an",
                violation_error_message="Cet indicateur a déjà une cible pour cette année.",
            ),
            models.UniqueConstraint(
                fields=["indicateur"],
                condition=Q(annee__isnull=True),
                name="cible_finale_unique",
                violation_error_message="Cet indicateur a déjà une cible finale.",
            ),
            models.CheckConstraint(
                condition=Q(valeur__isnull=False, niveau="", niveau_propre__isnull=True)
                | Q(valeur__isnull=True, niveau_propre__isnull=True) & ~Q(niveau="")
                | Q(valeur__isnull=True, niveau="", niveau_propre__isnull=False),
                name="cible_valeur_ou_niveau",
                violation_error_message="Une cible est une valeur, ou un niveau.",
            ),
        ]

    def __str__(self) -> str:
        return f"Cible {self.annee or 'finale'}"

    def en_clair(self) -> str:
        """« 65 % », « en progrès » ; suppose chargés l'indicateur et le niveau propre."""
        if self.valeur is not None:
            return quantite_fr(self.valeur, self.indicateur.unite)
        if self.niveau_propre is not None:
            return self.niveau_propre.libelle
        return str(self.get_niveau_display())
