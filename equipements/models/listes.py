"""Ce qui se répète pour une structure : ses places, ses ouvertures, ses titres, ses contacts."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from ctg.socle.champs import TelephoneField, numero_de_telephone
from ctg.socle.historique import Historique
from ctg.socle.nombres import quantite_fr
from ctg.socle.periodes import Duree, QuerySetDeDurees, dans_l_ordre
from equipements.ages import ages_en_mots
from equipements.models.types import Periode

# E7 : une autorisation, un agrément, une COF ou un label qui finit dans ce délai se signale.
MOIS_AVANT_LA_FIN = 6

JOURS = (
    ("lundi", "lundi"),
    ("mardi", "mardi"),
    ("mercredi", "mercredi"),
    ("jeudi", "jeudi"),
    ("vendredi", "vendredi"),
    ("samedi", "samedi"),
    ("dimanche", "dimanche"),
)
TOUTE_L_ANNEE = "toute l'année"


class LigneDeStructure(models.Model):
    """Base d'une ligne d'une structure ; elle s'écrit avec sa structure, dont la version protège.

    `CHAMPS` : ce qu'une personne saisit, dans l'ordre.
    """

    CHAMPS: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def en_mots(self, unite_d_age: str) -> str:
        """La ligne telle qu'on la lit ; `unite_d_age` : celle des âges de la structure."""
        raise NotImplementedError


def _structure(nom: str) -> Any:
    return models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name=nom,
        on_delete=models.CASCADE,
    )


class Places(LigneDeStructure):
    """Les places d'un âge, à un moment de l'année ; les places PSU y sont comprises (E4)."""

    CHAMPS = ("periode", "age_min", "age_max", "nombre", "psu_existantes", "psu_nouvelles")

    equipement = _structure("places")
    periode = models.CharField("période", max_length=20, choices=Periode, blank=True)
    # En mois pour un EAJE, en années pour les autres.
    age_min = models.PositiveSmallIntegerField("âge minimum", null=True, blank=True)
    age_max = models.PositiveSmallIntegerField("âge maximum", null=True, blank=True)
    nombre = models.PositiveSmallIntegerField("places")
    psu_existantes = models.PositiveSmallIntegerField(
        "dont places PSU existantes", null=True, blank=True
    )
    psu_nouvelles = models.PositiveSmallIntegerField(
        "dont places PSU nouvelles", null=True, blank=True
    )

    historique = Historique()

    class Meta:
        verbose_name = "places d'un âge et d'une période"
        verbose_name_plural = "places par âge et par période"
        ordering = ["equipement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
                name="places_ages_dans_l_ordre",
                violation_error_message="L'âge maximum est inférieur à l'âge minimum.",
            ),
            models.CheckConstraint(
                condition=(Q(psu_existantes=None) | Q(psu_existantes__lte=F("nombre")))
                & (Q(psu_nouvelles=None) | Q(psu_nouvelles__lte=F("nombre")))
                & (
                    Q(psu_existantes=None)
                    | Q(psu_nouvelles=None)
                    | Q(nombre__gte=F("psu_existantes") + F("psu_nouvelles"))
                ),
                name="places_psu_dans_le_total",
                violation_error_message="Les places PSU sont plus nombreuses que les places.",
            ),
        ]

    def __str__(self) -> str:
        return f"{quantite_fr(self.nombre, 'places')}, {self.periode_en_mots}"

    @property
    def periode_en_mots(self) -> str:
        """La période, ou « toute l'année »."""
        return str(self.get_periode_display()) if self.periode else TOUTE_L_ANNEE

    def en_mots(self, unite_d_age: str) -> str:
        """« 24 places, de 3 à 6 ans, mercredi (dont 10 PSU existantes, 4 nouvelles) »."""
        psu = ", ".join(
            f"{nombre} {mot}"
            for nombre, mot in (
                (self.psu_existantes, "PSU existantes"),
                (self.psu_nouvelles, "PSU nouvelles"),
            )
            if nombre is not None
        )
        ages = ages_en_mots(self.age_min, self.age_max, unite_d_age)
        morceaux = [quantite_fr(self.nombre, "places"), ages, self.periode_en_mots]
        return ", ".join(filter(None, morceaux)) + (f" (dont {psu})" if psu else "")


