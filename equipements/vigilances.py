"""Ce que le registre a d'anormal au regard des règles de la Caf : E4, E5, E6.

Une règle ne se prononce que sur ce qui est saisi : l'inconnu n'est ni une faute, ni son absence.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from conventions.models import Convention, Utilisateur
from ctg.socle.nombres import nombre_fr
from equipements.echanges.registre import registre_de
from equipements.models import BONUS, ChiffreAnnuel, Equipement, Places, TypeEquipement

HEURES, CONTRACTEES = "heures_realisees", "heures_contractees"
PLACES_D_UNE_MICRO_CRECHE = 12
# E6 : la part des heures contractées que les heures nouvelles peuvent atteindre.
PART_DES_HEURES_NOUVELLES = Decimal("0.25")
MICRO_CRECHES = ("micro_creche_psu", "micro_creche_paje")
SANS_PSU = ("micro_creche_paje",)


class Gravite(Enum):
    """Ce que vaut une vigilance ; les valeurs sont les clés des badges."""

    BLOQUANTE = "vigilance_bloquante"
    ATTENTION = "vigilance_attention"


@dataclass(frozen=True)
class Vigilance:
    """Une règle que la saisie d'une structure ne suit pas."""

    code: str
    gravite: Gravite
    structure: Equipement
    phrase: str
    source: str


def vigilances_du_registre(convention: Convention, utilisateur: Utilisateur) -> list[Vigilance]:
    """Celles des structures que la personne lit, les bloquantes d'abord. Trois requêtes.

    Un bonus ne se devine pas ici : la vigilance qui en parle n'est que pour qui voit les montants.
    """
    structures: list[Any] = list(
        registre_de(convention, utilisateur)
        .filter(type__in=(TypeEquipement.EAJE, TypeEquipement.ALSH))
        .exclude(statut=Equipement.Statut.FERME)
        .select_related("commune", "sous_type")
        .prefetch_related("places")
    )
    chiffres: dict[int, list[ChiffreAnnuel]] = defaultdict(list)
    for chiffre in ChiffreAnnuel.objects.filter(
        code__in=(BONUS, HEURES, CONTRACTEES),
        equipement__in=registre_de(convention, utilisateur).order_by().values("pk"),
    ):
        chiffres[chiffre.equipement_id].append(chiffre)
    trouvees = [
        vigilance
        for structure in structures
        for vigilance in vigilances_de(
            structure, chiffres[structure.pk], voit_les_montants=structure.voit_les_montants
        )
    ]
    return sorted(trouvees, key=lambda v: (v.gravite is Gravite.ATTENTION, v.code))


def vigilances_de(
    structure: Equipement,
    chiffres: Iterable[ChiffreAnnuel],
    *,
    voit_les_montants: bool,
    places: Iterable[Places] | None = None,
) -> list[Vigilance]:
    """Celles d'une structure ; son sous-type, et ses `places` si on ne les donne, préchargés."""
    par_annee: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for chiffre in chiffres:
        if chiffre.valeur is not None:
            par_annee[chiffre.annee][chiffre.code] = Decimal(chiffre.valeur)
    regles = [_taille(structure), _heures_nouvelles(structure, par_annee)]
    if voit_les_montants:
        lues = structure.places.all() if places is None else places
        regles.append(_bonus_sans_psu(structure, par_annee, lues))
    return [vigilance for vigilance in regles if vigilance is not None]


def _bonus_sans_psu(
    structure: Equipement, par_annee: dict[int, dict[str, Decimal]], places: Iterable[Places]
) -> Vigilance | None:
    """E4 : le bonus d'un EAJE n'est dû que pour des places PSU."""
    annee = max((a for a, dits in par_annee.items() if dits.get(BONUS)), default=None)
    if (
        structure.type != TypeEquipement.EAJE
        or annee is None
        or _places_psu(structure, places) != 0
    ):
        return None
    return Vigilance(
        "E4",
        Gravite.BLOQUANTE,
        structure,
        f"Un bonus territoire est saisi pour {annee}, mais aucune place n'est PSU.",
        "Caf : bonus territoire CTG des EAJE",
    )


def _places_psu(structure: Equipement, places: Iterable[Places]) -> int | None:
    """Les places PSU, existantes et nouvelles ; None si rien ne le dit."""
    if structure.sous_type is not None and structure.sous_type.code in SANS_PSU:
        return 0
    dites = [
        nombre
        for lues in places
        for nombre in (lues.psu_existantes, lues.psu_nouvelles)
        if nombre is not None
    ]
    return sum(dites) if dites else None


def _taille(structure: Equipement) -> Vigilance | None:
    """E5 : une micro-crèche a douze places au plus."""
    est_une_micro = structure.sous_type is not None and structure.sous_type.code in MICRO_CRECHES
    if not est_une_micro or (structure.capacite or 0) <= PLACES_D_UNE_MICRO_CRECHE:
        return None
    return Vigilance(
        "E5",
        Gravite.ATTENTION,
        structure,
        f"Une micro-crèche a {PLACES_D_UNE_MICRO_CRECHE} places au plus : celle-ci en a"
        f" {structure.capacite}. Corrigez la capacité, ou le sous-type.",
        "Code de la santé publique, art. R. 2324-46",
    )


def _heures_nouvelles(
    structure: Equipement, par_annee: dict[int, dict[str, Decimal]]
) -> Vigilance | None:
    """E6 : au-delà des heures contractées, un quart de plus au maximum."""
    connues = [a for a, dits in par_annee.items() if dits.get(CONTRACTEES) and HEURES in dits]
    if structure.type != TypeEquipement.ALSH or not connues:
        return None
    annee = max(connues)
    contractees = par_annee[annee][CONTRACTEES]
    nouvelles = par_annee[annee][HEURES] - contractees
    if nouvelles <= PART_DES_HEURES_NOUVELLES * contractees:
        return None
    return Vigilance(
        "E6",
        Gravite.ATTENTION,
        structure,
        f"En {annee}, {nombre_fr(nouvelles)} heures dépassent les {nombre_fr(contractees)}"
        f" contractées, soit {nombre_fr(100 * nouvelles / contractees, 0)}\u00a0% : plus d'un"
        " quart.",
        "Caf : heures nouvelles d'ALSH au bonus territoire CTG",
    )
