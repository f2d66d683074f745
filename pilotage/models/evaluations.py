"""L'évaluation d'une année, ou du terme (art. 10)."""

import datetime
from typing import ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q

from actions.models import Axe, FicheAction
from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from conventions.models.annees import exiger_annee_commencee
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import ConflitDeVersion
from pilotage.millesimes import Millesime
from pilotage.models.cycle import CycleDeLEvaluation
from pilotage.models.instances import Instance, MembreInstance, Reunion


def _sieges_au_comite(utilisateur: Utilisateur) -> models.QuerySet[MembreInstance]:
    """Les sièges actuels de la personne au COPIL ou au COTECH, de toute convention."""
    return MembreInstance.objects.actuels().filter(
        instance__genre__in=[Instance.Genre.COPIL, Instance.Genre.COTECH],
        # Aucune personne n'a le numéro 0 : un compte sans personne ne siège nulle part.
        personne_id=utilisateur.personne_id,
    )


def peut_lire_les_evaluations(utilisateur: Utilisateur, convention: Convention) -> bool:
    """Vrai pour qui en a le droit par son rôle, ou siège au COPIL ou au COTECH ; une requête."""
    par_son_role = Convention.objects.all().avec_droit(utilisateur, Droit.LIRE_LES_EVALUATIONS)
    par_son_siege = _sieges_au_comite(utilisateur).filter(instance__convention=OuterRef("pk"))
    lisibles = Convention.objects.filter(
        Q(pk__in=par_son_role.values("pk")) | Q(Exists(par_son_siege))
    )
    return lisibles.filter(pk=convention.pk).exists()


class QuerySetDEvaluations(QuerySetDeConvention["Evaluation"]):
    """Les évaluations ; un membre du COPIL ou du COTECH lit celles de sa convention."""

    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS

    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Celles que la personne peut lire, en préparation comprise."""
        return self.avec_droit(utilisateur, Droit.LIRE_LES_EVALUATIONS)

    def publiees(self) -> Self:
        """Celles dont toute la convention lit une version, qu'une correction s'y prépare ou non."""
        return self.filter(version_publiee__isnull=False)

    def avec_permissions(self, utilisateur: Utilisateur) -> Self:
        """Chaque évaluation avec ce que cette personne y peut ; `est_redigeable` : l'écrire."""
        redigeables = Evaluation.objects.all().modifiables_par(utilisateur)
        approuvables = Evaluation.objects.all().avec_droit(
            utilisateur, Droit.APPROUVER_LES_EVALUATIONS
        )
        return self.annotate(
            est_redigeable=Exists(redigeables.filter(pk=OuterRef("pk"))),
            peut_approuver=Exists(approuvables.filter(pk=OuterRef("pk"))),
        )

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        if droit is not Droit.LIRE_LES_EVALUATIONS or utilisateur.personne_id is None:
            return None
        sieges = _sieges_au_comite(utilisateur)
        return Q(Exists(sieges.filter(instance__convention=OuterRef("convention"))))


class Evaluation(CycleDeLEvaluation):
    """L'évaluation d'une année, élaborée au sein du comité de pilotage (art. 10)."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="evaluations", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    # Au terme, le texte demande les deux : celle de la dernière année, et la finale (R5).
    est_finale = models.BooleanField("évaluation finale", default=False)
    ouverte_le = models.DateField("ouverte le")
    # R6 : une évaluation ne vaut qu'une fois rattachée à une séance du COPIL (art. 10).
    reunion = models.ForeignKey(
        Reunion,
        verbose_name="séance du COPIL",
        related_name="evaluations",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
    )
    objects = QuerySetDEvaluations.as_manager()
    historique = Historique()

    class Meta(CycleDeLEvaluation.Meta):
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        ordering = ["convention", "-annee", "-est_finale"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                condition=Q(est_finale=False),
                name="evaluation_annuelle_unique",
                violation_error_message="L'évaluation de cette année est déjà ouverte.",
            ),
            models.UniqueConstraint(
                fields=["convention"],
                condition=Q(est_finale=True),
                name="evaluation_finale_unique",
                violation_error_message="L'évaluation finale est déjà ouverte.",
            ),
            *CycleDeLEvaluation.Meta.constraints,
        ]

    # Posés par `avec_permissions`.
    est_redigeable: bool
    peut_approuver: bool

    def __str__(self) -> str:
        return self.cle.titre

    @property
    def dans_une_phrase(self) -> str:
        """« L'évaluation 2025 », « L'évaluation finale »."""
        return f"L'{str(self).lower()}"

    @property
    def cle(self) -> Millesime:
        """Ce qui la désigne dans les adresses : « 2025 », ou « 2026-finale »."""
        return Millesime(self.annee, self.est_finale)

    def ouvrir(self, *, par: Acteur, le: datetime.date) -> None:
        """Ouvre l'évaluation d'une année commencée ou finie de la convention (art. 10).

        Après le terme aussi, jusqu'à la clôture. Lève `ActionImpossible` si l'année ne convient
        pas ou si l'évaluation est déjà ouverte, `ConventionFigee` une fois clôturée.
        """
        self.convention.exiger_ouverte()
        exiger_annee_commencee(self.convention, self.annee, le)
        if self.est_finale and self.annee != self.convention.annees()[-1]:
            raise ActionImpossible("L'évaluation finale est celle de la dernière année.")
        self.ouverte_le = le
        try:
            with acte(par):
                self.save()
        except IntegrityError as deja_la:
            raise ActionImpossible(f"{self.dans_une_phrase} est déjà ouverte.") from deja_la

    def seances_possibles(self) -> models.QuerySet[Reunion]:
        """Les séances du COPIL qui peuvent la porter : à partir de l'année évaluée."""
        return (
            Reunion.objects.du_copil()
            .filter(instance__convention=self.convention_id, date__year__gte=self.annee)
            .select_related("instance")
        )

    def rattacher(self, *, reunion: Reunion | None, par: Acteur) -> None:
        """Rattache l'évaluation à la séance du COPIL qui l'examine (art. 10) ; None la détache.

        Lève `ActionImpossible` pour une autre réunion, `ConventionFigee` une fois clôturée.
        """
        self.exiger_ecrivable()
        if reunion is not None and not self.seances_possibles().filter(pk=reunion.pk).exists():
            raise ActionImpossible(
                "Choisissez une séance du COPIL de cette convention, tenue à partir"
                f" de {self.annee} (art. 10)."
            )
        with acte(par):
            self.relire_sous_verrou()
            self.exiger_ecrivable()
            self.reunion = reunion
            self.save()

    def ecrire_recit(
        self,
        *,
        section: str,
        texte: str,
        version_ouverte: int,
        par: Acteur,
        axe: Axe | None = None,
        fiche: FicheAction | None = None,
    ) -> None:
        """Écrit le récit d'une section (`SectionDeRecit`) ; version 0 : il n'existait pas.

        `axe` pour le récit d'un axe, `fiche` pour ceux d'une fiche, rien pour les autres. Lève
        `ConflitDeVersion`, ou refuse si l'évaluation ne s'écrit plus.
        """
        place = {"section": section, "axe": axe, "fiche": fiche}
        recit = self.recits.filter(**place).first()
        if recit is not None:
            recit.ecrire(texte=texte, version_ouverte=version_ouverte, par=par)
            return
        self.exiger_ecrivable()
        if version_ouverte:
            raise ConflitDeVersion
        try:
            with acte(par), transaction.atomic():
                self.recits.create(**place, texte=texte.strip())
        except IntegrityError as deja_la:
            raise ConflitDeVersion from deja_la
