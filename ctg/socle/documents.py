"""La base d'un document : un fichier de sa salle, vérifié à son dépôt, servi avec des droits."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models

TAILLE_MAXIMALE = 20 * 1024 * 1024
# Ce que les premiers octets doivent être, par suffixe accepté : un nom ne prouve rien.
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
}
# Ce que le navigateur reçoit : jamais un type deviné d'après le contenu.
TYPES_DE_CONTENU = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}


def verifier_fichier(fichier: "File[bytes]") -> None:
    """Refuse un fichier trop lourd, d'un type non prévu, ou dont le contenu dément le suffixe."""
    suffixe = PurePath(getattr(fichier, "name", "") or "").suffix.lower()
    if suffixe not in SIGNATURES:
        acceptes = ", ".join(sorted(s[1:].upper() for s in SIGNATURES))
        raise ValidationError(f"Ce type de fichier n'est pas accepté. Types acceptés : {acceptes}.")
    if getattr(fichier, "size", 0) > TAILLE_MAXIMALE:
        raise ValidationError("Ce fichier dépasse 20 Mo.")
    fichier.seek(0)
    debut = fichier.read(8)
    fichier.seek(0)
    if not debut.startswith(SIGNATURES[suffixe]):
        raise ValidationError(
            f"Le contenu de ce fichier n'est pas celui d'un {suffixe[1:].upper()}."
        )


class DocumentDeBase(models.Model):
    """Un titre, une note, et un fichier qui peut rester à joindre."""

    titre = models.CharField("titre", max_length=200)
    note = models.TextField("note", blank=True)
    fichier = models.FileField(
        "fichier", upload_to="%Y/%m", blank=True, validators=[verifier_fichier]
    )

    class Meta:
        abstract = True
