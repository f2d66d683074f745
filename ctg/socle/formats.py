"""Ce qu'un fichier déposé doit être : un type prévu, une taille, un contenu qui ne ment pas.

Un nom ne prouve rien : chaque format accepté se lit assez pour se reconnaître. Le HTML, le SVG et
les documents à macros, qui exécutent quelque chose chez qui les ouvre, ne sont pas acceptés.
"""

import lzma
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image

TAILLE_MAXIMALE = 20 * 1024 * 1024
# Au-delà, décoder une image de quelques kilooctets remplirait la mémoire.
PIXELS_AU_PLUS = 40_000_000
_OCTETS_LUS_D_UNE_ENTREE = 1024 * 1024

MACROS = "Ce fichier contient des macros. Enregistrez-le sans elles, ou en PDF."


@dataclass(frozen=True)
class Format:
    """Un format accepté.

    `type_de_contenu` : ce que le navigateur reçoit, jamais un type deviné ; `est_bien` : dit si le
    contenu est de ce format, ou lève `ValidationError` quand il y a mieux à dire.
    """

    nom: str
    type_de_contenu: str
    est_bien: Callable[["File[bytes]"], bool]


def _est_un_pdf(fichier: "File[bytes]") -> bool:
    return bool(fichier.read(5) == b"%PDF-")


def _office(*attendues: str) -> Callable[["File[bytes]"], bool]:
    """Un document Office : une archive qui contient ces entrées, et pas de macro."""

    def est_bien(fichier: "File[bytes]") -> bool:
        with zipfile.ZipFile(fichier) as archive:
            noms = set(archive.namelist())
            if not noms.issuperset({"[Content_Types].xml", *attendues}):
                return False
            types = _entree(archive, "[Content_Types].xml").lower()
            if b"macroenabled" in types or any("vbaproject" in nom.lower() for nom in noms):
                raise ValidationError(MACROS)
        return True

    return est_bien


def _opendocument(type_attendu: str) -> Callable[["File[bytes]"], bool]:
    """Un document OpenDocument : une archive qui dit son type, et pas de macro."""

    def est_bien(fichier: "File[bytes]") -> bool:
        with zipfile.ZipFile(fichier) as archive:
            noms = archive.namelist()
            if not {"mimetype", "content.xml"} <= set(noms):
                return False
            if any(nom.startswith(("Basic/", "Scripts/")) for nom in noms):
                raise ValidationError(MACROS)
            return _entree(archive, "mimetype").strip() == type_attendu.encode()

    return est_bien


def _entree(archive: zipfile.ZipFile, nom: str) -> bytes:
    """Le début d'une entrée : jamais plus, quoi qu'elle prétende contenir."""
    with archive.open(nom) as entree:
        return entree.read(_OCTETS_LUS_D_UNE_ENTREE)


def _image(nom: str) -> Callable[["File[bytes]"], bool]:
    """Une image de ce format, qui se décode entièrement."""

    def est_bien(fichier: "File[bytes]") -> bool:
        with Image.open(fichier, formats=[nom]) as image:
            if image.width * image.height > PIXELS_AU_PLUS:
                raise ValidationError("Cette image est trop grande : réduisez-la.")
            # Un JPEG se décode en petit : assez pour voir qu'il est entier.
            image.draft("RGB", (64, 64))
            image.load()
        return True

    return est_bien


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODT = "application/vnd.oasis.opendocument.text"
_JPEG = Format("JPEG", "image/jpeg", _image("JPEG"))

FORMATS: dict[str, Format] = {
    ".pdf": Format("PDF", "application/pdf", _est_un_pdf),
    ".docx": Format(
        "DOCX", f"{_OOXML}.wordprocessingml.document", _office("_rels/.rels", "word/document.xml")
    ),
    ".xlsx": Format(
        "XLSX", f"{_OOXML}.spreadsheetml.sheet", _office("_rels/.rels", "xl/workbook.xml")
    ),
    ".odt": Format("ODT", _ODT, _opendocument(_ODT)),
    ".png": Format("PNG", "image/png", _image("PNG")),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".webp": Format("WebP", "image/webp", _image("WEBP")),
}
_NOMS = list(dict.fromkeys(un.nom for un in FORMATS.values()))
NOMS_DES_FORMATS = f"{', '.join(_NOMS[:-1])} ou {_NOMS[-1]}"
# Ce que l'explorateur de fichiers propose d'abord ; le serveur vérifie de toute façon.
SUFFIXES_PROPOSES = ",".join(FORMATS)
AIDE_DU_FICHIER = f"{NOMS_DES_FORMATS}, {TAILLE_MAXIMALE // (1024 * 1024)} Mo au plus."

# Ce que les lecteurs lèvent sur un contenu qui n'est pas le leur.
_ILLISIBLE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def suffixe_de(nom: str | None) -> str:
    """Le suffixe d'un nom de fichier, en minuscules : « .pdf »."""
    return PurePath(nom or "").suffix.lower()


# Ce que le portail écrit lui-même, et ne reçoit pas.
_ECRITS = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}


def type_de_contenu(nom: str | None) -> str:
    """Le type que reçoit le navigateur pour un fichier de ce nom."""
    suffixe = suffixe_de(nom)
    connu = FORMATS.get(suffixe)
    return connu.type_de_contenu if connu else _ECRITS.get(suffixe, "application/octet-stream")


def verifier_fichier(fichier: "File[bytes]") -> None:
    """Refuse un fichier vide, trop lourd, d'un type non prévu, ou dont le contenu ment.

    Lève `ValidationError`. La lecture repart du début, et y revient.
    """
    suffixe = suffixe_de(getattr(fichier, "name", ""))
    if suffixe not in FORMATS:
        raise ValidationError(
            f"Ce type de fichier n'est pas accepté. Types acceptés : {NOMS_DES_FORMATS}."
        )
    taille = getattr(fichier, "size", 0)
    if not taille:
        raise ValidationError("Ce fichier est vide.")
    if taille > TAILLE_MAXIMALE:
        raise ValidationError("Ce fichier dépasse 20 Mo.")
    fichier.seek(0)
    try:
        est_bien = FORMATS[suffixe].est_bien(fichier)
    except _ILLISIBLE:
        est_bien = False
    finally:
        fichier.seek(0)
    if not est_bien:
        raise ValidationError(
            f"Le contenu de ce fichier n'est pas celui d'un {FORMATS[suffixe].nom}."
        )


def champ_de_fichier(libelle: str, *, aide: str = "", requis: bool = True) -> forms.FileField:
    """Le champ d'un fichier : ce qu'on accepte et la taille se disent avant l'envoi."""
    return forms.FileField(
        label=libelle,
        required=requis,
        help_text=f"{AIDE_DU_FICHIER} {aide}".strip(),
        widget=forms.FileInput(attrs={"accept": SUFFIXES_PROPOSES}),
        validators=[verifier_fichier],
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )
