"""Le logo d'un partenaire : les supports communs portent ceux de toutes les parties (art. 9)."""

from django.db import models

from conventions.models.partenaires import Partenaire
from ctg.socle.documents import DocumentDeBase
from ctg.socle.historique import Historique


class LogoDePartenaire(DocumentDeBase):
    """Une image que le portail a relue et réécrite en PNG ; un seul logo par organisme.

    `empreinte` : le SHA-256 du fichier rangé, que le document d'une évaluation revérifie.
    """

    partenaire = models.OneToOneField(
        Partenaire, verbose_name="partenaire", related_name="logo", on_delete=models.CASCADE
    )
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    largeur = models.PositiveSmallIntegerField("largeur en pixels")
    hauteur = models.PositiveSmallIntegerField("hauteur en pixels")

    historique = Historique()

    class Meta:
        verbose_name = "logo"
        verbose_name_plural = "logos"
        ordering = ["partenaire"]

    def __str__(self) -> str:
        return f"Logo – {self.partenaire}"