class Ouverture(LigneDeStructure):
    """Les jours et les heures où une structure ouvre, à un moment de l'année."""

    CHAMPS = ("periode", "jours", "ouvre", "ferme", "precision")
    LIBELLES_DES_LISTES = {"jours": dict(JOURS)}

    equipement = _structure("ouvertures")
    periode = models.CharField("période", max_length=20, choices=Periode, blank=True)
    jours = models.JSONField("jours", default=list)
    ouvre = models.TimeField("ouvre à", null=True, blank=True)
    ferme = models.TimeField("ferme à", null=True, blank=True)
    precision = models.CharField("précision", max_length=150, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "ouverture"
        verbose_name_plural = "ouvertures"
        ordering = ["equipement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ouvre=None) | Q(ferme=None) | Q(ferme__gt=F("ouvre")),
                name="ouverture_finit_apres_son_debut",
                violation_error_message="L'heure de fermeture précède celle d'ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return self.en_mots("")

    def clean(self) -> None:
        """Au moins un jour, et un jour de la semaine."""
        connus = dict(JOURS)
        if not self.jours or set(self.jours) - connus.keys():
            raise ValidationError({"jours": "Choisissez au moins un jour."})

    def en_mots(self, unite_d_age: str) -> str:
        """« Mercredi : mercredi, de 7 h 30 à 18 h 30 »."""
        quand = str(self.get_periode_display()) if self.periode else TOUTE_L_ANNEE
        jours = jours_en_mots(self.jours)
        ouvre, ferme = _heure(self.ouvre), _heure(self.ferme)
        heures = " ".join(
            filter(None, [f"de {ouvre}" if ouvre else "", f"à {ferme}" if ferme else ""])
        )
        dits = [] if self.periode == Periode.MERCREDI and jours == "mercredi" else [jours]
        suite = ", ".join(filter(None, [*dits, heures, self.precision]))
        return f"{quand[:1].upper()}{quand[1:]}" + (f"\u00a0: {suite}" if suite else "")


def jours_en_mots(jours: list[str]) -> str:
    """« du lundi au vendredi », ou les jours un à un."""
    rangs = sorted(rang for rang, (jour, _) in enumerate(JOURS) if jour in jours)
    if len(rangs) > 2 and rangs[-1] - rangs[0] + 1 == len(rangs):
        return f"du {JOURS[rangs[0]][0]} au {JOURS[rangs[-1]][0]}"
    return ", ".join(JOURS[rang][0] for rang in rangs)


def _heure(heure: datetime.time | None) -> str:
    if heure is None:
        return ""
    return f"{heure.hour} h {heure.minute:02d}" if heure.minute else f"{heure.hour} h"


def six_mois_apres(le: datetime.date) -> datetime.date:
    """Le même jour six mois plus tard, ou le dernier du mois s'il est plus court."""
    rang = le.month - 1 + MOIS_AVANT_LA_FIN
    annee, mois = le.year + rang // 12, rang % 12 + 1
    suivant = datetime.date(annee + mois // 12, mois % 12 + 1, 1)
    return datetime.date(annee, mois, min(le.day, (suivant - datetime.timedelta(1)).day))


class QuerySetDeTitres(QuerySetDeDurees["Titre"]):
    """Les titres d'une structure, dans le temps."""

    def finissant(self, le: datetime.date) -> Self:
        """Ceux qui finissent dans les six mois ou sont déjà finis (E7), le plus proche d'abord.

        Un titre que remplace un autre de même nature, qui finit plus tard, ne se signale plus.
        """
        suivant = Titre.objects.filter(
            equipement=models.OuterRef("equipement"),
            nature=models.OuterRef("nature"),
            fin__gt=models.OuterRef("fin"),
        )
        sans_fin = Titre.objects.filter(
            equipement=models.OuterRef("equipement"),
            nature=models.OuterRef("nature"),
            fin=None,
        ).exclude(debut=None)
        return self.filter(
            ~models.Exists(suivant), ~models.Exists(sans_fin), fin__lte=six_mois_apres(le)
        ).order_by("fin", "pk")


class Titre(LigneDeStructure, Duree):
    """Ce qui autorise, agrée, finance ou labellise une structure, entre deux dates."""

    class Nature(models.TextChoices):
        AUTORISATION = "autorisation", "autorisation ou avis d'ouverture"
        AGREMENT = "agrement", "agrément"
        DECLARATION = "declaration", "déclaration à la SDJES"
        COF = "cof", "convention d'objectifs et de financement (COF)"
        LABEL = "label", "label ou charte"

    CHAMPS = ("nature", "intitule", "delivre_par", "debut", "fin")

    equipement = _structure("titres")
    nature = models.CharField("nature", max_length=14, choices=Nature)
    intitule = models.CharField("intitulé ou numéro", max_length=120, blank=True)
    delivre_par = models.CharField("délivré par", max_length=120, blank=True)

    objects = QuerySetDeTitres.as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "titre"
        verbose_name_plural = "titres"
        ordering = ["equipement", "nature", "debut", "pk"]
        constraints = [
            dans_l_ordre("titre_finit_apres_son_debut", "La fin précède le début."),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def nom(self) -> str:
        """La nature, et l'intitulé s'il y en a un."""
        nature = str(self.get_nature_display())
        nature = f"{nature[:1].upper()}{nature[1:]}"
        return f"{nature}, {self.intitule}" if self.intitule else nature

    def en_mots(self, unite_d_age: str) -> str:
        """« Agrément n° 12, délivré par le Département, jusqu'au 31/12/2026 »."""
        dates = [
            f"depuis le {self.debut:%d/%m/%Y}" if self.debut else "",
            f"jusqu'au {self.fin:%d/%m/%Y}" if self.fin else "",
        ]
        par = f"délivré par {self.delivre_par}" if self.delivre_par else ""
        return ", ".join(filter(None, [self.nom, par, *dates]))


class Contact(LigneDeStructure):
    """Qui appeler dans une structure, et pour quoi : une fonction, un numéro, un courriel.

    Une adresse de service plutôt que celle d'une personne : aucun nom n'est demandé.
    """

    CHAMPS = ("fonction", "telephone", "courriel")

    equipement = _structure("contacts")
    fonction = models.CharField("fonction", max_length=100)
    telephone = TelephoneField(
        "téléphone", max_length=20, blank=True, validators=[numero_de_telephone]
    )
    courriel = models.EmailField("courriel", blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        ordering = ["equipement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(courriel=""),
                name="contact_joignable",
                violation_error_message="Donnez un téléphone ou un courriel.",
            ),
        ]

    def __str__(self) -> str:
        return self.fonction

    def en_mots(self, unite_d_age: str) -> str:
        """« Direction : 05 53 00 00 00, direction@exemple.fr »."""
        joindre = ", ".join(filter(None, [self.telephone, self.courriel]))
        return f"{self.fonction}\u00a0: {joindre}"


LIGNES: dict[str, type[LigneDeStructure]] = {
    "places": Places,
    "ouvertures": Ouverture,
    "titres": Titre,
    "contacts": Contact,
}
