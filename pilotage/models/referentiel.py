"""Le référentiel d'évaluation de la convention (art. 10) : thématiques, questions, hypothèses."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from actions.models import Axe, FicheAction, Indicateur
from conventions.droits import Droit
from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Historique
from pilotage.models.cycle import CycleDeLEvaluation
from pilotage.models.lignes import LigneOrdonnee


class Critere(models.TextChoices):
    """Ce au regard de quoi une question juge : ceux de l'article 10, et ceux que l'usage y ajoute.

    L'article finit sa liste par « … » : la durabilité et l'équité y sont, sans être imposées.
    """

    PERTINENCE = "pertinence", "pertinence"
    COHERENCE = "coherence", "cohérence"
    EFFICACITE = "efficacite", "efficacité"
    EFFICIENCE = "efficience", "efficience"
    IMPACT = "impact", "impact"
    DURABILITE = "durabilite", "durabilité"
    EQUITE = "equite", "équité"


# Ce que chaque critère demande, dit à côté de lui.
CE_QUE_DEMANDE: Mapping[str, str] = {
    Critere.PERTINENCE: "L'action répond-elle aux besoins du diagnostic ?",
    Critere.COHERENCE: "Va-t-elle avec les autres actions et les autres politiques ?",
    Critere.EFFICACITE: "Les résultats attendus sont-ils là ?",
    Critere.EFFICIENCE: "Les moyens sont-ils bien employés ?",
    Critere.IMPACT: "Qu'est-ce qui change pour les enfants, les jeunes et les familles ?",
    Critere.DURABILITE: "Cela tiendra-t-il après la convention ?",
    Critere.EQUITE: "Toutes les familles, toutes les communes en profitent-elles ?",
}

# Les critères que l'article 10 nomme : R8 demande qu'une question les pose tous.
CRITERES_DE_LA_CONVENTION = (
    Critere.PERTINENCE,
    Critere.COHERENCE,
    Critere.EFFICACITE,
    Critere.EFFICIENCE,
    Critere.IMPACT,
)


class LigneDuReferentiel(LigneOrdonnee):
    """Une ligne du référentiel ; `est_proposee` tant que personne n'a repris le modèle."""

    est_proposee = models.BooleanField(
        "proposée d'après le texte de la convention", default=False, editable=False
    )

    class Meta:
        abstract = True

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """Ce que la coordination enregistre est à elle : ce n'est plus une proposition."""
        if not self._state.adding:
            self.est_proposee = False


class QuerySetDeThematiques(QuerySetDeConvention["Thematique"]):
    """Les thématiques d'une convention."""

    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS

    def premieres(self) -> Self:
        """Celles du premier rang ; les autres sont des sous-thématiques."""
        return self.filter(parent=None)


class Thematique(LigneDuReferentiel):
    """Une thématique de l'évaluation, ou une sous-thématique (`parent`) ; parfois celle d'un axe.

    Deux rangs seulement, comme le dit l'article 10.
    """

    GROUPE = ("convention", "parent")

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="thematiques", on_delete=models.CASCADE
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="thématique",
        related_name="sous_thematiques",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
        related_name="thematiques",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    titre = models.CharField("titre", max_length=200)
    description = models.TextField("description", blank=True)

    objects = QuerySetDeThematiques.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "thématique"
        verbose_name_plural = "thématiques"
        ordering = ["convention", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre=""),
                name="thematique_a_un_titre",
                violation_error_message="Donnez un titre à cette thématique.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def de_la_convention(self) -> Convention:
        """La sienne."""
        return self.convention

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """Lève `ActionImpossible` pour un axe ou une thématique d'ailleurs, un troisième rang."""
        super().verifier(liens)
        if self.axe is not None and self.axe.convention_id != self.convention_id:
            raise ActionImpossible("Choisissez un axe de cette convention.")
        if self.parent is None:
            return
        if self.parent.convention_id != self.convention_id or self.parent == self:
            raise ActionImpossible("Choisissez une thématique de cette convention.")
        if self.parent.parent_id is not None or (self.pk and self.sous_thematiques.exists()):
            raise ActionImpossible("Une sous-thématique se range sous une thématique, sans plus.")


