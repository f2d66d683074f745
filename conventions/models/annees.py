"""Une année d'une convention : commencée ou non, et arrêtée quand plus rien ne doit y changer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import verrouiller

if TYPE_CHECKING:
    from conventions.models.contrat import Convention

# Ce que garde une ligne d'historique.
LONGUEUR_D_UN_MOTIF = 100


class AnneeClose(ActionImpossible):
    """L'année est arrêtée : ce qu'elle couvre ne change plus."""


class AnneeArretee(models.Model):
    """Base d'une année que la coordination arrête : ce qu'elle couvre n'y change plus.

    Rouvrir retire la ligne ; l'historique garde les deux gestes, leur nom et leur motif. Chaque
    salle en fait une table à elle, avec sa clé `convention`, sa date et son auteur.
    """

    # « fermée », « verrouillée ».
    MOT: ClassVar[str]
    # « ses chiffres ne changent plus ».
    EFFET: ClassVar[str]
    # Les champs qui disent quand, et par qui.
    QUAND: ClassVar[str]
    PAR_QUI: ClassVar[str]

    if TYPE_CHECKING:
        convention: models.ForeignKey[Any, Convention]

    annee = models.PositiveSmallIntegerField("année")

    class Meta:
        abstract = True

    @classmethod
    def de(cls, convention: Convention) -> set[int]:
        """Les années arrêtées d'une convention ; une requête."""
        return set(cls._rangees(convention).values_list("annee", flat=True))

    @classmethod
    def _rangees(cls, convention: Convention) -> models.QuerySet[Any]:
        # La clé `convention` est à chaque table, pas à cette base.
        toutes: models.QuerySet[Any] = cls._default_manager.all()
        return toutes.filter(convention=convention)

    @classmethod
    def exiger_ouverte(cls, convention: Convention, annee: int) -> None:
        """Lève `AnneeClose` si l'année est arrêtée.

        S'emploie dans l'`acte` qui écrit : sous le verrou de la convention, elle ne s'arrête pas
        entre ce contrôle et l'écriture.
        """
        verrouiller(convention)
        if annee in cls.de(convention):
            raise AnneeClose(f"L'année {annee} est {cls.MOT} : {cls.EFFET}.")

    @classmethod
    def fermer(cls, *, convention: Convention, annee: int, par: Acteur, le: datetime.date) -> Self:
        """Arrête l'année.

        Lève `ActionImpossible` si elle n'est pas de la convention, n'a pas commencé ou est déjà
        arrêtée ; `ConventionFigee` une fois la convention close.
        """
        convention.exiger_ouverte()
        exiger_annee_commencee(convention, annee, le)
        with acte(par):
            # Deux gestes au même instant : le second attend, puis la voit arrêtée.
            verrouiller(convention)
            if annee in cls.de(convention):
                raise ActionImpossible(f"L'année {annee} est déjà {cls.MOT}.")
            qui: dict[str, Any] = {cls.QUAND: le, cls.PAR_QUI: par.libelle_d_auteur}
            return cls._default_manager.create(convention=convention, annee=annee, **qui)

    @classmethod
    def rouvrir(cls, *, convention: Convention, annee: int, motif: str, par: Acteur) -> None:
        """Rouvre l'année, en disant pourquoi : l'historique garde le motif et le nom.

        Lève `ActionImpossible` si elle n'était pas arrêtée ou sans motif, `ConventionFigee`.
        """
        convention.exiger_ouverte()
        if not motif.strip():
            raise ActionImpossible("Dites pourquoi vous rouvrez l'année.")
        with acte(par):
            verrouiller(convention)
            arretee = cls._rangees(convention).filter(annee=annee).first()
            if arretee is None:
                raise ActionImpossible(f"L'année {annee} n'est pas {cls.MOT}.")
            arretee._change_reason = motif.strip()[:LONGUEUR_D_UN_MOTIF]
            arretee.delete()


def annees_commencees(convention: Convention, le: datetime.date) -> list[int]:
    """Les années de la convention déjà commencées, la plus récente d'abord."""
    return [annee for annee in reversed(convention.annees()) if annee <= le.year]


def exiger_annee_commencee(convention: Convention, annee: int, le: datetime.date) -> None:
    """Lève `ActionImpossible` si ce n'est pas une année commencée de la convention."""
    if annee not in annees_commencees(convention, le):
        raise ActionImpossible(f"L'année {annee} n'est pas une année commencée de la convention.")
