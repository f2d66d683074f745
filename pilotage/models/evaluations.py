"""L'évaluation d'une année et son récit (art. 10)."""

import datetime
from typing import Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q

from actions.models import Axe
from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import ConflitDeVersion, Versionne
from pilotage.models.instances import Instance, MembreInstance, Reunion
from pilotage.models.releves import exiger_annee


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

    def avec_permissions(self, utilisateur: Utilisateur) -> Self:
        """Chaque évaluation avec ce que cette personne y peut ; `est_redigeable` : l'écrire."""
        redigeables = Evaluation.objects.all().modifiables_par(utilisateur)
        return self.annotate(est_redigeable=Exists(redigeables.filter(pk=OuterRef("pk"))))

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        if droit is not Droit.LIRE_LES_EVALUATIONS or utilisateur.personne_id is None:
            return None
        sieges = _sieges_au_comite(utilisateur)
        return Q(Exists(sieges.filter(instance__convention=OuterRef("convention"))))


class Evaluation(models.Model):
    """L'évaluation d'une année, élaborée au sein du comité de pilotage (art. 10)."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="evaluations", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    ouverte_le = models.DateField("ouverte le")
    # R6 : une évaluation ne vaut qu'une fois rattachée à une séance du COPIL (art. 10).
    reunion = models.ForeignKey(
        Reunion,
        verbose_name="séance du COPIL",
        related_name="evaluations",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    objects = QuerySetDEvaluations.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        ordering = ["convention", "-annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="evaluation_annuelle_unique",
                violation_error_message="L'évaluation de cette année est déjà ouverte.",
            )
        ]

    # Posé par `avec_permissions`.
    est_redigeable: bool

    def __str__(self) -> str:
        return f"Évaluation {self.annee}"

    def ouvrir(self, *, par: Acteur, le: datetime.date) -> None:
        """Ouvre l'évaluation d'une année commencée ou finie de la convention (art. 10).

        Après le terme aussi, jusqu'à la clôture. Lève `ActionImpossible` si l'année ne convient
        pas ou si l'évaluation est déjà ouverte, `ConventionFigee` une fois clôturée.
        """
        self.convention.exiger_ouverte()
        exiger_annee(self.convention, self.annee, le)
        self.ouverte_le = le
        try:
            with acte(par):
                self.save()
        except IntegrityError as deja_la:
            raise ActionImpossible("L'évaluation de cette année est déjà ouverte.") from deja_la

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
        self.convention.exiger_ouverte()
        if reunion is not None and not self.seances_possibles().filter(pk=reunion.pk).exists():
            raise ActionImpossible(
                "Choisissez une séance du COPIL de cette convention, tenue à partir"
                f" de {self.annee} (art. 10)."
            )
        self.reunion = reunion
        with acte(par):
            self.save()

    def ecrire_recit(
        self, *, axe: Axe | None, texte: str, version_ouverte: int, par: Acteur
    ) -> None:
        """Écrit le récit d'un axe, ou de l'ensemble (`axe` None) ; version 0 : il n'existait pas.

        Lève `ConflitDeVersion`, ou `ConventionFigee` une fois la convention clôturée.
        """
        recit = self.recits.filter(axe=axe).first()
        if recit is not None:
            recit.ecrire(texte=texte, version_ouverte=version_ouverte, par=par)
            return
        self.convention.exiger_ouverte()
        if version_ouverte:
            raise ConflitDeVersion
        try:
            with acte(par), transaction.atomic():
                Recit.objects.create(evaluation=self, axe=axe, texte=texte.strip())
        except IntegrityError as deja_la:
            raise ConflitDeVersion from deja_la


class Recit(Versionne):
    """Le récit du coordonnateur dans une évaluation : sur un axe, ou sur l'ensemble (axe vide)."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="recits", on_delete=models.CASCADE
    )
    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
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
        ordering = ["evaluation", F("axe__numero").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "axe"],
                condition=Q(axe__isnull=False),
                name="recit_d_axe_unique",
                violation_error_message="Le récit de cet axe existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(axe__isnull=True),
                name="recit_d_ensemble_unique",
                violation_error_message="Le récit d'ensemble existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"Récit – {self.axe or 'ensemble'}"

    def ecrire(self, *, texte: str, version_ouverte: int, par: Acteur) -> None:
        """Réécrit le récit ; lève `ConflitDeVersion`, ou `ConventionFigee` une fois clôturée."""
        self.evaluation.convention.exiger_ouverte()
        self.texte = texte.strip()
        with acte(par):
            self.enregistrer_sur(version_ouverte)
