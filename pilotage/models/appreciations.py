"""Ce que l'évaluation d'une année juge : verdicts, forces et faiblesses, suite de chaque fiche."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from actions.models import Axe, FicheAction
from conventions.droits import Droit
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import ConflitDeVersion, Versionne
from pilotage.models.evaluations import Evaluation
from pilotage.models.referentiel import Hypothese


def exiger_ecrivable(evaluation: Evaluation) -> None:
    """Lève si l'évaluation ne s'écrit plus : le seul endroit qui le demande ici."""
    evaluation.exiger_ecrivable()


class QuerySetDeLEvaluation(QuerySetDeConvention[Any]):
    """Ce qui se juge dans une évaluation."""

    chemin = "evaluation__convention"
    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class JugementUnique(Versionne):
    """Un jugement qui n'existe qu'une fois dans une évaluation ; version 0 : il reste à rendre."""

    class Meta:
        abstract = True

    evaluation: Any

    def rendre(self, *, valeurs: Mapping[str, Any], version_ouverte: int, par: Acteur) -> None:
        """Rend le jugement, ou le change.

        Lève `ConventionFigee`, `ConflitDeVersion`, ou `ValidationError` si une règle n'est pas
        tenue.
        """
        exiger_ecrivable(self.evaluation)
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        with acte(par):
            if not self._state.adding:
                self.validate_constraints()
                self.enregistrer_sur(version_ouverte)
                return
            if version_ouverte:
                raise ConflitDeVersion
            self._verifier_les_conditions()
            self.version = 1
            try:
                with transaction.atomic():
                    self.save()
            except IntegrityError as deja_la:
                raise ConflitDeVersion from deja_la

    def _verifier_les_conditions(self) -> None:
        # L'unicité est l'affaire de la base : deux personnes à la fois sont un conflit.
        for contrainte in self._meta.constraints:
            if isinstance(contrainte, models.CheckConstraint):
                contrainte.validate(type(self), self)

    def effacer(self, *, version_ouverte: int, par: Acteur) -> None:
        """Revient sur le jugement ; l'historique le garde."""
        exiger_ecrivable(self.evaluation)
        with acte(par):
            self.retirer_sur(version_ouverte)


class Verdict(JugementUnique):
    """Ce que l'année dit d'une hypothèse, et ce qui le prouve."""

    class Sens(models.TextChoices):
        VALIDEE = "validee", "validée"
        PARTIELLE = "partielle", "partiellement validée"
        INFIRMEE = "infirmee", "infirmée"
        NON_TRANCHEE = "non_tranchee", "non tranchée"

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="verdicts", on_delete=models.CASCADE
    )
    hypothese = models.ForeignKey(
        Hypothese, verbose_name="hypothèse", related_name="verdicts", on_delete=models.CASCADE
    )
    verdict = models.CharField("verdict", max_length=12, choices=Sens)
    preuves = models.TextField("preuves", blank=True)

    objects = QuerySetDeLEvaluation.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "verdict"
        verbose_name_plural = "verdicts"
        ordering = ["evaluation", "hypothese"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "hypothese"],
                name="verdict_unique",
                violation_error_message="Cette hypothèse a déjà son verdict pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(verdict="non_tranchee") | ~Q(preuves=""),
                name="verdict_prouve",
                violation_error_message="Dites ce qui le prouve.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} : {self.hypothese}"


class Appreciation(models.Model):
    """Une force, une faiblesse, un facteur ou une piste : d'une fiche, d'un axe, de l'ensemble.

    Elles s'écrivent ensemble, une par ligne (`pilotage.jugements`) : aucune n'a sa version.
    """

    class Genre(models.TextChoices):
        FORCE = "force", "force"
        FAIBLESSE = "faiblesse", "faiblesse"
        FACTEUR = "facteur", "facteur explicatif"
        PISTE = "piste", "piste d'amélioration"

    evaluation = models.ForeignKey(
        Evaluation,
        verbose_name="évaluation",
        related_name="appreciations",
        on_delete=models.CASCADE,
    )
    genre = models.CharField("genre", max_length=10, choices=Genre)
    ordre = models.PositiveSmallIntegerField("ordre")
    fiche = models.ForeignKey(
        FicheAction,
        verbose_name="action",
        related_name="appreciations",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
        related_name="appreciations",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    texte = models.TextField("texte")

    objects = QuerySetDeLEvaluation.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "appréciation"
        verbose_name_plural = "appréciations"
        ordering = ["evaluation", "genre", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fiche__isnull=True) | Q(axe__isnull=True),
                name="appreciation_d_une_fiche_ou_d_un_axe",
                violation_error_message="Une appréciation est celle d'une action ou d'un axe.",
            ),
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="appreciation_ecrite",
                violation_error_message="Écrivez une phrase.",
            ),
        ]

    def __str__(self) -> str:
        return self.texte


class Conclusion(JugementUnique):
    """Ce que l'évaluation propose au COPIL pour une fiche : la garder, l'ajuster, l'arrêter."""

    class Suite(models.TextChoices):
        GARDER = "garder", "à garder"
        AJUSTER = "ajuster", "à ajuster"
        ARRETER = "arreter", "à arrêter"

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="conclusions", on_delete=models.CASCADE
    )
    fiche = models.ForeignKey(
        FicheAction, verbose_name="action", related_name="conclusions", on_delete=models.CASCADE
    )
    suite = models.CharField("suite proposée", max_length=8, choices=Suite)
    texte = models.TextField("en quelques mots", blank=True)

    objects = QuerySetDeLEvaluation.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "conclusion"
        verbose_name_plural = "conclusions"
        ordering = ["evaluation", "fiche"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "fiche"],
                name="conclusion_unique",
                violation_error_message="Cette action a déjà sa conclusion pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(suite="garder") | ~Q(texte=""),
                name="conclusion_expliquee",
                violation_error_message="Dites pourquoi, et ce qui changerait.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiche} : {self.get_suite_display()}"
