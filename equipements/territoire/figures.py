"""Une figure : une valeur par commune, ce qu'elle veut dire, ce qui manque pour conclure.

La carte, le tableau et le papier montrent la même. Une valeur inconnue n'a ni classe ni nombre :
« non renseigné », jamais zéro.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conventions.models import Commune
from ctg.socle.graphiques import Forme
from equipements.models import Equipement


@dataclass(frozen=True)
class Valeur:
    """Ce qu'une figure dit d'une commune.

    `ecrite` : ce qui se lit sur la carte (« 12,3 ») ; None : non renseigné. `detail` : la phrase
    du tableau. `classe` : le rang de sa légende ; None si la valeur est inconnue.
    """

    commune: Commune
    ecrite: str | None
    detail: str
    classe: int | None


@dataclass(frozen=True)
class Constat:
    """Ce qu'on peut en conclure, ou non, et les structures à compléter pour le pouvoir."""

    phrase: str
    a_completer: Sequence[Equipement] = ()


@dataclass(frozen=True)
class Figure:
    """Une valeur par commune signataire, dans l'ordre alphabétique.

    `titre` dit ce qu'on voit, `colonne` l'en-tête du tableau, `abrege` celui d'un tableau qui en
    réunit plusieurs, `methode` comment c'est compté.
    `legendes` : les mots de chaque classe ; `formes` : leur marque, quand il n'y a pas de nombre.
    """

    cle: str
    titre: str
    colonne: str
    abrege: str
    methode: str
    legendes: Sequence[str]
    valeurs: Sequence[Valeur]
    formes: Sequence[Forme] = ()
    constat: Constat | None = None

    @property
    def connues(self) -> int:
        """Les communes dont on connaît la valeur."""
        return sum(valeur.classe is not None for valeur in self.valeurs)

    @property
    def se_dessine(self) -> bool:
        """Faux si la carte ne montrerait que des communes inconnues, ou sans rien."""
        return any(v.classe for v in self.valeurs) or bool(self.formes and self.connues)


def inconnue(commune: Commune, pourquoi: str = "") -> Valeur:
    """« non renseigné », et pourquoi."""
    suite = f"\u00a0: {pourquoi}" if pourquoi else ""
    return Valeur(commune, None, f"non renseigné{suite}", None)


def rang(nombre: float, plafonds: Iterable[float]) -> int:
    """La classe d'un nombre parmi des plafonds compris ; au-delà du dernier, la suivante."""
    plafonds = list(plafonds)
    return next((i for i, plafond in enumerate(plafonds) if nombre <= plafond), len(plafonds))


def noms(structures: Iterable[Equipement]) -> str:
    """« La Bulle (Boé), Relais (Agen) » : les homonymes se distinguent par leur commune."""
    return ", ".join(f"{s.nom} ({s.commune.nom})" for s in structures)
