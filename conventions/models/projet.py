"""Une convention en projet : son texte s'écrit et se corrige directement, jusqu'à la signature."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import models

from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import reserver


class ConventionSignee(ActionImpossible):
    """Le contrat est signé : son texte ne change plus que par avenant (art. 12)."""


class NaitEnProjet(models.Model):
    """Base de la convention : ce qui s'y écrit avant sa signature, et le verbe qui la signe."""

    TRANSITIONS: Mapping[str, Transition] = {
        "signer": Transition(depuis=["projet"], vers="signee"),
        "clôturer": Transition(depuis=["signee"], vers="cloturee"),
        "rouvrir": Transition(depuis=["cloturee"], vers="signee"),
    }
    # Ce qu'une personne écrit d'une convention en projet ; son adresse ne change plus.
    CHAMPS_DU_PROJET = (
        "nom",
        "territoire",
        "debut",
        "fin",
        "devise",
        "objet",
        "enjeu_transversal",
        "deliberee_par",
        "deliberee_le",
        "deliberation_numero",
    )

    # Donnés par le modèle qui hérite de cette base.
    etat: Any
    signee_le: Any
    get_etat_display: Any

    class Meta:
        abstract = True

    @property
    def est_en_projet(self) -> bool:
        """Vrai tant que personne ne l'a signée."""
        return bool(self.etat == "projet")

    @contextmanager
    def ecriture_du_projet(self, par: Acteur) -> Iterator[None]:
        """Un acte sur le contrat, permis tant que la convention est en projet.

        Sa ligne est verrouillée : elle ne se signe pas pendant qu'on écrit, et deux personnes qui
        ajoutent en même temps ne prennent pas le même numéro. Lève `ConventionSignee` sinon.
        """
        with acte(par):
            etats: Any = type(self)._base_manager.select_for_update().filter(pk=self.pk)
            if etats.values_list("etat", flat=True).get() != "projet":
                raise ConventionSignee(
                    "La convention est signée : ce texte ne change plus que par avenant (art. 12)."
                )
            yield

    def ecrire(self, *, valeurs: Mapping[str, Any], ecriture_ouverte: int, par: Acteur) -> None:
        """Corrige ce que dit le projet (`CHAMPS_DU_PROJET`).

        Lève `ConventionSignee` une fois signée, `ConflitDeVersion` si quelqu'un est passé depuis
        `ecriture_ouverte`, `ValidationError` si la fin précède le début.
        """
        with self.ecriture_du_projet(par):
            reserver(self, ecriture_ouverte)
            for nom in self.CHAMPS_DU_PROJET:
                setattr(self, nom, valeurs[nom])
            self.validate_constraints()
            self.save()

    def signer(
        self,
        *,
        signee_le: datetime.date,
        manques: Callable[[], Iterable[str]],
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Fait du projet le contrat : son texte ne change plus que par avenant (art. 12).

        `manques` dit, sous le verrou, ce qui manque encore dans les salles d'aval. Lève
        `ActionImpossible` s'il en reste ou si la date est à venir, `ConventionSignee` si quelqu'un
        l'a signée entre-temps.
        """
        with self.ecriture_du_projet(par):
            if restants := list(manques()):
                raise ActionImpossible(*restants)
            if signee_le > le:
                raise ActionImpossible("Cette date est à venir : indiquez le jour de la signature.")
            self.refresh_from_db()
            self.etat = etat_suivant(
                self.TRANSITIONS, "signer", self.etat, str(self.get_etat_display())
            )
            self.signee_le = signee_le
            self.save()
