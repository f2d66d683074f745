"""Le plan d'actions : ce qui est signé d'un côté, sa vie de l'autre."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from conventions.droits import Droit
from conventions.models import Convention, Personne, Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne


class Axe(models.Model):
    """Un axe de la convention, décrit par l'article 5."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="axes", on_delete=models.CASCADE
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=250)
    titre_court = models.CharField("titre court", max_length=60)
    description = models.TextField("description", blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDeConvention["Axe"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="axe_unique",
                violation_error_message="Un axe porte déjà ce numéro.",
            )
        ]

    def __str__(self) -> str:
        return f"Axe {self.numero} – {self.titre_court}"


class QuerySetDeFiches(QuerySetDeConvention["FicheAction"]):
    """Les fiches-actions."""

    droit_de_modification = Droit.METTRE_A_JOUR_LES_FICHES

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        # Un pilote met à jour ses fiches, quel que soit son rôle dans la convention.
        if droit is not Droit.METTRE_A_JOUR_LES_FICHES or utilisateur.personne_id is None:
            return None
        return Q(
            Exists(
                PiloteDeFiche.objects.actuels().filter(
                    fiche=OuterRef("pk"), personne_id=utilisateur.personne_id
                )
            )
        )

    def pour_liste(self) -> Self:
        """Avec l'axe, les étapes et les pilotes : ce que montre le plan."""
        return self.select_related("axe", "convention").prefetch_related(
            "etapes",
            models.Prefetch(
                "pilotes",
                queryset=PiloteDeFiche.objects.actuels().select_related("personne"),
                to_attr="pilotes_actuels",
            ),
        )


