"""Le registre : les lignes signées de l'annexe 2 d'un côté, les structures vivantes de l'autre."""

import datetime
from collections.abc import Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from conventions.droits import Droit
from conventions.models import (
    Avenant,
    Commune,
    Convention,
    Habilitation,
    Partenaire,
    Signataire,
)
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.recherche import mots
from ctg.socle.versions import Versionne


class TypeEquipement(models.TextChoices):
    """Les familles de services de l'annexe 2 et celles que la Caf connaît."""

    EAJE = "eaje", "EAJE"
    ALSH = "alsh", "ALSH"
    RPE = "rpe", "RPE"
    LAEP = "laep", "LAEP"
    LUDOTHEQUE = "ludotheque", "ludothèque"
    CENTRE_SOCIAL = "centre_social", "centre social"
    EVS = "evs", "espace de vie sociale"
    INFORMATION_JEUNESSE = "information_jeunesse", "information jeunesse"
    PAEJ = "paej", "point accueil écoute jeunes"
    AUTRE = "autre", "autre"


NOMS_LONGS = {
    TypeEquipement.EAJE: "Établissement d'accueil du jeune enfant",
    TypeEquipement.ALSH: "Accueil de loisirs sans hébergement",
    TypeEquipement.RPE: "Relais petite enfance",
    TypeEquipement.LAEP: "Lieu d'accueil enfants-parents",
    TypeEquipement.LUDOTHEQUE: "Ludothèque",
    TypeEquipement.PAEJ: "Point accueil écoute jeunes",
}


# Les seuls types qui se comptent en places ; ailleurs, une capacité absente ne manque pas.
TYPES_AVEC_CAPACITE = (TypeEquipement.EAJE, TypeEquipement.ALSH)


