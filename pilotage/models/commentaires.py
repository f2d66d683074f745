"""Les commentaires d'un projet d'évaluation, section par section : ouvert, répondu, réglé."""

import datetime
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from actions.models import Axe, FicheAction
from conventions.droits import Droit
from conventions.models import Personne
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.commentaires import CommentaireDeBase, QuerySetDeCommentaires, texte_ecrit
from ctg.socle.etats import ActionImpossible, Transition
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import reserver
from pilotage.models.evaluations import Evaluation


class SectionDeLecture(models.TextChoices):
    """Ce qu'on lit d'un tenant, et qu'on commente."""

    SYNTHESE = "synthese", "L'essentiel"
    GOUVERNANCE = "gouvernance", "La gouvernance de l'année"
    AXE = "axe", "Un axe"
    FICHE = "fiche", "Une action"
    REGISTRE = "registre", "Les structures du territoire"
    ARGENT = "argent", "L'argent"
    CONCLUSION = "conclusion", "La conclusion"
    SUITE_DE_LA_CONVENTION = "suite_de_la_convention", "La convention suivante"


class QuerySetDeCommentairesDEvaluation(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDeCommentaires["CommentaireDEvaluation"],
    QuerySetDeConvention["CommentaireDEvaluation"],
):
    """Les commentaires des évaluations."""

    chemin = "evaluation__convention"
    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class CommentaireDEvaluation(CommentaireDeBase):
    """Ce qu'un membre fait remarquer sur une section du projet.

    La coordination répond, puis règle ; qui a écrit corrige pendant un jour. Validée,
    l'évaluation ne se commente plus.
    """

    class Etat(models.TextChoices):
        OUVERT = "commentaire_ouvert", "ouvert"
        REPONDU = "commentaire_repondu", "répondu"
        REGLE = "commentaire_regle", "réglé"

    TRANSITIONS: Mapping[str, Transition] = {
        "repondre": Transition(
            depuis=["commentaire_ouvert", "commentaire_repondu"], vers="commentaire_repondu"
        ),
        "regler": Transition(
            depuis=["commentaire_ouvert", "commentaire_repondu"], vers="commentaire_regle"
        ),
        "rouvrir": Transition(
            depuis=["commentaire_repondu", "commentaire_regle"], vers="commentaire_ouvert"
        ),
    }

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="commentaires", on_delete=models.CASCADE
    )
    section = models.CharField("section", max_length=24, choices=SectionDeLecture)
    axe = models.ForeignKey(
        Axe, verbose_name="axe", related_name="+", on_delete=models.CASCADE, null=True, blank=True
    )
    fiche = models.ForeignKey(
        FicheAction,
        verbose_name="fiche",
        related_name="+",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    # Par un lien, l'historique ne mène à aucun compte : la personne dit de qui il est.
    personne = models.ForeignKey(
        Personne,
        verbose_name="personne",
        related_name="commentaires_d_evaluation",
        on_delete=models.PROTECT,
    )
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.OUVERT)
    reponse = models.TextField("réponse", blank=True)
    repondu_par = models.CharField("répondu par", max_length=200, blank=True)
    repondu_le = models.DateField("répondu le", null=True, blank=True)

    objects = QuerySetDeCommentairesDEvaluation.as_manager()
    historique = Historique(excluded_fields=["auteur"])

    class Meta:
        verbose_name = "commentaire d'une évaluation"
        verbose_name_plural = "commentaires d'une évaluation"
        ordering: ClassVar[list[str]] = ["ecrit_le", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(etat="commentaire_regle", regle_le__isnull=False)
                | (~Q(etat="commentaire_regle") & Q(regle_le=None, regle_par="")),
                name="commentaire_d_evaluation_regle_ssi_date",
                violation_error_message="Un commentaire réglé, et lui seul, porte sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="commentaire_repondu")
                | (Q(repondu_le__isnull=False) & ~Q(reponse="")),
                name="commentaire_repondu_a_sa_reponse",
                violation_error_message="Un commentaire répondu porte sa réponse.",
            ),
            models.CheckConstraint(
                condition=Q(section="axe", axe__isnull=False, fiche=None)
                | Q(section="fiche", axe=None, fiche__isnull=False)
                | (~Q(section__in=["axe", "fiche"]) & Q(axe=None, fiche=None)),
                name="commentaire_d_evaluation_a_sa_place",
                violation_error_message="Ce commentaire n'est pas à sa place.",
            ),
        ]

    def exiger_ouverte(self) -> None:
        """Refuse une fois l'évaluation validée, ou la convention close."""
        self.evaluation.convention.exiger_ouverte()
        if self.evaluation.est_figee:
            raise ActionImpossible("Cette évaluation est validée : elle ne se commente plus.")

    def ouvrir(self, *, texte: str, par: Acteur) -> None:
        """Ouvre le commentaire. Lève `ActionImpossible` s'il est vide ou si tout est validé."""
        self.exiger_ouverte()
        self.texte, self.auteur = texte_ecrit(texte), par.libelle_d_auteur
        with acte(par):
            self.save()

    def repondre(
        self, *, texte: str, ecriture_ouverte: int, par: Acteur, le: datetime.date
    ) -> None:
        """Répond, ou réécrit la réponse ; le commentaire reste à régler.

        Lève `ConflitDeVersion` si quelqu'un est passé depuis `ecriture_ouverte`.
        """
        self.exiger_ouverte()
        if not texte.strip():
            raise ActionImpossible("Écrivez la réponse : elle est vide.")
        with acte(par):
            reserver(self, ecriture_ouverte)
            self._passer("repondre")
            self.reponse, self.repondu_par, self.repondu_le = (
                texte.strip(),
                par.libelle_d_auteur,
                le,
            )
            self.save()

    def est_de(self, personne: Personne) -> bool:
        """Vrai si c'est elle qui l'a écrit."""
        return self.personne_id == personne.pk