class QuerySetDeQuestionsEvaluatives(QuerySetDeConvention["QuestionEvaluative"]):
    """Les questions évaluatives, par leur thématique."""

    chemin = "thematique__convention"
    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class QuestionEvaluative(LigneDuReferentiel):
    """Une question évaluative, le critère au regard duquel elle juge, et ses outils (art. 10)."""

    GROUPE = ("thematique",)

    thematique = models.ForeignKey(
        Thematique,
        verbose_name="thématique",
        related_name="questions",
        on_delete=models.CASCADE,
    )
    texte = models.TextField("question")
    critere = models.CharField("critère", max_length=12, choices=Critere)
    outils = models.TextField("outils", blank=True)

    objects = QuerySetDeQuestionsEvaluatives.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "question évaluative"
        verbose_name_plural = "questions évaluatives"
        ordering = ["thematique", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="question_evaluative_ecrite",
                violation_error_message="Écrivez la question.",
            )
        ]

    def __str__(self) -> str:
        return self.texte

    @property
    def de_la_convention(self) -> Convention:
        """Celle de sa thématique."""
        return self.thematique.convention


class QuerySetDHypotheses(QuerySetDeConvention["Hypothese"]):
    """Les hypothèses, par leur question."""

    chemin = "question__thematique__convention"
    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class Hypothese(LigneDuReferentiel):
    """Une hypothèse de travail à valider ou à infirmer, et ce qui en jugera."""

    GROUPE = ("question",)

    question = models.ForeignKey(
        QuestionEvaluative,
        verbose_name="question évaluative",
        related_name="hypotheses",
        on_delete=models.CASCADE,
    )
    enonce = models.TextField("hypothèse")
    fiches = models.ManyToManyField(
        FicheAction, verbose_name="actions", related_name="hypotheses", blank=True
    )
    indicateurs = models.ManyToManyField(
        Indicateur, verbose_name="indicateurs", related_name="hypotheses", blank=True
    )

    objects = QuerySetDHypotheses.as_manager()
    historique = Historique(m2m_fields=[fiches, indicateurs])

    class Meta:
        verbose_name = "hypothèse"
        verbose_name_plural = "hypothèses"
        ordering = ["question", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(enonce=""),
                name="hypothese_ecrite",
                violation_error_message="Écrivez l'hypothèse.",
            )
        ]

    def __str__(self) -> str:
        return self.enonce

    @property
    def de_la_convention(self) -> Convention:
        """Celle de sa thématique."""
        return self.question.thematique.convention

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """Tient l'énoncé que juge une évaluation validée, et la convention de ce qui s'y lie.

        Lève `ValidationError` pour l'énoncé : l'ancien verdict porterait sur d'autres mots. Lève
        `ActionImpossible` pour une fiche ou un indicateur d'une autre convention.
        """
        super().verifier(liens)
        self._exiger_un_enonce_libre()
        ici = self.de_la_convention.pk
        fiches = [fiche.convention_id for fiche in liens.get("fiches", ())]
        mesures = [mesure.fiche.convention_id for mesure in liens.get("indicateurs", ())]
        if any(convention != ici for convention in [*fiches, *mesures]):
            raise ActionImpossible("Choisissez des actions et des indicateurs de la convention.")

    def _exiger_un_enonce_libre(self) -> None:
        if not type(self)._base_manager.filter(pk=self.pk).exclude(enonce=self.enonce).exists():
            return
        figes = CycleDeLEvaluation.FIGES
        verdict = self.verdicts.filter(evaluation__etat__in=figes).first()
        if verdict is not None:
            raise ValidationError(
                {
                    "enonce": f"{verdict.evaluation.dans_une_phrase} juge cette hypothèse, et elle"
                    " est validée : l'énoncé ne change plus. Ajoutez plutôt une autre hypothèse."
                }
            )


_LIENS = (Hypothese.fiches.through, Hypothese.indicateurs.through)
Thematique.EMPORTE = frozenset({Thematique, QuestionEvaluative, Hypothese, *_LIENS})
QuestionEvaluative.EMPORTE = frozenset({Hypothese, *_LIENS})
