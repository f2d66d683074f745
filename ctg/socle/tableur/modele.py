"""Ce qu'est une feuille : ses colonnes, ce que chacune contient, ce qu'une erreur en dit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ctg.socle.recherche import sans_accent

# Ce qu'un tableur sait ranger dans une cellule ; au-delà, il coupe sans le dire.
CARACTERES_PAR_CELLULE = 32_767
SUITE = " […] La suite est dans le portail."
# Une cellule de texte qui commence ainsi serait, dans un CSV, une formule à exécuter.
DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")
# Les signes qu'un fichier XML ne peut pas porter.
_ILLISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Genre(StrEnum):
    """Ce qu'une colonne contient, et donc le type de sa valeur une fois lue."""

    TEXTE = "texte"  # str ; vide : ""
    ENTIER = "entier"  # int | None
    NOMBRE = "nombre"  # Decimal | None
    DATE = "date"  # datetime.date | None
    CHOIX = "choix"  # str, une clé de `choix` ; vide : ""
    LISTE = "liste"  # list[str] ; vide : []
    OUI_NON = "oui_non"  # bool | None


@dataclass(frozen=True)
class Colonne:
    """Une colonne.

    - `cle` : le nom de la valeur dans une ligne ; `intitule` : l'en-tête, tel qu'on le lit ;
    - `aide` : ce qu'on y écrit, en une phrase (mode d'emploi, et bulle sur la cellule) ;
    - `choix` : valeur → mot, dans l'ordre ; pour une liste, les seuls éléments admis s'il y en a ;
    - `est_requise` : sans cette colonne, la feuille ne se lit pas ; `est_obligatoire` : une cellule
      vide y est une erreur ;
    - `est_modifiable` : faux pour ce qui se lit seulement (grisé, verrouillé si la feuille l'est) ;
    - `est_cachee` : un repère du portail, que personne ne lit ;
    - `synonymes` : d'autres en-têtes admis à la lecture ;
    - `largeur` en caractères ; `longueur` : le plus long texte admis ; `minimum`, `maximum` :
      bornes d'un nombre.
    """

    cle: str
    intitule: str
    genre: Genre = Genre.TEXTE
    aide: str = ""
    choix: Mapping[str, str] = field(default_factory=dict)
    est_requise: bool = False
    est_obligatoire: bool = False
    est_modifiable: bool = True
    est_cachee: bool = False
    synonymes: Sequence[str] = ()
    largeur: int | None = None
    longueur: int | None = None
    minimum: int | None = None
    maximum: int | None = None

    @property
    def vide(self) -> str | list[str] | None:
        """La valeur d'une cellule vide."""
        if self.genre is Genre.LISTE:
            return []
        return "" if self.genre in (Genre.TEXTE, Genre.CHOIX) else None


@dataclass(frozen=True)
class ModeleDeFeuille:
    """Une feuille : son nom (trente et un signes au plus), ses colonnes, à quoi elle sert.

    `est_requise` : faux si un classeur peut ne pas l'avoir.
    """

    nom: str
    colonnes: Sequence[Colonne]
    aide: str = ""
    est_requise: bool = True

    def colonne(self, cle: str) -> Colonne:
        """La colonne de cette clé ; lève `KeyError` si elle n'existe pas."""
        for colonne in self.colonnes:
            if colonne.cle == cle:
                return colonne
        raise KeyError(cle)


@dataclass(frozen=True)
class Erreur:
    """Ce qui ne va pas, et où : `str()` en fait une phrase française.

    Sans `ligne`, c'est la feuille qui est en cause.
    """

    feuille: str
    message: str
    ligne: int | None = None
    colonne: str = ""

    def __str__(self) -> str:
        return f"{self.lieu} : {self.message}"

    @property
    def lieu(self) -> str:
        """« Feuille Étapes, ligne 7, colonne Faite le »."""
        lieu = f"Feuille {self.feuille}"
        if self.ligne is not None:
            lieu += f", ligne {self.ligne}"
        return f"{lieu}, colonne {self.colonne}" if self.colonne else lieu


def texte_de_cellule(texte: str) -> str:
    """Un texte tel qu'une cellule le rend : sans signe illisible, retours d'une seule sorte.

    Ce qui dépasse une cellule finit par une mention, et jamais par une coupure muette. Deux
    textes de même forme sont le même texte : c'est ainsi que l'aller-retour se compare.
    """
    propre = texte.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    propre = _ILLISIBLES.sub("", propre).strip()
    if len(propre) <= CARACTERES_PAR_CELLULE:
        return propre
    return propre[: CARACTERES_PAR_CELLULE - len(SUITE)] + SUITE


@lru_cache(maxsize=8192)
def cle_de_mot(mot: str) -> str:
    """Un mot pour le comparer : sans accent, majuscule, ni espace ou ponctuation en trop."""
    return " ".join(re.findall(r"\w+|°", (sans_accent(mot) or "").casefold()))
