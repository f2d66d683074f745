"""Une structure nouvelle ressemble-t-elle à une autre, de même type, dans la même commune ?

Plus large que `doublons`, qui compare deux fiches remplies : ici le nom seul suffit à demander, car
une ligne de fichier n'a souvent ni adresse ni téléphone.
"""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from equipements.doublons import PROXIMITE_DU_NOM, nom_propre
from equipements.models import Equipement

# Comparer chaque nom à tous les autres ne finirait pas : au-delà, seul un nom identique compte.
_AU_PLUS = 400


class Ressemblances:
    """Les structures connues, prêtes à être comparées ; une nouvelle s'y ajoute."""

    def __init__(self, structures: Iterable[Equipement]) -> None:
        # (commune, type) → nom propre → ce qu'on en montre.
        self._connues: dict[tuple[int, str], dict[str, list[str]]] = defaultdict(dict)
        for structure in structures:
            self.ajouter(structure, f"{structure.nom}, {structure.commune.nom}")

    def ajouter(self, structure: Equipement, en_mots: str) -> None:
        """Une structure de plus à laquelle les suivantes se comparent."""
        voisines = self._connues[structure.commune_id, structure.type]
        voisines.setdefault(nom_propre(structure.nom), []).append(en_mots)

    def de(self, structure: Equipement) -> list[str]:
        """Celles de même type et de même commune dont le nom est proche."""
        nom = nom_propre(structure.nom)
        voisines = self._connues[structure.commune_id, structure.type]
        if len(voisines) > _AU_PLUS:
            return list(voisines.get(nom, []))
        compare = SequenceMatcher(None, b=nom, autojunk=False)
        trouvees = []
        for autre, en_mots in voisines.items():
            compare.set_seq1(autre)
            if (
                compare.real_quick_ratio() >= PROXIMITE_DU_NOM
                and compare.quick_ratio() >= PROXIMITE_DU_NOM
                and compare.ratio() >= PROXIMITE_DU_NOM
            ):
                trouvees += en_mots
        return trouvees
