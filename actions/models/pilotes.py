"""Qui pilote une fiche, entre quelles dates."""

import datetime
from collections.abc import Sequence

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.droits import Droit
from conventions.models import Personne, Utilisateur
from ctg.socle import ecriture_par_lots as lots
from ctg.socle.historique import Historique
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre


class QuerySetDePilotes(QuerySetDeDurees["PiloteDeFiche"]):
    """Les pilotes, dans le temps."""


def qualite_de_pilote(utilisateur: Utilisateur, droit: Droit, **de_l_objet: OuterRef) -> Q | None:
    """Ce qu'un pilote met à jour sans autre rôle ; rien pour un autre droit.

    `de_l_objet` relie le pilotage à l'objet (``fiche=OuterRef("pk")``).
    """
    if droit is not Droit.METTRE_A_JOUR_LES_FICHES or utilisateur.personne_id is None:
        return None
    pilotages = PiloteDeFiche.objects.actuels()
    return Q(Exists(pilotages.filter(personne_id=utilisateur.personne_id, **de_l_objet)))


class PiloteDeFiche(Duree):
    """Une personne qui pilote une fiche, entre deux dates."""

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="pilotes",
        on_delete=models.CASCADE,
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="pilotages", on_delete=models.PROTECT
    )
    est_copilote = models.BooleanField("co-pilote", default=False)

    objects = QuerySetDePilotes.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "pilote"
        verbose_name_plural = "pilotes"
        ordering = ["fiche", "est_copilote", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "personne"],
                condition=Q(fin__isnull=True),
                name="pilote_actuel_unique",
                violation_error_message="Cette personne pilote déjà cette fiche.",
            ),
            dans_l_ordre("pilotage_finit_apres_son_debut", "La fin précède le début."),
        ]

    def __str__(self) -> str:
        return f"{self.personne} ({'co-pilote' if self.est_copilote else 'pilote'})"

    def finir(self, *, le: datetime.date) -> None:
        """Le pilotage s'arrête ce jour-là. S'emploie dans un `acte`."""
        self.fin = le
        self.save()


def finir_en_lot(pilotages: Sequence[PiloteDeFiche], *, le: datetime.date) -> None:
    """Ces pilotages s'arrêtent ce jour-là. S'emploie dans un `acte`."""
    for pilotage in pilotages:
        pilotage.fin = le
    lots.modifier(pilotages, ["fin"])
    lots.garder(pilotages, est_neuf=False)


def commencer_en_lot(pilotages: Sequence[PiloteDeFiche]) -> None:
    """Ces pilotages commencent. S'emploie dans un `acte`."""
    lots.creer(pilotages)
    lots.garder(pilotages, est_neuf=True)