class SousType(models.Model):
    """Une précision du type, que la liste livrée n'épuise pas : le coordonnateur en ajoute."""

    type = models.CharField("type", max_length=24, choices=TypeEquipement)
    code = models.SlugField("code", max_length=40)
    nom = models.CharField("nom", max_length=80)

    historique = Historique()

    class Meta:
        verbose_name = "sous-type"
        verbose_name_plural = "sous-types"
        ordering = ["type", "nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "code"],
                name="sous_type_unique",
                violation_error_message="Ce sous-type existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class QuerySetDEquipements(QuerySetDeConvention["Equipement"]):
    """Les structures, et à quelles conventions elles se rattachent."""

    droit_de_modification = Droit.SAISIR_LE_REGISTRE

    def _inscrits(self, conventions: Any) -> Q:
        """Au registre de ces conventions : sur leur territoire, à leur annexe 2, ou soutenus."""
        return (
            Q(
                Exists(
                    Signataire.objects.filter(
                        convention__in=conventions,
                        partenaire__nature=Partenaire.Nature.COMMUNE,
                        partenaire__commune=OuterRef("commune"),
                    )
                )
            )
            | Q(
                Exists(
                    LigneAnnexe2.objects.filter(
                        convention__in=conventions, equipement=OuterRef("pk")
                    )
                )
            )
            | Q(
                Exists(
                    Soutien.objects.filter(
                        equipement=OuterRef("pk"),
                        partenaire__nature__in=Partenaire.COLLECTIVITES,
                        partenaire__signataires__convention__in=conventions,
                    )
                )
            )
        )

    def _habilitee(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return self._inscrits(habilitations.values("convention"))

    def _par_son_organisme(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        partenaires = habilitations.values("partenaire")
        return Q(
            Exists(
                Soutien.objects.actuels().filter(
                    equipement=OuterRef("pk"), partenaire__in=partenaires
                )
            )
        ) | Q(
            Exists(
                LigneAnnexe2.objects.filter(
                    equipement=OuterRef("pk"), signataire__partenaire__in=partenaires
                )
            )
        )

    def de_la_convention(self, convention: Convention) -> Self:
        """Le registre d'une convention."""
        return self.filter(self._inscrits([convention.pk]))

    def soutenus_par(self, partenaire: Partenaire) -> Self:
        """Les structures que ce partenaire soutient aujourd'hui, ou qu'une de ses lignes porte."""
        return self.filter(
            Exists(
                Soutien.objects.actuels().filter(equipement=OuterRef("pk"), partenaire=partenaire)
            )
            | Exists(
                LigneAnnexe2.objects.filter(
                    equipement=OuterRef("pk"), signataire__partenaire=partenaire
                )
            )
        )

    def valides(self) -> Self:
        """Celles dont la saisie est validée : les seules que montrent les rapports."""
        return self.filter(etat_saisie=Equipement.EtatSaisie.VALIDE)

    def chercher(self, question: str) -> Self:
        """Celles dont le nom, l'adresse, la commune ou le gestionnaire portent tous les mots."""
        trouves = self
        for mot in mots(question):
            trouves = trouves.filter(
                Q(nom__unaccent__icontains=mot)
                | Q(adresse__unaccent__icontains=mot)
                | Q(code_postal__startswith=mot)
                | Q(commune__nom__unaccent__icontains=mot)
                | Q(gestionnaire__unaccent__icontains=mot)
            )
        return trouves

    def pour_liste(self) -> Self:
        """Avec la commune, le sous-type et les soutiens actuels."""
        return self.select_related("commune", "sous_type").prefetch_related(
            models.Prefetch(
                "soutiens",
                queryset=Soutien.objects.actuels().select_related("partenaire"),
                to_attr="soutiens_actuels",
            )
        )


class Equipement(Versionne):
    """Une structure : qui elle est, où, pour qui, gérée par qui, et où en est sa saisie."""

    class Statut(models.TextChoices):
        PROJET = "projet", "en projet"
        OUVERT = "ouvert", "ouvert"
        FERME_TEMPORAIREMENT = "ferme_temporairement", "fermé temporairement"
        FERME = "ferme", "fermé"

    class EtatSaisie(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        SOUMIS = "soumis", "soumis"
        VALIDE = "valide", "validé"
        RENVOYE = "renvoye", "renvoyé"

    class ModeDeGestion(models.TextChoices):
        REGIE = "regie", "régie"
        CCAS = "ccas", "CCAS ou CIAS"
        DSP = "dsp", "délégation de service public"
        MARCHE = "marche", "marché public"
        ASSOCIATIF = "associatif", "associatif"
        PRIVE = "prive", "privé"

    class Periode(models.TextChoices):
        MATIN = "matin", "matin, avant l'école"
        SOIR = "soir", "soir, après l'école"
        MERCREDI = "mercredi", "mercredi"
        PETITES_VACANCES = "petites_vacances", "petites vacances"
        ETE = "ete", "été"

    TRANSITIONS: Mapping[str, Transition] = {
        "soumettre": Transition(depuis=["brouillon", "renvoye"], vers="soumis"),
        "valider": Transition(depuis=["soumis"], vers="valide"),
        "renvoyer": Transition(depuis=["soumis"], vers="renvoye"),
    }

    # Appliqués tout de suite, même sur une structure validée ; le reste est une correction.
    CHAMPS_DE_CONTACT = ("telephone", "courriel", "site")

    # Vide pour une structure déclarée ici : seul un null échappe à l'unicité.
    code = models.SlugField("code", max_length=120, unique=True, null=True, editable=False)  # noqa: DJ001
    nom = models.CharField("nom", max_length=150)
    type = models.CharField("type", max_length=24, choices=TypeEquipement)
    sous_type = models.ForeignKey(
        SousType,
        verbose_name="sous-type",
        related_name="equipements",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField(
        "code postal",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", "Un code postal compte cinq chiffres.")],
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune d'implantation",
        related_name="equipements",
        on_delete=models.PROTECT,
    )
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    site = models.URLField("site internet", blank=True)

    gestionnaire = models.CharField("gestionnaire", max_length=150, blank=True)
    gestionnaire_siret = models.CharField(
        "SIRET du gestionnaire",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Un SIRET compte quatorze chiffres.")],
    )
    mode_gestion = models.CharField(
        "mode de gestion", max_length=12, choices=ModeDeGestion, blank=True
    )

    capacite = models.PositiveSmallIntegerField("capacité (places)", null=True, blank=True)
    # En mois pour un EAJE, en années pour les autres.
    age_min = models.PositiveSmallIntegerField("âge minimum", null=True, blank=True)
    age_max = models.PositiveSmallIntegerField("âge maximum", null=True, blank=True)
    periodes = models.JSONField("périodes d'ouverture", default=list, blank=True)
    horaires = models.TextField("jours et horaires", blank=True)
    a_referent_handicap = models.BooleanField("référent handicap", null=True, blank=True)
    communes_desservies = models.ManyToManyField(
        Commune, verbose_name="communes desservies", related_name="desservie_par", blank=True
    )
    precisions = models.TextField("précisions", blank=True)

    statut = models.CharField("statut", max_length=20, choices=Statut, default=Statut.OUVERT)
    statut_depuis = models.DateField("statut depuis le", null=True, blank=True)
    etat_saisie = models.CharField(
        "état de la saisie", max_length=10, choices=EtatSaisie, default=EtatSaisie.BROUILLON
    )
    motif_renvoi = models.TextField("motif du renvoi", blank=True)
    soumis_le = models.DateField("soumis le", null=True, blank=True)
    soumis_par = models.CharField("soumis par", max_length=200, blank=True)
    valide_le = models.DateField("validé le", null=True, blank=True)
    valide_par = models.CharField("validé par", max_length=200, blank=True)

    objects = QuerySetDEquipements.as_manager()
    historique = Historique(m2m_fields=[communes_desservies])

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ["commune__nom", "type", "nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
                name="equipement_ages_dans_l_ordre",
                violation_error_message="L'âge maximum est inférieur à l'âge minimum.",
            ),
            models.CheckConstraint(
                condition=Q(etat_saisie="renvoye") & ~Q(motif_renvoi="")
                | ~Q(etat_saisie="renvoye"),
                name="equipement_renvoye_avec_motif",
                violation_error_message="Dites pourquoi vous renvoyez cette saisie.",
            ),
            models.CheckConstraint(
                condition=~Q(etat_saisie="valide") | Q(valide_le__isnull=False),
                name="equipement_valide_date",
                violation_error_message="Une validation porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def adresse_postale(self) -> str:
        """L'adresse sur une ligne, sans ce qui manque."""
        ville = " ".join(filter(None, [self.code_postal, self.commune.nom]))
        return ", ".join(filter(None, [self.adresse, ville]))

    @property
    def type_long(self) -> str:
        """Le type en toutes lettres."""
        return NOMS_LONGS.get(TypeEquipement(self.type), self.get_type_display().capitalize())

    @property
    def unite_d_age(self) -> str:
        """L'unité des âges : le mois pour un EAJE, l'année pour les autres."""
        return "mois" if self.type == TypeEquipement.EAJE else "ans"

    def libelles_des_periodes(self) -> list[str]:
        """Les périodes d'ouverture en français, dans l'ordre de l'année."""
        return [str(p.label) for p in self.Periode if p.value in self.periodes]

    def manques_pour_soumettre(self) -> list[str]:
        """Ce qui manque avant de soumettre, en phrases."""
        manques = []
        if not self.adresse:
            manques.append("Indiquez l'adresse.")
        if not self.code_postal:
            manques.append("Indiquez le code postal.")
        if not self.gestionnaire:
            manques.append("Indiquez qui gère la structure.")
        if self.capacite is None and self.type in TYPES_AVEC_CAPACITE:
            manques.append("Indiquez la capacité.")
        return manques

    def _passer(self, verbe: str) -> None:
        self.etat_saisie = etat_suivant(
            self.TRANSITIONS, verbe, self.etat_saisie, self.get_etat_saisie_display()
        )

    def soumettre(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Demande la validation ; lève `ActionImpossible` tant qu'il manque quelque chose."""
        manques = self.manques_pour_soumettre()
        if manques:
            raise ActionImpossible(*manques)
        self._passer("soumettre")
        self.soumis_le, self.soumis_par, self.motif_renvoi = le, par.libelle_d_auteur, ""
        with acte(par):
            self.enregistrer_sur(version_ouverte)

    def valider(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Le coordonnateur tient la saisie pour juste."""
        self._passer("valider")
        self.valide_le, self.valide_par = le, par.libelle_d_auteur
        with acte(par):
            self.enregistrer_sur(version_ouverte)

    def renvoyer(self, *, motif: str, par: Acteur, version_ouverte: int) -> None:
        """Le coordonnateur renvoie la saisie ; le motif est obligatoire."""
        if not motif.strip():
            raise ValidationError({"motif": "Dites pourquoi vous renvoyez cette saisie."})
        self._passer("renvoyer")
        self.motif_renvoi = motif.strip()
        with acte(par):
            self.enregistrer_sur(version_ouverte)


class LigneAnnexe2(models.Model):
    """Une ligne de l'annexe 2 signée, dans ses mots. Elle ne se modifie jamais (art. 12)."""

    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        related_name="lignes_annexe2",
        on_delete=models.CASCADE,
    )
    signataire = models.ForeignKey(
        Signataire,
        verbose_name="signataire qui soutient",
        related_name="lignes_annexe2",
        on_delete=models.CASCADE,
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    type = models.CharField("type", max_length=24, choices=TypeEquipement)
    libelle = models.TextField("ce qui est écrit")
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)
    equipement = models.ForeignKey(
        Equipement,
        verbose_name="structure",
        related_name="lignes_annexe2",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    introduite_par = models.ForeignKey(
        Avenant,
        verbose_name="introduite par",
        related_name="lignes_introduites",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    retiree_par = models.ForeignKey(
        Avenant,
        verbose_name="retirée par",
        related_name="lignes_retirees",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )

    objects = QuerySetDeConvention["LigneAnnexe2"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "ligne de l'annexe 2"
        verbose_name_plural = "lignes de l'annexe 2"
        ordering = ["convention", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "ordre"],
                name="ligne_annexe2_unique",
                violation_error_message="Une ligne porte déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class QuerySetDeSoutiens(models.QuerySet["Soutien"]):
    """Les soutiens, dans le temps."""

    def actuels(self) -> Self:
        """Ceux qui n'ont pas pris fin."""
        return self.filter(fin=None)


class Soutien(models.Model):
    """Un partenaire soutient une structure, entre deux dates ; plusieurs peuvent la soutenir."""

    equipement = models.ForeignKey(
        Equipement, verbose_name="structure", related_name="soutiens", on_delete=models.CASCADE
    )
    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", related_name="soutiens", on_delete=models.PROTECT
    )
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)

    objects = QuerySetDeSoutiens.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        ordering = ["equipement", "partenaire"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement", "partenaire"],
                condition=Q(fin__isnull=True),
                name="soutien_actuel_unique",
                violation_error_message="Ce partenaire soutient déjà cette structure.",
            ),
            models.CheckConstraint(
                condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=F("debut")),
                name="soutien_finit_apres_son_debut",
                violation_error_message="La fin du soutien précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"Soutien de {self.partenaire}"


class MontantDeSoutien(models.Model):
    """Le montant d'un soutien pour une année, en euros."""

    soutien = models.ForeignKey(
        Soutien, verbose_name="soutien", related_name="montants", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    montant = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)

    historique = Historique()

    class Meta:
        verbose_name = "montant de soutien"
        verbose_name_plural = "montants de soutien"
        ordering = ["soutien", "annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["soutien", "annee"],
                name="montant_annuel_unique",
                violation_error_message="Le montant de cette année est déjà saisi.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="montant_positif",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soutien} en {self.annee}"


class ChiffresAnnuels(models.Model):
    """Ce qu'une structure a accueilli pendant une année."""

    equipement = models.ForeignKey(
        Equipement, verbose_name="structure", related_name="chiffres", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    enfants = models.PositiveIntegerField("enfants accueillis", null=True, blank=True)
    # Un nombre, jamais un nom ; sous 5, il n'est montré qu'à qui en a le droit.
    enfants_aeeh = models.PositiveIntegerField(
        "dont bénéficiaires de l'AEEH", null=True, blank=True
    )
    heures = models.PositiveIntegerField("heures facturées", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "chiffres d'une année"
        verbose_name_plural = "chiffres annuels"
        ordering = ["equipement", "-annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement", "annee"],
                name="chiffres_annuels_uniques",
                violation_error_message="Les chiffres de cette année sont déjà saisis.",
            ),
            models.CheckConstraint(
                condition=Q(enfants_aeeh=None)
                | Q(enfants=None)
                | Q(enfants_aeeh__lte=F("enfants")),
                name="chiffres_aeeh_dans_le_total",
                violation_error_message=(
                    "Les bénéficiaires de l'AEEH sont plus nombreux que les enfants accueillis."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Chiffres {self.annee}"


class QuerySetDeCorrections(models.QuerySet["Correction"]):
    """Les corrections proposées."""

    def en_attente(self) -> Self:
        """Celles que le coordonnateur n'a pas encore tranchées."""
        return self.filter(etat=Correction.Etat.PROPOSEE)


class Correction(models.Model):
    """Ce qu'un agent propose de changer à une structure validée, qui reste publiée telle quelle.

    `valeurs` : champ → valeur brute, telle que `equipements.services` sait la relire.
    """

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        ACCEPTEE = "acceptee", "acceptée"
        RENVOYEE = "renvoyee", "renvoyée"

    equipement = models.ForeignKey(
        Equipement, verbose_name="structure", related_name="corrections", on_delete=models.CASCADE
    )
    valeurs = models.JSONField("valeurs proposées", default=dict)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROPOSEE)
    proposee_le = models.DateField("proposée le")
    proposee_par = models.CharField("proposée par", max_length=200)
    tranchee_le = models.DateField("tranchée le", null=True, blank=True)
    tranchee_par = models.CharField("tranchée par", max_length=200, blank=True)
    motif = models.TextField("motif", blank=True)

    objects = QuerySetDeCorrections.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipement"],
                condition=Q(etat="proposee"),
                name="correction_en_attente_unique",
                violation_error_message="Une correction attend déjà pour cette structure.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="renvoyee") | ~Q(motif=""),
                name="correction_renvoyee_avec_motif",
                violation_error_message="Dites pourquoi vous renvoyez cette correction.",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction du {self.proposee_le:%d/%m/%Y}"
