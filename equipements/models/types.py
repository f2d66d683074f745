"""Les familles de services, et leurs sous-types."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.versions import reserver


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


class Periode(models.TextChoices):
    """Les moments de l'année où une structure accueille ; vide, ailleurs : toute l'année."""

    MATIN = "matin", "matin, avant l'école"
    SOIR = "soir", "soir, après l'école"
    MERCREDI = "mercredi", "mercredi"
    PETITES_VACANCES = "petites_vacances", "petites vacances"
    ETE = "ete", "été"


NOMS_LONGS = {
    TypeEquipement.EAJE: "Établissement d'accueil du jeune enfant",
    TypeEquipement.ALSH: "Accueil de loisirs sans hébergement",
    TypeEquipement.RPE: "Relais petite enfance",
    TypeEquipement.LAEP: "Lieu d'accueil enfants-parents",
    TypeEquipement.LUDOTHEQUE: "Ludothèque",
    TypeEquipement.PAEJ: "Point accueil écoute jeunes",
}


# Les sigles ne varient pas ; les autres mots, si.
PLURIELS = {
    TypeEquipement.LUDOTHEQUE: "ludothèques",
    TypeEquipement.CENTRE_SOCIAL: "centres sociaux",
    TypeEquipement.EVS: "espaces de vie sociale",
    TypeEquipement.PAEJ: "points accueil écoute jeunes",
    TypeEquipement.AUTRE: "autres",
}

# Les seuls types qui se comptent en places ; ailleurs, une capacité absente ne manque pas.
TYPES_AVEC_CAPACITE = (TypeEquipement.EAJE, TypeEquipement.ALSH)
# Ceux dont on attend les communes desservies : ils accueillent au-delà de leur adresse.
TYPES_ITINERANTS = (TypeEquipement.RPE, TypeEquipement.LAEP)


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

    @classmethod
    def ajouter(cls, *, du_type: str, nom: str, par: Acteur) -> "SousType":
        """Le coordonnateur ajoute un sous-type ; lève `ValidationError` si ce nom existe déjà."""
        nouveau = cls(type=du_type)
        nouveau.nommer(nom=nom, ecriture_ouverte=0, par=par)
        return nouveau

    def nommer(self, *, nom: str, ecriture_ouverte: int, par: Acteur) -> None:
        """Donne son nom au sous-type.

        Lève `ValidationError` si le nom est pris pour ce type, `ConflitDeVersion`.
        """
        self.nom = " ".join(nom.split())
        self.code = self.code or slugify(self.nom).replace("-", "_")[:40]
        pris = SousType.objects.filter(type=self.type, nom__iexact=self.nom).exclude(pk=self.pk)
        if not self.code or pris.exists():
            raise ValidationError({"nom": "Ce sous-type existe déjà."})
        with acte(par):
            if not self._state.adding:
                reserver(self, ecriture_ouverte)
            self.validate_constraints()
            self.save()
