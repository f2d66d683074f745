"""Les enquêtes : un outil du référentiel (art. 10), leurs questions et leurs chiffres."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from conventions.droits import Droit
from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.nombres import quantite_fr
from pilotage.models.lignes import LigneOrdonnee
from pilotage.models.referentiel import QuestionEvaluative


class QuerySetDEnquetes(QuerySetDeConvention["Enquete"]):
    """Les enquêtes d'une convention."""

    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class Enquete(LigneOrdonnee):
    """Une enquête auprès des familles, des enfants, des jeunes ou des professionnels.

    Ses chiffres seulement : aucune réponse de personne n'entre dans le portail.
    """

    class Genre(models.TextChoices):
        QUANTITATIVE = "quantitative", "quantitative"
        QUALITATIVE = "qualitative", "qualitative"

    GROUPE = ("convention",)

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="enquetes", on_delete=models.CASCADE
    )
    titre = models.CharField("titre", max_length=200)
    genre = models.CharField("genre", max_length=12, choices=Genre)
    annee = models.PositiveSmallIntegerField("année")
    public = models.CharField("public interrogé", max_length=200, blank=True)
    source = models.CharField("source", max_length=250)
    interroges = models.PositiveIntegerField("personnes interrogées", null=True, blank=True)
    repondants = models.PositiveIntegerField("répondants", null=True, blank=True)
    methode = models.TextField("méthode", blank=True)

    objects = QuerySetDEnquetes.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "enquête"
        verbose_name_plural = "enquêtes"
        ordering = ["convention", "-annee", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(titre="") & ~Q(source=""),
                name="enquete_sourcee",
                violation_error_message="Une enquête a un titre, et dit qui l'a menée.",
            ),
            models.CheckConstraint(
                condition=Q(interroges__isnull=True)
                | Q(repondants__isnull=True)
                | Q(repondants__lte=F("interroges")),
                name="enquete_repondants_parmi_les_interroges",
                violation_error_message="Plus de réponses que de personnes interrogées.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def de_la_convention(self) -> Convention:
        """La sienne."""
        return self.convention

    @property
    def taux_de_reponse(self) -> int | None:
        """Répondants sur personnes interrogées, en pour cent ; None si l'un n'est pas connu."""
        if not self.interroges or self.repondants is None:
            return None
        return round(100 * self.repondants / self.interroges)


class QuerySetDeQuestionsDEnquete(QuerySetDeConvention["QuestionDEnquete"]):
    """Les questions, par leur enquête."""

    chemin = "enquete__convention"
    droit_de_modification = Droit.REDIGER_LES_EVALUATIONS


class QuestionDEnquete(LigneOrdonnee):
    """Une question posée, ses réponses chiffrées, et la question évaluative qu'elle éclaire."""

    class Unite(models.TextChoices):
        POURCENTAGE = "%", "en pour cent des réponses"
        NOMBRE = "reponses", "en nombre de réponses"

    GROUPE = ("enquete",)

    enquete = models.ForeignKey(
        Enquete, verbose_name="enquête", related_name="questions", on_delete=models.CASCADE
    )
    question_evaluative = models.ForeignKey(
        QuestionEvaluative,
        verbose_name="question évaluative éclairée",
        related_name="questions_d_enquete",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    texte = models.CharField("question posée", max_length=300)
    unite = models.CharField(
        "unité des chiffres", max_length=8, choices=Unite, default=Unite.POURCENTAGE
    )
    constat = models.TextField("ce qu'on en retient", blank=True)

    objects = QuerySetDeQuestionsDEnquete.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "question d'enquête"
        verbose_name_plural = "questions d'enquête"
        ordering = ["enquete", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="question_d_enquete_ecrite",
                violation_error_message="Écrivez la question posée.",
            )
        ]

    def __str__(self) -> str:
        return self.texte

    @property
    def de_la_convention(self) -> Convention:
        """Celle de son enquête."""
        return self.enquete.convention

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """Lève `ActionImpossible` pour une question évaluative d'une autre convention."""
        eclairee = self.question_evaluative
        if eclairee and eclairee.de_la_convention.pk != self.enquete.convention_id:
            raise ActionImpossible("Choisissez une question du référentiel de la convention.")

    def chiffrer(
        self,
        *,
        valeurs: Mapping[str, Any],
        reponses: Sequence[tuple[str, Decimal]],
        version_ouverte: int,
        par: Acteur,
    ) -> None:
        """Enregistre la question et, à la place des siennes, ces réponses (libellé, chiffre).

        Lève ce que lève `enregistrer`, ou `ActionImpossible` pour deux réponses du même libellé,
        un chiffre négatif, une part de plus de 100 %.
        """
        libelles = [libelle for libelle, _ in reponses]
        if len(set(libelles)) < len(libelles):
            raise ActionImpossible("Deux réponses portent le même libellé.")
        maximum = 100 if valeurs.get("unite") == self.Unite.POURCENTAGE else None
        if any(n < 0 or (maximum is not None and n > maximum) for _, n in reponses):
            raise ActionImpossible("Un chiffre est négatif, ou dépasse 100 %.")
        with acte(par):
            self.enregistrer(valeurs=valeurs, version_ouverte=version_ouverte, par=par)
            if [(r.libelle, r.valeur) for r in self.reponses.all()] == list(reponses):
                return
            self.reponses.all().delete()
            for rang, (libelle, valeur) in enumerate(reponses, 1):
                ReponseDEnquete.objects.create(
                    question=self, ordre=rang, libelle=libelle, valeur=valeur
                )


class ReponseDEnquete(models.Model):
    """Une réponse proposée, et combien l'ont choisie."""

    question = models.ForeignKey(
        QuestionDEnquete, verbose_name="question", related_name="reponses", on_delete=models.CASCADE
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.CharField("réponse", max_length=150)
    valeur = models.DecimalField("chiffre", max_digits=12, decimal_places=2)

    historique = Historique()

    class Meta:
        verbose_name = "réponse d'enquête"
        verbose_name_plural = "réponses d'enquête"
        ordering = ["question", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "ordre"],
                name="reponse_d_enquete_ordre_unique",
                violation_error_message="Une réponse porte déjà ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(valeur__gte=0),
                name="reponse_d_enquete_positive",
                violation_error_message="Un chiffre ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def en_clair(self) -> str:
        """Le chiffre tel qu'on le lit : « 62 % », « 41 réponses »."""
        return chiffre_en_clair(self.valeur, self.question.unite)


def chiffre_en_clair(valeur: Decimal, unite: str) -> str:
    """Un chiffre d'enquête tel qu'on le lit."""
    if unite == QuestionDEnquete.Unite.POURCENTAGE:
        return quantite_fr(valeur, "%")
    return quantite_fr(valeur, "réponse" if valeur < 2 else "réponses")


Enquete.EMPORTE = frozenset({QuestionDEnquete, ReponseDEnquete})
QuestionDEnquete.EMPORTE = frozenset({ReponseDEnquete})
