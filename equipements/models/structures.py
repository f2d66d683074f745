"""Les structures vivantes : qui elles sont, et où en est leur saisie."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from conventions.models import Commune
from ctg.socle.champs import TelephoneField, numero_de_telephone
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import Versionne
from equipements.ages import ages_en_mots, faute_d_age
from equipements.models.ensembles import QuerySetDEquipements
from equipements.models.gestes import Geste
from equipements.models.positions import Situe, position_entiere
from equipements.models.types import (
    NOMS_LONGS,
    TYPES_AVEC_CAPACITE,
    TYPES_ITINERANTS,
    Periode,
    SousType,
    TypeEquipement,
)
from equipements.siret import verifier_siret


class Equipement(Situe, Versionne):
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

    Periode = Periode

    # Ce que l'historique écrit à la place des valeurs d'un champ liste.
    LIBELLES_DES_LISTES: Mapping[str, Mapping[str, str]] = {"periodes": dict(Periode.choices)}

    TRANSITIONS: Mapping[str, Transition] = {
        "soumettre": Transition(depuis=["brouillon", "renvoye"], vers="soumis"),
        "valider": Transition(depuis=["soumis"], vers="valide"),
        "renvoyer": Transition(depuis=["soumis"], vers="renvoye"),
    }

    # Appliqués tout de suite, même sur une structure validée ; le reste est une correction.
    CHAMPS_DE_CONTACT = ("telephone", "courriel", "site")
    CHAMPS_RELUS = (
        "nom",
        "type",
        "sous_type",
        "adresse",
        "code_postal",
        "commune",
        "latitude",
        "longitude",
        "gestionnaire",
        "gestionnaire_siret",
        "mode_gestion",
        "capacite",
        "age_min",
        "age_max",
        "periodes",
        "horaires",
        "a_referent_handicap",
        "communes_desservies",
        "identifiant_caf",
        "identifiant_sdjes",
        "precisions",
        "statut",
        "statut_depuis",
    )
    # Ce qu'une personne saisit ; le reste est l'affaire des commandes.
    CHAMPS_SAISIS = CHAMPS_DE_CONTACT + CHAMPS_RELUS
    # Ce qui se répète, une ligne par table à part ; les contacts s'appliquent tout de suite.
    LISTES_DE_CONTACT = ("contacts",)
    LISTES_RELUES = ("places", "ouvertures", "titres")
    LISTES = LISTES_DE_CONTACT + LISTES_RELUES

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
    telephone = TelephoneField(
        "téléphone", max_length=20, blank=True, validators=[numero_de_telephone]
    )
    courriel = models.EmailField("courriel", blank=True)
    site = models.URLField("site internet", blank=True)

    gestionnaire = models.CharField("gestionnaire", max_length=150, blank=True)
    gestionnaire_siret = models.CharField(
        "SIRET du gestionnaire",
        max_length=14,
        blank=True,
        validators=[verifier_siret],
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
    identifiant_caf = models.CharField("identifiant Caf", max_length=60, blank=True)
    identifiant_sdjes = models.CharField("identifiant SDJES", max_length=60, blank=True)
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

    # Le dernier jour où une partie l'a relue dans une campagne, et qui.
    confirmee_le = models.DateField("dernière confirmation le", null=True, blank=True)
    confirmee_par = models.CharField("dernière confirmation par", max_length=200, blank=True)

    # Une fiche en double, réunie à une autre : elle reste lisible, et ne compte plus.
    fusionnee_dans = models.ForeignKey(
        "self",
        verbose_name="fusionnée dans",
        related_name="absorbees",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
    )
    fusionnee_le = models.DateField("fusionnée le", null=True, blank=True, editable=False)
    fusionnee_par = models.CharField("fusionnée par", max_length=200, blank=True, editable=False)

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
            models.CheckConstraint(
                condition=Q(fusionnee_dans=None, fusionnee_le=None)
                | Q(fusionnee_dans__isnull=False, fusionnee_le__isnull=False)
                & ~Q(fusionnee_dans=F("pk")),
                name="equipement_fusionne_ailleurs_et_date",
                violation_error_message="Une fusion porte sa date, et mène à une autre structure.",
            ),
            position_entiere("equipement_position_entiere"),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def adresse_postale(self) -> str:
        """L'adresse sur une ligne, sans ce qui manque."""
        ville = " ".join(filter(None, [self.code_postal, self.commune.nom]))
        return ", ".join(filter(None, [self.adresse, ville]))

    @property
    def gestionnaire_public(self) -> str:
        """Le gestionnaire ; vide s'il est privé ou de nature inconnue : ce peut être quelqu'un."""
        return "" if self.mode_gestion in ("", self.ModeDeGestion.PRIVE) else self.gestionnaire

    @property
    def type_long(self) -> str:
        """Le type en toutes lettres."""
        return NOMS_LONGS.get(TypeEquipement(self.type), self.get_type_display().capitalize())

    @property
    def unite_d_age(self) -> str:
        """L'unité des âges : le mois pour un EAJE, l'année pour les autres."""
        return "mois" if self.type == TypeEquipement.EAJE else "ans"

    @property
    def compte_des_places(self) -> bool:
        """Vrai si ce type se compte en places ; ailleurs, une capacité vide ne manque pas."""
        return self.type in TYPES_AVEC_CAPACITE

    def libelles_des_periodes(self) -> list[str]:
        """Les périodes d'ouverture en français, dans l'ordre de l'année."""
        return [str(p.label) for p in self.Periode if p.value in self.periodes]

    def ages_en_mots(self) -> str:
        """« de 3 à 11 ans », « de 2 mois à 3 ans » ; vide si rien n'est renseigné."""
        return ages_en_mots(self.age_min, self.age_max, self.unite_d_age)

    def clean(self) -> None:
        """Ce qui tient ensemble : le sous-type et le type, le code postal et la commune, les âges,
        la position et la France.

        Lève `ValidationError`, champ par champ.
        """
        erreurs = {
            champ: phrase
            for champ, phrase in (
                ("sous_type", self._sous_type_etranger()),
                ("code_postal", self._code_postal_d_ailleurs()),
                ("age_max", faute_d_age(self.type, self.age_max)),
            )
            if phrase
        }
        erreurs |= self.faute_de_position()
        if set(self.periodes) - set(self.Periode.values):
            erreurs["periodes"] = "Cette période d'ouverture n'existe pas."
        if erreurs:
            raise ValidationError(erreurs)

    def _sous_type_etranger(self) -> str:
        if self.sous_type is None or self.sous_type.type == self.type:
            return ""
        return (
            f"« {self.sous_type} » va avec le type « {self.sous_type.get_type_display()} » :"
            " choisissez-en un du type de la structure."
        )

    def _code_postal_d_ailleurs(self) -> str:
        """Dit seulement ce qui est certain : un code Cedex, par exemple, n'est pas discuté."""
        if not self.commune_id or not self.code_postal.endswith("0"):
            return ""
        codes = self.commune.codes_postaux
        if not codes or self.code_postal in codes:
            return ""
        return (
            f"Le code postal de {self.commune} est {' ou '.join(codes)}."
            " Corrigez le code, ou la commune."
        )

    def champs_manquants(self) -> dict[str, str]:
        """Ce qu'il faut avant de soumettre : champ → phrase."""
        manques = {}
        if not self.adresse:
            manques["adresse"] = "Indiquez l'adresse."
        if not self.code_postal:
            manques["code_postal"] = "Indiquez le code postal."
        if not self.gestionnaire:
            manques["gestionnaire"] = "Indiquez qui gère la structure."
        if self.capacite is None and self.compte_des_places:
            manques["capacite"] = "Indiquez la capacité."
        return manques

    def manques_pour_soumettre(self) -> list[str]:
        """Ce qui manque avant de soumettre, en phrases."""
        return list(self.champs_manquants().values())

    def reste_a_renseigner(self) -> dict[str, str]:
        """Ce qu'on attend d'une structure de ce type et qui est vide : champ → nom du champ.

        Les communes desservies (RPE, LAEP) sont à préchercher avant l'appel.
        """
        attendus = [
            ("adresse", "l'adresse", not self.adresse),
            ("code_postal", "le code postal", not self.code_postal),
            ("telephone", "le téléphone", not self.telephone),
            ("courriel", "le courriel", not self.courriel),
            ("gestionnaire", "le gestionnaire", not self.gestionnaire),
            ("mode_gestion", "le mode de gestion", not self.mode_gestion),
            ("capacite", "la capacité", self.compte_des_places and self.capacite is None),
            ("age_min", "l'âge minimum", self.compte_des_places and self.age_min is None),
            ("age_max", "l'âge maximum", self.compte_des_places and self.age_max is None),
            (
                "periodes",
                "les périodes d'ouverture",
                self.type == TypeEquipement.ALSH and not self.periodes,
            ),
            ("horaires", "les jours et horaires", not self.horaires),
            ("a_referent_handicap", "le référent handicap", self.a_referent_handicap is None),
        ]
        vides = {champ: nom for champ, nom, est_vide in attendus if est_vide}
        if self.type in TYPES_ITINERANTS and not self.communes_desservies.all():
            vides["communes_desservies"] = "les communes desservies"
        return vides

    def _passer(self, verbe: str) -> None:
        self.etat_saisie = etat_suivant(
            self.TRANSITIONS, verbe, self.etat_saisie, self.get_etat_saisie_display()
        )

    def ecrire(self, geste: str, *, par: Acteur, version_ouverte: int) -> None:
        """Enregistre si personne n'a écrit depuis `version_ouverte` ; l'historique nomme le geste.

        Lève `ConflitDeVersion` sinon.
        """
        # simple-history lit cet attribut ; il ne doit pas survivre à cette écriture.
        self._change_reason = geste
        try:
            with acte(par):
                self.enregistrer_sur(version_ouverte)
        finally:
            del self._change_reason

    def soumettre(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Demande la validation ; lève `ActionImpossible` tant qu'il manque quelque chose."""
        self.marquer_soumise(par=par, le=le)
        self.ecrire(Geste.SOUMISSION, par=par, version_ouverte=version_ouverte)

    def marquer_soumise(self, *, par: Acteur, le: datetime.date) -> None:
        """Ce que fait `soumettre`, sans écrire : un import en écrit beaucoup à la fois."""
        manques = self.manques_pour_soumettre()
        if manques:
            raise ActionImpossible(*manques)
        self._passer("soumettre")
        self.soumis_le, self.soumis_par, self.motif_renvoi = le, par.libelle_d_auteur, ""

    def confirmer(self, *, par: Acteur, le: datetime.date) -> None:
        """Une partie l'a relue : elle est exacte à ce jour, ou une correction le dit."""
        self.confirmee_le, self.confirmee_par = le, par.libelle_d_auteur
        self.ecrire(Geste.CONFIRMATION, par=par, version_ouverte=self.version)

    def valider(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Le coordonnateur tient la saisie pour juste."""
        self.marquer_validee(par=par, le=le)
        self.ecrire(Geste.VALIDATION, par=par, version_ouverte=version_ouverte)

    def marquer_validee(self, *, par: Acteur, le: datetime.date) -> None:
        """Ce que fait `valider`, sans écrire."""
        self._passer("valider")
        self.valide_le, self.valide_par = le, par.libelle_d_auteur

    def renvoyer(self, *, motif: str, par: Acteur, version_ouverte: int) -> None:
        """Le coordonnateur renvoie la saisie ; le motif est obligatoire."""
        if not motif.strip():
            raise ValidationError({"motif": "Dites pourquoi vous renvoyez cette saisie."})
        self._passer("renvoyer")
        self.motif_renvoi = motif.strip()
        self.ecrire(Geste.RENVOI, par=par, version_ouverte=version_ouverte)
