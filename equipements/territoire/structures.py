"""Combien de structures se trouvent dans chaque commune, en tout ou d'un type."""

from collections import Counter, defaultdict

from ctg.socle.nombres import nombre_fr
from equipements.liste import CompteDeType
from equipements.models import PLURIELS, Equipement, TypeEquipement
from equipements.territoire.figures import Figure, Valeur, rang
from equipements.territoire.lecture import Territoire

_PLAFONDS = (0, 1, 3, 9)
_LEGENDES = ("aucune structure", "1 structure", "2 ou 3", "4 à 9", "10 et plus")


def figure_des_structures(territoire: Territoire, type_: str = "") -> Figure:
    """Les structures que le registre compte, commune par commune. Zéro y est un vrai zéro."""
    par_commune: dict[int, list[Equipement]] = defaultdict(list)
    for structure in territoire.de_type(type_):
        par_commune[structure.commune_id].append(structure)
    valeurs = []
    for commune in territoire.communes:
        sur_place = par_commune[commune.pk]
        nombre = len(sur_place)
        valeurs.append(
            Valeur(commune, nombre_fr(nombre), _detail(sur_place), rang(nombre, _PLAFONDS))
        )
    quoi = PLURIELS.get(TypeEquipement(type_), str(TypeEquipement(type_).label)) if type_ else ""
    return Figure(
        cle="structures",
        titre=f"Les structures par commune\u00a0: {quoi}" if quoi else "Les structures par commune",
        colonne=quoi[:1].upper() + quoi[1:] if quoi else "Structures",
        abrege=quoi or "structures",
        methode=(
            "Les structures dont la saisie est validée, là où elles se trouvent."
            " Celles qui sont fermées ne comptent pas."
        ),
        legendes=_LEGENDES,
        valeurs=valeurs,
    )


def _detail(structures: list[Equipement]) -> str:
    """« 3 : 2 ALSH, 1 EAJE », « aucune »."""
    if not structures:
        return "aucune"
    comptes = Counter(structure.type for structure in structures)
    return ", ".join(
        f"{comptes[t]}\u00a0{CompteDeType(t, comptes[t]).mot}" for t in TypeEquipement if comptes[t]
    )
