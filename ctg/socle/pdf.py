"""Du HTML au PDF d'archive accessible (PDF/A-3a et PDF/UA-1), dans un processus à part et borné."""

import base64
import ctypes
import datetime
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from ctg.socle import moteur_pdf
from ctg.socle.polices import FAMILLE, PREFIXE_RESSOURCES, feuille_de_polices, ressources_de_polices

journal = logging.getLogger(__name__)

PAQUETS = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
MESSAGE_MOTEUR_ABSENT = (
    "Les documents PDF ne peuvent pas être produits : il manque une bibliothèque au serveur. "
    f"À faire par l'administrateur : apt install {PAQUETS}"
)

# Ce que WeasyPrint ouvre à l'import, dans l'ordre ; un nom par système.
_BIBLIOTHEQUES = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
)
# Les seules variables transmises au moteur : où sont les bibliothèques et les caches de polices.
_VARIABLES_TRANSMISES = (
    "PATH",
    "HOME",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)
_RACINE = Path(__file__).resolve().parents[2]
_SIGNAUX_DE_LIMITE = (signal.SIGXCPU, signal.SIGKILL)
_ILLISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# GLib s'arrête avec ce message quand la mémoire lui est refusée.
_MANQUE_DE_MEMOIRE = ("failed to allocate", "MemoryError", "Cannot allocate memory")

AUCUNE_RESSOURCE: Mapping[str, bytes] = MappingProxyType({})


class ErreurPDF(Exception):
    """Le document n'a pas pu être produit ; le message peut être montré tel quel."""


class MoteurPDFAbsent(ErreurPDF):
    """Pango ou WeasyPrint manque sur cette machine ; le message dit quoi installer."""

    def __init__(self, message: str = MESSAGE_MOTEUR_ABSENT) -> None:
        super().__init__(message)


class RenduTropLourd(ErreurPDF):
    """Le document demande plus de temps ou de mémoire que permis."""


class RenduImpossible(ErreurPDF):
    """Le moteur a refusé le document ou s'est arrêté pour une autre raison."""


@dataclass(frozen=True)
class Limites:
    """Ce qu'un rendu peut prendre : mémoire en octets, temps de calcul et durée en secondes.

    Mesuré : 33 pages prennent 5 s et 165 Mo ; sous 200 Mo d'adresses, GLib s'arrête.
    """

    memoire: int = 1024**3
    processeur: int = 25
    duree: float = 28.0


LIMITES = Limites()


@dataclass(frozen=True)
class PieceJointe:
    """Un fichier que le serveur joint au PDF : ce dont le document est tiré, tel quel.

    `nom` porte son suffixe, qui dit son type ; `le` est sa date, car l'horloge n'est pas lue.
    """

    nom: str
    octets: bytes
    description: str
    le: datetime.date


