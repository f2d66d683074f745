"""Les places pour mille habitants, d'un type qui se compte en places."""

from collections import defaultdict
from collections.abc import Sequence

from conventions.models import Commune
from ctg.socle.nombres import nombre_fr, quantite_fr
from equipements.models import Equipement, TypeEquipement
from equipements.territoire.figures import Constat, Figure, Valeur, inconnue, rang
from equipements.territoire.lecture import Territoire

_PLAFONDS = (0, 5, 10, 20)
_LEGENDES = ("aucune place", "5 au plus", "de 5 à 10", "de 10 à 20", "plus de 20")


def figure_des_places(territoire: Territoire, type_: str) -> Figure:
    """Les places des structures ouvertes de ce type, pour 1 000 habitants de la commune.

    Une seule capacité inconnue, et la commune est « non renseigné » : la somme la dirait moins
    dotée qu'elle n'est. Zéro ne se dit pas non plus tant qu'une déclaration attend.
    """
    par_commune: dict[int, list[Equipement]] = defaultdict(list)
    for structure in territoire.ouvertes(type_):
        par_commune[structure.commune_id].append(structure)
    soumises = {s.commune_id for s in territoire.soumises if s.type == type_}
    sigle = str(TypeEquipement(type_).label)
    annees = sorted({c.annee_population for c in territoire.communes if c.annee_population})
    millesime = f" {', '.join(map(str, annees))}" if annees else ""
    return Figure(
        cle="places",
        titre=f"Places en {sigle} pour 1\u202f000 habitants",
        colonne="Pour 1\u202f000 habitants",
        abrege=f"Places {sigle}",
        methode=(
            f"La capacité des {sigle} ouverts, là où ils se trouvent, pour 1\u202f000 habitants"
            f" (population municipale{millesime}, Insee)."
        ),
        legendes=_LEGENDES,
        valeurs=[
            _valeur(c, par_commune[c.pk], sigle, attend=c.pk in soumises)
            for c in territoire.communes
        ],
        constat=_constat(territoire.ouvertes(type_), sigle),
    )


def _valeur(
    commune: Commune, structures: Sequence[Equipement], sigle: str, *, attend: bool
) -> Valeur:
    if not structures and attend:
        return inconnue(commune, f"un {sigle} déclaré attend d'être validé")
    if not structures:
        return Valeur(commune, "0", f"aucun {sigle} ouvert", 0)
    capacites = [s.capacite for s in structures if s.capacite is not None]
    vides = len(structures) - len(capacites)
    if vides:
        mot = "structure" if len(structures) < 2 else "structures"
        return inconnue(commune, f"capacité inconnue pour {vides} sur {len(structures)} {mot}")
    if not commune.population:
        return inconnue(commune, "population inconnue")
    total = sum(capacites)
    taux = 1000 * total / commune.population
    ecrit = nombre_fr(taux, 1)
    detail = (
        f"{ecrit} ({quantite_fr(total, 'place' if total < 2 else 'places')},"
        f" {quantite_fr(commune.population, 'habitants')})"
    )
    return Valeur(commune, ecrit, detail, rang(taux, _PLAFONDS))


def _constat(ouvertes: Sequence[Equipement], sigle: str) -> Constat | None:
    muettes = [s for s in ouvertes if s.capacite is None]
    if not muettes:
        return None
    sur = f"{len(muettes)} sur {len(ouvertes)}"
    return Constat(f"La capacité manque pour des {sigle} ouverts\u00a0: {sur}.", muettes)
