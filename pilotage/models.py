"""Ce qui se pilote : les instances et leurs réunions, les relevés, les évaluations."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from actions.models import Axe, FicheAction, Indicateur
from conventions.droits import Droit
from conventions.models import Convention, Partenaire, Personne, Signataire, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.nombres import quantite_fr
from ctg.socle.versions import Versionne


class QuerySetDInstances(QuerySetDeConvention["Instance"]):
    """Les instances."""

    droit_de_modification = Droit.ANIMER_LES_INSTANCES


class Instance(models.Model):
    """Un comité de la convention (annexe 4) ou un groupe de travail."""

    class Genre(models.TextChoices):
        COPIL = "copil", "COPIL"
        COTECH = "cotech", "COTECH"
        GT = "gt", "groupe de travail"

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="instances", on_delete=models.CASCADE
    )
    genre = models.CharField("genre", max_length=8, choices=Genre)
    nom = models.CharField("nom", max_length=150)
    missions = models.TextField("missions", blank=True)
    composition = models.TextField("composition", blank=True)
    frequence = models.TextField("fréquence", blank=True)
    source = models.CharField("source", max_length=200, blank=True)

    objects = QuerySetDInstances.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ["convention", "genre", "nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "genre"],
                condition=Q(genre__in=["copil", "cotech"]),
                name="instance_copil_cotech_unique",
                violation_error_message="Cette convention a déjà cette instance.",
            )
        ]

    def __str__(self) -> str:
        if self.genre == self.Genre.GT:
            return self.nom
        return f"{self.get_genre_display()} – {self.nom}"


class QuerySetDeMembres(models.QuerySet["MembreInstance"]):
    """Les membres, dans le temps."""

    def actuels(self) -> Self:
        """Ceux qui siègent encore."""
        return self.filter(fin=None)


class MembreInstance(models.Model):
    """Une personne qui siège dans une instance, au nom d'un partenaire."""

    instance = models.ForeignKey(
        Instance, verbose_name="instance", related_name="membres", on_delete=models.CASCADE
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="sieges", on_delete=models.PROTECT
    )
    partenaire = models.ForeignKey(
        Partenaire,
        verbose_name="au nom de",
        related_name="membres_d_instance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    # Art. 7 : une personne ressource siège à titre consultatif.
    est_consultatif = models.BooleanField("à titre consultatif", default=False)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)

    objects = QuerySetDeMembres.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "membre"
        verbose_name_plural = "membres"
        ordering = ["instance", "est_consultatif", "partenaire__nom", "personne__nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "personne"],
                condition=Q(fin__isnull=True),
                name="membre_actuel_unique",
                violation_error_message="Cette personne siège déjà dans cette instance.",
            )
        ]

    def __str__(self) -> str:
        return str(self.personne)


class QuerySetDeReunions(QuerySetDeConvention["Reunion"]):
    """Les réunions, par leur instance."""

    chemin = "instance__convention"
    droit_de_modification = Droit.ANIMER_LES_INSTANCES

    def de_l_annee(self, annee: int) -> Self:
        """Celles d'une année civile."""
        return self.filter(date__year=annee)


class Reunion(Versionne):
    """Une séance d'une instance : quand, où, sur quoi, qui, et ce qui fut décidé."""

    instance = models.ForeignKey(
        Instance, verbose_name="instance", related_name="reunions", on_delete=models.CASCADE
    )
    date = models.DateField("date")
    lieu = models.CharField("lieu", max_length=150, blank=True)
    ordre_du_jour = models.TextField("ordre du jour", blank=True)

    objects = QuerySetDeReunions.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "réunion"
        verbose_name_plural = "réunions"
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "date"],
                name="reunion_unique",
                violation_error_message="Cette instance se réunit déjà ce jour-là.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instance.get_genre_display()} du {self.date:%d/%m/%Y}"

    def est_tenue(self, le: datetime.date) -> bool:
        """Vrai si son jour est passé ou présent."""
        return self.date <= le


