"""Ranger les listes de beaucoup de structures à la fois, sous l'acte en cours."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ctg.socle import ecriture_par_lots as lots
from equipements.models import LIGNES, Equipement
from equipements.valeurs import Brutes, ligne_brute, poser_la_ligne


def ranger_par_lots(voulues: Mapping[int, Brutes]) -> None:
    """Structure → ses valeurs brutes, dont seules les listes comptent ici.

    Comme `valeurs.ranger` : une ligne qui ne change pas garde son histoire.
    """
    for nom in Equipement.LISTES:
        siennes = {pk: valeurs[nom] for pk, valeurs in voulues.items() if nom in valeurs}
        if siennes:
            _ranger(LIGNES[nom], siennes)


def _ranger(modele: Any, voulues: Mapping[int, list[Brutes]]) -> None:
    neuves: list[Any] = []
    changees: list[Any] = []
    retirees: list[Any] = []
    for cles in lots.par_lots(voulues):
        presentes: dict[int, list[Any]] = defaultdict(list)
        for ligne in modele._default_manager.filter(equipement__in=cles):
            presentes[ligne.equipement_id].append(ligne)
        for pk in cles:
            restent = presentes[pk]
            for valeurs in _sans_les_memes(voulues[pk], restent):
                deja = restent.pop(0) if restent else None
                ligne = poser_la_ligne(deja or modele(equipement_id=pk), valeurs)
                (neuves if deja is None else changees).append(ligne)
            retirees += restent
    lots.creer(neuves)
    lots.garder(neuves, est_neuf=True)
    lots.modifier(changees, modele.CHAMPS)
    lots.garder(changees, est_neuf=False)
    lots.retirer(retirees)


def _sans_les_memes(voulues: list[Brutes], restent: list[Any]) -> list[Brutes]:
    """Les lignes qui n'existent pas encore ; `restent` perd celles qui ne changent pas."""
    neuves = []
    for valeurs in voulues:
        deja = next((ligne for ligne in restent if ligne_brute(ligne) == valeurs), None)
        if deja is None:
            neuves.append(valeurs)
        else:
            restent.remove(deja)
    return neuves
