"""Une cellule telle qu'une personne l'a remplie, en valeur sûre ; ou la phrase qui dit l'erreur."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from openpyxl.utils.datetime import from_excel

from ctg.socle.nombres import MOINS, nombre_fr
from ctg.socle.periodes import MOIS_SANS_ACCENT
from ctg.socle.tableur.modele import Colonne, Genre, cle_de_mot, texte_de_cellule

# Un jour compté depuis 1900, quand le format de date s'est perdu au collage : de 1982 à 2064.
_JOURS_DEPUIS_1900 = range(30_000, 60_000)
_ANNEES = range(1900, 2201)


class CelluleFausse(Exception):
    """La cellule ne dit rien de sûr ; le message est une phrase française."""


@dataclass(frozen=True)
class Illisible:
    """Une cellule dont le contenu n'est pas une valeur (formule, erreur) ; la phrase le dit."""

    phrase: str


def lire_cellule(colonne: Colonne, brut: Any) -> Any:
    """La valeur d'une cellule, du type que dit `Genre`.

    `brut` vient du tableur (texte, nombre, date, oui/non, `Illisible`) ou d'un CSV (texte). Lève
    `CelluleFausse` si la cellule ne se comprend pas, ou n'a pas ce que la colonne demande.
    """
    if isinstance(brut, Illisible):
        raise CelluleFausse(brut.phrase)
    if isinstance(brut, str):
        brut = texte_de_cellule(brut)
    if brut is None or brut == "":
        if colonne.est_obligatoire:
            raise CelluleFausse("cette cellule est vide. Remplissez-la.")
        return colonne.vide
    return _LECTEURS[colonne.genre](colonne, brut)


def _texte(colonne: Colonne, brut: Any) -> str:
    texte = en_texte(brut)
    if colonne.longueur is not None and len(texte) > colonne.longueur:
        raise CelluleFausse(
            f"ce texte a {nombre_fr(len(texte))} signes. "
            f"Raccourcissez-le à {nombre_fr(colonne.longueur)}."
        )
    return texte


def en_texte(brut: Any) -> str:
    """Ce que la personne voit dans la cellule, sans le « .0 » d'un nombre entier."""
    if isinstance(brut, bool):
        return "oui" if brut else "non"
    if isinstance(brut, float):
        return str(int(brut)) if brut.is_integer() else str(brut).replace(".", ",")
    if isinstance(brut, datetime.datetime):
        return f"{brut:%d/%m/%Y}"
    if isinstance(brut, datetime.date):
        return f"{brut:%d/%m/%Y}"
    return str(brut)


def _entier(colonne: Colonne, brut: Any) -> int:
    valeur = _decimal(brut, "un nombre entier")
    if valeur != valeur.to_integral_value():
        raise CelluleFausse(f"« {en_texte(brut)} » n'est pas un nombre entier.")
    _borner(colonne, valeur)
    return int(valeur)


def _nombre(colonne: Colonne, brut: Any) -> Decimal:
    valeur = _decimal(brut, "un nombre")
    _borner(colonne, valeur)
    return valeur


def _decimal(brut: Any, attendu: str) -> Decimal:
    if not isinstance(brut, (bool, datetime.date, datetime.time)):
        # Les milliers se séparent d'une espace ; l'unité écrite n'est pas le nombre.
        ecrit = re.sub(r"[\s\u00a0\u202f€%]", "", str(brut)).replace(",", ".").replace(MOINS, "-")
        try:
            valeur = Decimal(ecrit)
        except InvalidOperation:
            pass
        else:
            if valeur.is_finite() and valeur.adjusted() < 15:
                return valeur
    raise CelluleFausse(f"« {en_texte(brut)} » n'est pas {attendu}.")


def _borner(colonne: Colonne, valeur: Decimal) -> None:
    if colonne.minimum is not None and valeur < colonne.minimum:
        raise CelluleFausse(f"écrivez au moins {nombre_fr(colonne.minimum)}.")
    if colonne.maximum is not None and valeur > colonne.maximum:
        raise CelluleFausse(f"écrivez au plus {nombre_fr(colonne.maximum)}.")


def _date(colonne: Colonne, brut: Any) -> datetime.date:
    if isinstance(brut, datetime.datetime):
        brut = brut.date()
    jour = brut if isinstance(brut, datetime.date) else _date_ecrite(brut)
    if jour is None or jour.year not in _ANNEES:
        raise CelluleFausse(
            f"« {en_texte(brut)} » n'est pas une date. Écrivez jour/mois/année, comme 31/12/2025."
        )
    return jour


def _date_ecrite(brut: Any) -> datetime.date | None:
    if isinstance(brut, (int, float)) and not isinstance(brut, bool):
        if int(brut) not in _JOURS_DEPUIS_1900:
            return None
        jour = from_excel(int(brut))
        return jour.date() if isinstance(jour, datetime.datetime) else None
    ecrit = cle_de_mot(str(brut)).replace("1er", "1").split()
    if len(ecrit) != 3:
        return None
    if ecrit[1] in MOIS_SANS_ACCENT:
        ecrit[1] = str(MOIS_SANS_ACCENT.index(ecrit[1]) + 1)
    if not all(partie.isdecimal() for partie in ecrit):
        return None
    annee_d_abord = len(ecrit[0]) == 4
    annee, mois, jour_du_mois = (int(p) for p in (ecrit if annee_d_abord else reversed(ecrit)))
    try:
        return datetime.date(annee, mois, jour_du_mois)
    except ValueError:
        return None


def _choix(colonne: Colonne, brut: Any) -> str:
    ecrit = en_texte(brut)
    for valeur, mot in colonne.choix.items():
        if cle_de_mot(ecrit) in (cle_de_mot(mot), cle_de_mot(valeur)):
            return valeur
    mots = list(colonne.choix.values())
    proches = get_close_matches(cle_de_mot(ecrit), [cle_de_mot(mot) for mot in mots], n=1)
    if proches:
        propose = next(mot for mot in mots if cle_de_mot(mot) == proches[0])
        raise CelluleFausse(f"« {ecrit} » n'est pas dans la liste. Vouliez-vous « {propose} » ?")
    raise CelluleFausse(f"« {ecrit} » n'est pas dans la liste. Choisissez : {_citer(mots)}.")


def _citer(mots: Iterable[str], au_plus: int = 12) -> str:
    cites = list(mots)
    if len(cites) > au_plus:
        return f"{', '.join(cites[:au_plus])}…"
    return " ou ".join(filter(None, (", ".join(cites[:-1]), *cites[-1:])))


def _liste(colonne: Colonne, brut: Any) -> list[str]:
    elements = [mot.strip() for mot in re.split(r"[;\n]", en_texte(brut)) if mot.strip()]
    if colonne.choix:
        elements = [_choix(colonne, mot) for mot in elements]
    return list(dict.fromkeys(elements))


def _oui_non(colonne: Colonne, brut: Any) -> bool:
    if isinstance(brut, bool):
        return brut
    mot = cle_de_mot(en_texte(brut))
    if mot in ("oui", "o", "vrai", "x", "1"):
        return True
    if mot in ("non", "n", "faux", "0"):
        return False
    raise CelluleFausse(f"« {en_texte(brut)} » n'est ni oui, ni non.")


_LECTEURS = {
    Genre.TEXTE: _texte,
    Genre.ENTIER: _entier,
    Genre.NOMBRE: _nombre,
    Genre.DATE: _date,
    Genre.CHOIX: _choix,
    Genre.LISTE: _liste,
    Genre.OUI_NON: _oui_non,
}
