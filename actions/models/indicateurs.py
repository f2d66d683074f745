"""Ce que le contrat mesure : indicateurs et valeurs de référence."""

from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import Q

from actions.models.axes import Axe
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique
from ctg.socle.nombres import quantite_fr


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

    class Calcul(models.TextChoices):
        """Ce que les temps forts de la fiche, ou le registre, savent dire d'un indicateur.

        Ceux du registre portent le nom de leur `equipements.indicateurs.Question`.
        """

        NOMBRE = "nombre", "nombre de temps forts"
        FREQUENCE_ET_EQUILIBRE = "frequence_equilibre", "fréquence et équilibre territorial"
        FREQUENCE_DES_ECHANGES = "frequence_echanges", "fréquence des groupes d'échanges"
        TYPOLOGIE = "typologie", "typologie des publics"
        FAMILLES = "familles", "familles touchées"
        FORMES = "formes", "personnes formées"
        COUVERTURE = "couverture", "communes desservies par un RPE, par un LAEP"
        REFERENTS = "referents", "référents handicap"
        AEEH = "aeeh", "enfants bénéficiaires de l'AEEH"
        ECART_DE_PRIX = "ecart_de_prix", "écart de prix entre communes"
        PROS_FORMES = "pros_formes", "professionnels formés"
        ASSISTANTS = "assistants", "assistants maternels"
        RENDEZ_VOUS = "rendez_vous", "rendez-vous de familles"

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="indicateurs",
        on_delete=models.CASCADE,
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.CharField("indicateur", max_length=300)
    est_a_definir = models.BooleanField("à définir", default=False)
    nature = models.CharField("nature", max_length=12, choices=Nature, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    # Vide : rien ne s'en calcule. Le calcul se montre à côté de la réponse, et ne la remplace pas.
    calcul = models.CharField("calcul", max_length=20, choices=Calcul, blank=True)
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
    """Une valeur donnée par le texte : d'une fiche ou d'un axe, parfois d'un indicateur."""

    COMPARATEURS: Mapping[str, str] = {
        "<": "moins de",
        ">": "plus de",
        "<=": "au plus",
        ">=": "au moins",
    }

    axe = models.ForeignKey(
        Axe,
        verbose_name="axe",
        related_name="references",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    fiche = models.ForeignKey(
        "actions.FicheAction",
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

    def en_clair(self) -> str:
        """La valeur telle qu'on la lit : « moins de 1 % », « 33 % »."""
        mot = self.COMPARATEURS.get(self.comparateur, "")
        return f"{mot} {quantite_fr(self.valeur, self.unite)}".strip()
