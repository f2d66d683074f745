"""La forme de ce qui s'emporte : une colonne, et comment elle se lit ; une suite de lignes."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.complements import CeQuiPrecise
from actions.models import FicheAction
from ctg.socle.tableur import Colonne, Genre, ModeleDeFeuille

Valeurs = Mapping[str, Any]


@dataclass(frozen=True)
class Regard:
    """Ce qu'il faut pour lire une fiche, et qu'elle ne porte pas.

    `ecritures` : étape → sa dernière écriture ; `precisions` : fiche → où, pour qui, avec qui.
    """

    le: datetime.date
    ecritures: Mapping[int, int] = field(default_factory=dict)
    precisions: Mapping[int, CeQuiPrecise] = field(default_factory=dict)


@dataclass(frozen=True)
class Lue:
    """Une colonne, et comment sa valeur se lit sur un objet de la fiche."""

    colonne: Colonne
    lire: Callable[[Any, FicheAction, Regard], Any]


@dataclass(frozen=True)
class Section:
    """Une suite de la fiche (ses étapes, ses notes) : une feuille, et un tableau sur le papier.

    - `objets` : ceux d'une fiche, dans l'ordre, sans requête ;
    - `papier` : ce qu'on en lit sur une page, (en-tête, texte d'une ligne) ;
    - `vide` : ce qu'on dit s'il n'y a rien ; vide, la section ne paraît pas.
    """

    cle: str
    nom: str
    objets: Callable[[FicheAction], Iterable[Any]]
    colonnes: tuple[Lue, ...]
    papier: tuple[tuple[str, Callable[[Valeurs], str]], ...]
    # La part de la page que prend chacune de ces colonnes, en pour cent.
    largeurs: tuple[int, ...]
    vide: str = ""
    aide: str = ""

    @property
    def modele(self) -> ModeleDeFeuille:
        """La feuille du classeur : le numéro de l'action, puis les colonnes."""
        return ModeleDeFeuille(
            self.nom, (ACTION, *(lue.colonne for lue in self.colonnes)), self.aide
        )

    def lignes(self, fiche: FicheAction, regard: Regard) -> list[dict[str, Any]]:
        """Les lignes d'une fiche : clé de colonne → valeur."""
        return [
            {ACTION.cle: fiche.numero}
            | {lue.colonne.cle: lue.lire(objet, fiche, regard) for lue in self.colonnes}
            for objet in self.objets(fiche)
        ]


def lue(
    cle: str,
    intitule: str,
    lire: Callable[[Any, FicheAction, Regard], Any] | None = None,
    genre: Genre = Genre.TEXTE,
    **options: Any,
) -> Lue:
    """Une colonne qui se lit seulement : par défaut, l'attribut de même nom."""
    options.setdefault("est_modifiable", False)
    colonne = Colonne(cle, intitule, genre, **options)
    return Lue(colonne, lire or (lambda objet, fiche, regard: getattr(objet, cle)))


def mot_du_choix(cle: str) -> Callable[[Any, FicheAction, Regard], str]:
    """Le mot d'un champ à choix."""
    return lambda objet, fiche, regard: str(getattr(objet, f"get_{cle}_display")())


ACTION = Colonne("action", "N° d'action", Genre.ENTIER, est_requise=True, est_modifiable=False)
# Le repère d'une ligne : l'objet, et la version que l'export en a lue.
REPERE = Colonne("repere", "Repère", est_modifiable=False, est_cachee=True)
# Ce que l'export a écrit dans les colonnes grises : le classeur le pose, le retour le compare.
EMPREINTE = Colonne("empreinte", "Empreinte", est_modifiable=False, est_cachee=True)
