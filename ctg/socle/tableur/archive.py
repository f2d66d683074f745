"""Ouvrir un classeur venu du dehors : ce qu'il est, combien il pèse, et rien de piégé.

Un XLSX est un ZIP de fichiers XML. Il est mesuré avant d'être lu : quelques octets peuvent en
promettre des milliards.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from ctg.socle.nombres import nombre_fr
from ctg.socle.tableur.cellules import Illisible

_ZIP, _ANCIEN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CONTENU = "[Content_Types].xml"
_FUSION = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"'
)
# La dernière ligne d'un tableur : au-delà, le numéro ment, et le remplir ne finirait pas.
_DERNIERE_LIGNE = 1_048_576
# Un classeur n'a jamais de DTD ; une entité qui se répète est une bombe.
_DTD = re.compile(rb"<!\s{0,32}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BLOC, _CHEVAUCHEMENT = 1024 * 1024, 64
_FORMULE = Illisible("cette cellule contient une formule. Collez-y sa valeur.")
_FUSIONNEES = Illisible("ces cellules sont fusionnées. Défaites la fusion, puis remplissez-les.")


class ClasseurRefuse(Exception):
    """Le fichier ne se lit pas ; le message, en français, dit pourquoi et quoi faire."""


@dataclass(frozen=True)
class Limites:
    """Ce qu'un fichier peut peser : en octets, en lignes remplies, en colonnes, en fusions."""

    octets: int = 20 * 1024 * 1024
    octets_decompresses: int = 96 * 1024 * 1024
    fichiers: int = 1_000
    lignes: int = 20_000
    colonnes: int = 300
    fusions: int = 5_000


LIMITES = Limites()


@dataclass(frozen=True)
class Fusion:
    """Des cellules fusionnées : leurs bornes, comptées à partir de 1."""

    premiere_colonne: int
    premiere_ligne: int
    derniere_colonne: int
    derniere_ligne: int


@dataclass(frozen=True)
class Archive:
    """Un classeur ouvert, contrôlé ; ses feuilles se lisent une ligne à la fois."""

    livre: Workbook
    zip: zipfile.ZipFile

    def noms(self) -> list[str]:
        """Les feuilles de cellules, dans l'ordre (un graphique n'en est pas une)."""
        return [feuille.title for feuille in self.livre.worksheets]

    def lignes(self, nom: str, limites: Limites) -> Iterator[tuple[int, list[Any]]]:
        """Chaque ligne non vide : son numéro, ses valeurs brutes.

        Une fusion verticale vaut pour chacune de ses lignes ; une formule, une erreur ou une
        fusion sur plusieurs colonnes est `Illisible`.
        """
        feuille: Any = self.livre[nom]
        # Les bornes que le fichier annonce ne prouvent rien.
        feuille.reset_dimensions()
        fusions = _Fusions(self._fusions(feuille, limites), limites.colonnes)
        remplies = 0
        try:
            # openpyxl rend une ligne vide par numéro sauté : sans borne, un seul numéro immense le
            # ferait compter sans fin avant de rendre la main.
            for numero, ligne in enumerate(feuille.iter_rows(max_row=_DERNIERE_LIGNE + 1), 1):
                if numero > _DERNIERE_LIGNE:
                    raise ClasseurRefuse(
                        f"La feuille {nom} dépasse la dernière ligne d'un tableur. "
                        "Copiez les lignes utiles dans un classeur neuf."
                    )
                if not ligne and fusions.ignorent(numero):
                    continue
                valeurs = [_brut(cellule) for cellule in ligne[: limites.colonnes]]
                valeurs = fusions.etendre(numero, valeurs)
                if all(valeur is None for valeur in valeurs):
                    continue
                remplies += 1
                if remplies > limites.lignes + 1:
                    raise ClasseurRefuse(
                        f"La feuille {nom} a plus de {nombre_fr(limites.lignes)} lignes. "
                        "Partagez-la en plusieurs fichiers."
                    )
                yield numero, valeurs
        except ClasseurRefuse:
            raise
        except Exception as erreur:
            # openpyxl laisse passer toutes sortes d'erreurs d'un XML mal formé.
            raise _abime() from erreur

    def _fusions(self, feuille: Any, limites: Limites) -> list[Fusion]:
        # En lecture ligne à ligne, openpyxl ne dit pas les fusions : elles suivent les données.
        contenu = self.zip.read(feuille._worksheet_path)
        debut = max(contenu.rfind(b"sheetData>"), 0)
        trouvees = list(islice(_FUSION.finditer(contenu, debut), limites.fusions + 1))
        if len(trouvees) > limites.fusions:
            raise ClasseurRefuse(
                f"La feuille {feuille.title} a plus de {nombre_fr(limites.fusions)} cellules "
                "fusionnées. Défaites les fusions, puis recommencez."
            )
        return [Fusion(*range_boundaries(trouvee[1].decode("ascii"))) for trouvee in trouvees]