class Presence(models.Model):
    """Une partie à une réunion : présente, représentée, excusée ou absente."""

    class Etat(models.TextChoices):
        PRESENT = "present", "présent"
        REPRESENTE = "represente", "représenté"
        EXCUSE = "excuse", "excusé"
        ABSENT = "absent", "absent"

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", related_name="presences", on_delete=models.CASCADE
    )
    signataire = models.ForeignKey(
        Signataire, verbose_name="partie", related_name="presences", on_delete=models.CASCADE
    )
    etat = models.CharField("présence", max_length=12, choices=Etat)

    historique = Historique()

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ["reunion", "signataire__ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "signataire"],
                name="presence_unique",
                violation_error_message="La présence de cette partie est déjà notée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signataire} : {self.get_etat_display()}"


class Decision(models.Model):
    """Une décision du relevé d'une réunion."""

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", related_name="decisions", on_delete=models.CASCADE
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    texte = models.TextField("décision")
    fiche = models.ForeignKey(
        FicheAction,
        verbose_name="fiche-action",
        related_name="decisions",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    historique = Historique()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["reunion", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "ordre"],
                name="decision_ordre_unique",
                violation_error_message="Une décision porte déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return self.texte


class QuerySetDeReleves(QuerySetDeConvention["Releve"]):
    """Les relevés, par leur indicateur."""

    chemin = "indicateur__fiche__convention"


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
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "annee"],
                name="releve_unique",
                violation_error_message="Cet indicateur a déjà un relevé pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(reponse="nombre", valeur__isnull=False)
                | (~Q(reponse="nombre") & Q(valeur__isnull=True)),
                name="releve_nombre_ssi_valeur",
                violation_error_message="Indiquez la valeur.",
            ),
            models.CheckConstraint(
                condition=(Q(reponse="niveau") & ~Q(niveau="") & ~Q(recit=""))
                | (~Q(reponse="niveau") & Q(niveau="")),
                name="releve_niveau_avec_recit",
                violation_error_message="Un niveau s'accompagne d'un récit.",
            ),
            models.CheckConstraint(
                condition=~Q(reponse__in=["non_concerne", "non_disponible"]) | ~Q(motif=""),
                name="releve_absence_motivee",
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
            return self.get_niveau_display()
        return self.get_reponse_display()


class QuerySetDEvaluations(QuerySetDeConvention["Evaluation"]):
    """Les évaluations ; un membre du COPIL ou du COTECH lit celles de sa convention."""

    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS

    def visibles_par(self, utilisateur: Utilisateur) -> QuerySetDeConvention["Evaluation"]:
        """Celles que la personne peut lire, en préparation comprise."""
        return self.avec_droit(utilisateur, Droit.LIRE_LES_EVALUATIONS)

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        if droit is not Droit.LIRE_LES_EVALUATIONS or utilisateur.personne_id is None:
            return None
        return Q(
            Exists(
                MembreInstance.objects.actuels().filter(
                    instance__convention=OuterRef("convention"),
                    instance__genre__in=[Instance.Genre.COPIL, Instance.Genre.COTECH],
                    personne_id=utilisateur.personne_id,
                )
            )
        )


class Evaluation(models.Model):
    """L'évaluation d'une année, élaborée au sein du comité de pilotage (art. 10)."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="evaluations", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    ouverte_le = models.DateField("ouverte le")
    # R6 : une évaluation ne vaut qu'une fois rattachée à une séance du COPIL (art. 10).
    reunion = models.ForeignKey(
        Reunion,
        verbose_name="séance du COPIL",
        related_name="evaluations",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    objects = QuerySetDEvaluations.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        ordering = ["convention", "-annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="evaluation_annuelle_unique",
                violation_error_message="L'évaluation de cette année est déjà ouverte.",
            )
        ]

    def __str__(self) -> str:
        return f"Évaluation {self.annee}"


class Recit(Versionne):
    """Le récit du coordonnateur dans une évaluation : sur un axe, ou sur l'ensemble (axe vide)."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="évaluation", related_name="recits", on_delete=models.CASCADE
    )
    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
        related_name="recits",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    texte = models.TextField("récit", blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "récit"
        verbose_name_plural = "récits"
        ordering = ["evaluation", F("axe__numero").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "axe"],
                condition=Q(axe__isnull=False),
                name="recit_d_axe_unique",
                violation_error_message="Le récit de cet axe existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(axe__isnull=True),
                name="recit_d_ensemble_unique",
                violation_error_message="Le récit d'ensemble existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"Récit – {self.axe or 'ensemble'}"

    def ecrire(self, *, texte: str, version_ouverte: int, par: Acteur) -> None:
        """Réécrit le récit ; lève `ConflitDeVersion`, ou `ConventionFigee` une fois clôturée."""
        self.evaluation.convention.exiger_ouverte()
        self.texte = texte.strip()
        with acte(par):
            self.enregistrer_sur(version_ouverte)
