"""La base d'un commentaire : ouvert jusqu'à ce que quelqu'un le règle.

Chaque salle en fait une table à elle, avec ce que le commentaire vise.
"""

import datetime
from collections.abc import Mapping
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from ctg.socle.correction import Ecrit, QuerySetDEcrits
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, acte, instant_de_l_acte

C = TypeVar("C", bound="CommentaireDeBase")


class QuerySetDeCommentaires(QuerySetDEcrits[C]):
    """Des commentaires, par leur état."""

    def ouverts(self) -> Self:
        """Ceux qui attendent une suite."""
        return self.filter(etat=CommentaireDeBase.Etat.OUVERT)


class CommentaireDeBase(Ecrit):
    """Ce qu'une personne fait remarquer ; il reste ouvert tant que personne ne l'a réglé."""

    class Etat(models.TextChoices):
        OUVERT = "commentaire_ouvert", "ouvert"
        REGLE = "commentaire_regle", "réglé"

    TRANSITIONS: Mapping[str, Transition] = {
        "regler": Transition(depuis=["commentaire_ouvert"], vers="commentaire_regle"),
        "rouvrir": Transition(depuis=["commentaire_regle"], vers="commentaire_ouvert"),
    }

    texte = models.TextField("commentaire")
    ecrit_le = models.DateTimeField("écrit le", default=instant_de_l_acte, editable=False)
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.OUVERT)
    regle_par = models.CharField("réglé par", max_length=200, blank=True)
    regle_le = models.DateField("réglé le", null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(etat="commentaire_regle", regle_le__isnull=False)
                | Q(etat="commentaire_ouvert", regle_le=None, regle_par=""),
                name="%(app_label)s_%(class)s_regle_ssi_date",
                violation_error_message="Un commentaire réglé, et lui seul, porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return f"Commentaire de {self.auteur}"

    @property
    def ecrit_a(self) -> datetime.datetime:
        """L'instant où il fut écrit."""
        return self.ecrit_le

    @property
    def est_ouvert(self) -> bool:
        """Vrai tant que personne ne l'a réglé."""
        return self.etat == self.Etat.OUVERT

    def exiger_ouverte(self) -> None:
        """À définir : refuse d'écrire là où rien ne s'écrit plus."""
        raise NotImplementedError

    def _passer(self, verbe: str) -> None:
        """Prend l'état en base, ligne verrouillée : de deux gestes simultanés, un seul passe."""
        verrouille = type(self)._base_manager.select_for_update().get(pk=self.pk)
        self.etat = etat_suivant(
            self.TRANSITIONS, verbe, verrouille.etat, verrouille.get_etat_display()
        )
        self.texte = verrouille.texte

    def regler(self, *, par: Acteur, le: datetime.date) -> None:
        """La suite est donnée. Lève `TransitionInterdite` s'il est déjà réglé."""
        self.exiger_ouverte()
        with acte(par):
            self._passer("regler")
            self.regle_par, self.regle_le = par.libelle_d_auteur, le
            self.save()

    def rouvrir(self, *, par: Acteur) -> None:
        """La suite ne suffit pas. Lève `TransitionInterdite` s'il est ouvert."""
        self.exiger_ouverte()
        with acte(par):
            self._passer("rouvrir")
            self.regle_par, self.regle_le = "", None
            self.save()

    def corriger(
        self, *, texte: str, ecriture_ouverte: int, par: Acteur, maintenant: datetime.datetime
    ) -> None:
        """Son auteur le corrige, dans le jour qui suit.

        Lève `ActionImpossible` pour un texte vide, `TexteFige` un jour après, `ConflitDeVersion`
        si le commentaire a changé entre-temps.
        """
        self.exiger_ouverte()
        with acte(par):
            self._corriger(ecriture_ouverte, maintenant, texte=texte_ecrit(texte))


def texte_ecrit(texte: str) -> str:
    """Le texte, sans blancs autour. Lève `ActionImpossible` s'il est vide."""
    if not texte.strip():
        raise ActionImpossible("Écrivez le commentaire : il est vide.")
    return texte.strip()
