"""Applique ce qu'un fichier contrôlé changerait : un seul acte, tout ou rien.

Le nombre de requêtes dépend de celui des lots, pas des lignes ; chaque objet garde son histoire.
Les règles sont celles des formulaires : une structure validée ne change tout de suite que par son
contact, le reste attend le coordonnateur.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from conventions.models import Convention, Utilisateur
from ctg.socle.historique import Acteur, acte
from ctg.socle.lot_signe import ouvrir, signer
from ctg.socle.versions import verrouiller
from equipements.echanges.controle import Controle, LigneImportee, Quoi
from equipements.echanges.ecriture import (
    Bilan,
    Ecriture,
    Neuve,
    declarer_par_lots,
    modifier_par_lots,
)
from equipements.echanges.prix_ranges import tarifer_par_lots
from equipements.echanges.reponses import repondre_par_lots
from equipements.valeurs import Brutes

_SEL = "import-du-registre"


@dataclass(frozen=True)
class LigneDuLot:
    """Une ligne à appliquer ; `est_a_decider` : elle ne s'applique que choisie."""

    cle: str
    est_a_decider: bool
    charge: Sequence[Any]


def lot_du_controle(lignes: Iterable[LigneImportee]) -> list[LigneDuLot]:
    """Ce que la confirmation appliquera."""
    return [LigneDuLot(ligne.cle, bool(ligne.doublons), ligne.charge) for ligne in lignes]


def signer_le_lot(controle: Controle, convention: Convention, utilisateur: Utilisateur) -> str:
    """Les différences d'un contrôle, pour un champ caché. Lève `ActionImpossible` si c'est trop."""
    charge = [[x.cle, x.est_a_decider, x.charge] for x in lot_du_controle(controle.lignes)]
    portee = (convention.pk, utilisateur.pk)
    return signer([controle.quoi.value, charge], sel=_SEL, portee=portee)


def lire_le_lot(
    lot: str, convention: Convention, utilisateur: Utilisateur
) -> tuple[Quoi, list[LigneDuLot]]:
    """Les lignes d'un lot signé pour cette convention et cette personne ; lève `LotIllisible`."""
    quoi, charge = ouvrir(lot, sel=_SEL, portee=(convention.pk, utilisateur.pk))
    return Quoi(quoi), [LigneDuLot(*ligne) for ligne in charge]


def appliquer(
    lignes: Iterable[LigneDuLot],
    choisies: Collection[str] | None,
    *,
    convention: Convention,
    utilisateur: Utilisateur | None,
    par: Acteur,
    le: datetime.date,
    valider: bool = False,
) -> Bilan:
    """Applique les lignes sûres, et celles à décider qui sont choisies ; `None` : toutes.

    `valider` : une structure nouvelle et complète est aussitôt validée, si la personne valide.
    Lève `ConflitDeVersion` si quoi que ce soit a changé depuis le contrôle, `AnneeClose`,
    `ConventionFigee` : rien n'est alors écrit.
    """
    convention.exiger_ouverte()
    bilan = Bilan()
    connues: dict[int, tuple[int, Brutes]] = {}
    neuves: list[Neuve] = []
    reponses: list[Sequence[Any]] = []
    grilles: list[Sequence[Any]] = []
    for ligne in lignes:
        if ligne.est_a_decider and choisies is not None and ligne.cle not in choisies:
            bilan.laissees += 1
            continue
        genre, *charge = ligne.charge
        if genre == "S":
            connues[charge[0]] = (charge[1], charge[2])
        elif genre == "N":
            neuves.append(Neuve(charge[1], charge[2], est_choisie=ligne.est_a_decider))
        elif genre == "P":
            grilles.append(charge)
        else:
            reponses.append(charge)
    acteur = Ecriture(convention, utilisateur, par, le, bilan)
    with acte(par):
        # La convention d'abord, comme qui écrit une seule réponse : nul n'attend l'autre.
        verrouiller(convention)
        modifier_par_lots(acteur, connues)
        declarer_par_lots(acteur, neuves, valider=valider)
        repondre_par_lots(acteur, reponses)
        tarifer_par_lots(acteur, grilles)
    return bilan
