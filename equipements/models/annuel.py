"""Ce qui se dit d'une année : un nombre, ou pourquoi il n'y en a pas ; et les années fermées."""

import datetime
from decimal import Decimal
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from conventions.models import Convention
from conventions.models.annees import AnneeArretee, exiger_annee_commencee
from ctg.socle.historique import Acteur, Historique, acte

M = TypeVar("M", bound=models.Model)


class QuerySetDeReponses(models.QuerySet[M]):
    """Des réponses annuelles."""

    def connues(self) -> Self:
        """Celles qui donnent un nombre : une réponse sans nombre n'est jamais zéro."""
        return self.filter(reponse=ReponseAnnuelle.Reponse.NOMBRE)

    def a_confirmer(self) -> Self:
        """Celles que le coordonnateur n'a pas encore confirmées."""
        return self.filter(confirme_le=None)


class ReponseAnnuelle(models.Model):
    """Base d'une réponse d'une année : un nombre, ou la raison de son absence.

    L'absence de ligne dit « non renseigné » ; « non disponible » et « non concerné » sont des
    réponses, avec leur motif. Aucune des trois n'est zéro.
    """

    class Reponse(models.TextChoices):
        NOMBRE = "nombre", "nombre"
        NON_DISPONIBLE = "non_disponible", "non disponible"
        NON_CONCERNE = "non_concerne", "non concerné"

    annee = models.PositiveSmallIntegerField("année")
    reponse = models.CharField("réponse", max_length=14, choices=Reponse, default=Reponse.NOMBRE)
    valeur = models.DecimalField("valeur", max_digits=12, decimal_places=2, null=True, blank=True)
    motif = models.CharField("motif de l'absence", max_length=200, blank=True)
    saisi_le = models.DateField("saisi le", null=True, blank=True)
    saisi_par = models.CharField("saisi par", max_length=200, blank=True)
    confirme_le = models.DateField("confirmé le", null=True, blank=True)
    confirme_par = models.CharField("confirmé par", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reponse="nombre", valeur__isnull=False, motif="")
                | ~Q(reponse="nombre") & Q(valeur__isnull=True) & ~Q(motif=""),
                name="%(class)s_nombre_ou_motif",
                violation_error_message="Donnez un nombre, ou dites pourquoi il n'y en a pas.",
            ),
            models.CheckConstraint(
                condition=Q(valeur=None) | Q(valeur__gte=0),
                name="%(class)s_positif",
                violation_error_message="Ce nombre ne peut pas être négatif.",
            ),
        ]

    def repondre(
        self, *, reponse: str, valeur: Decimal | None, motif: str, par: Acteur, le: datetime.date
    ) -> None:
        """Range la réponse ; une réponse changée n'est plus confirmée. Lève `ValidationError`."""
        self.marquer_repondue(reponse=reponse, valeur=valeur, motif=motif, par=par, le=le)
        self.validate_constraints()
        with acte(par):
            self.save()

    def marquer_repondue(
        self, *, reponse: str, valeur: Decimal | None, motif: str, par: Acteur, le: datetime.date
    ) -> None:
        """Ce que fait `repondre`, sans écrire : un import en écrit beaucoup à la fois."""
        self.reponse, self.valeur, self.motif = reponse, valeur, motif
        self.saisi_le, self.saisi_par = le, par.libelle_d_auteur
        self.confirme_le, self.confirme_par = None, ""

    def confirmer(self, *, par: Acteur, le: datetime.date) -> None:
        """Le coordonnateur tient la réponse pour juste."""
        self.confirme_le, self.confirme_par = le, par.libelle_d_auteur
        with acte(par):
            self.save()


class AnneeFermee(AnneeArretee):
    """Une année du registre que le coordonnateur a fermée : plus rien n'y change."""

    MOT = "fermée"
    EFFET = "ses chiffres ne changent plus"
    QUAND, PAR_QUI = "fermee_le", "fermee_par"

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="annees_fermees",
        on_delete=models.CASCADE,
    )
    fermee_le = models.DateField("fermée le")
    fermee_par = models.CharField("fermée par", max_length=200)

    historique = Historique()

    class Meta:
        verbose_name = "année fermée"
        verbose_name_plural = "années fermées"
        ordering = ["convention", "annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="annee_fermee_unique",
                violation_error_message="Cette année est déjà fermée.",
            )
        ]

    def __str__(self) -> str:
        return f"Année {self.annee}"


def exiger_annee_ouverte(convention: Convention, annee: int, le: datetime.date) -> None:
    """Lève `AnneeClose` si l'année est fermée, `ActionImpossible` si elle n'est pas commencée.

    S'emploie dans l'`acte` qui écrit, comme `AnneeFermee.exiger_ouverte`. Après le terme, la
    dernière année reste ouverte jusqu'à la clôture (art. 10).
    """
    convention.exiger_ouverte()
    exiger_annee_commencee(convention, annee, le)
    AnneeFermee.exiger_ouverte(convention, annee)
