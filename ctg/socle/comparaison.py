"""Deux textes comparés mot à mot : ce qui reste, ce qui part, ce qui arrive."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOT = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Morceau:
    """Une suite de mots, et ce qu'elle devient : « garde », « retire » ou « ajoute »."""

    sort: str
    texte: str


def comparer(avant: str, apres: str) -> list[Morceau]:
    """Les morceaux, dans l'ordre de lecture : ce qui est retiré, puis ce qui le remplace."""
    anciens, nouveaux = _MOT.findall(avant), _MOT.findall(apres)
    morceaux = []
    # Le blanc qui suit un mot ne le change pas.
    comparaison = SequenceMatcher(
        None, [m.strip() for m in anciens], [m.strip() for m in nouveaux], autojunk=False
    )
    for code, debut, fin, vers, jusqu_a in comparaison.get_opcodes():
        retire, ajoute = "".join(anciens[debut:fin]), "".join(nouveaux[vers:jusqu_a])
        if code == "equal":
            morceaux.append(Morceau("garde", ajoute))
            continue
        if retire:
            morceaux.append(Morceau("retire", retire))
        if ajoute:
            morceaux.append(Morceau("ajoute", ajoute))
    return morceaux
