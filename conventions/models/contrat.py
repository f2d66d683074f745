"""La convention, ses parties et ses avenants."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from conventions.droits import Droit
from conventions.models.cloture import SeClot
from conventions.models.partenaires import Mandat, Partenaire
from conventions.models.projet import NaitEnProjet
from conventions.models.territoire import Zone
from conventions.models.texte import Anomalie, Article, Document
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.recherche import mots
from ctg.socle.versions import reserver


class ConventionFigee(ActionImpossible):
    """Le plan et le contrat ne se modifient plus (art. 11 : hors de la période, lecture seule)."""


class QuerySetDeConventions(QuerySetDeConvention["Convention"]):
    """Les conventions."""

    chemin = "pk"
    droit_de_modification = Droit.GERER_LA_CONVENTION

    def avec_comptes(self) -> Self:
        """Chaque convention avec ce qu'elle compte : parties, signatures, articles, anomalies…

        Une sous-requête par compte : des jointures multiplieraient les lignes entre elles.
        """
        return self.annotate(
            nombre_de_parties=_compter(Signataire.objects.all()),
            nombre_de_signatures=_compter(Signature.objects.all(), "signataire__convention"),
            nombre_d_articles=_compter(Article.objects.filter(numero__gt=0)),
            nombre_d_annexes=_compter(Document.objects.annexes()),
            nombre_d_annexes_a_joindre=_compter(Document.objects.a_joindre()),
            nombre_d_anomalies=_compter(Anomalie.objects.all()),
            nombre_d_anomalies_a_trancher=_compter(Anomalie.objects.a_trancher()),
        )


def _compter(objets: models.QuerySet[Any], chemin: str = "convention") -> Coalesce:
    compte = (
        objets.filter(**{chemin: OuterRef("pk")})
        .order_by()
        .values(chemin)
        .annotate(nombre=Count("pk"))
        .values("nombre")
    )
    return Coalesce(Subquery(compte), 0)


class Convention(SeClot, NaitEnProjet):
    """Le contrat d'un territoire : sa période, son objet, son état décidé.

    Ce que les dates impliquent (en cours, échue) se demande, et ne se range pas.
    """

    class Etat(models.TextChoices):
        PROJET = "projet", "projet"
        SIGNEE = "signee", "signée"
        RESILIEE = "resiliee", "résiliée"
        CLOTUREE = "cloturee", "clôturée"

    slug = models.SlugField("adresse", max_length=80, unique=True)
    nom = models.CharField("nom", max_length=200)
    territoire = models.CharField("territoire", max_length=150)
    devise = models.CharField("devise", max_length=200, blank=True)
    objet = models.TextField("objet", blank=True)
    enjeu_transversal = models.TextField("enjeu transversal", blank=True)
    debut = models.DateField("début")
    fin = models.DateField("fin")
    # Art. 11 : seule une reconduction expresse prolonge ; vide = aucune.
    reconduite_jusqu_au = models.DateField("reconduite jusqu'au", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.PROJET)
    signee_le = models.DateField("signée le", null=True, blank=True)
    deliberee_par = models.CharField("délibérée par", max_length=150, blank=True)
    deliberee_le = models.DateField("délibérée le", null=True, blank=True)
    deliberation_numero = models.CharField("numéro de délibération", max_length=50, blank=True)
    zones = models.ManyToManyField(
        Zone, verbose_name="zones", related_name="conventions", blank=True
    )
    # Celle qu'elle poursuit : ses fiches reprises mènent à leur histoire.
    succede_a = models.ForeignKey(
        "self",
        verbose_name="succède à",
        related_name="suites",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    cloturee_le = models.DateField("clôturée le", null=True, blank=True)
    motif_de_reouverture = models.TextField("motif de la réouverture", blank=True)
    # L'annuaire des familles se lit sans compte : fermé tant que la coordination ne l'ouvre pas.
    annuaire_est_public = models.BooleanField("annuaire public", default=False)

    objects = QuerySetDeConventions.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ["-debut", "nom"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="convention_finit_apres_son_debut",
                violation_error_message="La fin de la convention précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(reconduite_jusqu_au=None) | Q(reconduite_jusqu_au__gt=F("fin")),
                name="convention_reconduite_apres_son_terme",
                violation_error_message="Une reconduction va au-delà du terme.",
            ),
            models.CheckConstraint(
                condition=Q(cloturee_le=None) | Q(etat="cloturee"),
                name="convention_close_ce_jour_l_est",
                violation_error_message="Le jour de clôture est celui d'une convention clôturée.",
            ),
            models.CheckConstraint(
                condition=Q(succede_a=None) | ~Q(succede_a=F("pk")),
                name="convention_ne_se_succede_pas",
                violation_error_message="Une convention ne succède pas à elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def terme(self) -> datetime.date:
        """Le dernier jour : la fin, ou celle de la reconduction expresse (art. 11)."""
        return self.reconduite_jusqu_au or self.fin

    def est_en_cours(self, le: datetime.date) -> bool:
        """Signée, et ce jour est dans sa période."""
        return self.etat == self.Etat.SIGNEE and self.debut <= le <= self.terme

    def est_echue(self, le: datetime.date) -> bool:
        """Signée, mais le terme est passé sans reconduction expresse (art. 11)."""
        return self.etat == self.Etat.SIGNEE and le > self.terme

    def situation(self, le: datetime.date) -> str:
        """Où elle en est ce jour-là, tel que les badges le disent."""
        if self.est_en_cours(le):
            return "convention_en_cours"
        if self.est_echue(le):
            return "convention_echue"
        return "a_venir" if self.etat == self.Etat.SIGNEE else f"convention_{self.etat}"

    def jours_restants(self, le: datetime.date) -> int:
        """Le nombre de jours jusqu'au terme compris ; 0 une fois échue."""
        return max(0, (self.terme - le).days)

    def part_ecoulee(self, le: datetime.date) -> int:
        """La part de la période déjà passée, en pour cent entier, de 0 à 100."""
        duree = (self.terme - self.debut).days + 1
        return max(0, min(100, round(100 * ((le - self.debut).days + 1) / duree)))

    def annees(self) -> list[int]:
        """Les années que la période couvre."""
        return list(range(self.debut.year, self.terme.year + 1))

    @property
    def est_ouverte(self) -> bool:
        """Vrai tant qu'elle n'est ni résiliée ni clôturée, même après le terme (art. 10)."""
        return self.etat not in (self.Etat.RESILIEE, self.Etat.CLOTUREE)

    @property
    def annuaire_est_ouvert(self) -> bool:
        """Vrai si tous peuvent lire l'annuaire : une convention close ne le tient plus à jour."""
        return self.annuaire_est_public and self.est_ouverte

    def ouvrir_l_annuaire(self, *, par: Acteur) -> None:
        """Rend l'annuaire public. Lève `ConventionFigee`, ou `ActionImpossible` s'il l'est déjà."""
        self.exiger_ouverte()
        self._regler_l_annuaire(est_public=True, deja="L'annuaire est déjà public.", par=par)

    def fermer_l_annuaire(self, *, par: Acteur) -> None:
        """Retire l'annuaire au public, à tout moment. Lève `ActionImpossible` s'il l'est déjà."""
        self._regler_l_annuaire(est_public=False, deja="L'annuaire est déjà fermé.", par=par)

    def _regler_l_annuaire(self, *, est_public: bool, deja: str, par: Acteur) -> None:
        with acte(par):
            # Relue sous verrou : l'objet en main peut dater d'avant un autre réglage.
            enregistree = Convention.objects.select_for_update().get(pk=self.pk)
            if enregistree.annuaire_est_public == est_public:
                raise ActionImpossible(deja)
            enregistree.annuaire_est_public = self.annuaire_est_public = est_public
            enregistree.save()

    def exiger_modifiable(self, le: datetime.date) -> None:
        """Lève `ConventionFigee` si le contrat et le plan ne se modifient plus ce jour-là."""
        if not self.est_ouverte:
            raise ConventionFigee(f"La convention est {self.get_etat_display()} : lecture seule.")
        if self.est_echue(le):
            raise ConventionFigee(
                "La convention est échue (art. 11) : le plan ne se modifie plus."
                " Les relevés et l'évaluation de la dernière année restent ouverts."
            )

    def exiger_ouverte(self) -> None:
        """Lève `ConventionFigee` une fois la convention résiliée ou clôturée.

        Après le terme, relevés, évaluation et réunions restent ouverts jusque-là (art. 10).
        """
        if not self.est_ouverte:
            raise ConventionFigee(f"La convention est {self.get_etat_display()} : lecture seule.")


