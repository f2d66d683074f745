"""La fin d'une convention : échue, elle attend son évaluation finale, puis se clôt (art. 10)."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from ctg.socle.etats import ActionImpossible, etat_suivant
from ctg.socle.historique import Acteur, acte


class SeClot(models.Model):
    """Base de la convention : les deux verbes de sa fin."""

    # Donnés par le modèle qui hérite de cette base.
    TRANSITIONS: Any
    etat: Any
    cloturee_le: Any
    motif_de_reouverture: Any
    est_echue: Any
    get_etat_display: Any

    class Meta:
        abstract = True

    def cloturer(
        self, *, manques: Callable[[], Iterable[str]], par: Acteur, le: datetime.date
    ) -> None:
        """Clôt la convention échue : dès lors, rien n'y change plus.

        `manques` dit, sous le verrou, ce que les salles d'aval attendent encore (l'évaluation
        finale validée, art. 10). Lève `ActionImpossible` s'il en reste ou avant le terme (art. 11),
        `TransitionInterdite` si elle n'est pas signée.
        """
        with acte(par):
            self._relire_sous_verrou()
            suivant = self._apres("clôturer")
            restants = list(manques())
            if not self.est_echue(le):
                restants.insert(0, "Le terme de la convention n'est pas passé (art. 11).")
            if restants:
                raise ActionImpossible(*restants)
            self.etat, self.cloturee_le, self.motif_de_reouverture = suivant, le, ""
            self.save()

    def rouvrir(self, *, motif: str, par: Acteur) -> None:
        """Rouvre une convention clôturée, pour corriger ; le motif reste dans l'historique.

        Lève `ActionImpossible` sans motif, `TransitionInterdite` si elle n'est pas clôturée.
        """
        if not motif.strip():
            raise ActionImpossible("Dites pourquoi la convention est rouverte.")
        with acte(par):
            self._relire_sous_verrou()
            self.etat, self.cloturee_le = self._apres("rouvrir"), None
            self.motif_de_reouverture = motif.strip()
            self.save()

    def _relire_sous_verrou(self) -> None:
        # Deux gestes au même instant : le second voit l'état que le premier a laissé.
        type(self)._base_manager.select_for_update().get(pk=self.pk)
        self.refresh_from_db()

    def _apres(self, verbe: str) -> str:
        return etat_suivant(self.TRANSITIONS, verbe, self.etat, str(self.get_etat_display()))