class FicheAction(Versionne):
    """Une action du plan.

    Les huit champs du contrat sont en Markdown serré, et ne changent que par avenant (art. 12). La
    vie de la fiche (état, météo, étapes, notes, pilotes) est à côté.
    """

    class Etat(models.TextChoices):
        A_VENIR = "a_venir", "à venir"
        EN_COURS = "en_cours", "en cours"
        REALISE = "realise", "réalisé"
        EN_PAUSE = "en_pause", "en pause"
        ABANDONNE = "abandonne", "abandonné"

    class Meteo(models.TextChoices):
        SECURISES = "securises", "objectifs sécurisés"
        ATTEIGNABLES = "atteignables", "objectifs atteignables"
        APPUIS = "appuis", "appuis nécessaires"
        COMPROMIS = "compromis", "objectifs compromis"

    METEOS_A_EXPLIQUER = (Meteo.APPUIS, Meteo.COMPROMIS)

    CHAMPS_DU_CONTRAT = (
        "contexte",
        "objectifs",
        "partenaires",
        "public_cible",
        "resultats_attendus",
        "moyens",
        "echeancier",
        "indicateurs_ecrits",
    )

    # La convention est aussi celle de l'axe : elle est ici pour que la base garantisse
    # l'unicité du numéro, qui fait l'adresse de la fiche.
    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="fiches", on_delete=models.CASCADE
    )
    axe = models.ForeignKey(
        Axe, verbose_name="axe", related_name="fiches", on_delete=models.PROTECT
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=300)
    titre_ecrit = models.CharField("titre écrit dans la fiche", max_length=300, blank=True)
    titre_tableau = models.CharField("titre écrit dans le tableau", max_length=300, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    contexte = models.TextField("constat et contexte", blank=True)
    objectifs = models.TextField("objectifs poursuivis", blank=True)
    partenaires = models.TextField("partenaires et implication des habitants", blank=True)
    public_cible = models.TextField("public cible", blank=True)
    resultats_attendus = models.TextField("résultats attendus et contenu", blank=True)
    moyens = models.TextField("moyens et financements mobilisables", blank=True)
    echeancier = models.TextField("échéancier", blank=True)
    indicateurs_ecrits = models.TextField("indicateurs de suivi et d'évaluation", blank=True)

    # Qui le texte nomme pour la conduire, par sa fonction (fiche 2) ou en puissance (fiche 10).
    conduite_ecrite = models.CharField("conduite citée par le texte", max_length=250, blank=True)

    # Vide = non renseigné : ni « à venir », ni « zéro ».
    etat = models.CharField("état d'avancement", max_length=12, choices=Etat, blank=True)
    meteo = models.CharField("météo", max_length=14, choices=Meteo, blank=True)
    meteo_commentaire = models.TextField("commentaire de la météo", blank=True)
    mise_a_jour_le = models.DateField("mise à jour le", null=True, blank=True)

    objects = QuerySetDeFiches.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "fiche-action"
        verbose_name_plural = "fiches-actions"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="fiche_numero_unique",
                violation_error_message="Une fiche-action porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=~Q(meteo__in=["appuis", "compromis"]) | ~Q(meteo_commentaire=""),
                name="fiche_meteo_defavorable_expliquee",
                violation_error_message=(
                    "Dites en une phrase ce qui manque : cette météo appelle un commentaire."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.numero} – {self.titre}"

    def est_en_retard(self, le: datetime.date) -> bool:
        """Vrai si une étape au moins est en retard, et que l'action n'est ni faite ni abandonnée."""
        if self.etat in (self.Etat.REALISE, self.Etat.ABANDONNE):
            return False
        return any(etape.est_en_retard(le) for etape in self.etapes.all())

    def etapes_faites(self) -> int:
        """Le nombre d'étapes faites."""
        return sum(1 for etape in self.etapes.all() if etape.faite_le)

    def prochaine_etape(self) -> "Etape | None":
        """La première étape qui reste à faire, dans l'ordre du calendrier."""
        restantes = [etape for etape in self.etapes.all() if not etape.faite_le]
        return min(restantes, key=lambda e: (e.debut or datetime.date.max, e.ordre), default=None)

    def est_renseignee(self) -> bool:
        """Vrai dès que quelqu'un a dit quelque chose de son avancement."""
        return bool(self.etat or self.meteo or self.mise_a_jour_le)

    def manques(self) -> list[str]:
        """Ce que le contrat demande et que la fiche n'a pas (annexes 3 et 4), en phrases.

        Suppose chargés les pilotes (``pour_liste``).
        """
        manques = []
        if not self.pilotes_actuels:  # type: ignore[attr-defined]
            manques.append("Aucun pilote n'est désigné (annexe 4).")
        if not self.public_cible:
            manques.append("Le public cible n'est pas écrit dans le contrat (annexe 3).")
        if not self.etat:
            manques.append("L'état d'avancement n'est pas renseigné.")
        return manques

    def mettre_a_jour(
        self,
        *,
        etat: str,
        meteo: str,
        meteo_commentaire: str,
        etapes: Mapping[int, datetime.date | None],
        note: str,
        note_du: datetime.date,
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Le geste du coordonnateur : état, météo, étapes et note, d'un seul envoi.

        `etapes` : identifiant d'étape → date à laquelle elle est faite, ou None. Une étape déjà
        commencée et laissée ouverte est dite « vue » : passée, elle sera en retard et non plus à
        renseigner (R24). Une note vide n'est pas écrite.

        Lève `ConventionFigee` hors de la période (art. 11), `ConflitDeVersion` si quelqu'un est
        passé entre-temps, `ValidationError` si une météo défavorable n'est pas expliquée.
        """
        self.convention.exiger_modifiable(le)
        self.etat = etat
        self.meteo = meteo
        self.meteo_commentaire = meteo_commentaire.strip()
        self.mise_a_jour_le = le
        with acte(par):
            self.validate_constraints()
            self.enregistrer_sur(version_ouverte)
            for etape in self.etapes.all():
                if etape.pk in etapes:
                    etape.constater(faite_le=etapes[etape.pk], le=le)
            if note.strip():
                Note.objects.create(
                    fiche=self, date=note_du, texte=note.strip(), auteur=par.libelle_d_auteur
                )

    def designer_pilotes(
        self,
        *,
        pilotes: Iterable[Personne],
        copilotes: Iterable[Personne],
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Fait de ces personnes les pilotes et co-pilotes ; les précédents gardent leurs dates.

        Lève `ActionImpossible` si une personne est à la fois pilote et co-pilote.
        """
        voulus = {(p.pk, False) for p in pilotes} | {(p.pk, True) for p in copilotes}
        if len({personne for personne, _ in voulus}) < len(voulus):
            raise ActionImpossible("Une même personne ne peut pas être pilote et co-pilote.")
        with acte(par):
            actuels = {
                (pilote.personne_id, pilote.est_copilote): pilote
                for pilote in self.pilotes.filter(fin=None)
            }
            for cle in actuels.keys() - voulus:
                actuels[cle].fin = le
                actuels[cle].save()
            for personne_id, est_copilote in sorted(voulus - actuels.keys()):
                PiloteDeFiche.objects.create(
                    fiche=self, personne_id=personne_id, est_copilote=est_copilote, debut=le
                )


class LienDeFiche(models.Model):
    """Un renvoi du texte d'une fiche à une autre, ou à un axe."""

    fiche = models.ForeignKey(
        FicheAction, verbose_name="fiche", related_name="liens", on_delete=models.CASCADE
    )
    vers_fiche = models.ForeignKey(
        FicheAction,
        verbose_name="vers la fiche",
        related_name="liens_recus",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    vers_axe = models.ForeignKey(
        Axe,
        verbose_name="vers l'axe",
        related_name="liens_recus",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    ecrit = models.CharField("ce qui est écrit", max_length=250)
    corrige = models.CharField("ce qu'il faut lire", max_length=250, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "lien"
        verbose_name_plural = "liens"
        ordering = ["fiche", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vers_fiche__isnull=False, vers_axe__isnull=True)
                | Q(vers_fiche__isnull=True, vers_axe__isnull=False),
                name="lien_vers_une_fiche_ou_un_axe",
                violation_error_message="Un lien mène à une fiche ou à un axe.",
            )
        ]

    def __str__(self) -> str:
        return self.ecrit


class QuerySetDePilotes(models.QuerySet["PiloteDeFiche"]):
    """Les pilotes, dans le temps."""

    def actuels(self) -> Self:
        """Ceux dont le pilotage n'a pas pris fin."""
        return self.filter(fin=None)


class PiloteDeFiche(models.Model):
    """Une personne qui pilote une fiche, entre deux dates."""

    fiche = models.ForeignKey(
        FicheAction, verbose_name="fiche", related_name="pilotes", on_delete=models.CASCADE
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="pilotages", on_delete=models.PROTECT
    )
    est_copilote = models.BooleanField("co-pilote", default=False)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)

    objects = QuerySetDePilotes.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "pilote"
        verbose_name_plural = "pilotes"
        ordering = ["fiche", "est_copilote", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "personne"],
                condition=Q(fin__isnull=True),
                name="pilote_actuel_unique",
                violation_error_message="Cette personne pilote déjà cette fiche.",
            ),
            models.CheckConstraint(
                condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=F("debut")),
                name="pilotage_finit_apres_son_debut",
                violation_error_message="La fin précède le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne} ({'co-pilote' if self.est_copilote else 'pilote'})"


class Etape(models.Model):
    """Une étape de l'échéancier. « En retard » se calcule, et ne se range pas (R24)."""

    fiche = models.ForeignKey(
        FicheAction, verbose_name="fiche", related_name="etapes", on_delete=models.CASCADE
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
            models.CheckConstraint(
                condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=F("debut")),
                name="etape_finit_apres_son_debut",
                violation_error_message="La fin de l'étape précède son début.",
            ),
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


class QuerySetDeNotes(QuerySetDeConvention["Note"]):
    """Les notes du journal des fiches."""

    chemin = "fiche__convention"


class Note(models.Model):
    """Une note datée du journal d'une fiche."""

    fiche = models.ForeignKey(
        FicheAction, verbose_name="fiche", related_name="notes", on_delete=models.CASCADE
    )
    date = models.DateField("date")
    texte = models.TextField("note")
    auteur = models.CharField("auteur", max_length=200)
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)

    objects = QuerySetDeNotes.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"Note du {self.date:%d/%m/%Y}"


