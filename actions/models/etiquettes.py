"""Les étiquettes d'une convention : publics, enjeux transversaux et cadres de ses actions."""

from typing import Self

from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Lower

from conventions.models import Convention
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.recherche import ordre_alphabetique
from ctg.socle.versions import reserver


class QuerySetDEtiquettes(QuerySetDeConvention["Etiquette"]):
    """Les étiquettes d'une convention."""

    def avec_comptes(self) -> Self:
        """Chacune avec le nombre des fiches qui la portent (`nombre_de_fiches`)."""
        nombre = Count("fiches", distinct=True) + Count("fiches_du_cadre", distinct=True)
        return self.annotate(nombre_de_fiches=nombre)

    def par_genre(self) -> Self:
        """Les publics, les enjeux, puis les cadres, chacun par nom."""
        rangs = [
            When(genre=genre, then=Value(rang)) for rang, genre in enumerate(Etiquette.Genre.values)
        ]
        rang = Case(*rangs, output_field=models.IntegerField())
        return self.order_by(rang, ordre_alphabetique("nom"), "pk")


class Etiquette(models.Model):
    """Un mot par lequel les actions se cherchent et se groupent.

    Un chargement pose celles du texte ; la coordination en ajoute, les renomme, les retire.
    """

    class Genre(models.TextChoices):
        PUBLIC = "public", "public"
        # Art. 5 : la formation traverse tous les axes.
        ENJEU = "enjeu", "enjeu transversal"
        CADRE = "cadre", "cadre"

    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="etiquettes", on_delete=models.CASCADE
    )
    genre = models.CharField("genre", max_length=8, choices=Genre)
    nom = models.CharField("nom", max_length=80)
    # Où le texte l'écrit ; vide pour un mot de la coordination.
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDEtiquettes.as_manager()
    historique = Historique()

    # Posé par `avec_comptes`.
    nombre_de_fiches: int

    class Meta:
        verbose_name = "étiquette"
        verbose_name_plural = "étiquettes"
        ordering = ["convention", "genre", "nom"]
        constraints = [
            models.UniqueConstraint(
                "convention",
                "genre",
                Lower("nom"),
                name="etiquette_unique",
                violation_error_message="Cette étiquette existe déjà.",
            ),
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="etiquette_a_un_nom",
                violation_error_message="Écrivez le nom de l'étiquette.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def enregistrer(self, *, nom: str, ecriture_ouverte: int, par: Acteur) -> None:
        """Ajoute l'étiquette, ou la renomme partout où elle est posée.

        Lève `ConventionFigee` une fois la convention close, `ConflitDeVersion` si quelqu'un est
        passé depuis `ecriture_ouverte`, `ValidationError` si une autre porte déjà ce nom.
        """
        self.convention.exiger_ouverte()
        self.nom = nom.strip()
        with acte(par):
            if not self._state.adding:
                reserver(self, ecriture_ouverte)
            self.validate_constraints()
            self.save()

    def retirer(self, *, par: Acteur) -> None:
        """Retire une étiquette que rien ne porte.

        Lève `ConventionFigee` une fois la convention close, `ActionImpossible` si une fiche la
        porte encore.
        """
        self.convention.exiger_ouverte()
        with acte(par):
            type(self)._base_manager.select_for_update().get(pk=self.pk)
            if self.fiches.exists() or self.fiches_du_cadre.exists():
                raise ActionImpossible(
                    f"Des actions portent « {self.nom} » : décochez-la d'abord sur leurs fiches."
                )
            self.delete()