def ouvrir(octets: bytes, limites: Limites = LIMITES) -> Archive:
    """Le classeur, s'il en est un et s'il tient dans les limites ; lève `ClasseurRefuse`."""
    if len(octets) > limites.octets:
        raise ClasseurRefuse(f"Ce fichier dépasse {limites.octets // 1024**2} Mo.")
    if octets.startswith(_ANCIEN):
        raise ClasseurRefuse(
            "Ce fichier est dans un ancien format, ou protégé par un mot de passe. "
            "Enregistrez-le en .xlsx, sans mot de passe."
        )
    if not octets.startswith(_ZIP):
        raise ClasseurRefuse("Ce fichier n'est pas un classeur. Déposez un fichier .xlsx.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(octets))
        _mesurer(archive, limites)
        with warnings.catch_warnings():
            # Ce qu'openpyxl laisse de côté (une mise en forme, un graphique) ne se lit pas ici.
            warnings.simplefilter("ignore")
            livre = load_workbook(io.BytesIO(octets), read_only=True, keep_links=False)
    except ClasseurRefuse:
        raise
    except Exception as erreur:
        # openpyxl laisse passer toutes sortes d'erreurs d'un fichier mal formé.
        raise _abime() from erreur
    return Archive(livre, archive)


def _mesurer(archive: zipfile.ZipFile, limites: Limites) -> None:
    parties = archive.infolist()
    noms = {partie.filename for partie in parties}
    if _CONTENU not in noms or not any(nom.endswith("workbook.xml") for nom in noms):
        raise ClasseurRefuse(
            "Ce fichier n'est pas un classeur Excel. Enregistrez-le en .xlsx depuis le tableur."
        )
    # La taille annoncée borne ce que `zipfile` rend ensuite : elle ne peut pas mentir.
    total = sum(partie.file_size for partie in parties)
    if total > limites.octets_decompresses or len(parties) > limites.fichiers:
        raise ClasseurRefuse(
            "Ce classeur est trop gros une fois ouvert. "
            "Copiez les lignes utiles dans un classeur neuf."
        )
    for partie in parties:
        if not partie.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(partie) as flux:
            if _est_piegee(flux):
                raise _abime()


def _est_piegee(flux: IO[bytes]) -> bool:
    """Vrai si cette partie déclare une DTD, où que ce soit, ou n'est pas en UTF-8."""
    reste = b""
    while bloc := flux.read(_BLOC):
        vu = reste + bloc
        # Sans UTF-8, la DTD ne se verrait pas.
        if b"\x00" in bloc or _DTD.search(vu):
            return True
        # Une déclaration à cheval sur deux blocs se voit quand même.
        reste = vu[-_CHEVAUCHEMENT:]
    return False


def _abime() -> ClasseurRefuse:
    return ClasseurRefuse(
        "Ce classeur est abîmé. Ouvrez-le dans le tableur, enregistrez-le, puis recommencez."
    )


def _brut(cellule: Any) -> Any:
    """La valeur d'une cellule telle que le tableur la donne ; un texte vide n'est rien."""
    if cellule.data_type == "f":
        return _FORMULE
    if cellule.data_type == "e":
        return Illisible(f"le tableur y affiche l'erreur {cellule.value}. Écrivez la valeur.")
    valeur = cellule.value
    return None if isinstance(valeur, str) and not valeur.strip() else valeur


class _Fusions:
    """Les fusions d'une feuille, ligne après ligne ; les lignes viennent dans l'ordre."""

    def __init__(self, fusions: list[Fusion], colonnes: int) -> None:
        self._a_venir = sorted(fusions, key=lambda f: f.premiere_ligne, reverse=True)
        self._colonnes = colonnes
        # Par colonne (à partir de 0) : la dernière ligne de sa fusion, et ce qu'elle vaut. Une
        # ligne coûte ainsi ses colonnes au plus, quel que soit le nombre des fusions.
        self._ouvertes: dict[int, tuple[int, Any]] = {}

    def ignorent(self, numero: int) -> bool:
        """Vrai si aucune fusion ne touche cette ligne : un million de vides se passe vite."""
        return not self._ouvertes and not (
            self._a_venir and self._a_venir[-1].premiere_ligne <= numero
        )

    def etendre(self, numero: int, valeurs: list[Any]) -> list[Any]:
        """Les valeurs de la ligne, les fusions verticales prolongées."""
        while self._a_venir and self._a_venir[-1].premiere_ligne <= numero:
            self._commencer(self._a_venir.pop(), valeurs)
        for rang, (derniere, valeur) in list(self._ouvertes.items()):
            if derniere < numero:
                del self._ouvertes[rang]
                continue
            valeurs += [None] * (rang + 1 - len(valeurs))
            valeurs[rang] = valeur
        return valeurs

    def _commencer(self, fusion: Fusion, valeurs: list[Any]) -> None:
        rang = fusion.premiere_colonne - 1
        valeur = valeurs[rang] if rang < len(valeurs) else None
        # Une fusion vide ne prolonge rien.
        if valeur is None:
            return
        if fusion.derniere_colonne > fusion.premiere_colonne:
            valeur = _FUSIONNEES
        for colonne in range(rang, min(fusion.derniere_colonne, self._colonnes)):
            self._ouvertes[colonne] = (fusion.derniere_ligne, valeur)
