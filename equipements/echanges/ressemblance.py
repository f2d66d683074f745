"""Une structure nouvelle ressemble-t-elle à une autre, de même type, dans la même commune ?"""

from collections import defaultdict
from collections.abc import Iterable

from ctg.socle.tableur.modele import cle_de_mot
from equipements.models import Equipement

# Ce que beaucoup de noms ont en commun ne rapproche pas deux structures.
_MOTS_COMMUNS = """
    a accueil alsh association associatif associative au aux centre collectif creche d de des du
    eaje enfance enfant enfants et extrascolaire familiale l la laep le les lieu loisirs ludotheque
    maison micro multi municipal municipale parents periscolaire petite psu relais rpe
"""
_COMMUNS = frozenset(_MOTS_COMMUNS.split())
_PART_COMMUNE = 0.6


class Ressemblances:
    """Les structures connues, prêtes à être comparées ; une nouvelle s'y ajoute."""

    def __init__(self, structures: Iterable[Equipement]) -> None:
        self._connues: dict[tuple[int, str], list[tuple[frozenset[str], str, str]]] = defaultdict(
            list
        )
        for structure in structures:
            self.ajouter(structure, f"{structure.nom}, {structure.commune.nom}")

    def ajouter(self, structure: Equipement, en_mots: str) -> None:
        """Une structure de plus à laquelle les suivantes se comparent."""
        cle = (structure.commune_id, structure.type)
        self._connues[cle].append((_mots(structure.nom), cle_de_mot(structure.adresse), en_mots))

    def de(self, structure: Equipement) -> list[str]:
        """Celles de même type et de même commune dont le nom ou l'adresse se ressemblent."""
        mots, adresse = _mots(structure.nom), cle_de_mot(structure.adresse)
        return [
            en_mots
            for autres_mots, autre_adresse, en_mots in self._connues[
                structure.commune_id, structure.type
            ]
            if _proches(mots, autres_mots) or (adresse and adresse == autre_adresse)
        ]


def _mots(nom: str) -> frozenset[str]:
    tous = cle_de_mot(nom).split()
    return frozenset(mot.rstrip("s") for mot in tous if mot not in _COMMUNS)


def _proches(une: frozenset[str], autre: frozenset[str]) -> bool:
    """Des mots propres en commun ; ou aucun mot propre des deux côtés (« ALSH municipal »)."""
    if not une or not autre:
        return une == autre
    return len(une & autre) / len(une | autre) >= _PART_COMMUNE or une <= autre or autre <= une
