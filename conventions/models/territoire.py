"""La géographie : communes et zones, partagées par toutes les conventions."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from ctg.socle.historique import Historique
from ctg.socle.recherche import ordre_alphabetique

if TYPE_CHECKING:
    from conventions.models.contrat import Convention


class QuerySetDeCommunes(models.QuerySet["Commune"]):
    """Les lectures communes à toutes les pages."""

    def signataires_de(self, convention: "Convention") -> Self:
        """Les communes qui ont signé cette convention, chacune une fois."""
        return self.filter(
            partenaires__nature="commune", partenaires__signataires__convention=convention
        ).distinct()

    def par_nom(self) -> Self:
        """Dans l'ordre alphabétique français : Boé avant Bon-Encontre."""
        return self.order_by(ordre_alphabetique("nom"), "pk")

    def des_parties_de(self, convention: "Convention") -> Self:
        """Celles de toutes les parties d'une convention, quelle que soit leur nature.

        Ce qu'un choix propose, avec ce qui est déjà choisi : jamais toutes les communes du pays.
        """
        siennes = self.model._default_manager.filter(
            partenaires__signataires__convention=convention
        )
        return self.filter(pk__in=siennes.values("pk"))


class Commune(models.Model):
    """Une commune, connue par son code Insee ; les autres champs peuvent manquer."""

    code_insee = models.CharField("code Insee", max_length=5, unique=True)
    nom = models.CharField("nom", max_length=100)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    codes_postaux = models.JSONField("codes postaux", default=list, blank=True)
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    annee_population = models.PositiveSmallIntegerField(
        "année de la population", null=True, blank=True
    )
    longitude = models.FloatField("longitude", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    # Polygone [[longitude, latitude], …], schématique : la carte qui l'emploie le dit.
    cellule = models.JSONField("cellule schématique", default=list, blank=True)
    # Polygones [[[longitude, latitude], …], …] d'un fichier officiel, le plus grand d'abord : ils
    # remplacent la cellule, que le chargement de la convention ne cesse pas de poser.
    contour = models.JSONField("contour importé", default=list, blank=True)
    source_du_contour = models.CharField("source du contour", max_length=200, blank=True)

    objects = QuerySetDeCommunes.as_manager()

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code_insee__regex=r"^[0-9][0-9AB][0-9]{3}$"),
                name="commune_code_insee_bien_forme",
                violation_error_message="Un code Insee compte cinq caractères, par exemple 33063.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class Zone(models.Model):
    """Un ensemble de communes, ou un quartier : bassin de vie, quartier prioritaire, typologie."""

    class Genre(models.TextChoices):
        BASSIN_DE_VIE = "bassin_de_vie", "bassin de vie"
        QPV = "qpv", "quartier prioritaire"
        TYPOLOGIE = "typologie", "rural, périurbain ou urbain"

    nom = models.CharField("nom", max_length=100)
    genre = models.CharField("genre", max_length=20, choices=Genre)
    communes = models.ManyToManyField(
        Commune, verbose_name="communes", related_name="zones", blank=True
    )
    source = models.CharField("source", max_length=200, blank=True)

    historique = Historique(m2m_fields=[communes])

    class Meta:
        verbose_name = "zone"
        verbose_name_plural = "zones"
        ordering = ["genre", "nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "nom"],
                name="zone_unique",
                violation_error_message="Cette zone existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return self.nom
