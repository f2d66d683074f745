"""Les organismes et les personnes, partagés par toutes les conventions."""

from django.db import models
from django.db.models import Q

from conventions.models.territoire import Commune
from ctg.socle.historique import Historique
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre


class Partenaire(models.Model):
    """Un organisme : commune, agglomération, Caf, État, association…"""

    class Nature(models.TextChoices):
        AGGLOMERATION = "agglomeration", "agglomération"
        COMMUNE = "commune", "commune"
        SYNDICAT = "syndicat", "syndicat intercommunal"
        CAF = "caf", "Caf"
        EDUCATION_NATIONALE = "education_nationale", "Éducation nationale"
        ETAT = "etat", "État"
        ASSOCIATION = "association", "association"
        AUTRE = "autre", "autre"

    # Ceux qui soutiennent des structures ; la Caf et l'État les financent autrement.
    COLLECTIVITES = (Nature.AGGLOMERATION, Nature.COMMUNE, Nature.SYNDICAT)

    code = models.SlugField("code", max_length=80, unique=True)
    nom = models.CharField("nom", max_length=150)
    nature = models.CharField("nature", max_length=20, choices=Nature)
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        related_name="partenaires",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    siren = models.CharField("SIREN", max_length=9, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    ville = models.CharField("ville", max_length=100, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nature="commune") | Q(commune__isnull=False),
                name="partenaire_commune_situee",
                violation_error_message="Une commune partenaire se rattache à sa commune.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def adresse_postale(self) -> str:
        """L'adresse sur une ligne, sans ce qui manque."""
        ville = " ".join(filter(None, [self.code_postal, self.ville]))
        return ", ".join(filter(None, [self.adresse, ville]))


class Personne(models.Model):
    """Une personne qui agit dans la convention : élue, technicienne, pilote, membre."""

    class Civilite(models.TextChoices):
        MADAME = "Madame", "Madame"
        MONSIEUR = "Monsieur", "Monsieur"

    civilite = models.CharField("civilité", max_length=10, choices=Civilite, blank=True)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80)
    courriel = models.EmailField("courriel professionnel", blank=True)
    telephone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    # Signalé à la main : ce qu'on y envoie revient.
    courriel_en_erreur_le = models.DateField("courriel en erreur depuis", null=True, blank=True)
    preavis_le = models.DateField("préavis d'effacement envoyé le", null=True, blank=True)
    anonymisee_le = models.DateField("anonymisée le", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["nom", "prenom"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    @property
    def est_joignable(self) -> bool:
        """Vrai si un courriel peut lui parvenir, pour ce qu'on en sait."""
        return bool(self.courriel) and self.courriel_en_erreur_le is None


class QuerySetDeMandats(QuerySetDeDurees["Mandat"]):
    """Les mandats, dans le temps."""


class Mandat(Duree):
    """La fonction d'une personne pour un partenaire, entre deux dates (vide = inconnue)."""

    class Nature(models.TextChoices):
        ELU = "elu", "élu"
        TECHNICIEN = "technicien", "technicien"

    personne = models.ForeignKey(
        Personne, verbose_name="personne", related_name="mandats", on_delete=models.PROTECT
    )
    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", related_name="mandats", on_delete=models.PROTECT
    )
    fonction = models.CharField("fonction", max_length=150)
    nature = models.CharField("nature", max_length=12, choices=Nature)

    objects = QuerySetDeMandats.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        ordering = ["partenaire", "personne"]
        constraints = [
            dans_l_ordre("mandat_finit_apres_son_debut", "La fin du mandat précède son début.")
        ]

    def __str__(self) -> str:
        return f"{self.personne}, {self.fonction}"
