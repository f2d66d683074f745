"""Ce qu'un fichier ferait au registre, ligne par ligne : rien n'y est écrit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any

from ctg.socle.tableur import Erreur, FeuilleLue, LigneLue, ModeleDeFeuille
from ctg.socle.tableur.modele import cle_de_mot
from equipements.models import Equipement

# Au-delà, une remarque compte les lignes sans les nommer.
LIGNES_MONTREES = 10


class Quoi(Enum):
    """Ce qu'un fichier contient."""

    STRUCTURES = "structures"
    CHIFFRES = "chiffres"
    PRIX = "prix"


class Sort(Enum):
    """Ce que devient une ligne une fois appliquée."""

    SUITE = "change tout de suite"
    CORRECTION = "attendra le coordonnateur CTG, sauf le contact"
    SOUMISE = "nouvelle, soumise au coordonnateur CTG"
    BROUILLON = "nouvelle, en brouillon : il y manque des réponses"
    REPONSE = "réponse de l'année"
    PRIX = "grille de prix, à confirmer par le coordonnateur CTG"


@dataclass(frozen=True)
class Ecart:
    """Une cellule changée : de quoi à quoi, en toutes lettres ; vide : rien n'y est."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class LigneImportee:
    """Une ligne qui changerait quelque chose.

    - `cle` : ce qui la désigne sur la page (« N7 » : la ligne 7, nouvelle) ;
    - `charge` : de quoi l'appliquer, en JSON ;
    - `doublons` : les structures qui lui ressemblent ; elle ne s'applique alors que choisie ;
    - `manques` : ce qu'il faudra dire avant de la soumettre ;
    - `lues` : combien de lignes du fichier elle réunit (une grille de prix en a plusieurs).
    """

    cle: str
    ligne: int
    nom: str
    sort: Sort
    ecarts: Sequence[Ecart]
    charge: Sequence[Any]
    doublons: Sequence[str] = ()
    manques: Sequence[str] = ()
    lues: int = 1

    @property
    def est_nouvelle(self) -> bool:
        """Vrai si elle ajoute une structure."""
        return self.sort in (Sort.SOUMISE, Sort.BROUILLON)


@dataclass
class Controle:
    """Ce qu'un fichier ferait : ce qui est faux, ce qui change, ce qui ressemble à l'existant."""

    quoi: Quoi
    lignes: list[LigneImportee] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)
    lues: int = 0
    # (colonne, pourquoi) → les lignes où une cellule diffère du portail sans rien y changer.
    ignorees: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def lire(self, feuille: FeuilleLue, modele: ModeleDeFeuille) -> None:
        """Ce que la feuille a de faux, ce qui n'y est pas lu ; les colonnes absentes, d'un mot."""
        self.erreurs += feuille.erreurs
        self.lues = len(feuille.lignes)
        self.remarques += [r for r in feuille.remarques if r.endswith("n'est pas lue.")]
        absentes = [
            colonne.intitule
            for colonne in modele.colonnes
            if colonne.est_modifiable and colonne.cle not in feuille.colonnes
        ]
        if absentes and feuille.lignes:
            self.remarques.append(f"Colonnes absentes, où rien ne change : {', '.join(absentes)}.")

    def ignorer(self, ligne: int, intitule: str, pourquoi: str) -> None:
        """Une cellule que le fichier change, et que l'import n'applique pas : cela se dit."""
        self.ignorees.setdefault((intitule, pourquoi), []).append(ligne)

    def rapprocher(self, ligne: LigneLue, structure: Equipement) -> None:
        """Le repère seul dit la structure : un autre nom à côté de lui a pu glisser de ligne."""
        for cle, intitule, presente in (
            ("structure", "Structure", structure.nom),
            ("commune", "Commune", structure.commune.nom),
        ):
            ecrite = ligne.valeurs.get(cle)
            if ecrite and cle_de_mot(str(ecrite)) != cle_de_mot(presente):
                self.ignorer(
                    ligne.numero,
                    intitule,
                    "ce n'est pas ce que le portail écrit. La première colonne seule dit de quelle"
                    " structure il s'agit.",
                )

    def dire_les_ignorees(self) -> None:
        """Une remarque par colonne, avec ses lignes."""
        for (intitule, pourquoi), lignes in self.ignorees.items():
            montrees = ", ".join(str(ligne) for ligne in lignes[:LIGNES_MONTREES])
            suite = len(lignes) - LIGNES_MONTREES
            reste = f" et {suite} de plus" if suite > 0 else ""
            mot = "ligne" if len(lignes) == 1 else "lignes"
            self.remarques.append(f"« {intitule} », {mot} {montrees}{reste} : {pourquoi}")

    @property
    def changees(self) -> list[LigneImportee]:
        """Celles qui changent l'existant."""
        return [ligne for ligne in self.lignes if not ligne.est_nouvelle]

    @property
    def nombre_de_changees(self) -> int:
        """Combien de lignes du fichier changent l'existant : une grille en réunit plusieurs."""
        return sum(ligne.lues for ligne in self.changees)

    @property
    def nouvelles(self) -> list[LigneImportee]:
        """Les structures à ajouter, que rien ne rapproche d'une autre."""
        return [ligne for ligne in self.lignes if ligne.est_nouvelle and not ligne.doublons]

    @property
    def a_decider(self) -> list[LigneImportee]:
        """Les structures nouvelles qui ressemblent à une autre."""
        return [ligne for ligne in self.lignes if ligne.doublons]

    @property
    def nombre_de_nouvelles(self) -> int:
        """Combien de structures s'ajouteraient, doublons probables compris."""
        return sum(ligne.est_nouvelle for ligne in self.lignes)

    @property
    def a_soumettre(self) -> bool:
        """Vrai si une structure nouvelle est complète."""
        return any(ligne.sort is Sort.SOUMISE for ligne in self.lignes)

    @property
    def lignes_refusees(self) -> int:
        """Combien de lignes du fichier portent au moins une faute."""
        return len({erreur.ligne for erreur in self.erreurs if erreur.ligne is not None})

    @property
    def inchangees(self) -> int:
        """Combien de lignes disent déjà ce que dit le portail."""
        changees = sum(ligne.lues for ligne in self.lignes)
        return max(self.lues - changees - self.lignes_refusees, 0)

    @property
    def est_sans_changement(self) -> bool:
        """Vrai si le fichier ne changerait rien, et n'a rien de faux."""
        return not (self.lignes or self.erreurs)

    def erreurs_par_ligne(self) -> list[tuple[str, list[Erreur]]]:
        """(« Ligne 7 », ses fautes), dans l'ordre du fichier ; d'abord celles de la feuille."""
        rangees = sorted(self.erreurs, key=lambda erreur: erreur.ligne or 0)
        return [
            (f"Ligne {ligne}" if ligne else f"Feuille {groupe[0].feuille}", groupe)
            for ligne, fautes in groupby(rangees, key=lambda erreur: erreur.ligne)
            for groupe in [list(fautes)]
        ]
