"""Les temps forts : ce qui s'est passé, où, et combien de personnes y étaient."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models.etapes import verifier_jour_passe
from actions.models.pilotes import qualite_de_pilote
from conventions.droits import Droit
from conventions.models import Commune, Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne

if TYPE_CHECKING:
    from actions.models.fiches import FicheAction
    from conventions.models import Utilisateur


class QuerySetDeTempsForts(QuerySetDeConvention["TempsFort"]):
    """Les temps forts d'une convention."""

    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        # Un pilote tient les temps forts de ses fiches.
        return qualite_de_pilote(utilisateur, droit, fiche__temps_forts=OuterRef("pk"))

    def pour_liste(self) -> Self:
        """Avec la commune et les fiches, du plus récent au plus ancien."""
        return self.select_related("commune").prefetch_related("fiches")

    def avec_permissions(self, utilisateur: Utilisateur) -> Self:
        """Chaque temps fort, et si cette personne peut le modifier (`est_modifiable`)."""
        permis = TempsFort.objects.filter(pk=OuterRef("pk")).modifiables_par(utilisateur)
        return self.annotate(est_modifiable=Exists(permis))


class TempsFort(Versionne):
    """Un évènement, une formation, une rencontre, au titre d'une ou de plusieurs fiches.

    Un nombre vide n'est pas connu, ce qui n'est pas zéro. Aucune personne n'y est nommée.
    """

    class Genre(models.TextChoices):
        FETE = "fete", "fête, évènement familial"
        VILLAGE = "village", "village, forum"
        CHANTIER = "chantier", "chantier de jeunes"
        RENCONTRE = "rencontre", "rencontre, atelier"
        FORMATION = "formation", "formation"
        ECHANGES = "echanges", "groupe d'échanges de pratiques"
        CONCERTATION = "concertation", "concertation, réunion publique"
        AUTRE = "autre", "autre"

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="temps_forts", on_delete=models.CASCADE
    )
    fiches = models.ManyToManyField(
        "actions.FicheAction", verbose_name="actions", related_name="temps_forts"
    )
    date = models.DateField("date")
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        related_name="temps_forts",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    genre = models.CharField("genre", max_length=14, choices=Genre)
    titre = models.CharField("titre", max_length=200)
    participants = models.PositiveIntegerField("participants", null=True, blank=True)
    familles = models.PositiveIntegerField("familles", null=True, blank=True)
    jeunes = models.PositiveIntegerField("jeunes", null=True, blank=True)
    formes = models.PositiveIntegerField("personnes formées", null=True, blank=True)
    partenaires = models.CharField("partenaires", max_length=300, blank=True)
    recit = models.TextField("récit", blank=True)

    objects = QuerySetDeTempsForts.as_manager()
    historique = Historique(m2m_fields=[fiches])

    # Posé par `avec_permissions`.
    est_modifiable: bool

    class Meta:
        verbose_name = "temps fort"
        verbose_name_plural = "temps forts"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre=""),
                name="temps_fort_a_un_titre",
                violation_error_message="Donnez un titre à ce temps fort.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def verifier_date(self, le: datetime.date) -> None:
        """Lève `ActionImpossible` si la date est à venir, ou hors de la convention."""
        verifier_jour_passe(self.date, le)
        if not self.convention.debut <= self.date <= self.convention.terme:
            raise ActionImpossible("Cette date n'est pas dans la période de la convention.")

    def enregistrer(
        self,
        *,
        valeurs: dict[str, Any],
        fiches: Iterable[FicheAction],
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Ajoute le temps fort, ou le modifie s'il existe déjà.

        `valeurs` : champ → valeur ; un nombre à None n'est pas connu. `fiches` : toutes celles dont
        il relève. Lève `ConventionFigee` hors de la période (art. 11), `ActionImpossible` sans
        fiche ou pour une date qui ne va pas, `ConflitDeVersion` si quelqu'un est passé entre-temps.
        """
        self.convention.exiger_modifiable(le)
        retenues = list(fiches)
        if not retenues or any(f.convention_id != self.convention_id for f in retenues):
            raise ActionImpossible(
                "Rattachez ce temps fort à une action au moins de la convention."
            )
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        self.verifier_date(le)
        with acte(par):
            self.validate_constraints()
            if self._state.adding:
                self.save()
            else:
                self.enregistrer_sur(version_ouverte)
            self.fiches.set(retenues)

    def retirer(self, *, version_ouverte: int, par: Acteur, le: datetime.date) -> None:
        """Retire le temps fort ; son historique reste.

        Lève `ConventionFigee` hors de la période (art. 11), `ConflitDeVersion` si quelqu'un l'a
        changé ou retiré entre-temps.
        """
        self.convention.exiger_modifiable(le)
        with acte(par):
            self.retirer_sur(version_ouverte)
