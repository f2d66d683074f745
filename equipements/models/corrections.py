"""Ce qu'un agent propose de changer à une structure validée."""

import datetime
from collections.abc import Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ctg.socle.etats import Transition, etat_suivant
from ctg.socle.historique import Acteur, Historique, acte


class QuerySetDeCorrections(models.QuerySet["Correction"]):
    """Les corrections proposées."""

    def en_attente(self) -> Self:
        """Celles que le coordonnateur n'a pas encore tranchées."""
        return self.filter(etat=Correction.Etat.PROPOSEE)

    def ouvertes(self) -> Self:
        """Celles qui attendent le coordonnateur, ou que l'agent doit reprendre."""
        return self.filter(etat__in=[Correction.Etat.PROPOSEE, Correction.Etat.RENVOYEE])


class Correction(models.Model):
    """Ce qu'un agent propose de changer à une structure validée, qui reste publiée telle quelle.

    `valeurs` : champ → valeur brute, telle que `equipements.valeurs` sait la relire. Une structure
    a une correction ouverte au plus : une nouvelle saisie la complète. Une correction ne s'écrit
    qu'avec la version de sa structure, qui protège ainsi les deux.
    """

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        ACCEPTEE = "acceptee", "acceptée"
        RENVOYEE = "renvoyee", "renvoyée"
        RETIREE = "retiree", "retirée"

    TRANSITIONS: Mapping[str, Transition] = {
        "proposer": Transition(depuis=["proposee", "renvoyee"], vers="proposee"),
        "accepter": Transition(depuis=["proposee"], vers="acceptee"),
        "renvoyer": Transition(depuis=["proposee"], vers="renvoyee"),
        "retirer": Transition(depuis=["proposee", "renvoyee"], vers="retiree"),
    }

    # Ce que `marquer_proposee` change.
    CHAMPS_D_UNE_PROPOSITION = (
        "valeurs",
        "etat",
        "proposee_le",
        "proposee_par",
        "motif",
        "tranchee_le",
        "tranchee_par",
    )

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="corrections",
        on_delete=models.CASCADE,
    )
    valeurs = models.JSONField("valeurs proposées", default=dict)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROPOSEE)
    proposee_le = models.DateField("proposée le")
    proposee_par = models.CharField("proposée par", max_length=200)
    tranchee_le = models.DateField("tranchée le", null=True, blank=True)
    tranchee_par = models.CharField("tranchée par", max_length=200, blank=True)
    motif = models.TextField("motif", blank=True)

    objects = QuerySetDeCorrections.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement"],
                condition=Q(etat__in=["proposee", "renvoyee"]),
                name="correction_ouverte_unique",
                violation_error_message="Une correction est déjà ouverte pour cette structure.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="renvoyee") | ~Q(motif=""),
                name="correction_renvoyee_avec_motif",
                violation_error_message="Dites pourquoi vous renvoyez cette correction.",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction du {self.proposee_le:%d/%m/%Y}"

    @property
    def attend_le_coordonnateur(self) -> bool:
        """Vrai si elle reste à trancher."""
        return self.etat == self.Etat.PROPOSEE

    @property
    def est_renvoyee(self) -> bool:
        """Vrai si l'agent doit la reprendre ou la retirer."""
        return self.etat == self.Etat.RENVOYEE

    def _passer(self, verbe: str) -> None:
        self.etat = etat_suivant(self.TRANSITIONS, verbe, self.etat, self.get_etat_display())

    def proposer(self, *, valeurs: Mapping[str, Any], par: Acteur, le: datetime.date) -> None:
        """L'agent propose ces valeurs, à la place de celles d'une correction encore ouverte."""
        self.marquer_proposee(valeurs=valeurs, par=par, le=le)
        with acte(par):
            self.save()

    def marquer_proposee(
        self, *, valeurs: Mapping[str, Any], par: Acteur, le: datetime.date
    ) -> None:
        """Ce que fait `proposer`, sans écrire : un import en écrit beaucoup à la fois."""
        self._passer("proposer")
        self.valeurs = dict(valeurs)
        self.proposee_le, self.proposee_par, self.motif = le, par.libelle_d_auteur, ""
        self.tranchee_le, self.tranchee_par = None, ""

    def accepter(self, *, par: Acteur, le: datetime.date) -> None:
        """Le coordonnateur l'accepte ; `services.accepter_correction` l'applique à la structure."""
        self._passer("accepter")
        self.tranchee_le, self.tranchee_par = le, par.libelle_d_auteur
        with acte(par):
            self.save()

    def renvoyer(self, *, motif: str, par: Acteur, le: datetime.date) -> None:
        """Le coordonnateur la renvoie à l'agent ; le motif est obligatoire."""
        if not motif.strip():
            raise ValidationError({"motif": "Dites pourquoi vous renvoyez cette correction."})
        self._passer("renvoyer")
        self.motif = motif.strip()
        self.tranchee_le, self.tranchee_par = le, par.libelle_d_auteur
        with acte(par):
            self.save()

    def retirer(self, *, par: Acteur, le: datetime.date) -> None:
        """L'agent y renonce."""
        self._passer("retirer")
        self.tranchee_le, self.tranchee_par = le, par.libelle_d_auteur
        with acte(par):
            self.save()
