"""Les années des relevés : celles qui sont commencées, et celles qu'on a verrouillées."""

import datetime
from typing import Any

from django.db import models

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import verrouiller

# Ce que garde une ligne d'historique.
LONGUEUR_D_UN_MOTIF = 100


class AnneeVerrouillee(models.Model):
    """Une année dont les relevés ne changent plus : ni réponse, ni décision.

    Rouvrir retire la ligne ; l'historique garde les deux gestes, leur nom et leur motif.
    """

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="annees_verrouillees",
        on_delete=models.CASCADE,
    )
    annee = models.PositiveSmallIntegerField("année")
    verrouillee_le = models.DateField("verrouillée le")
    verrouillee_par = models.CharField("verrouillée par", max_length=200)

    historique = Historique()

    class Meta:
        verbose_name = "année verrouillée"
        verbose_name_plural = "années verrouillées"
        ordering = ["convention", "annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="annee_verrouillee_unique",
                violation_error_message="Cette année est déjà verrouillée.",
            )
        ]

    def __str__(self) -> str:
        return f"Relevés {self.annee}"

    @classmethod
    def de(cls, convention: Convention) -> set[int]:
        """Les années verrouillées d'une convention ; une requête."""
        return set(
            cls._default_manager.filter(convention=convention).values_list("annee", flat=True)
        )

    @classmethod
    def verrouiller(
        cls, *, convention: Convention, annee: int, par: Acteur, le: datetime.date
    ) -> None:
        """Verrouille l'année.

        Lève `ActionImpossible` si elle n'est pas commencée, ou l'est déjà ; `ConventionFigee` une
        fois la convention close.
        """
        convention.exiger_ouverte()
        exiger_annee(convention, annee, le)
        with acte(par):
            # Deux gestes au même instant : le second attend, puis la voit verrouillée.
            verrouiller(convention)
            if annee in cls.de(convention):
                raise ActionImpossible(f"L'année {annee} est déjà verrouillée.")
            cls._default_manager.create(
                convention=convention,
                annee=annee,
                verrouillee_le=le,
                verrouillee_par=par.libelle_d_auteur,
            )

    @classmethod
    def rouvrir(cls, *, convention: Convention, annee: int, motif: str, par: Acteur) -> None:
        """Rouvre l'année, en disant pourquoi : l'historique garde le motif et le nom.

        Lève `ActionImpossible` si elle ne l'était pas ou sans motif, `ConventionFigee`.
        """
        convention.exiger_ouverte()
        verrouillee: Any = cls._default_manager.filter(convention=convention, annee=annee).first()
        if verrouillee is None:
            raise ActionImpossible(f"L'année {annee} n'est pas verrouillée.")
        if not motif.strip():
            raise ActionImpossible("Dites pourquoi vous rouvrez l'année.")
        with acte(par):
            verrouillee._change_reason = motif.strip()[:LONGUEUR_D_UN_MOTIF]
            verrouillee.delete()


def annees_ouvertes(convention: Convention, le: datetime.date) -> list[int]:
    """Les années de la convention, jusqu'à celle de ce jour, verrouillées comprises."""
    return [annee for annee in convention.annees() if annee <= le.year]


def exiger_annee(convention: Convention, annee: int, le: datetime.date) -> None:
    """Lève `ActionImpossible` pour une année hors de la convention ou à venir."""
    if annee not in annees_ouvertes(convention, le):
        raise ActionImpossible(f"L'année {annee} n'est pas une année ouverte de la convention.")


def exiger_annee_deverrouillee(convention: Convention, annee: int) -> None:
    """Lève `ActionImpossible` si les relevés de l'année ne changent plus."""
    if annee in AnneeVerrouillee.de(convention):
        raise ActionImpossible(f"L'année {annee} est verrouillée : ses relevés ne changent plus.")
