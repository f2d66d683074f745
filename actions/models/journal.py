"""Le journal d'une fiche : des notes datées, corrigeables un jour, puis figées."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from actions.models.etapes import verifier_jour_passe
from conventions.droits import Droit
from conventions.models import Utilisateur
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.correction import Ecrit, QuerySetDEcrits
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte, instant_de_l_acte
from ctg.socle.recherche import mots


class QuerySetDeNotes(  # type: ignore[override] # `as_manager` de deux ensembles
    QuerySetDEcrits["Note"], QuerySetDeConvention["Note"]
):
    """Les notes du journal des fiches."""

    chemin = "fiche__convention"
    droit_de_modification = Droit.GERER_LA_CONVENTION

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        # Qui a écrit une note la corrige, quel que soit son rôle.
        if droit is not self.droit_de_modification:
            return None
        siennes = Note.objects.ecrits_par(utilisateur.pk)
        return Q(Exists(siennes.filter(pk=OuterRef("pk"))))

    def pour_liste(self) -> Self:
        """Avec la fiche, son axe et le compte de l'auteur : ce que montre le journal."""
        return self.select_related("fiche__axe", "fiche__convention").avec_compte()

    def chercher(self, question: str) -> Self:
        """Celles dont le texte ou l'auteur portent tous les mots, sans accent."""
        trouvees = self
        for mot in mots(question):
            trouvees = trouvees.filter(
                Q(texte__unaccent__icontains=mot) | Q(auteur__unaccent__icontains=mot)
            )
        return trouvees


class Note(Ecrit):
    """Une note datée du journal d'une fiche, d'un genre.

    Son auteur et le coordonnateur la corrigent pendant un jour ; ensuite elle est figée, et le
    journal dit ce qui fut écrit.
    """

    class Genre(models.TextChoices):
        FAIT_MARQUANT = "fait_marquant", "fait marquant"
        REUSSITE = "reussite", "réussite"
        DIFFICULTE = "difficulte", "difficulté"
        DECISION = "decision", "décision"
        PROCHAINE_ETAPE = "prochaine_etape", "prochaine étape"

    fiche = models.ForeignKey(
        "actions.FicheAction", verbose_name="fiche", related_name="notes", on_delete=models.CASCADE
    )
    genre = models.CharField("genre", max_length=16, choices=Genre, default=Genre.FAIT_MARQUANT)
    date = models.DateField("date")
    texte = models.TextField("note")
    ecrite_le = models.DateTimeField("écrite le", default=instant_de_l_acte, editable=False)

    objects = QuerySetDeNotes.as_manager()
    # Une ligne d'historique porte qui a fait le geste, pas qui avait écrit le texte.
    historique = Historique(excluded_fields=["auteur"])

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"Note du {self.date:%d/%m/%Y}"

    @property
    def ecrit_a(self) -> datetime.datetime:
        """L'instant où elle fut écrite."""
        return self.ecrite_le

    def est_modifiable_par(
        self, utilisateur: Utilisateur, *, est_administree: bool, maintenant: datetime.datetime
    ) -> bool:
        """Vrai si cette personne peut encore la corriger ; suppose ``avec_compte``.

        `est_administree` : elle tient la convention.
        """
        est_la_sienne = self.compte_de_l_auteur == utilisateur.pk
        return (est_administree or est_la_sienne) and not self.est_figee(maintenant)

    def corriger(
        self,
        *,
        genre: str,
        date: datetime.date,
        texte: str,
        ecriture_ouverte: int,
        par: Acteur,
        maintenant: datetime.datetime,
    ) -> None:
        """Corrige la note, dans le jour qui suit.

        Lève `TexteFige` ensuite, `ConventionFigee` hors de la période (art. 11),
        `ActionImpossible` si elle est vide ou datée d'un jour à venir, `ConflitDeVersion` si
        quelqu'un l'a changée entre-temps.
        """
        le = localtime(maintenant).date()
        self.fiche.convention.exiger_modifiable(le)
        verifier_jour_passe(date, le)
        if not texte.strip():
            raise ActionImpossible("Écrivez la note : elle est vide.")
        with acte(par):
            self._corriger(
                ecriture_ouverte, maintenant, genre=genre, date=date, texte=texte.strip()
            )
