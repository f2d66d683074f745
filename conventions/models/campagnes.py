"""Les campagnes : ce qu'on demande à tous, une année, pour une date."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from django.db import models
from django.db.models import F, Q

from conventions.droits import Droit
from conventions.models.contrat import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne, verrouiller


class QuerySetDeCampagnes(QuerySetDeConvention["Campagne"]):
    """Les campagnes d'une convention."""

    droit_de_modification = Droit.GERER_LES_PERSONNES

    def ouvertes(self) -> Self:
        """Celles qui attendent des réponses."""
        return self.filter(ouverte_le__isnull=False, close_le=None)


class Campagne(Versionne):
    """Une année, un genre, un message, une échéance ; ses demandes sont dans chaque salle."""

    class Genre(models.TextChoices):
        FICHES = "fiches", "mise à jour des fiches-actions"
        REGISTRE = "registre", "mise à jour du registre"
        ENSEMBLE = "ensemble", "fiches-actions et registre"

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="campagnes", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    genre = models.CharField("genre", max_length=10, choices=Genre)
    message = models.TextField("message", blank=True)
    echeance = models.DateField("échéance")
    prolongee_au = models.DateField("prolongée au", null=True, blank=True)
    relances_suspendues = models.BooleanField("rappels suspendus", default=False)
    ouverte_le = models.DateField("ouverte le", null=True, blank=True)
    close_le = models.DateField("close le", null=True, blank=True)

    objects = QuerySetDeCampagnes.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ["-annee", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(prolongee_au=None) | Q(prolongee_au__gt=F("echeance")),
                name="campagne_prolongee_au_dela",
                violation_error_message="Une prolongation va au-delà de l'échéance.",
            ),
            models.CheckConstraint(
                condition=Q(close_le=None) | Q(ouverte_le__isnull=False),
                name="campagne_close_apres_son_ouverture",
                violation_error_message="Une campagne se clôt après s'être ouverte.",
            ),
        ]

    def __str__(self) -> str:
        return f"Campagne {self.annee}, {self.get_genre_display()}"

    @property
    def dernier_jour(self) -> datetime.date:
        """L'échéance, ou celle que la prolongation lui donne."""
        return self.prolongee_au or self.echeance

    @property
    def est_ouverte(self) -> bool:
        """Vrai entre son ouverture et sa clôture, même une fois l'échéance passée."""
        return self.ouverte_le is not None and self.close_le is None

    @property
    def demande_les_fiches(self) -> bool:
        """Vrai si elle s'adresse aux pilotes du plan."""
        return self.genre in (self.Genre.FICHES, self.Genre.ENSEMBLE)

    @property
    def demande_le_registre(self) -> bool:
        """Vrai si elle s'adresse aux parties, pour leurs structures."""
        return self.genre in (self.Genre.REGISTRE, self.Genre.ENSEMBLE)

    def situation(self, le: datetime.date) -> str:
        """Où elle en est ce jour-là, tel que les badges le disent."""
        if self.ouverte_le is None:
            return "campagne_preparee"
        if self.close_le is not None:
            return "campagne_close"
        return "campagne_ouverte" if le <= self.dernier_jour else "campagne_echue"

    def exiger_ouverte(self) -> None:
        """Lève `ActionImpossible` si elle n'attend pas, ou plus, de réponse."""
        self.convention.exiger_ouverte()
        if self.ouverte_le is None:
            raise ActionImpossible("Cette campagne n'est pas encore ouverte.")
        if self.close_le is not None:
            raise ActionImpossible("Cette campagne est close : elle n'attend plus de réponse.")

    @contextmanager
    def acte(self, par: Acteur) -> Iterator[None]:
        """Un acte dans cette campagne : la convention d'abord, comme qui clôt ou ferme l'année.

        Un seul ordre de verrous (la convention, la demande, la structure) : nul n'attend l'autre.
        """
        with acte(par):
            verrouiller(self.convention)
            yield

    def enregistrer(self, *, par: Acteur, version_ouverte: int | None = None) -> None:
        """Écrit la campagne ; neuve, elle n'a pas de version à comparer.

        Lève `ConflitDeVersion` si quelqu'un est passé entre-temps, `ConventionFigee` une fois la
        convention close, `ValidationError` si ses dates se contredisent.
        """
        self.convention.exiger_ouverte()
        with acte(par):
            self.validate_constraints()
            if self._state.adding:
                self.save()
            else:
                self.enregistrer_sur(self.version if version_ouverte is None else version_ouverte)

    def ouvrir(self, *, par: Acteur, le: datetime.date) -> None:
        """Les demandes vont partir. Lève `ActionImpossible` si elle l'est déjà, ou trop tard."""
        if self.ouverte_le is not None:
            raise ActionImpossible("Cette campagne est déjà ouverte.")
        if self.dernier_jour < le:
            raise ActionImpossible("L'échéance est passée : changez-la avant d'ouvrir.")
        self.ouverte_le = le
        self.enregistrer(par=par)

    def prolonger(
        self, *, jusqu_au: datetime.date, par: Acteur, le: datetime.date, version_ouverte: int
    ) -> None:
        """Repousse l'échéance ; une campagne close ne se prolonge pas."""
        self.exiger_ouverte()
        if jusqu_au <= max(le, self.dernier_jour):
            raise ActionImpossible("La nouvelle échéance doit être plus tard que la présente.")
        self.prolongee_au = jusqu_au
        self.enregistrer(par=par, version_ouverte=version_ouverte)

    def suspendre_les_relances(self, suspendues: bool, *, par: Acteur) -> None:
        """Arrête ou reprend les rappels automatiques."""
        self.exiger_ouverte()
        self.relances_suspendues = suspendues
        self.enregistrer(par=par)

    def rouvrir(self, *, jusqu_au: datetime.date, par: Acteur, le: datetime.date) -> None:
        """Attend de nouveau des réponses, jusqu'à une échéance à venir."""
        if self.close_le is None:
            raise ActionImpossible("Cette campagne n'est pas close.")
        if jusqu_au < le:
            raise ActionImpossible("La nouvelle échéance doit être à venir.")
        self.close_le = None
        if jusqu_au > self.echeance:
            self.prolongee_au = jusqu_au
        else:
            self.echeance, self.prolongee_au = jusqu_au, None
        self.enregistrer(par=par)

    def clore(self, *, par: Acteur, le: datetime.date) -> None:
        """N'attend plus rien. Les demandes restées sans réponse le disent (voir les salles)."""
        self.exiger_ouverte()
        self.close_le = le
        self.enregistrer(par=par)
