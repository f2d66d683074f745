"""Ce que le contrat mesure : indicateurs et valeurs de référence."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from actions.models.axes import Axe
from conventions.droits import Droit
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.historique import Historique
from ctg.socle.nombres import quantite_fr
from ctg.socle.versions import Versionne

# Une part, un rapport, une moyenne, un délai, un prix : d'une commune à l'autre, rien ne s'ajoute.
_NE_S_ADDITIONNE_PAS = (
    "%",
    "‰",
    "/",
    " par ",
    "pour cent",
    "pour mille",
    "taux",
    "moyen",
    "délai",
    "prix",
    "tarif",
    "écart",
)


class QuerySetDIndicateurs(QuerySetDeConvention["Indicateur"]):
    """Les indicateurs, par leur fiche."""

    chemin = "fiche__convention"
    droit_de_modification = Droit.GERER_LA_CONVENTION

    def attendus(self) -> Self:
        """Ceux qui doivent une valeur : tous, sauf ceux qui restent à définir."""
        return self.filter(est_a_definir=False)

    def a_qualifier(self) -> Self:
        """Ceux qui doivent une valeur, et dont nul n'a dit la nature."""
        return self.attendus().filter(nature="")


class Indicateur(Versionne):
    """Ce qu'une fiche mesure, dans les mots du contrat.

    Le contrat n'en dit ni l'unité ni la cible ; « à définir » ne doit aucune valeur. Ce qui le
    qualifie (`QUALIFIANTS`) s'ajoute au texte signé, et n'y change rien.
    """

    QUALIFIANTS = (
        "nature",
        "unite",
        "sens",
        "est_cumulatif",
        "minimum",
        "maximum",
        "calcul",
        "methode",
        "qui_sait",
        "periodicite",
        "est_par_commune",
    )

    class Nature(models.TextChoices):
        QUANTITATIF = "quantitatif", "quantitatif"
        QUALITATIF = "qualitatif", "qualitatif"

    class Sens(models.TextChoices):
        """Comment on le veut."""

        HAUSSE = "hausse", "à la hausse"
        BAISSE = "baisse", "à la baisse"
        NEUTRE = "neutre", "sans préférence"

    class Periodicite(models.TextChoices):
        ANNUELLE = "annuelle", "une fois par an"
        SEMESTRIELLE = "semestrielle", "deux fois par an"
        TRIMESTRIELLE = "trimestrielle", "chaque trimestre"
        MENSUELLE = "mensuelle", "chaque mois"
        PONCTUELLE = "ponctuelle", "au début et à la fin"

    class Calcul(models.TextChoices):
        """Ce que les temps forts de la fiche, le plan ou le registre savent dire d'un indicateur.

        Ceux du registre portent le nom de leur `equipements.indicateurs.Question`.
        """

        NOMBRE = "nombre", "nombre de temps forts"
        FREQUENCE_ET_EQUILIBRE = "frequence_equilibre", "fréquence et équilibre territorial"
        FREQUENCE_DES_ECHANGES = "frequence_echanges", "fréquence des groupes d'échanges"
        TYPOLOGIE = "typologie", "typologie des publics"
        FAMILLES = "familles", "familles touchées"
        FORMES = "formes", "personnes formées"
        ETAPES = "etapes", "étapes faites de l'action"
        FINANCEMENTS = "financements", "financements obtenus pour l'action"
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
    sens = models.CharField("sens", max_length=8, choices=Sens, blank=True)
    # Vrai : les valeurs des années s'ajoutent, et la cible finale se compare à leur somme.
    est_cumulatif = models.BooleanField("cumulatif", default=False)
    minimum = models.DecimalField("minimum", max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("maximum", max_digits=14, decimal_places=2, null=True, blank=True)
    methode = models.TextField("méthode", blank=True)
    # Une fonction ou un organisme, jamais une personne.
    qui_sait = models.CharField("qui le sait", max_length=200, blank=True)
    periodicite = models.CharField("périodicité", max_length=14, choices=Periodicite, blank=True)
    est_par_commune = models.BooleanField("par commune", default=False)
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
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                name="indicateur_bornes_dans_l_ordre",
                violation_error_code="maximum",
                violation_error_message="Le maximum est plus petit que le minimum.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def est_qualitatif(self) -> bool:
        """Vrai s'il se dit par un niveau et un récit."""
        return self.nature == self.Nature.QUALITATIF

    @property
    def nature_en_clair(self) -> str:
        """« quantitatif », « qualitatif », « calculé » ; vide tant que nul ne l'a dite."""
        return "calculé" if self.calcul else str(self.get_nature_display())

    @property
    def unite_s_ajoute(self) -> bool:
        """Vrai si des valeurs de cet indicateur s'additionnent d'une commune à l'autre."""
        mots = f" {self.unite.lower()} "
        return not any(signe in mots for signe in _NE_S_ADDITIONNE_PAS)

    def est_hors_bornes(self, valeur: Decimal) -> bool:
        """Vrai si la valeur sort de ce que la coordination tient pour possible."""
        return (self.minimum is not None and valeur < self.minimum) or (
            self.maximum is not None and valeur > self.maximum
        )

    def bornes_en_clair(self) -> str:
        """« de 0 % à 100 % », « au moins 0 » ; vide sans borne."""
        bas, haut = self.minimum, self.maximum
        if bas is not None and haut is not None:
            return f"de {quantite_fr(bas)} à {quantite_fr(haut, self.unite)}"
        if bas is not None:
            return f"au moins {quantite_fr(bas, self.unite)}"
        return f"au plus {quantite_fr(haut, self.unite)}" if haut is not None else ""


class QuerySetDeReferences(QuerySetDeConvention["Reference"]):
    """Les références d'une fiche, par leur fiche ; celles d'un axe ne s'écrivent pas ici."""

    chemin = "fiche__convention"
    droit_de_modification = Droit.GERER_LA_CONVENTION


class Reference(models.Model):
    """Une valeur à laquelle comparer : d'une fiche ou d'un axe, parfois d'un indicateur.

    Le texte en donne ; la coordination en ajoute (diagnostic, moyenne nationale), avec leur source.
    """

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
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True)
    # Ce qu'une référence dit quand ce n'est pas un nombre : le niveau d'un indicateur qualitatif.
    valeur_ecrite = models.CharField("valeur écrite", max_length=150, blank=True)
    unite = models.CharField("unité", max_length=40, blank=True)
    comparateur = models.CharField("comparateur", max_length=2, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    objects = QuerySetDeReferences.as_manager()
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
            ),
            models.CheckConstraint(
                condition=(Q(valeur__isnull=False) & Q(valeur_ecrite=""))
                | (Q(valeur=None) & ~Q(valeur_ecrite="")),
                name="reference_chiffree_ou_ecrite",
                violation_error_code="valeur",
                violation_error_message="Écrivez la valeur de référence.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def en_clair(self) -> str:
        """La valeur telle qu'on la lit : « moins de 1 % », « 33 % », « en progrès »."""
        if self.valeur is None:
            return self.valeur_ecrite
        mot = self.COMPARATEURS.get(self.comparateur, "")
        return f"{mot} {quantite_fr(self.valeur, self.unite)}".strip()

    @property
    def est_du_texte(self) -> bool:
        """Vrai si le contrat la donne : elle ne change alors que par avenant (art. 12)."""
        return self.ligne is not None