class QuerySetDIndicateurs(QuerySetDeConvention["Indicateur"]):
    """Les indicateurs, par leur fiche."""

    chemin = "fiche__convention"

    def attendus(self) -> Self:
        """Ceux qui doivent une valeur : tous, sauf ceux qui restent à définir."""
        return self.filter(est_a_definir=False)


class Indicateur(models.Model):
    """Ce qu'une fiche mesure, dans les mots du contrat.

    Le contrat n'en dit ni l'unité ni la cible ; « à définir » ne doit aucune valeur.
    """

    class Nature(models.TextChoices):
        QUANTITATIF = "quantitatif", "quantitatif"
        QUALITATIF = "qualitatif", "qualitatif"

    fiche = models.ForeignKey(
        FicheAction, verbose_name="fiche", related_name="indicateurs", on_delete=models.CASCADE
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.CharField("indicateur", max_length=300)
    est_a_definir = models.BooleanField("à définir", default=False)
    nature = models.CharField("nature", max_length=12, choices=Nature, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDIndicateurs.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ["fiche", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "ordre"],
                name="indicateur_ordre_unique",
                violation_error_message="Un indicateur porte déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class Reference(models.Model):
    """Une valeur de référence donnée par le texte : d'une fiche ou d'un axe, parfois d'un indicateur."""

    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
        related_name="references",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    fiche = models.ForeignKey(
        FicheAction,
        verbose_name="fiche",
        related_name="references",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    indicateur = models.ForeignKey(
        Indicateur,
        verbose_name="indicateur",
        related_name="references",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    libelle = models.CharField("libellé", max_length=250)
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=2)
    unite = models.CharField("unité", max_length=40, blank=True)
    comparateur = models.CharField("comparateur", max_length=2, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "valeur de référence"
        verbose_name_plural = "valeurs de référence"
        ordering = ["fiche", "axe", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(axe__isnull=False, fiche__isnull=True)
                | Q(axe__isnull=True, fiche__isnull=False),
                name="reference_d_un_axe_ou_d_une_fiche",
                violation_error_message="Une référence est celle d'un axe ou d'une fiche.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle
