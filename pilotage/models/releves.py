"""Les relevés : la réponse d'une année à un indicateur."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from actions.models import Indicateur
from conventions.droits import Droit
from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.nombres import quantite_fr
from ctg.socle.versions import ConflitDeVersion, Versionne


@dataclass(frozen=True)
class ReponseSaisie:
    """Ce qu'une personne répond à un indicateur ; `reponse` vide = pas encore de réponse."""

    reponse: str = ""
    valeur: Decimal | None = None
    niveau: str = ""
    recit: str = ""
    motif: str = ""

    @property
    def est_vide(self) -> bool:
        """Vrai si rien n'est dit : ce n'est ni zéro, ni « non disponible »."""
        return self == ReponseSaisie()


class QuerySetDeReleves(QuerySetDeConvention["Releve"]):
    """Les relevés, par leur indicateur."""

    chemin = "indicateur__fiche__convention"
    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def attendus(self) -> Self:
        """Ceux d'un indicateur qui doit une valeur : « à définir » n'en doit pas."""
        return self.filter(indicateur__est_a_definir=False)


class Releve(Versionne):
    """La réponse d'une année à un indicateur.

    Un nombre, ou un niveau et son récit, ou la raison d'une absence : l'absence n'est jamais 0.
    """

    class Reponse(models.TextChoices):
        NOMBRE = "nombre", "un nombre"
        NIVEAU = "niveau", "un niveau et un récit"
        NON_CONCERNE = "non_concerne", "non concerné"
        NON_DISPONIBLE = "non_disponible", "non disponible"

    class Niveau(models.TextChoices):
        RECUL = "recul", "en recul"
        STABLE = "stable", "stable"
        PROGRES = "progres", "en progrès"
        ACQUIS = "acquis", "acquis"

    indicateur = models.ForeignKey(
        Indicateur, verbose_name="indicateur", related_name="releves", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    reponse = models.CharField("réponse", max_length=14, choices=Reponse)
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True, blank=True)
    niveau = models.CharField("niveau", max_length=8, choices=Niveau, blank=True)
    recit = models.TextField("récit", blank=True)
    motif = models.TextField("raison", blank=True)

    objects = QuerySetDeReleves.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "relevé"
        verbose_name_plural = "relevés"
        ordering = ["indicateur", "annee"]
        # Le code d'une violation est le champ à corriger : la phrase se montre à côté de lui.
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "annee"],
                name="releve_unique",
                violation_error_message="Cet indicateur a déjà un relevé pour cette année.",
            ),
            models.CheckConstraint(
                condition=~Q(reponse="nombre") | Q(valeur__isnull=False),
                name="releve_nombre_avec_valeur",
                violation_error_code="valeur",
                violation_error_message="Indiquez la valeur. Zéro est une valeur.",
            ),
            models.CheckConstraint(
                condition=Q(reponse="nombre") | Q(valeur__isnull=True),
                name="releve_valeur_d_un_nombre",
                violation_error_code="valeur",
                violation_error_message=(
                    "Une valeur va avec la réponse « un nombre ». Choisissez-la, ou videz ce champ."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reponse="niveau") | ~Q(niveau=""),
                name="releve_niveau_choisi",
                violation_error_code="niveau",
                violation_error_message="Choisissez le niveau.",
            ),
            models.CheckConstraint(
                condition=Q(reponse="niveau") | Q(niveau=""),
                name="releve_niveau_d_un_recit",
                violation_error_code="niveau",
                violation_error_message=(
                    "Un niveau va avec la réponse « un niveau et un récit »."
                    " Choisissez-la, ou videz ce champ."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reponse="niveau") | ~Q(recit=""),
                name="releve_niveau_avec_recit",
                violation_error_code="recit",
                violation_error_message="Un niveau s'accompagne d'un récit.",
            ),
            models.CheckConstraint(
                condition=~Q(reponse__in=["non_concerne", "non_disponible"]) | ~Q(motif=""),
                name="releve_absence_motivee",
                violation_error_code="motif",
                violation_error_message="Dites pourquoi il n'y a pas de valeur.",
            ),
        ]

    def __str__(self) -> str:
        return f"Relevé {self.annee}"

    def en_clair(self) -> str:
        """La réponse en une expression : « 12,5 % », « en progrès », « non disponible »."""
        if self.reponse == self.Reponse.NOMBRE and self.valeur is not None:
            return quantite_fr(self.valeur, self.indicateur.unite)
        if self.reponse == self.Reponse.NIVEAU:
            return str(self.get_niveau_display())
        return str(self.get_reponse_display())

    @property
    def marque(self) -> str:
        """Ce qu'un formulaire retient pour savoir si le relevé a changé : ligne et version."""
        return f"{self.pk}.{self.version}" if self.pk else ""

    @property
    def saisie(self) -> ReponseSaisie:
        """La réponse telle qu'on la saisit."""
        return ReponseSaisie(self.reponse, self.valeur, self.niveau, self.recit, self.motif)

    def poser(self, saisie: ReponseSaisie) -> None:
        """Prend les champs de la réponse, sans rien écrire."""
        self.reponse, self.valeur, self.niveau = saisie.reponse, saisie.valeur, saisie.niveau
        self.recit, self.motif = saisie.recit, saisie.motif

    def erreurs_par_champ(self) -> dict[str, list[str]]:
        """Les phrases des contraintes que la réponse enfreint, par champ à corriger."""
        try:
            self.validate_constraints(exclude={"annee", "indicateur"})
        except ValidationError as erreur:
            par_champ: dict[str, list[str]] = {}
            for faute in erreur.error_dict[NON_FIELD_ERRORS]:
                par_champ.setdefault(str(faute.code), []).extend(faute.messages)
            return par_champ
        return {}

    def repondre(
        self, *, saisie: ReponseSaisie, marque_ouverte: str, par: Acteur, le: datetime.date
    ) -> bool:
        """Écrit la réponse d'un indicateur pour une année ; dit si quelque chose a changé.

        `self` est le relevé relu de la base, ou un relevé neuf ; `marque_ouverte`, la marque de
        celui que la personne avait sous les yeux (vide : il n'y en avait pas). Une réponse vide
        retire le relevé, et l'historique le garde. Une réponse que la personne n'a pas touchée ne
        conteste rien à qui l'a changée entre-temps.

        Lève `ConflitDeVersion` si un autre a répondu depuis, `ActionImpossible` hors des années de
        la convention ou pour un indicateur à définir, `ValidationError` si la réponse est
        incomplète, `ConventionFigee` une fois la convention clôturée (art. 10 : après le terme,
        les relevés restent ouverts).
        """
        convention = self.indicateur.fiche.convention
        convention.exiger_ouverte()
        exiger_annee(convention, self.annee, le)
        if self.indicateur.est_a_definir:
            raise ActionImpossible("Cet indicateur reste à définir : il n'attend pas de valeur.")
        if saisie == self.saisie:
            return False
        if marque_ouverte != self.marque:
            if saisie == self._saisie_ouverte(marque_ouverte):
                return False
            raise ConflitDeVersion
        with acte(par):
            self._ecrire(saisie)
        return True

    def _ecrire(self, saisie: ReponseSaisie) -> None:
        if saisie.est_vide:
            self.enregistrer_sur(self.version)
            self.delete()
            return
        self.poser(saisie)
        self.validate_constraints(exclude={"annee", "indicateur"})
        if self.pk:
            self.enregistrer_sur(self.version)
            return
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as deja_la:
            self.pk = None
            raise ConflitDeVersion from deja_la

    def _saisie_ouverte(self, marque: str) -> ReponseSaisie:
        """La réponse que la personne avait sous les yeux, relue de l'historique."""
        ligne, _, version = marque.partition(".")
        if not (ligne.isdecimal() and version.isdecimal()):
            return ReponseSaisie()
        ancien = (
            Releve.historique.filter(
                id=ligne, version=version, indicateur=self.indicateur_id, annee=self.annee
            )
            .order_by("history_id")
            .first()
        )
        return ancien.instance.saisie if ancien else ReponseSaisie()


def annees_ouvertes(convention: Convention, le: datetime.date) -> list[int]:
    """Les années de la convention, jusqu'à celle de ce jour."""
    return [annee for annee in convention.annees() if annee <= le.year]


def exiger_annee(convention: Convention, annee: int, le: datetime.date) -> None:
    """Lève `ActionImpossible` pour une année hors de la convention ou à venir."""
    if annee not in annees_ouvertes(convention, le):
        raise ActionImpossible(f"L'année {annee} n'est pas une année ouverte de la convention.")
