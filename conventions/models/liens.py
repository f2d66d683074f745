"""Les liens personnels : ouvrir au porteur ce qu'on lui demande, et rien d'autre."""

import datetime
from typing import Self

from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse

from conventions.models.contrat import Convention
from conventions.models.partenaires import Personne
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique


class QuerySetDeLiens(QuerySetDeConvention["LienPersonnel"]):
    """Les liens personnels."""

    def valables(self, instant: datetime.datetime) -> Self:
        """Ceux qui ouvrent encore."""
        return self.filter(revoque_le=None, signale_le=None, expire_le__gt=instant)

    def eteints(self) -> Self:
        """Révoqués, ou signalés mal adressés : seul le coordonnateur les redonne."""
        return self.filter(Q(revoque_le__isnull=False) | Q(signale_le__isnull=False))


class LienPersonnel(models.Model):
    """Un lien donné à une personne, pour un usage, jusqu'à une date.

    L'adresse porte l'identifiant et la génération, signés ; renouveler la génération éteint toutes
    les adresses déjà données. Un même usage n'a qu'une ligne par personne et par convention.
    """

    class Usage(models.TextChoices):
        REPONDRE = "repondre", "répondre aux demandes"
        MOT_DE_PASSE = "mot_de_passe", "choisir son mot de passe"
        COURRIELS = "courriels", "régler ses courriels"

    # Le nom de la page que l'adresse ouvre, par usage.
    PAGES = {
        Usage.REPONDRE: "lien_ouvrir",
        Usage.MOT_DE_PASSE: "mot_de_passe_choisir",
        Usage.COURRIELS: "preferences_regler",
    }

    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="liens", on_delete=models.CASCADE
    )
    # Vide : l'usage n'est pas celui d'une convention (mot de passe, courriels).
    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="liens",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    usage = models.CharField("usage", max_length=12, choices=Usage)
    generation = models.PositiveIntegerField("génération", default=1)
    cree_le = models.DateTimeField("créé le")
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    ouvert_le = models.DateTimeField("ouvert la première fois le", null=True, blank=True)
    dernier_usage_le = models.DateTimeField("dernier usage le", null=True, blank=True)
    # Son porteur a dit que ce lien n'était pas pour lui.
    signale_le = models.DateTimeField("signalé mal adressé le", null=True, blank=True)
    transmis_par = models.ForeignKey(
        Personne,
        verbose_name="transmis par",
        related_name="liens_transmis",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    objects = QuerySetDeLiens.as_manager()
    historique = Historique(excluded_fields=["dernier_usage_le"])

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ["personne", "usage"]
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "usage", "convention"],
                condition=Q(convention__isnull=False),
                name="lien_unique_par_convention",
                violation_error_message="Cette personne a déjà un lien pour cet usage.",
            ),
            models.UniqueConstraint(
                fields=["personne", "usage"],
                condition=Q(convention__isnull=True),
                name="lien_unique",
                violation_error_message="Cette personne a déjà un lien pour cet usage.",
            ),
            models.CheckConstraint(
                condition=Q(usage="repondre", convention__isnull=False)
                | (~Q(usage="repondre") & Q(convention=None)),
                name="lien_de_convention_ssi_reponse",
                violation_error_message="Un lien pour répondre, et lui seul, a sa convention.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lien de {self.personne} pour {self.get_usage_display()}"

    def est_valable(self, instant: datetime.datetime) -> bool:
        """Vrai s'il ouvre encore à cet instant."""
        return not self.est_eteint and instant < self.expire_le

    @property
    def est_eteint(self) -> bool:
        """Vrai si on l'a révoqué, ou si son porteur a dit qu'il n'était pas pour lui."""
        return self.revoque_le is not None or self.signale_le is not None

    def situation(self, instant: datetime.datetime) -> str:
        """Où il en est, tel que les badges le disent."""
        if self.revoque_le is not None:
            return "lien_revoque"
        if self.signale_le is not None:
            return "lien_signale"
        return "lien_valable" if instant < self.expire_le else "lien_expire"

    def jeton(self) -> str:
        """Ce que porte l'adresse : l'identifiant et la génération, signés pour cet usage."""
        return signing.dumps([self.pk, self.generation], salt=sel(self.usage))

    def adresse(self) -> str:
        """L'adresse du lien, sans le nom du portail."""
        return reverse(self.PAGES[self.Usage(self.usage)], args=[self.jeton()])


def sel(usage: str) -> str:
    """Le sel de la signature : un jeton d'un usage ne vaut rien pour un autre."""
    return f"lien-personnel.{usage}"
