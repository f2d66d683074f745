"""La priorité d'une action : ce que la coordination veut voir avancer d'abord."""

import datetime
from typing import Any

from django.db import models

from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import Versionne


class Priorisee(Versionne):
    """Base de ce qui reçoit une priorité, dans une convention."""

    class Priorite(models.TextChoices):
        HAUTE = "haute", "haute"
        NORMALE = "normale", "normale"
        BASSE = "basse", "basse"

    # Vide = personne ne l'a dit : ce n'est pas une priorité basse.
    priorite = models.CharField("priorité", max_length=7, choices=Priorite, blank=True)

    # Donnée par le modèle qui hérite de cette base.
    convention: Any

    class Meta:
        abstract = True

    def prioriser(
        self, *, priorite: str, version_ouverte: int, par: Acteur, le: datetime.date
    ) -> None:
        """Donne une priorité à l'action, ou la lui retire (vide).

        Ce n'est pas une nouvelle de l'action : sa date de mise à jour ne bouge pas. Lève
        `ConventionFigee` hors de la période (art. 11), `ActionImpossible` pour une priorité
        inconnue, `ConflitDeVersion` si quelqu'un est passé entre-temps.
        """
        self.convention.exiger_modifiable(le)
        self.dire_la_priorite(priorite)
        with acte(par):
            self.enregistrer_sur(version_ouverte)

    def dire_la_priorite(self, priorite: str) -> None:
        """Range la priorité ; n'écrit rien en base.

        Lève `ActionImpossible` si elle est inconnue.
        """
        if priorite not in ("", *self.Priorite.values):
            raise ActionImpossible("Cette priorité n'existe pas.")
        self.priorite = priorite
