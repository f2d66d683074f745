"""Les instances, qui y siège, leurs réunions et ce qui s'y décide (art. 7, annexe 4)."""

import datetime
from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import Max, Q

from actions.models import FicheAction
from conventions.droits import Droit
from conventions.models import Convention, Partenaire, Personne, Signataire
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre
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
            ),
            models.UniqueConstraint(
                fields=["convention", "nom"],
                condition=Q(genre="gt"),
                name="groupe_de_travail_nom_unique",
                violation_error_message="Un groupe de travail porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        if self.genre == self.Genre.GT:
            return self.nom
        return f"{self.get_genre_display()} – {self.nom}"

    @property
    def nom_court(self) -> str:
        """« COPIL », « COTECH », ou le nom du groupe de travail."""
        return self.nom if self.genre == self.Genre.GT else str(self.get_genre_display())

    def creer(self, *, par: Acteur) -> None:
        """Ouvre l'instance ; lève `ConventionFigee` une fois la convention clôturée."""
        self.convention.exiger_ouverte()
        with acte(par):
            self.validate_constraints()
            self.save()

    def faire_sieger(
        self,
        *,
        personne: Personne,
        partenaire: Partenaire | None,
        est_consultatif: bool,
        par: Acteur,
        le: datetime.date,
    ) -> "MembreInstance":
        """Fait siéger une personne à partir de ce jour.

        Au COPIL, seules les parties siègent pleinement ; les personnes ressources y sont à titre
        consultatif (art. 7). Lève `ActionImpossible` sinon, `ValidationError` si elle siège déjà.
        """
        self.convention.exiger_ouverte()
        if self.genre == self.Genre.COPIL and not est_consultatif:
            parties = self.convention.signataires
            if partenaire is None or not parties.filter(partenaire=partenaire).exists():
                raise ActionImpossible(
                    "Au COPIL, seules les parties siègent pleinement (art. 7)."
                    " Choisissez une partie, ou cochez « à titre consultatif »."
                )
        membre = MembreInstance(
            instance=self,
            personne=personne,
            partenaire=partenaire,
            est_consultatif=est_consultatif,
            debut=le,
        )
        with acte(par):
            membre.validate_constraints()
            membre.save()
        return membre

    def reunir(
        self, *, date: datetime.date, lieu: str, ordre_du_jour: str, par: Acteur
    ) -> "Reunion":
        """Inscrit une réunion, à venir ou déjà tenue ; une instance n'en a qu'une par jour."""
        self.convention.exiger_ouverte()
        reunion = Reunion(
            instance=self, date=date, lieu=lieu.strip(), ordre_du_jour=ordre_du_jour.strip()
        )
        with acte(par):
            reunion.validate_constraints()
            reunion.save()
        return reunion


class QuerySetDeMembres(  # type: ignore[override]
    QuerySetDeDurees["MembreInstance"], QuerySetDeConvention["MembreInstance"]
):
    """Les membres, dans le temps."""

    # django-stubs donne à chaque ensemble son propre `as_manager` : deux bases s'y contredisent.
    chemin = "instance__convention"
    droit_de_modification = Droit.ANIMER_LES_INSTANCES


class MembreInstance(Duree):
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
            ),
            dans_l_ordre("siege_finit_apres_son_debut", "La fin du siège précède son début."),
        ]

    def __str__(self) -> str:
        return str(self.personne)

    def retirer(self, *, par: Acteur, le: datetime.date) -> None:
        """Met fin au siège ce jour-là ; le passé est gardé.

        Lève `ActionImpossible` si la personne ne siège plus.
        """
        self.instance.convention.exiger_ouverte()
        if self.fin is not None:
            raise ActionImpossible("Cette personne ne siège déjà plus.")
        self.fin = max(le, self.debut) if self.debut else le
        with acte(par):
            self.save()


class QuerySetDeReunions(QuerySetDeConvention["Reunion"]):
    """Les réunions, par leur instance."""

    chemin = "instance__convention"
    droit_de_modification = Droit.ANIMER_LES_INSTANCES

    def de_l_annee(self, annee: int) -> Self:
        """Celles d'une année civile."""
        return self.filter(date__year=annee)

    def du_copil(self) -> Self:
        """Les séances du comité de pilotage."""
        return self.filter(instance__genre=Instance.Genre.COPIL)


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
        return f"{self.instance.nom_court} du {self.date:%d/%m/%Y}"

    def est_tenue(self, le: datetime.date) -> bool:
        """Vrai si son jour est passé ou présent."""
        return self.date <= le

    def modifier(
        self,
        *,
        date: datetime.date,
        lieu: str,
        ordre_du_jour: str,
        version_ouverte: int,
        par: Acteur,
    ) -> None:
        """Corrige date, lieu et ordre du jour ; lève `ConflitDeVersion` ou `ConventionFigee`."""
        self.instance.convention.exiger_ouverte()
        self.date = date
        self.lieu = lieu.strip()
        self.ordre_du_jour = ordre_du_jour.strip()
        with acte(par):
            self.validate_constraints()
            self.enregistrer_sur(version_ouverte)

    def noter_presences(
        self, *, etats: Mapping[int, str], version_ouverte: int, par: Acteur
    ) -> None:
        """Note la présence des parties : identifiant de signataire → état, vide = non noté.

        Seules les lignes qui changent sont écrites. Lève `ConflitDeVersion` si la réunion a changé
        depuis `version_ouverte`, `ConventionFigee` une fois la convention clôturée.
        """
        self.instance.convention.exiger_ouverte()
        with acte(par):
            self.enregistrer_sur(version_ouverte)
            connues = {presence.signataire_id: presence for presence in self.presences.all()}
            parties = self.instance.convention.signataires.filter(pk__in=etats)
            for signataire_id in parties.values_list("pk", flat=True):
                etat, connue = etats[signataire_id], connues.get(signataire_id)
                if connue is None and etat:
                    Presence.objects.create(reunion=self, signataire_id=signataire_id, etat=etat)
                elif connue is not None and not etat:
                    connue.delete()
                elif connue is not None and connue.etat != etat:
                    connue.etat = etat
                    connue.save()

    def decider(self, *, texte: str, fiche: FicheAction | None, par: Acteur) -> "Decision":
        """Ajoute une décision au relevé, à la suite ; lève `ConventionFigee` si clôturée."""
        self.instance.convention.exiger_ouverte()
        with acte(par):
            # Deux personnes qui ajoutent à la fois ne prennent pas le même rang.
            Reunion.objects.select_for_update().get(pk=self.pk)
            dernier = self.decisions.aggregate(dernier=Max("ordre"))["dernier"] or 0
            return Decision.objects.create(
                reunion=self, ordre=dernier + 1, texte=texte.strip(), fiche=fiche
            )


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


class QuerySetDeDecisions(QuerySetDeConvention["Decision"]):
    """Les décisions, par leur réunion."""

    chemin = "reunion__instance__convention"
    droit_de_modification = Droit.ANIMER_LES_INSTANCES


class Decision(Versionne):
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

    objects = QuerySetDeDecisions.as_manager()
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

    def modifier(
        self, *, texte: str, fiche: FicheAction | None, version_ouverte: int, par: Acteur
    ) -> None:
        """Réécrit la décision ; lève `ConflitDeVersion`, ou `ConventionFigee` une fois clôturée."""
        self.reunion.instance.convention.exiger_ouverte()
        self.texte = texte.strip()
        self.fiche = fiche
        with acte(par):
            self.enregistrer_sur(version_ouverte)
