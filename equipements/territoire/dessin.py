"""La carte d'une figure : la même à l'écran, où chaque commune mène à sa page, et sur le papier."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from conventions.contours import fond_de_carte
from conventions.models import Commune
from ctg.socle import graphiques
from equipements.territoire.figures import Figure

# À 108 mm de large, le plus petit nom du papier passe 6,5 points ; une carte sans noms, à 82 mm.
LARGEUR, LARGEUR_PAPIER, MOITIE_DU_PAPIER = 700, 508, 420


def carte_de(
    figure: Figure,
    *,
    adresse: Callable[[Commune], str] | None = None,
    prefixe: str = "",
    largeur: float = LARGEUR,
    noms: bool = True,
) -> SafeString | None:
    """La carte d'une figure ; rien si aucune commune n'a de tracé.

    Une largeur moindre grandit les mots par rapport au dessin : celle du papier.
    """
    fond = fond_de_carte(valeur.commune for valeur in figure.valeurs)
    cellules = [
        graphiques.Cellule(
            valeur.commune.code_insee,
            valeur.commune.nom,
            fond.polygones[valeur.commune.pk][0],
            autres=fond.polygones[valeur.commune.pk][1:],
            valeur=valeur.ecrite,
            classe=valeur.classe,
            detail=valeur.detail,
            href=adresse(valeur.commune) if adresse else None,
        )
        for valeur in figure.valeurs
        if valeur.commune.pk in fond.polygones
    ]
    if not cellules:
        return None
    return graphiques.carte(
        figure.titre,
        cellules,
        figure.legendes,
        formes=figure.formes,
        note=fond.note,
        largeur=largeur,
        prefixe=prefixe or f"carte-{figure.cle}",
        noms=noms,
    )
