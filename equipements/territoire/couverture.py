"""Qui dessert chaque commune : RPE et LAEP, et les « zones blanches » quand on peut en conclure."""

from collections.abc import Sequence
from enum import IntEnum

from conventions.models import Commune
from ctg.socle.graphiques import Forme
from equipements.models import Equipement, TypeEquipement
from equipements.territoire.figures import Constat, Figure, Valeur, inconnue, noms
from equipements.territoire.lecture import Territoire, desserte


class Desserte(IntEnum):
    """Les trois réponses ; la valeur est la classe de la légende."""

    ZONE_BLANCHE = 0
    DESSERVIE = 1
    SUR_PLACE = 2


_FORMES: tuple[Forme, ...] = ("rond_vide", "demi", "rond")


def figure_de_couverture(territoire: Territoire, type_: str) -> Figure:
    """Quelles communes un RPE (ou un LAEP) ouvert dessert.

    Une commune où il s'en trouve un est desservie. Une autre ne l'est que si l'un d'eux le dit.
    « Zone blanche » seulement si tous ceux qui sont ouverts ont dit leurs communes ; tant qu'il en
    manque un, on ne peut pas conclure. On ne conclut pas non plus d'une commune qui dit ce qui la
    dessert, ni d'une que desservirait un relais à valider ou fermé temporairement.
    """
    ouvertes = territoire.ouvertes(type_)
    sigle = str(TypeEquipement(type_).label)
    muettes = [s for s in ouvertes if not s.desservies]
    conclut = bool(ouvertes) and not muettes
    valeurs = [
        _valeur(commune, ouvertes, sigle, conclut, _doute(territoire, commune, type_))
        for commune in territoire.communes
    ]
    return Figure(
        cle="couverture",
        titre=f"Communes desservies par un {sigle}",
        colonne=f"Desservie par un {sigle}",
        abrege=sigle,
        methode=(
            f"Les {sigle} ouverts, et les communes que chacun dit desservir."
            " Celle où il se trouve l'est toujours."
        ),
        legendes=(
            f"zone blanche, aucun {sigle}",
            f"desservie par un {sigle} d'une autre commune",
            f"un {sigle} s'y trouve",
        ),
        valeurs=valeurs,
        formes=_FORMES,
        constat=_constat(valeurs, ouvertes, muettes, sigle),
    )


def _doute(territoire: Territoire, commune: Commune, type_: str) -> str:
    """Ce qui empêche de dire la commune « zone blanche » ; vide : rien."""
    sigle = str(TypeEquipement(type_).label)
    dite = territoire.dites.get(commune.pk)
    if dite is not None:
        if type_ in dite.structures.values():
            return f"la commune dit qu'un {sigle} la dessert"
        if dite.demande.dessert:
            return "la commune a écrit ce qui la dessert"
    for structure in territoire.en_suspens(type_):
        desservies = structure.desservies
        if structure.commune_id == commune.pk or not desservies or commune.pk in desservies:
            # Une saisie à valider ne se nomme pas : tous n'ont pas à la lire.
            if structure.etat_saisie != Equipement.EtatSaisie.VALIDE:
                return f"un {sigle} déclaré attend d'être validé"
            return f"{noms([structure])} est fermé temporairement"
    return ""


def _valeur(
    commune: Commune, ouvertes: Sequence[Equipement], sigle: str, conclut: bool, doute: str
) -> Valeur:
    sur_place = [s for s in ouvertes if s.commune_id == commune.pk]
    if sur_place:
        return Valeur(commune, "sur place", f"sur place\u00a0: {_seuls(sur_place)}", 2)
    venues = desserte(ouvertes, commune)
    if venues:
        return Valeur(commune, "desservie", f"desservie par {noms(venues)}", Desserte.DESSERVIE)
    if conclut and not doute:
        detail = f"zone blanche\u00a0: aucun {sigle} ouvert ne la dessert"
        return Valeur(commune, "zone blanche", detail, Desserte.ZONE_BLANCHE)
    return inconnue(commune, doute)


def _seuls(structures: Sequence[Equipement]) -> str:
    return ", ".join(structure.nom for structure in structures)


def _constat(
    valeurs: Sequence[Valeur],
    ouvertes: Sequence[Equipement],
    muettes: Sequence[Equipement],
    sigle: str,
) -> Constat:
    desservies = sum(bool(v.classe) for v in valeurs)
    compte = f"{desservies} communes desservies sur {len(valeurs)}, de façon certaine."
    if desservies < 2:
        compte = f"{desservies} commune desservie sur {len(valeurs)}, de façon certaine."
    if not ouvertes:
        return Constat(f"On ne peut pas conclure\u00a0: le registre n'a aucun {sigle} ouvert.")
    if muettes:
        return Constat(
            f"{compte} Pour les autres, on ne peut pas conclure\u00a0: des {sigle} n'ont pas dit"
            f" leurs communes ({len(muettes)} sur {len(ouvertes)}).",
            muettes,
        )
    blanches = sum(v.classe == Desserte.ZONE_BLANCHE for v in valeurs)
    douteuses = sum(v.classe is None for v in valeurs)
    if not blanches and not douteuses:
        return Constat(f"Toutes les communes sont desservies par un {sigle}.")
    mot = "zone blanche" if blanches < 2 else "zones blanches"
    reste = f" {douteuses} non renseignées." if douteuses > 1 else " 1 non renseignée."
    return Constat(f"{blanches} {mot} sur {len(valeurs)} communes.{reste if douteuses else ''}")