def rendre_pdf(
    html: str,
    *,
    ressources: Mapping[str, bytes] = AUCUNE_RESSOURCE,
    pieces: Iterable[PieceJointe] = (),
    limites: Limites = LIMITES,
) -> bytes:
    """Un document HTML donne un PDF/A-3a et PDF/UA-1 : même entrée, mêmes octets.

    `html` est un document entier, avec `<html lang>` et `<title>`, qui deviennent ceux du PDF.
    `ressources` donne les seuls fichiers qu'il peut citer, nom → octets, par l'adresse
    « portail:nom » (feuilles .css, images .png .jpg .gif .webp .svg, polices .woff2). Les adresses
    `data:` sont admises ; toute autre est laissée de côté sans arrêter le rendu. Les liens
    relatifs, qui ne mènent nulle part hors du site, deviennent du texte. `pieces` sont les seules
    pièces jointes : le HTML n'en ajoute pas. La famille
    « Source Sans Portail » est toujours disponible, et celle du texte par défaut.
    Lève `MoteurPDFAbsent`, `RenduTropLourd` (limites dépassées) ou `RenduImpossible`, toutes
    filles d'`ErreurPDF`.
    """
    polices = ressources_de_polices(_dossier_de_polices())
    demande = json.dumps(
        {
            # Un signe qui n'en est pas un (saisie abîmée) rendrait le texte du PDF illisible.
            "html": _ILLISIBLES.sub("", html),
            "feuille": _feuille_de_base(),
            "ressources": {
                nom: base64.b64encode(octets).decode("ascii")
                for nom, octets in {**polices, **ressources}.items()
            },
            "pieces": [
                {
                    "nom": piece.nom,
                    "description": piece.description,
                    "le": piece.le.isoformat(),
                    "octets": base64.b64encode(piece.octets).decode("ascii"),
                }
                for piece in pieces
            ],
            "limites": {"memoire": limites.memoire, "processeur": limites.processeur},
        }
    ).encode("ascii")
    # Les fichiers provisoires d'un moteur arrêté en route partent avec ce dossier.
    with tempfile.TemporaryDirectory(prefix="pdf-") as provisoire:
        try:
            # Ni interpréteur de commandes, ni argument venu d'ailleurs.
            fin = subprocess.run(  # noqa: S603
                [sys.executable, "-m", moteur_pdf.__name__],
                input=demande,
                capture_output=True,
                timeout=limites.duree,
                cwd=_RACINE,
                env=_environnement(provisoire),
                check=False,
            )
        except subprocess.TimeoutExpired as erreur:
            raise _trop_lourd() from erreur
    dits = fin.stderr.decode("utf-8", "replace").strip()
    if fin.returncode == 0 and fin.stdout.startswith(b"%PDF-"):
        if dits:
            journal.warning("Moteur PDF : %s", dits[-2000:])
        return fin.stdout
    raise _erreur(fin.returncode, dits)


def _feuille_de_base() -> str:
    """Nos polices, et la leur pour tout document qui n'en demande pas."""
    polices = feuille_de_polices(f"{moteur_pdf.SCHEMA}{PREFIXE_RESSOURCES}")
    return f'{polices}\nhtml {{ font-family: "{FAMILLE}", sans-serif }}'


def _trop_lourd() -> RenduTropLourd:
    return RenduTropLourd(
        "Ce document est trop lourd pour être produit. Raccourcir les textes ou les tableaux, "
        "puis recommencer."
    )


def _erreur(code: int, dits: str) -> ErreurPDF:
    """L'exception qui correspond au code de retour du moteur et à ce qu'il a dit."""
    if code == moteur_pdf.CODE_MOTEUR_ABSENT:
        journal.error("Moteur PDF absent : %s", dits)
        return MoteurPDFAbsent()
    if (
        code == moteur_pdf.CODE_TROP_LOURD
        or -code in _SIGNAUX_DE_LIMITE
        or any(signe in dits for signe in _MANQUE_DE_MEMOIRE)
    ):
        return _trop_lourd()
    if code == moteur_pdf.CODE_DOCUMENT_REFUSE:
        return RenduImpossible(dits)
    journal.error("Moteur PDF arrêté (code %s) : %s", code, dits[-2000:])
    return RenduImpossible("Ce document n'a pas pu être produit. L'erreur est notée au journal.")


def _environnement(provisoire: str) -> dict[str, str]:
    """Un environnement sans secret, le même à chaque rendu."""
    transmises = {nom: os.environ[nom] for nom in _VARIABLES_TRANSMISES if nom in os.environ}
    return transmises | {
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": provisoire,
    }


def _dossier_de_polices() -> Path | None:
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        return None
    dossier = getattr(settings, "DOSSIER_POLICES", None)
    return None if dossier is None else Path(dossier)


# Une présence ne se dément pas ; une absence se revérifie, car on installe sans redémarrer.
_moteur_vu = False


def moteur_pdf_present() -> bool:
    """WeasyPrint et Pango sont installés : la page peut proposer un PDF (moins de 20 ms)."""
    global _moteur_vu
    if not _moteur_vu:
        _moteur_vu = find_spec("weasyprint") is not None and all(
            any(_s_ouvre(nom) for nom in noms) for noms in _BIBLIOTHEQUES
        )
    return _moteur_vu


def _s_ouvre(bibliotheque: str) -> bool:
    try:
        ctypes.CDLL(bibliotheque)
    except OSError:
        return False
    return True
