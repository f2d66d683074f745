"""L'argent et le temps d'une fiche : qui finance, combien, et où en est la demande."""

import datetime
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Q

from conventions.models import Partenaire
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne

# Les demandes à déposer dans ce délai se disent à l'accueil.
JOURS_AVANT_L_ECHEANCE = 60

UN_SEUL_FINANCEUR = models.CheckConstraint(
    condition=(Q(financeur__isnull=False) & Q(financeur_libre=""))
    | (Q(financeur__isnull=True) & ~Q(financeur_libre="")),
    name="financement_un_seul_financeur",
    violation_error_message=(
        "Choisissez un financeur dans la liste, ou écrivez son nom : l'un des deux seulement."
    ),
)
REFUSEE_SANS_MONTANT = models.CheckConstraint(
    condition=~Q(demande="refuse") | Q(obtenu__isnull=True) | Q(obtenu=0),
    name="financement_refuse_sans_montant",
    violation_error_message="Une demande refusée n'a rien obtenu : effacez ce montant.",
)


class QuerySetDeFinancements(QuerySetDeConvention["Financement"]):
    """Les financements, par leur fiche."""

    chemin = "fiche__convention"

    def pour_liste(self) -> Self:
        """Avec la fiche, son axe et le financeur : ce que montrent les listes."""
        return self.select_related("fiche__axe", "financeur").order_by(
            "fiche__numero", "annee", "pk"
        )

    def a_deposer(self, le: datetime.date) -> Self:
        """Les demandes encore envisagées dont l'appel à projets ferme bientôt, du plus proche."""
        return self.filter(
            demande=Financement.Demande.ENVISAGE,
            echeance__range=(le, le + datetime.timedelta(days=JOURS_AVANT_L_ECHEANCE)),
        ).order_by("echeance", "pk")


class Financement(Versionne):
    """Ce qu'un financeur apporte à une fiche, une année : de l'argent, ou du temps valorisé.

    Les montants sont en euros ; vide = non renseigné, ce qui n'est pas zéro.
    """

    class Nature(models.TextChoices):
        INVESTISSEMENT = "investissement", "investissement"
        FONCTIONNEMENT = "fonctionnement", "fonctionnement"
        TEMPS = "temps", "temps de travail valorisé"

    class Demande(models.TextChoices):
        ENVISAGE = "envisage", "envisagé"
        DEMANDE = "demande", "demandé"
        ACCORDE = "accorde", "accordé"
        REFUSE = "refuse", "refusé"

    UN_SEUL_FINANCEUR = UN_SEUL_FINANCEUR
    REFUSEE_SANS_MONTANT = REFUSEE_SANS_MONTANT

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="financements",
        on_delete=models.CASCADE,
    )
    financeur = models.ForeignKey(
        Partenaire,
        verbose_name="financeur",
        related_name="financements",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    financeur_libre = models.CharField("autre financeur", max_length=150, blank=True)
    nature = models.CharField("nature", max_length=16, choices=Nature)
    annee = models.PositiveSmallIntegerField("année")
    prevu = models.DecimalField("prévu", max_digits=12, decimal_places=2, null=True, blank=True)
    obtenu = models.DecimalField("obtenu", max_digits=12, decimal_places=2, null=True, blank=True)
    depense = models.DecimalField("dépensé", max_digits=12, decimal_places=2, null=True, blank=True)
    demande = models.CharField(
        "état de la demande", max_length=10, choices=Demande, default=Demande.ENVISAGE
    )
    appel_a_projets = models.CharField("appel à projets", max_length=200, blank=True)
    echeance = models.DateField("date limite de dépôt", null=True, blank=True)

    objects = QuerySetDeFinancements.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "financement"
        verbose_name_plural = "financements"
        ordering = ["fiche", "annee", "pk"]
        constraints = [
            UN_SEUL_FINANCEUR,
            REFUSEE_SANS_MONTANT,
            models.CheckConstraint(
                condition=(Q(prevu__isnull=True) | Q(prevu__gte=0))
                & (Q(obtenu__isnull=True) | Q(obtenu__gte=0))
                & (Q(depense__isnull=True) | Q(depense__gte=0)),
                name="financement_montants_positifs",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom_du_financeur}, {self.annee}"

    @property
    def nom_du_financeur(self) -> str:
        """Le partenaire, ou le nom écrit."""
        return str(self.financeur) if self.financeur_id else self.financeur_libre

    def verifier_annee(self) -> None:
        """Lève `ActionImpossible` si l'année n'est pas une année de la convention."""
        annees = self.fiche.convention.annees()
        if self.annee not in annees:
            raise ActionImpossible(
                f"Choisissez une année de la convention, de {annees[0]} à {annees[-1]}."
            )

    def enregistrer(
        self, *, valeurs: dict[str, Any], version_ouverte: int, par: Acteur, le: datetime.date
    ) -> None:
        """Ajoute le financement, ou le modifie s'il existe déjà.

        `valeurs` : champ → valeur ; un montant à None n'est pas renseigné. Lève `ConventionFigee`
        hors de la période (art. 11), `ActionImpossible` pour une année hors de la convention,
        `ConflitDeVersion` si quelqu'un est passé entre-temps, `ValidationError` si une contrainte
        n'est pas tenue.
        """
        self.fiche.convention.exiger_modifiable(le)
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        self.verifier_annee()
        with acte(par):
            self.validate_constraints()
            if self._state.adding:
                self.save()
            else:
                self.enregistrer_sur(version_ouverte)

    def retirer(self, *, version_ouverte: int, par: Acteur, le: datetime.date) -> None:
        """Retire le financement ; son historique reste.

        Lève `ConventionFigee` hors de la période (art. 11), `ConflitDeVersion` si quelqu'un l'a
        changé ou retiré entre-temps.
        """
        self.fiche.convention.exiger_modifiable(le)
        with acte(par):
            self.retirer_sur(version_ouverte)

    def montant(self, nom: str) -> Decimal | None:
        """Le montant de ce nom, ou None s'il n'est pas renseigné."""
        valeur: Decimal | None = getattr(self, nom)
        return valeur
