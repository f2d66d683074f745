"""Le journal d'une fiche : des notes datées."""

from django.db import models

from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique


class QuerySetDeNotes(QuerySetDeConvention["Note"]):
    """Les notes du journal des fiches."""

    chemin = "fiche__convention"


class Note(models.Model):
    """Une note datée du journal d'une fiche, d'un genre."""

    class Genre(models.TextChoices):
        FAIT_MARQUANT = "fait_marquant", "fait marquant"
        DIFFICULTE = "difficulte", "difficulté"
        PROCHAINE_ETAPE = "prochaine_etape", "prochaine étape"

    fiche = models.ForeignKey(
        "actions.FicheAction", verbose_name="fiche", related_name="notes", on_delete=models.CASCADE
    )
    genre = models.CharField("genre", max_length=16, choices=Genre, default=Genre.FAIT_MARQUANT)
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
