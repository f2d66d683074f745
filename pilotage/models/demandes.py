"""Ce qu'une campagne demande au pilote d'une fiche : où elle en est, et ses indicateurs."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from actions.models import FicheAction, PiloteDeFiche
from conventions.droits import Droit
from conventions.models import (
    Campagne,
    Demande,
    Personne,
    QuerySetDeDemandesDeCampagne,
    Utilisateur,
)
from ctg.socle.historique import Historique


class QuerySetDeDemandesDeFiche(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeDemandesDeCampagne["DemandeDeFiche"]
):
    """Les demandes faites aux pilotes."""

    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        """Répondre : qui est sollicité, qui a reçu la demande d'un autre, qui pilote la fiche."""
        if droit is not Droit.METTRE_A_JOUR_LES_FICHES:
            return None
        moi = utilisateur.personne_id
        pilote = PiloteDeFiche.objects.actuels().filter(fiche=OuterRef("fiche"), personne=moi)
        return Q(personne=moi) | Q(transmise_a=moi) | Q(Exists(pilote))

    def pour_liste(self) -> "QuerySetDeDemandesDeFiche":
        """Avec la campagne, la fiche et les personnes, dans l'ordre du plan."""
        return super().pour_liste().select_related("fiche__axe").order_by("fiche__numero")


class DemandeDeFiche(Demande):
    """La mise à jour d'une fiche, demandée à une personne dans une campagne."""

    CODE = "fi"
    SUIVI = "campagne_detail"
    CE_QUI_SE_CONFIE = "la mise à jour d'une fiche-action de la convention"
    UNITE = "fiche-action,fiches-actions"
    PHRASES = (
        "On vous demande où en est cette fiche-action :",
        "On vous demande où en sont ces {n} fiches-actions :",
    )
    DUREE = "deux minutes par fiche"

    campagne = models.ForeignKey(
        Campagne,
        verbose_name="campagne",
        related_name="demandes_de_fiche",
        on_delete=models.CASCADE,
    )
    fiche = models.ForeignKey(
        FicheAction, verbose_name="fiche", related_name="demandes", on_delete=models.CASCADE
    )
    personne = models.ForeignKey(
        Personne,
        verbose_name="personne",
        related_name="demandes_de_fiche",
        on_delete=models.PROTECT,
    )
    transmise_a = models.ForeignKey(
        Personne,
        verbose_name="transmise à",
        related_name="demandes_de_fiche_transmises",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    objects = QuerySetDeDemandesDeFiche.as_manager()
    historique = Historique(excluded_fields=["brouillon"])

    class Meta(Demande.Meta):
        verbose_name = "demande de mise à jour"
        verbose_name_plural = "demandes de mise à jour"
        ordering = ["campagne", "fiche"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Demande.Meta.constraints,
            models.UniqueConstraint(
                fields=["campagne", "fiche"],
                name="demande_unique_par_fiche",
                violation_error_message="Cette fiche est déjà demandée dans cette campagne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.fiche.numero}, {self.campagne.annee}"

    @property
    def rang(self) -> tuple[int, ...]:
        """L'ordre du plan."""
        return (self.fiche.numero,)

    @property
    def en_tete(self) -> str:
        """Le numéro et le titre de la fiche."""
        return str(self.fiche)

    @property
    def sujet(self) -> str:
        """« action 7 »."""
        return f"action {self.fiche.numero}"

    @property
    def tache(self) -> str:
        """« Dire où en est l'action 7 »."""
        return f"Dire où en est l'action {self.fiche.numero}"

    @property
    def detail(self) -> str:
        """Le titre de la fiche."""
        return self.fiche.titre

    def page(self) -> str:
        """La page où répondre."""
        return reverse("demande_repondre", args=[self.campagne.convention.slug, self.pk])
