"""Les structures vivantes : qui elles sont, et où en est leur saisie."""

import datetime
from collections.abc import Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from conventions.droits import Droit
from conventions.models import Commune, Convention, Habilitation, Partenaire, Signataire
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.recherche import mots
from ctg.socle.versions import Versionne
from equipements.models.annexe2 import LigneAnnexe2
from equipements.models.soutiens import Soutien
from equipements.models.types import NOMS_LONGS, TYPES_AVEC_CAPACITE, SousType, TypeEquipement


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
