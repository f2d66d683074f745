"""Des fichiers à déposer : les plus petits qui soient vraiment de leur format."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

TYPES = "[Content_Types].xml"
ODT = "application/vnd.oasis.opendocument.text"
PDF = b"%PDF-1.7 un fichier"


def office(*entrees: str, types: str = "<Types/>") -> bytes:
    """Un document Office qui contient ces entrées."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as zip_:
        for nom, contenu in ((TYPES, types), ("_rels/.rels", ""), *((e, "") for e in entrees)):
            zip_.writestr(nom, contenu)
    return tampon.getvalue()


def odt(*de_plus: str) -> bytes:
    """Un document OpenDocument."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as zip_:
        zip_.writestr("mimetype", ODT)
        for nom in ("content.xml", *de_plus):
            zip_.writestr(nom, "<x/>")
    return tampon.getvalue()


def image(format_: str = "PNG", cote: int = 4) -> bytes:
    """Une image unie."""
    tampon = io.BytesIO()
    Image.new("RGB", (cote, cote), "teal").save(tampon, format_)
    return tampon.getvalue()


def envoye(nom: str = "compte-rendu.pdf", contenu: bytes = PDF) -> SimpleUploadedFile:
    """Un fichier tel qu'un navigateur l'envoie."""
    return SimpleUploadedFile(nom, contenu)
