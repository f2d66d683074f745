"""Ce qu'une campagne demande au pilote d'une fiche : où elle en est, et ses indicateurs."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models import FicheAction, PiloteDeFiche
from conventions.droits import Droit
from conventions.models import Campagne, Personne, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.demandes import DemandeDeBase, QuerySetDeDemandes
from ctg.socle.historique import Acteur, Historique


class QuerySetDeDemandesDeFiche(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeDemandes["DemandeDeFiche"], QuerySetDeConvention["DemandeDeFiche"]
):
    """Les demandes faites aux pilotes."""

    chemin = "campagne__convention"
    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        """Répondre : qui est sollicité, qui a reçu la demande d'un autre, qui pilote la fiche."""
        if droit is not Droit.METTRE_A_JOUR_LES_FICHES:
            return None
        moi = utilisateur.personne_id
        pilote = PiloteDeFiche.objects.actuels().filter(fiche=OuterRef("fiche"), personne=moi)
        return Q(personne=moi) | Q(transmise_a=moi) | Q(Exists(pilote))

    def adressees_a(self, personne: Personne) -> "QuerySetDeDemandesDeFiche":
        """Celles qu'on lui demande, ou qu'on lui a transmises."""
        return self.filter(Q(personne=personne) | Q(transmise_a=personne))

    def pour_liste(self) -> "QuerySetDeDemandesDeFiche":
        """Avec la campagne, la fiche et les personnes, dans l'ordre du plan."""
        return self.select_related(
            "campagne__convention", "fiche__axe", "personne", "transmise_a"
        ).order_by("fiche__numero")


class DemandeDeFiche(DemandeDeBase):
    """La mise à jour d'une fiche, demandée à une personne dans une campagne."""

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

    class Meta(DemandeDeBase.Meta):
        verbose_name = "demande de mise à jour"
        verbose_name_plural = "demandes de mise à jour"
        ordering = ["campagne", "fiche"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *DemandeDeBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["campagne", "fiche"],
                name="demande_unique_par_fiche",
                violation_error_message="Cette fiche est déjà demandée dans cette campagne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.fiche.numero}, {self.campagne.annee}"

    @property
    def repondante(self) -> Personne:
        """Qui doit répondre : la personne sollicitée, ou celle à qui elle a transmis."""
        return self.transmise_a or self.personne

    def transmettre_a(self, personne: Personne, *, par: Acteur, le: datetime.date) -> None:
        """Une autre personne répondra ; la première voit toujours la demande.

        Un courriel le lui dit : pour elle, la semaine des rappels part de ce jour.
        """
        if self.etat == self.Etat.A_ENVOYER:
            self._passer("envoyer")
        self.transmise_a = None if personne == self.personne else personne
        self.sollicitee_le, self.relances = le, 0
        self._ecrire(par)

    def est_adressee_a(self, personne: Personne) -> bool:
        """Vrai si cette personne est sollicitée, ou si on lui a transmis la demande."""
        return personne.pk in (self.personne_id, self.transmise_a_id)
