"""Ce qu'une structure accueille, année par année : quels chiffres, de qui, en quelle unité."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from ctg.socle.historique import Historique
from ctg.socle.nombres import quantite_fr
from equipements.models.annuel import QuerySetDeReponses, ReponseAnnuelle
from equipements.models.types import TypeEquipement

SEUIL_DE_MASQUAGE = 5


class Source(models.TextChoices):
    """Qui connaît un chiffre : on le demande à chacun selon ce qu'il sait."""

    COMMUNE = "commune", "la collectivité qui soutient"
    GESTIONNAIRE = "gestionnaire", "le gestionnaire"
    CAF = "caf", "la Caf"


@dataclass(frozen=True)
class DefinitionDeChiffre:
    """Un chiffre demandé chaque année à certains types de structure.

    - `types` : les seuls qu'il concerne ;
    - `source` : qui le connaît ;
    - `est_effectif_fragile` : un très petit nombre laisserait reconnaître un enfant, il est masqué
      sous 5 ;
    - `est_un_montant` : des euros, que seuls voient l'organisme concerné et la coordination.
    """

    code: str
    nom: str
    unite: str
    types: Collection[TypeEquipement]
    source: Source
    aide: str = ""
    est_effectif_fragile: bool = False
    est_un_montant: bool = False
    # Le chiffre qu'il ne peut dépasser : les enfants accueillis, pour ceux qui ont l'AEEH.
    au_plus: str = ""

    @property
    def est_reserve(self) -> bool:
        """Vrai si tous les membres de la convention ne peuvent pas le lire en clair."""
        return self.est_effectif_fragile or self.est_un_montant

    def lire(self, valeur: Decimal | None, *, voit_tout: bool) -> str:
        """Le nombre en français ; masqué pour qui ne peut le voir, vide s'il est inconnu."""
        if valeur is None:
            return ""
        if not voit_tout and self.est_un_montant:
            return "réservé"
        if not voit_tout and self.est_effectif_fragile and valeur < SEUIL_DE_MASQUAGE:
            return f"moins de {SEUIL_DE_MASQUAGE}"
        unite = "€" if self.est_un_montant else ""
        return quantite_fr(valeur, unite, 2 if valeur % 1 else 0)

    def lire_le_total(self, valeurs: Collection[int]) -> str:
        """Le total, pour qui lit chaque structure masquée : rien ne s'y retrouve par soustraction.

        Exact si rien n'est masqué, ou si deux structures au moins le sont et que leur somme, d'au
        moins 5, ne dit pas chacune. Sinon « au moins », sur ce qui se lit en clair.
        """
        fragiles = (
            [v for v in valeurs if v < SEUIL_DE_MASQUAGE] if self.est_effectif_fragile else []
        )
        masque = sum(fragiles)
        au_plus = len(fragiles) * (SEUIL_DE_MASQUAGE - 1)
        if not fragiles or (len(fragiles) > 1 and SEUIL_DE_MASQUAGE <= masque < au_plus):
            return quantite_fr(sum(valeurs))
        if len(fragiles) == len(valeurs) and masque < SEUIL_DE_MASQUAGE:
            return f"moins de {SEUIL_DE_MASQUAGE}"
        en_clair = sum(valeurs) - masque
        return f"au moins {quantite_fr(en_clair or SEUIL_DE_MASQUAGE)}"


_EAJE, _ALSH = TypeEquipement.EAJE, TypeEquipement.ALSH
_ACCUEILS = (_EAJE, _ALSH)

