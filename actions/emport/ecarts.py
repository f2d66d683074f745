"""Ce qu'un classeur changerait, ligne par ligne : des valeurs, et rien d'écrit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.models import FicheAction
from ctg.socle.tableur import Erreur


@dataclass(frozen=True)
class Ecart:
    """Une cellule changée : de quoi à quoi, en toutes lettres."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class LigneReprise:
    """Une ligne qui changerait quelque chose.

    - `cle` : « F12 » pour une fiche, « E34 » pour une étape ;
    - `valeurs` : champ → nouvelle valeur, les seules cellules changées ;
    - `entre_temps` : ce que quelqu'un y a changé depuis l'export ; non vide, elle est protégée ;
    - `version` : celle de la fiche, au moment du contrôle.
    """

    cle: str
    nom: str
    fiche: FicheAction
    version: int
    valeurs: Mapping[str, Any]
    ecarts: list[Ecart]
    entre_temps: list[Ecart] = field(default_factory=list)
    sans_repere: bool = False

    @property
    def est_une_etape(self) -> bool:
        """Vrai pour une étape, faux pour la fiche elle-même."""
        return self.cle.startswith("E")

    @property
    def est_protegee(self) -> bool:
        """Vrai si elle ne s'applique que choisie."""
        return bool(self.entre_temps) or self.sans_repere


@dataclass(frozen=True)
class TexteSigne:
    """Un champ du contrat changé dans le classeur : il ne revient que par une proposition."""

    fiche: FicheAction
    champ: str
    nom: str
    lieu: str


@dataclass
class Controle:
    """Ce qu'un classeur ferait : rien n'est écrit.

    `hors_de_portee` : des lignes changées dans des fiches que la personne ne met pas à jour ;
    `grises` : une colonne qui se lit seulement → les fiches où quelqu'un l'a changée.
    """

    lignes: list[LigneReprise] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)
    signes: list[TexteSigne] = field(default_factory=list)
    grises: dict[str, list[FicheAction]] = field(default_factory=dict)
    hors_de_portee: list[LigneReprise] = field(default_factory=list)
    lues: int = 0

    @property
    def libres(self) -> list[LigneReprise]:
        """Celles qui s'appliquent d'office."""
        return [ligne for ligne in self.lignes if not ligne.est_protegee]

    @property
    def protegees(self) -> list[LigneReprise]:
        """Celles qui ne s'appliquent que choisies."""
        return [ligne for ligne in self.lignes if ligne.est_protegee]

    @property
    def est_sans_changement(self) -> bool:
        """Vrai si le classeur ne changerait rien, et n'a rien de faux."""
        return not (self.lignes or self.erreurs or self.hors_de_portee)

    @property
    def est_tel_quel(self) -> bool:
        """Vrai si, de plus, personne n'y a rien changé qui soit resté sans effet."""
        return self.est_sans_changement and not (self.signes or self.grises)
