"""Le récit d'une évaluation, section par section (art. 10)."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from actions.models import Axe, FicheAction
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne
from pilotage.models.evaluations import Evaluation


class SectionDeRecit(models.TextChoices):
    """Les places où la coordination raconte l'année, dans l'ordre du document."""

    ENSEMBLE = "ensemble", "L'année dans son ensemble"
    FAIT = "fait", "Ce qui s'est fait"
    BLOQUE = "bloque", "Ce qui bloque"
    DEMANDE_AU_COPIL = "demande_au_copil", "Ce qui est demandé au COPIL"
    GOUVERNANCE = "gouvernance", "La gouvernance de l'année"
    AXE = "axe", "Un axe"
    FICHE_FAIT = "fiche_fait", "Ce qui s'est fait"
    FICHE_OBSTACLES = "fiche_obstacles", "Les obstacles"
    FICHE_SUITE = "fiche_suite", "La suite"
    REGISTRE = "registre", "Les structures du territoire"
    ARGENT = "argent", "L'argent"
    CONCLUSION = "conclusion", "La conclusion"
    SUITE_DE_LA_CONVENTION = "suite_de_la_convention", "Ce qui passe à la convention suivante"


SECTIONS_DE_FICHE = (
    SectionDeRecit.FICHE_FAIT,
    SectionDeRecit.FICHE_OBSTACLES,
    SectionDeRecit.FICHE_SUITE,
)


class Recit(Versionne):
    """Ce que la coordination écrit dans une section : de l'ensemble, d'un axe ou d'une fiche."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="recits", on_delete=models.CASCADE
    )
    section = models.CharField(
        "section", max_length=24, choices=SectionDeRecit, default=SectionDeRecit.ENSEMBLE
    )
    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
        related_name="recits",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    fiche = models.ForeignKey(
        FicheAction,
        verbose_name="fiche",
        related_name="recits",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    texte = models.TextField("récit", blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "récit"
        verbose_name_plural = "récits"
        ordering: ClassVar[Sequence[str | Combinable]] = [
            "evaluation",
            F("axe__numero").asc(nulls_first=True),
            F("fiche__numero").asc(nulls_first=True),
            "pk",
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["evaluation", "section", "axe"],
                condition=Q(axe__isnull=False),
                name="recit_d_axe_unique",
                violation_error_message="Le récit de cet axe existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "section", "fiche"],
                condition=Q(fiche__isnull=False),
                name="recit_de_fiche_unique",
                violation_error_message="Ce récit de cette fiche existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "section"],
                condition=Q(axe__isnull=True, fiche__isnull=True),
                name="recit_d_ensemble_unique",
                violation_error_message="Le récit de cette section existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(section=SectionDeRecit.AXE, axe__isnull=False, fiche=None)
                | Q(section__in=SECTIONS_DE_FICHE, axe=None, fiche__isnull=False)
                | (
                    ~Q(section__in=[SectionDeRecit.AXE, *SECTIONS_DE_FICHE])
                    & Q(axe=None, fiche=None)
                ),
                name="recit_a_sa_place",
                violation_error_message="Ce récit n'est pas à sa place : axe, fiche ou rien.",
            ),
        ]

    def __str__(self) -> str:
        if self.axe is not None:
            return f"Récit – {self.axe}"
        if self.fiche is not None:
            return f"Récit – action {self.fiche.numero}, {self.get_section_display().lower()}"
        return f"Récit – {self.get_section_display()}"

    def ecrire(self, *, texte: str, version_ouverte: int, par: Acteur) -> None:
        """Réécrit le récit ; lève `ConflitDeVersion`, ou refuse si rien ne s'écrit plus."""
        self.evaluation.exiger_ecrivable()
        self.texte = texte.strip()
        with acte(par):
            self.enregistrer_sur(version_ouverte)