DEFINITIONS: tuple[DefinitionDeChiffre, ...] = (
    DefinitionDeChiffre(
        "enfants",
        "enfants accueillis",
        "enfants",
        (*_ACCUEILS, TypeEquipement.LAEP),
        Source.GESTIONNAIRE,
        "Chaque enfant compte une fois dans l'année.",
    ),
    DefinitionDeChiffre(
        "enfants_aeeh",
        "dont bénéficiaires de l'AEEH",
        "enfants",
        _ACCUEILS,
        Source.GESTIONNAIRE,
        "Un nombre, jamais un nom. Sous 5, il est masqué.",
        est_effectif_fragile=True,
        au_plus="enfants",
    ),
    DefinitionDeChiffre(
        "heures_facturees", "heures facturées", "heures", _ACCUEILS, Source.GESTIONNAIRE
    ),
    DefinitionDeChiffre(
        "heures_realisees", "heures réalisées", "heures", _ACCUEILS, Source.GESTIONNAIRE
    ),
    # E6 : ce que dépassent les heures nouvelles.
    DefinitionDeChiffre(
        "heures_contractees",
        "heures contractées",
        "heures",
        (_ALSH,),
        Source.CAF,
        "Celles que la convention d'objectifs et de financement (COF) retient pour l'année.",
    ),
    DefinitionDeChiffre(
        "professionnels",
        "professionnels en poste",
        "personnes",
        _ACCUEILS,
        Source.GESTIONNAIRE,
        "Au 31 décembre, ou le dernier jour d'accueil de l'année.",
    ),
    DefinitionDeChiffre(
        "professionnels_formes",
        "dont formés dans l'année",
        "personnes",
        _ACCUEILS,
        Source.GESTIONNAIRE,
        "Chaque professionnel compte une fois, quel que soit le nombre de formations.",
        au_plus="professionnels",
    ),
    DefinitionDeChiffre(
        "assistantes_maternelles",
        "assistants maternels en activité",
        "personnes",
        (TypeEquipement.RPE,),
        Source.CAF,
        "Sur le secteur du relais.",
    ),
    DefinitionDeChiffre(
        "assistantes_adherentes",
        "assistants maternels adhérents",
        "personnes",
        (TypeEquipement.RPE,),
        Source.GESTIONNAIRE,
    ),
    DefinitionDeChiffre(
        "rendez_vous",
        "rendez-vous de familles",
        "rendez-vous",
        (TypeEquipement.RPE,),
        Source.GESTIONNAIRE,
    ),
    DefinitionDeChiffre(
        "temps_collectifs",
        "temps collectifs",
        "séances",
        (TypeEquipement.RPE,),
        Source.GESTIONNAIRE,
    ),
    DefinitionDeChiffre(
        "adherents",
        "adhérents",
        "personnes",
        (TypeEquipement.LUDOTHEQUE,),
        Source.GESTIONNAIRE,
    ),
    DefinitionDeChiffre(
        "prets", "prêts de jeux", "prêts", (TypeEquipement.LUDOTHEQUE,), Source.GESTIONNAIRE
    ),
    DefinitionDeChiffre(
        "seances",
        "séances",
        "séances",
        (TypeEquipement.LAEP, TypeEquipement.LUDOTHEQUE),
        Source.GESTIONNAIRE,
    ),
    DefinitionDeChiffre(
        "familles", "familles accueillies", "familles", (TypeEquipement.LAEP,), Source.GESTIONNAIRE
    ),
    DefinitionDeChiffre(
        "bonus_territoire",
        "bonus territoire CTG",
        "€",
        tuple(TypeEquipement),
        Source.CAF,
        "Le montant que la Caf verse au gestionnaire pour l'année.",
        est_un_montant=True,
    ),
)
PAR_CODE = {definition.code: definition for definition in DEFINITIONS}
BONUS = "bonus_territoire"
RESERVES = tuple(d.code for d in DEFINITIONS if d.est_reserve)


def definitions_de(type_: str) -> list[DefinitionDeChiffre]:
    """Les chiffres demandés à ce type de structure, dans l'ordre où on les lit."""
    return [definition for definition in DEFINITIONS if type_ in definition.types]


class ChiffreAnnuel(ReponseAnnuelle):
    """Un chiffre d'une structure, une année : `code` est celui de sa définition."""

    equipement = models.ForeignKey(
        "equipements.Equipement",
        verbose_name="structure",
        related_name="chiffres",
        on_delete=models.CASCADE,
    )
    code = models.CharField(
        "chiffre", max_length=30, choices=[(d.code, d.nom) for d in DEFINITIONS]
    )

    objects = QuerySetDeReponses["ChiffreAnnuel"].as_manager()
    historique = Historique()

    class Meta(ReponseAnnuelle.Meta):
        verbose_name = "chiffre d'une année"
        verbose_name_plural = "chiffres annuels"
        ordering = ["equipement", "-annee", "code"]
        constraints = [
            *ReponseAnnuelle.Meta.constraints,
            models.UniqueConstraint(
                fields=["equipement", "annee", "code"],
                name="chiffre_annuel_unique",
                violation_error_message="Ce chiffre est déjà saisi pour cette année.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.nom}, {self.annee}"

    @property
    def definition(self) -> DefinitionDeChiffre:
        """Ce que ce chiffre veut dire."""
        return PAR_CODE[self.code]

    def en_mots(self, *, voit_tout: bool) -> str:
        """Le nombre, masqué s'il le faut ; ou « non disponible », « non concerné »."""
        if self.reponse != self.Reponse.NOMBRE:
            return str(self.get_reponse_display())
        return self.definition.lire(self.valeur, voit_tout=voit_tout)
