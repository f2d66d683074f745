"""Les organismes et les personnes, partagés par toutes les conventions."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.models.territoire import Commune
from ctg.socle.articles import avec_article, en_complement
from ctg.socle.champs import TelephoneField, numero_de_telephone
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre
from ctg.socle.recherche import mots
from ctg.socle.templatetags.portail import jour
from ctg.socle.versions import reserver

if TYPE_CHECKING:
    from conventions.models.contrat import Convention


class Partenaire(models.Model):
    """Un organisme : commune, intercommunalité, Caf, État, association…"""

    class Nature(models.TextChoices):
        AGGLOMERATION = "agglomeration", "intercommunalité"
        COMMUNE = "commune", "commune"
        SYNDICAT = "syndicat", "syndicat intercommunal"
        CAF = "caf", "Caf"
        MSA = "msa", "MSA"
        DEPARTEMENT = "departement", "département"
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
    def defini(self) -> str:
        """Tel qu'une phrase le nomme : « la Commune de Layrac »."""
        return avec_article(self.nom)

    @property
    def en_complement(self) -> str:
        """« de la Commune de Layrac », « du Syndicat » : après un nom qui le possède."""
        return en_complement(self.nom)

    @property
    def adresse_postale(self) -> str:
        """L'adresse sur une ligne, sans ce qui manque."""
        ville = " ".join(filter(None, [self.code_postal, self.ville]))
        return ", ".join(filter(None, [self.adresse, ville]))


class QuerySetDePersonnes(models.QuerySet["Personne"]):
    """Les personnes."""

    def de_la_convention(self, convention: Convention) -> Self:
        """Qui agit pour une partie, a un rôle, ou a reçu un lien dans cette convention.

        Les mandats passés comptent. Les salles d'aval y ajoutent qui pilote et qui siège.
        """
        elle = Personne.objects.filter(pk=OuterRef("pk"))
        mandats = Mandat.objects.des_parties(convention).filter(personne=OuterRef("pk"))
        return self.filter(
            Q(Exists(mandats))
            | Q(Exists(elle.filter(compte__habilitations__convention=convention)))
            | Q(Exists(elle.filter(liens__convention=convention)))
        )

    def chercher(self, question: str, convention: Convention) -> Self:
        """Celles dont le nom, le courriel, une fonction ou un organisme portent tous les mots."""
        trouvees = self
        mandats = Mandat.objects.des_parties(convention).filter(personne=OuterRef("pk"))
        for mot in mots(question):
            trouvees = trouvees.filter(
                Q(nom__unaccent__icontains=mot)
                | Q(prenom__unaccent__icontains=mot)
                | Q(courriel__icontains=mot)
                | Exists(
                    mandats.filter(
                        Q(fonction__unaccent__icontains=mot)
                        | Q(partenaire__nom__unaccent__icontains=mot)
                    )
                )
            )
        return trouvees


