"""Les étapes de l'échéancier."""

import datetime

from django.db import models

from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Historique
from ctg.socle.periodes import dans_l_ordre


def verifier_jour_passe(jour: datetime.date | None, le: datetime.date) -> None:
    """Lève `ActionImpossible` si ce qui est dit fait porte une date à venir."""
    if jour is not None and jour > le:
        raise ActionImpossible("Cette date est à venir : indiquez le jour où c'est arrivé.")


class Etape(models.Model):
    """Une étape de l'échéancier. « En retard » se calcule, et ne se range pas (R24)."""

    fiche = models.ForeignKey(
        "actions.FicheAction", verbose_name="fiche", related_name="etapes", on_delete=models.CASCADE
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.TextField("étape")
    periode_ecrite = models.CharField("période écrite", max_length=60, blank=True)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)
    # La dernière fois que quelqu'un a dit où elle en est ; vide = jamais.
    vue_le = models.DateField("vue le", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["fiche", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "ordre"],
                name="etape_ordre_unique",
                violation_error_message="Une étape porte déjà ce rang.",
            ),
            dans_l_ordre("etape_finit_apres_son_debut", "La fin de l'étape précède son début."),
        ]

    def __str__(self) -> str:
        return self.libelle

    def est_passee(self, le: datetime.date) -> bool:
        """Vrai si son terme est passé et qu'elle n'est pas faite."""
        return self.faite_le is None and self.fin is not None and self.fin < le

    def est_en_retard(self, le: datetime.date) -> bool:
        """Passée, et quelqu'un a dit depuis qu'elle n'est pas faite (R24)."""
        return self.est_passee(le) and self.vue_le is not None

    def est_a_renseigner(self, le: datetime.date) -> bool:
        """Passée, et personne n'a jamais dit où elle en est (R24) : ce n'est pas un retard."""
        return self.est_passee(le) and self.vue_le is None

    def depasse(self, terme: datetime.date) -> bool:
        """Vrai si elle finit après le terme de la convention (art. 11, R23)."""
        return self.fin is not None and self.fin > terme

    def statut(self, le: datetime.date) -> str:
        """Où elle en est ce jour-là, tel que les badges le disent."""
        if self.faite_le:
            return "faite"
        if self.est_passee(le):
            return "en_retard" if self.vue_le else "a_renseigner"
        if self.debut is None or self.debut <= le:
            return "en_cours"
        return "a_venir"

    def constater(self, *, faite_le: datetime.date | None, le: datetime.date) -> None:
        """Dit où elle en est ; n'écrit rien si elle reste telle qu'on la savait.

        S'emploie dans un `acte`.
        """
        vue_le = le if (self.debut is None or self.debut <= le) else self.vue_le
        if faite_le == self.faite_le and (self.vue_le is not None or vue_le is None):
            return
        self.faite_le = faite_le
        self.vue_le = vue_le or le
        self.save()
