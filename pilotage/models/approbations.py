"""Qui approuve une évaluation : la coordination, puis chaque copilote (art. 7, R19)."""

import datetime
from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from conventions.models import Personne, Signataire
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import verrouiller
from pilotage.models.evaluations import Evaluation
from pilotage.models.instances import Instance, Presence, Reunion


class QuerySetDApprobations(QuerySetDeConvention["Approbation"]):
    """Les approbations, par leur évaluation."""

    chemin = "evaluation__convention"


class Approbation(models.Model):
    """L'accord donné au projet, par son compte ou en séance ; un renvoi l'efface."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="approbations", on_delete=models.CASCADE
    )
    # Vide : la coordination.
    signataire = models.ForeignKey(
        Signataire,
        verbose_name="copilote",
        related_name="approbations",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="approbations", on_delete=models.PROTECT
    )
    # Vide : donnée par son compte.
    reunion = models.ForeignKey(
        Reunion,
        verbose_name="donnée en séance",
        related_name="approbations",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
    )
    donnee_le = models.DateField("donnée le")
    notee_par = models.CharField("notée par", max_length=200)
    # L'empreinte du projet tel qu'il se lisait : un chiffre changé depuis se verra.
    contenu_lu = models.CharField("contenu lu", max_length=64, blank=True)

    objects = QuerySetDApprobations.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "approbation"
        verbose_name_plural = "approbations"
        # La coordination d'abord, sur toutes les bases.
        ordering: ClassVar[Sequence[str | Combinable]] = [
            "evaluation",
            F("signataire__ordre").asc(nulls_first=True),
            "pk",
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["evaluation", "signataire"],
                condition=Q(signataire__isnull=False),
                name="approbation_de_copilote_unique",
                violation_error_message="Ce copilote a déjà approuvé.",
            ),
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(signataire__isnull=True),
                name="approbation_de_coordination_unique",
                violation_error_message="La coordination a déjà approuvé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Approbation : {self.qualite}"

    @property
    def qualite(self) -> str:
        """Au nom de qui : « Caf de Lot-et-Garonne », ou la coordination."""
        return str(self.signataire.partenaire) if self.signataire else "Coordination de la CTG"

    @property
    def en_clair(self) -> str:
        """« par son compte », ou « en séance »."""
        if self.reunion is None:
            return "par son compte"
        return f"en séance, notée par {self.notee_par}"

    def est_depassee(self, contenu: str) -> bool:
        """Vrai si le projet, dont voici l'empreinte, n'est plus celui qu'elle approuvait."""
        return self.contenu_lu not in ("", contenu)

    def donner(self, *, par: Acteur, le: datetime.date, contenu_lu: str = "") -> None:
        """L'accord est donné, par son compte, ou noté d'une séance (`reunion`).

        `contenu_lu` : l'empreinte du projet approuvé (`figer.empreinte_du_projet`).

        Lève `ActionImpossible` si l'évaluation n'est pas présentée au COPIL, si la partie n'en est
        pas copilote, ou si la séance n'est pas la sienne, n'a pas eu lieu, n'a pas vu ce texte ou
        n'a pas réuni cette partie.
        """
        self.evaluation.convention.exiger_ouverte()
        with acte(par):
            self._exiger_presentee()
            if self.signataire and not self.evaluation.copilotes().contains(self.signataire):
                raise ActionImpossible("Cette partie n'est pas copilote de la convention.")
            if self.reunion is not None:
                self._exiger_la_seance(le)
            self.donnee_le = self.reunion.date if self.reunion else le
            self.notee_par, self.contenu_lu = par.libelle_d_auteur, contenu_lu
            self.validate_constraints()
            self.save()

    def _exiger_presentee(self) -> None:
        """S'emploie dans un `acte` : la validation attend, ou est déjà passée."""
        verrouiller(self.evaluation)
        etat = Evaluation.objects.values_list("etat", flat=True).get(pk=self.evaluation_id)
        if etat != Evaluation.Etat.PRESENTEE:
            raise ActionImpossible("On approuve une évaluation présentée au COPIL.")

    def _exiger_la_seance(self, le: datetime.date) -> None:
        if self.reunion_id != self.evaluation.reunion_id:
            raise ActionImpossible("Cette séance n'est pas celle de l'évaluation.")
        if self.reunion and not self.reunion.est_tenue(le):
            raise ActionImpossible("Cette séance n'a pas encore eu lieu.")
        if self.evaluation.est_posterieure_a_sa_seance:
            raise ActionImpossible(
                "Ce texte fut présenté après la séance : personne ne l'y a approuvé."
                " L'accord se donne par un compte, ou à une autre séance."
            )
        self._exiger_une_partie_presente()

    def _exiger_une_partie_presente(self) -> None:
        absences = (Presence.Etat.ABSENT, Presence.Etat.EXCUSE)
        absence = Presence.objects.filter(
            reunion=self.reunion_id, signataire=self.signataire_id, etat__in=absences
        ).first()
        if absence is not None:
            raise ActionImpossible(
                f"{self.qualite} n'était pas à cette séance : présence notée"
                f" « {absence.get_etat_display()} ». Corrigez la présence si elle est fausse ;"
                " sinon, l'accord se donne par un compte."
            )

    def retirer(self, *, par: Acteur) -> None:
        """L'accord est repris, tant que l'évaluation n'est pas validée ; l'historique reste."""
        self.evaluation.convention.exiger_ouverte()
        with acte(par):
            self._exiger_presentee()
            self.delete()


def personnes_qui_siegent(signataire: Signataire) -> models.QuerySet[Personne]:
    """Qui peut avoir approuvé en séance au nom d'une partie : ses membres du COPIL, ses mandats."""
    au_copil = Q(
        sieges__instance__genre=Instance.Genre.COPIL,
        sieges__instance__convention=signataire.convention_id,
        sieges__partenaire=signataire.partenaire_id,
        sieges__fin=None,
    )
    en_mandat = Q(mandats__partenaire=signataire.partenaire_id, mandats__fin=None)
    return Personne.objects.filter(au_copil | en_mandat, anonymisee_le=None).distinct()
