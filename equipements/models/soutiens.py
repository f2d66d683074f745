"""Qui soutient une structure, quand, et pour quel montant."""

import datetime
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.droits import Droit
from conventions.models import Convention, Habilitation, Partenaire, Signataire, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.nombres import quantite_fr
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre
from ctg.socle.templatetags.portail import jour
from ctg.socle.versions import Versionne, reserver
from equipements.models.annuel import QuerySetDeReponses, ReponseAnnuelle


class QuerySetDeSoutiens(  # type: ignore[override]
    QuerySetDeDurees["Soutien"], QuerySetDeConvention["Soutien"]
):
    """Les soutiens, dans le temps ; un organisme ne voit que les montants du sien."""

    # django-stubs donne à chaque ensemble son propre `as_manager` : deux bases s'y contredisent.

    def _habilitee(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return Q(
            Exists(
                Signataire.objects.filter(
                    convention__in=habilitations.values("convention"),
                    partenaire=OuterRef("partenaire"),
                )
            )
        )

    def _par_son_organisme(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return Q(partenaire__in=habilitations.values("partenaire"))

    def avec_visibilite(self, utilisateur: Utilisateur) -> Self:
        """Chacun avec `montants_visibles` : cette personne peut-elle en voir les montants ?"""
        visibles = Soutien.objects.avec_droit(utilisateur, Droit.VOIR_LES_MONTANTS)
        return self.annotate(montants_visibles=Exists(visibles.filter(pk=OuterRef("pk"))))


class Soutien(Duree):
    """Un partenaire soutient une structure, entre deux dates ; plusieurs peuvent la soutenir."""

    class MotifDeFin(models.TextChoices):
        COMPETENCE = "changement_de_competence", "changement de compétence"
        FERMETURE = "fermeture", "fermeture de la structure"
        RETRAIT = "retrait", "la collectivité ne soutient plus"

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="soutiens",
        on_delete=models.CASCADE,
    )
    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", related_name="soutiens", on_delete=models.PROTECT
    )

    motif_de_fin = models.CharField(
        "motif de la fin", max_length=24, choices=MotifDeFin, blank=True
    )

    objects = QuerySetDeSoutiens.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        ordering = ["equipement", "partenaire"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement", "partenaire"],
                condition=Q(fin__isnull=True),
                name="soutien_actuel_unique",
                violation_error_message="Ce partenaire soutient déjà cette structure.",
            ),
            dans_l_ordre("soutien_finit_apres_son_debut", "La fin du soutien précède son début."),
            models.CheckConstraint(
                condition=Q(motif_de_fin="") | Q(fin__isnull=False),
                name="soutien_motif_a_sa_fin",
                violation_error_message="Un soutien qui court n'a pas de motif de fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"Soutien {self.partenaire.en_complement}"

    @property
    def est_un_changement_de_competence(self) -> bool:
        """Vrai si un autre a pris la compétence : la fin du soutien n'est pas un désengagement."""
        return self.motif_de_fin == self.MotifDeFin.COMPETENCE

    @property
    def periode(self) -> str:
        """« du 1er janvier 2022 au 31 mars 2024 », « depuis le… » ; sans date, « sans date »."""
        if self.debut and self.fin:
            return f"du {jour(self.debut)} au {jour(self.fin)}"
        if self.debut:
            return f"depuis le {jour(self.debut)}"
        return f"jusqu'au {jour(self.fin)}" if self.fin else "sans date"

    def enregistrer(self, *, valeurs: dict[str, Any], ecriture_ouverte: int, par: Acteur) -> None:
        """Ajoute le soutien, ou change sa période.

        `valeurs` : partenaire, début, fin, motif de fin. Lève `ValidationError` si le partenaire
        soutient déjà la structure ou si les dates se contredisent, `ConflitDeVersion`.
        """
        with acte(par):
            if not self._state.adding:
                reserver(self, ecriture_ouverte)
            for nom, valeur in valeurs.items():
                setattr(self, nom, valeur)
            self.validate_constraints()
            self.save()

    def court_l_annee(self, annee: int) -> bool:
        """Vrai s'il court au moins un jour de l'année ; une date inconnue ne l'exclut pas."""
        return (self.debut is None or self.debut.year <= annee) and (
            self.fin is None or self.fin.year >= annee
        )


class MontantDeSoutien(ReponseAnnuelle):
    """Le montant d'un soutien pour une année, en euros, ou pourquoi il n'y en a pas."""

    soutien = models.ForeignKey(
        Soutien, verbose_name="soutien", related_name="montants", on_delete=models.CASCADE
    )

    objects = QuerySetDeReponses["MontantDeSoutien"].as_manager()
    historique = Historique()

    class Meta(ReponseAnnuelle.Meta):
        verbose_name = "montant de soutien"
        verbose_name_plural = "montants de soutien"
        ordering = ["soutien", "annee"]
        constraints = [
            *ReponseAnnuelle.Meta.constraints,
            models.UniqueConstraint(
                fields=["soutien", "annee"],
                name="montant_annuel_unique",
                violation_error_message="Le montant de cette année est déjà saisi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soutien} en {self.annee}"

    @property
    def en_mots(self) -> str:
        """« 45 000 € », « 42 000,50 € » ; ou « non disponible », « non concerné »."""
        if self.valeur is None:
            return str(self.get_reponse_display())
        return quantite_fr(self.valeur, "€", 2 if self.valeur % 1 else 0)


class PlancherDuBonus(Versionne):
    """Ce que la Caf bonifiait la dernière année du contrat enfance jeunesse (art. 6).

    La somme des bonus territoire d'une année ne descend pas dessous (R14). Saisi une fois ; son
    absence dit qu'il n'est pas connu.
    """

    convention = models.OneToOneField(
        Convention,
        verbose_name="convention",
        related_name="plancher_du_bonus",
        on_delete=models.CASCADE,
    )
    montant = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)
    annee = models.PositiveSmallIntegerField("dernière année du contrat enfance jeunesse")
    source = models.CharField("source", max_length=200)

    historique = Historique()

    class Meta:
        verbose_name = "plancher du bonus"
        verbose_name_plural = "planchers du bonus"
        ordering = ["convention"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="plancher_positif",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Plancher du bonus, {self.convention}"

    def enregistrer(
        self,
        *,
        montant: Decimal,
        annee: int,
        source: str,
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Saisit le plancher, ou corrige sa saisie ; l'historique garde l'ancienne.

        Lève `ConventionFigee` hors de la période, `ActionImpossible` si l'année n'est pas avant la
        convention, `ConflitDeVersion`.
        """
        self.convention.exiger_modifiable(le)
        if annee >= self.convention.debut.year:
            raise ActionImpossible("Le contrat enfance jeunesse précède la convention.")
        self.montant, self.annee, self.source = montant, annee, source
        with acte(par):
            self.validate_constraints()
            if self._state.adding:
                self.save()
            else:
                self.enregistrer_sur(version_ouverte)