class QuerySetDeSignataires(QuerySetDeConvention["Signataire"]):
    """Les parties."""

    def pour_liste(self) -> models.QuerySet["Signataire"]:
        """Avec l'organisme, sa commune et les signatures."""
        return self.select_related("partenaire__commune").prefetch_related(
            models.Prefetch(
                "signatures", queryset=Signature.objects.select_related("mandat__personne")
            )
        )

    def chercher(self, question: str) -> Self:
        """Celles dont le nom, le siège ou un représentant portent tous les mots, sans accent."""
        trouves = self
        for mot in mots(question):
            trouves = trouves.filter(
                Q(denomination__unaccent__icontains=mot)
                | Q(partenaire__nom__unaccent__icontains=mot)
                | Q(siege_ecrit__unaccent__icontains=mot)
                | Exists(
                    Signature.objects.filter(signataire=OuterRef("pk")).filter(
                        Q(mandat__personne__nom__unaccent__icontains=mot)
                        | Q(mandat__personne__prenom__unaccent__icontains=mot)
                        | Q(mandat__fonction__unaccent__icontains=mot)
                    )
                )
            )
        return trouves


class Signataire(models.Model):
    """Un partenaire, partie à une convention, tel que le texte le nomme."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="signataires", on_delete=models.CASCADE
    )
    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", related_name="signataires", on_delete=models.PROTECT
    )
    ordre = models.PositiveSmallIntegerField("ordre dans le texte")
    denomination = models.CharField("dénomination écrite", max_length=200)
    siege_ecrit = models.CharField("siège écrit", max_length=250, blank=True)
    designation = models.CharField("ci-après désigné", max_length=100, blank=True)
    # Art. 7 : le comité de pilotage est copiloté par la Caf et l'agglomération.
    est_copilote = models.BooleanField("copilote", default=False)
    deliberation_numero = models.CharField("numéro de délibération", max_length=50, blank=True)
    deliberation_le = models.DateField("délibération du", null=True, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDeSignataires.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "signataire"
        verbose_name_plural = "signataires"
        ordering = ["convention", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "partenaire"],
                name="signataire_unique",
                violation_error_message="Ce partenaire est déjà partie à la convention.",
            )
        ]

    def __str__(self) -> str:
        return str(self.partenaire)


class Signature(models.Model):
    """Le mandat au titre duquel une partie signe ; une partie peut avoir deux signataires."""

    signataire = models.ForeignKey(
        Signataire, verbose_name="partie", related_name="signatures", on_delete=models.CASCADE
    )
    mandat = models.ForeignKey(
        Mandat, verbose_name="mandat", related_name="signatures", on_delete=models.PROTECT
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "signature"
        verbose_name_plural = "signatures"
        ordering = ["signataire", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["signataire", "mandat"],
                name="signature_unique",
                violation_error_message="Ce mandat signe déjà pour cette partie.",
            )
        ]

    def __str__(self) -> str:
        return str(self.mandat)


class AvenantSigne(ActionImpossible):
    """Un avenant signé par les parties ne se récrit pas : un autre le modifie (art. 12)."""


class QuerySetDAvenants(QuerySetDeConvention["Avenant"]):
    """Les avenants."""

    droit_de_modification = Droit.GERER_LA_CONVENTION


class Avenant(models.Model):
    """Une modification du contrat, qui liste toutes celles qu'elle apporte (art. 12)."""

    class Etat(models.TextChoices):
        PROJET = "projet", "projet"
        SIGNE = "signe", "signé"

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="avenants", on_delete=models.CASCADE
    )
    numero = models.PositiveSmallIntegerField("numéro")
    objet = models.TextField("objet")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROJET)
    signe_le = models.DateField("signé le", null=True, blank=True)
    effet_le = models.DateField("prend effet le", null=True, blank=True)

    objects = QuerySetDAvenants.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "avenant"
        verbose_name_plural = "avenants"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="avenant_unique",
                violation_error_message="Un avenant porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(etat="signe", signe_le__isnull=False)
                | Q(etat="projet", signe_le__isnull=True),
                name="avenant_signe_ssi_date",
                violation_error_message=(
                    "Un avenant signé porte sa date de signature ; un projet n'en a pas."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n° {self.numero}"

    @property
    def est_signe(self) -> bool:
        """Vrai une fois signé par les parties : ses termes ne changent plus."""
        return self.etat == self.Etat.SIGNE

    def enregistrer(self, *, ecriture_ouverte: int, par: Acteur, le: datetime.date) -> None:
        """Écrit l'avenant, tant qu'il n'est pas signé ; signé, ses termes ne changent plus.

        Le texte en vigueur repose sur lui : il ne redevient pas un projet. `ecriture_ouverte` :
        celle que la personne a lue (`ecriture_lue`), 0 pour un avenant nouveau. Lève
        `AvenantSigne` s'il l'est déjà en base, `ConflitDeVersion` si quelqu'un l'a récrit
        entre-temps, `ConventionFigee` hors de la période (art. 11) ; `ValidationError` si son
        numéro est pris, ou si sa date de signature dément son état.
        """
        self.convention.exiger_modifiable(le)
        with acte(par):
            # Verrouillé : il ne se signe pas pendant qu'on le récrit.
            enregistre = Avenant.objects.select_for_update().filter(pk=self.pk).first()
            if enregistre is not None and enregistre.est_signe:
                raise AvenantSigne(
                    f"L'{str(enregistre).lower()} est signé : il ne se modifie plus."
                    " Écrivez un nouvel avenant (art. 12)."
                )
            if enregistre is not None:
                reserver(self, ecriture_ouverte)
            self.validate_constraints()
            self.save()
