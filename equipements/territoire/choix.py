"""Quelle figure montrer : ce que l'adresse demande, parmi celles qui existent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctg.socle.nombres import nombre_fr
from equipements.models import TYPES_AVEC_CAPACITE, TYPES_ITINERANTS, TypeEquipement
from equipements.prix import QF_DE_REFERENCE, IndicateurDesPrix, prix_de
from equipements.territoire.couverture import figure_de_couverture
from equipements.territoire.figures import Figure
from equipements.territoire.lecture import Territoire
from equipements.territoire.places import figure_des_places
from equipements.territoire.prix_des_alsh import QF_ORDINAIRE, figure_des_prix
from equipements.territoire.structures import figure_des_structures

STRUCTURES, PLACES, COUVERTURE, PRIX = "structures", "places", "couverture", "prix"
TITRES: Mapping[str, str] = {
    STRUCTURES: "Structures",
    PLACES: "Places pour 1\u202f000 habitants",
    COUVERTURE: "Communes desservies",
    PRIX: "Prix des ALSH",
}


@dataclass(frozen=True)
class Choix:
    """Une figure, et ce qui la précise : un type, ou un quotient familial pour les prix."""

    figure: str = STRUCTURES
    type: str = ""
    qf: int = QF_ORDINAIRE

    @classmethod
    def lu(cls, adresse: Mapping[str, str]) -> "Choix":
        """Le choix d'une adresse ; ce qui n'existe pas vaut la première possibilité."""
        figure = adresse.get("figure", "")
        figure = figure if figure in TITRES else STRUCTURES
        type_, qf = adresse.get("type", ""), adresse.get("qf", "")
        possibles = types_de(figure)
        return cls(
            figure,
            type_ if type_ in possibles else possibles[0],
            next((q for q in QF_DE_REFERENCE if str(q) == qf), QF_ORDINAIRE),
        )


def types_de(figure: str) -> Sequence[str]:
    """Les types qu'une figure sait montrer, le premier d'abord ; vide : tous, ou sans objet."""
    match figure:
        case "places":
            return TYPES_AVEC_CAPACITE
        case "couverture":
            return TYPES_ITINERANTS
        case "structures":
            return ["", *TypeEquipement.values]
    return [""]


def precisions(choix: Choix, territoire: Territoire) -> list[tuple[str, str, bool]]:
    """De quoi préciser la figure : (adresse, mot, est celle qu'on voit).

    Un type absent du registre n'est pas proposé parmi les structures.
    """
    if choix.figure == PRIX:
        return [
            (f"?figure={PRIX}&qf={qf}", f"QF {nombre_fr(qf)}", qf == choix.qf)
            for qf in QF_DE_REFERENCE
        ]
    types = types_de(choix.figure)
    if choix.figure == STRUCTURES:
        types = ["", *territoire.types]
    return [
        (
            f"?figure={choix.figure}" + (f"&type={type_}" if type_ else ""),
            str(TypeEquipement(type_).label) if type_ else "tous les types",
            type_ == choix.type,
        )
        for type_ in types
    ]


def figure_choisie(choix: Choix, territoire: Territoire) -> Figure:
    """La figure demandée ; deux requêtes de plus pour les prix, aucune pour les autres."""
    match choix.figure:
        case "places":
            return figure_des_places(territoire, choix.type)
        case "couverture":
            return figure_de_couverture(territoire, choix.type)
        case "prix":
            prix = prix_de(territoire.de_type(TypeEquipement.ALSH))
            return figure_des_prix(territoire, prix, choix.qf)
    return figure_des_structures(territoire, choix.type)


def figures_du_rapport(territoire: Territoire, prix: IndicateurDesPrix) -> list[Figure]:
    """Celles que l'évaluation imprime, dans l'ordre de leurs pages ; `prix` : déjà lus.

    Aucune sans commune ou sans structure : rien ne s'y lirait.
    """
    if not (territoire.communes and territoire.structures):
        return []
    return [
        *(figure_des_places(territoire, type_) for type_ in TYPES_AVEC_CAPACITE),
        *(figure_de_couverture(territoire, type_) for type_ in TYPES_ITINERANTS),
        figure_des_prix(territoire, prix, QF_ORDINAIRE),
    ]
