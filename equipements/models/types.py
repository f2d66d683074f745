"""Les familles de services, et leurs sous-types."""

from django.db import models

from ctg.socle.historique import Historique


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