class Personne(models.Model):
    """Une personne qui agit dans la convention : élue, technicienne, pilote, membre."""

    class Civilite(models.TextChoices):
        MADAME = "Madame", "Madame"
        MONSIEUR = "Monsieur", "Monsieur"

    civilite = models.CharField("civilité", max_length=10, choices=Civilite, blank=True)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80)
    courriel = models.EmailField("courriel professionnel", blank=True)
    telephone = TelephoneField("téléphone professionnel", max_length=20, blank=True)
    # Signalé à la main : ce qu'on y envoie revient.
    courriel_en_erreur_le = models.DateField("courriel en erreur depuis", null=True, blank=True)
    preavis_le = models.DateField("préavis d'effacement envoyé le", null=True, blank=True)
    anonymisee_le = models.DateField("anonymisée le", null=True, blank=True)

    objects = QuerySetDePersonnes.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["nom", "prenom"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    def clean(self) -> None:
        """Un téléphone s'écrit en chiffres."""
        try:
            numero_de_telephone(self.telephone or "0000000000")
        except ValidationError as erreur:
            raise ValidationError({"telephone": erreur.messages}) from erreur

    @property
    def est_joignable(self) -> bool:
        """Vrai si un courriel peut lui parvenir, pour ce qu'on en sait."""
        return bool(self.courriel) and self.courriel_en_erreur_le is None

    def est_en_erreur(self, adresse: str) -> bool:
        """Vrai si cette adresse est la sienne, en erreur ; son compte peut en avoir une autre."""
        return self.courriel_en_erreur_le is not None and adresse == self.courriel

    @property
    def contact(self) -> str:
        """Comment on peut lui écrire, tel que les badges le disent."""
        if not self.courriel:
            return "courriel_absent"
        return "courriel_bon" if self.est_joignable else "courriel_en_erreur"

    def corriger(
        self,
        *,
        civilite: str,
        prenom: str,
        nom: str,
        courriel: str,
        telephone: str,
        ecriture_ouverte: int,
        par: Acteur,
    ) -> None:
        """Corrige son nom et de quoi la joindre ; un courriel nouveau n'est plus en erreur.

        Lève `ConflitDeVersion` si quelqu'un est passé depuis `ecriture_ouverte`.
        """
        with acte(par):
            reserver(self, ecriture_ouverte)
            if courriel.strip().lower() != self.courriel.lower():
                self.courriel_en_erreur_le = None
            self.civilite, self.prenom, self.nom = civilite, prenom.strip(), nom.strip()
            self.courriel, self.telephone = courriel.strip(), telephone.strip()
            self.save()

    def signaler_le_courriel(self, *, par: Acteur, le: datetime.date) -> None:
        """Ce qu'on écrit à cette adresse revient : plus rien n'y part, pas même ce qui attendait.

        Lève `ActionImpossible` sans adresse, ou si elle est déjà signalée.
        """
        with acte(par):
            self._relire_pour_ecrire()
            if not self.courriel:
                raise ActionImpossible("Cette personne n'a pas de courriel à signaler.")
            if self.courriel_en_erreur_le is not None:
                raise ActionImpossible("Ce courriel est déjà signalé en erreur.")
            self.courriel_en_erreur_le = le
            self.save()
            self.envois.filter(
                etat__in=["a_envoyer", "echoue"], destinataire__iexact=self.courriel
            ).update(etat="abandonne", erreur="Cette adresse est signalée en erreur.")

    def retablir_le_courriel(self, *, par: Acteur) -> None:
        """L'adresse marche de nouveau. Lève `ActionImpossible` si elle n'était pas signalée."""
        with acte(par):
            self._relire_pour_ecrire()
            if self.courriel_en_erreur_le is None:
                raise ActionImpossible("Ce courriel n'est pas signalé en erreur.")
            self.courriel_en_erreur_le = None
            self.save()

    def _relire_pour_ecrire(self) -> None:
        """Relit la ligne sous verrou : ce qu'un autre vient d'y corriger n'est pas défait."""
        self.refresh_from_db(from_queryset=Personne.objects.select_for_update())


class QuerySetDeMandats(QuerySetDeDurees["Mandat"]):
    """Les mandats, dans le temps."""

    def des_parties(self, convention: Convention) -> Self:
        """Ceux exercés pour une partie à cette convention."""
        return self.filter(partenaire__signataires__convention=convention)


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

    def manques_pour_finir(self, fin: datetime.date, le: datetime.date) -> list[str]:
        """Pourquoi il ne peut pas prendre fin ce jour-là pour passer à quelqu'un ; vide s'il peut.

        Les droits passent aussitôt : une succession ne s'enregistre pas d'avance.
        """
        if self.fin is not None and self.fin <= fin:
            return [
                f"Ce mandat a déjà une fin, le {jour(self.fin)}."
                " Si cette date est fausse, corrigez-la d'abord."
            ]
        if self.debut is not None and fin < self.debut:
            return [f"Ce mandat a commencé le {jour(self.debut)} : sa fin ne peut pas le précéder."]
        if fin > le:
            return ["Ce jour n'est pas passé. Enregistrez la succession une fois le mandat fini."]
        return []

    def finir(self, *, fin: datetime.date, le: datetime.date) -> None:
        """Le mandat a pris fin ce jour-là. S'emploie dans un `acte`.

        Lève `ActionImpossible` avec les phrases de `manques_pour_finir`.
        """
        if manques := self.manques_pour_finir(fin, le):
            raise ActionImpossible(*manques)
        self.fin = fin
        self.save()

    def corriger(
        self,
        *,
        fonction: str,
        nature: str,
        debut: datetime.date | None,
        fin: datetime.date | None,
        ecriture_ouverte: int,
        par: Acteur,
    ) -> None:
        """Corrige la fonction et les dates.

        Lève `ConflitDeVersion` si quelqu'un est passé depuis `ecriture_ouverte`, `ValidationError`
        si la fin précède le début.
        """
        with acte(par):
            reserver(self, ecriture_ouverte)
            self.fonction, self.nature = fonction.strip(), nature
            self.debut, self.fin = debut, fin
            self.validate_constraints()
            self.save()
