"""Le diagnostic (annexe 1) : les besoins qui font juger la pertinence, et leurs chiffres."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from actions.models import FicheAction
from conventions.droits import Droit
from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Historique
from ctg.socle.nombres import quantite_fr
from pilotage.models.lignes import LigneOrdonnee


class QuerySetDuDiagnostic(QuerySetDeConvention[Any]):
    """Ce que le diagnostic d'une convention dit."""

    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class Besoin(LigneOrdonnee):
    """Un besoin que le diagnostic établit, et les actions qui y répondent (art. 1)."""

    GROUPE = ("convention",)

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="besoins", on_delete=models.CASCADE
    )
    titre = models.CharField("besoin", max_length=250)
    description = models.TextField("précisions", blank=True)
    source = models.CharField("source", max_length=250)
    fiches = models.ManyToManyField(
        FicheAction, verbose_name="actions", related_name="besoins", blank=True
    )

    objects = QuerySetDuDiagnostic.as_manager()
    historique = Historique(m2m_fields=[fiches])

    class Meta:
        verbose_name = "besoin du diagnostic"
        verbose_name_plural = "besoins du diagnostic"
        ordering = ["convention", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre="") & ~Q(source=""),
                name="besoin_source",
                violation_error_message="Un besoin a un énoncé, et dit d'où on le tient.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def de_la_convention(self) -> Convention:
        """La sienne."""
        return self.convention

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """Lève `ActionImpossible` pour une action d'une autre convention."""
        if any(f.convention_id != self.convention_id for f in liens.get("fiches", ())):
            raise ActionImpossible("Choisissez des actions de la convention.")


class ChiffreDuDiagnostic(LigneOrdonnee):
    """Un chiffre du diagnostic, avec son année et sa source ; d'un besoin, ou du territoire."""

    GROUPE = ("convention", "besoin")

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="chiffres_du_diagnostic",
        on_delete=models.CASCADE,
    )
    besoin = models.ForeignKey(
        Besoin,
        verbose_name="besoin",
        related_name="chiffres",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    libelle = models.CharField("ce que dit le chiffre", max_length=250)
    valeur = models.DecimalField("chiffre", max_digits=14, decimal_places=2)
    unite = models.CharField("unité", max_length=40, blank=True)
    annee = models.PositiveSmallIntegerField("année du chiffre", null=True, blank=True)
    source = models.CharField("source", max_length=250)

    objects = QuerySetDuDiagnostic.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "chiffre du diagnostic"
        verbose_name_plural = "chiffres du diagnostic"
        ordering = ["convention", "besoin", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(libelle="") & ~Q(source=""),
                name="chiffre_du_diagnostic_source",
                violation_error_message="Un chiffre dit ce qu'il compte, et d'où on le tient.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def de_la_convention(self) -> Convention:
        """La sienne."""
        return self.convention

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """Lève `ActionImpossible` pour un besoin d'une autre convention."""
        if self.besoin is not None and self.besoin.convention_id != self.convention_id:
            raise ActionImpossible("Choisissez un besoin de la convention.")

    def en_clair(self) -> str:
        """Le chiffre tel qu'on le lit : « 33 % », « 1 200 enfants »."""
        return quantite_fr(self.valeur, self.unite)
