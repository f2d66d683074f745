"""Les colonnes grises : ce que l'export y a écrit, et si quelqu'un l'a changé dans le classeur.

Le portail a pu changer depuis : chaque ligne garde donc une somme de chaque cellule grise, dans une
colonne cachée. Ce qui n'a changé que dans le portail ne se dit pas.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.emport.colonnes import EMPREINTE
from ctg.socle.tableur import Colonne, Erreur, FeuilleLue, LigneLue, ModeleDeFeuille
from ctg.socle.tableur.cellules import lire_cellule
from ctg.socle.tableur.ecriture import valeur_ecrite


def grises(modele: ModeleDeFeuille) -> list[Colonne]:
    """Les colonnes qui se lisent seulement, hors le numéro de l'action, qui nomme la ligne."""
    return [
        colonne
        for colonne in modele.colonnes
        if not (colonne.est_modifiable or colonne.est_cachee)
        and colonne.cle not in ("numero", "action")
    ]


def avec_empreinte(
    modele: ModeleDeFeuille, lignes: Iterable[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Ces lignes, chacune avec son empreinte si la feuille en a une : si elle revient."""
    if EMPREINTE not in modele.colonnes:
        return list(lignes)
    colonnes = grises(modele)

    def relue(colonne: Colonne, ligne: Mapping[str, Any]) -> Any:
        return lire_cellule(colonne, valeur_ecrite(colonne, ligne.get(colonne.cle)))

    return [
        {**ligne, EMPREINTE.cle: " ".join(_somme(c, relue(c, ligne)) for c in colonnes)}
        for ligne in lignes
    ]


def changees(modele: ModeleDeFeuille, ligne: LigneLue) -> list[Colonne]:
    """Les colonnes grises que la personne a changées depuis l'export.

    Une cellule qui ne se lit plus en est ; sans empreinte, rien ne se sait des autres.
    """
    ecrites = set(str(ligne.valeurs.get(EMPREINTE.cle, "")).split())
    return [
        colonne
        for colonne in grises(modele)
        if colonne.cle in ligne.fausses
        or (
            ecrites
            and colonne.cle in ligne.valeurs
            and _somme(colonne, ligne.valeurs[colonne.cle]) not in ecrites
        )
    ]


def hors_des_grises(modele: ModeleDeFeuille, erreurs: Iterable[Erreur]) -> list[Erreur]:
    """Ces erreurs, sans celles d'une cellule grise : elle ne compte pas, `changees` la dit."""
    intitules = {colonne.intitule for colonne in grises(modele)}
    return [e for e in erreurs if e.ligne is None or e.colonne not in intitules]


def sans_empreintes(modele: ModeleDeFeuille, feuille: FeuilleLue) -> list[str]:
    """Ce qu'il faut dire si le classeur ne sait plus ce que ses colonnes grises contenaient."""
    lues = {colonne.cle for colonne in grises(modele)} & feuille.colonnes
    if not lues or EMPREINTE.cle in feuille.colonnes:
        return []
    return [f"Feuille {feuille.nom} : les colonnes grises ne se comparent plus à l'export."]


def _somme(colonne: Colonne, valeur: Any) -> str:
    """« titre:9f2c01aa », d'une valeur telle que la lecture du classeur la rend."""
    return f"{colonne.cle}:{zlib.crc32(repr(valeur).encode()):08x}"
