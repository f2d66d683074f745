"""Le texte de la convention : ses articles en bref, ses annexes, ses anomalies."""

import datetime
import re
from typing import Self

from django.db import models
from django.db.models import F, Q

from conventions.droits import Droit
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.documents import DocumentDeBase
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.recherche import mots


class Article(models.Model):
    """Un article du texte, en bref ; le préambule porte le numéro 0."""

    convention = models.ForeignKey(
        "conventions.Convention",
        verbose_name="convention",
        related_name="articles",
        on_delete=models.CASCADE,
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=200)
    resume = models.TextField("en bref")
    texte_cle = models.TextField("phrase du texte", blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDeConvention["Article"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "article"
        verbose_name_plural = "articles"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="article_unique",
                violation_error_message="Cet article existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return f"Article {self.numero} – {self.titre}" if self.numero else self.titre


class QuerySetDeDocuments(QuerySetDeConvention["Document"]):
    """Les annexes et les pièces."""

    droit_de_modification = Droit.GERER_LA_CONVENTION

    def annexes(self) -> Self:
        """Celles que le texte numérote."""
        return self.filter(annexe__isnull=False)

    def a_joindre(self) -> Self:
        """Les annexes dont le fichier manque encore."""
        return self.annexes().filter(fichier="")


class Document(DocumentDeBase):
    """Une annexe ou une pièce de la convention ; sans fichier, elle reste à joindre."""

    convention = models.ForeignKey(
        "conventions.Convention",
        verbose_name="convention",
        related_name="documents",
        on_delete=models.CASCADE,
    )
    annexe = models.PositiveSmallIntegerField("annexe n°", null=True, blank=True)

    objects = QuerySetDeDocuments.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["convention", F("annexe").asc(nulls_last=True), "titre"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annexe"],
                condition=Q(annexe__isnull=False),
                name="document_annexe_unique",
                violation_error_message="Cette annexe est déjà listée.",
            )
        ]

    def __str__(self) -> str:
        return f"Annexe {self.annexe} – {self.titre}" if self.annexe else self.titre


class QuerySetDAnomalies(QuerySetDeConvention["Anomalie"]):
    """Les anomalies du texte."""

    droit_de_modification = Droit.GERER_LA_CONVENTION

    def a_trancher(self) -> Self:
        """Celles qui sont conservées, et dont personne n'a dit la suite."""
        return self.filter(traitement=Anomalie.Traitement.CONSERVEE, suite="")

    def chercher(self, question: str) -> Self:
        """Celles dont le lieu, le texte ou le constat portent tous les mots, sans accent."""
        trouvees = self
        for mot in mots(question):
            trouvees = trouvees.filter(
                Q(lieu__unaccent__icontains=mot)
                | Q(ecrit__unaccent__icontains=mot)
                | Q(constat__unaccent__icontains=mot)
                | Q(retenu__unaccent__icontains=mot)
            )
        return trouvees


class Anomalie(models.Model):
    """Une erreur ou une obscurité du texte : corrigée quand c'est certain, sinon à trancher.

    Ce qui est conservé se règle par avenant (art. 12) ; le coordonnateur dit comment.
    """

    class Traitement(models.TextChoices):
        CORRIGEE = "corrigee", "corrigée dans le portail"
        CONSERVEE = "conservee", "conservée, à régler par avenant"

    convention = models.ForeignKey(
        "conventions.Convention",
        verbose_name="convention",
        related_name="anomalies",
        on_delete=models.CASCADE,
    )
    code = models.SlugField("code", max_length=80)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    lieu = models.CharField("lieu dans le texte", max_length=150)
    lignes = models.CharField("lignes du texte", max_length=100, blank=True)
    ecrit = models.TextField("ce qui est écrit", blank=True)
    constat = models.TextField("constat")
    traitement = models.CharField("traitement", max_length=12, choices=Traitement)
    retenu = models.TextField("ce que le portail retient", blank=True)
    suite = models.TextField("suite décidée", blank=True)
    suite_le = models.DateField("décidée le", null=True, blank=True)

    objects = QuerySetDAnomalies.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "anomalie"
        verbose_name_plural = "anomalies"
        ordering = ["convention", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="anomalie_unique",
                violation_error_message="Cette anomalie est déjà listée.",
            ),
            models.CheckConstraint(
                condition=Q(suite="", suite_le__isnull=True)
                | (~Q(suite="") & Q(suite_le__isnull=False)),
                name="anomalie_suite_ssi_datee",
                violation_error_message="Une suite porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lieu} : {self.constat[:60]}"

    @property
    def partie(self) -> str:
        """La partie du texte où elle se trouve : « Annexe 2 » pour « Annexe 2, Boé »."""
        debut = re.split(r",| et ", self.lieu, maxsplit=1)[0].strip()
        return re.sub(r"^(Annexe|Article)s ", r"\1 ", debut)

    @property
    def sort(self) -> str:
        """Ce qu'elle devient, tel que les badges le disent : corrigée, à régler ou décidée."""
        return "decidee" if self.suite else self.traitement

    @property
    def est_a_trancher(self) -> bool:
        """Vrai si elle est conservée et que personne n'a dit la suite."""
        return self.traitement == self.Traitement.CONSERVEE and not self.suite

    def decider(self, *, suite: str, par: Acteur, le: datetime.date) -> None:
        """Le coordonnateur dit comment l'anomalie se règle ; une suite vide la rouvre.

        Lève `ConventionFigee` une fois la convention résiliée ou clôturée.
        """
        self.convention.exiger_ouverte()
        self.suite = suite.strip()
        self.suite_le = le if self.suite else None
        with acte(par):
            self.save()
