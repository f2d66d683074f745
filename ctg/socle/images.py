"""Une image reçue, réécrite : le portail ne range et n'imprime que des pixels qu'il a relus."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

from ctg.socle.formats import PIXELS_AU_PLUS

FORMATS = ("PNG", "JPEG", "WEBP")
REFUS = "Choisissez une image PNG, JPEG ou WebP."
_ILLISIBLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, MemoryError)


def en_png(fichier: "File[bytes]", *, cote: int) -> tuple["ContentFile[bytes]", int, int]:
    """L'image en PNG, réduite à `cote` pixels au plus, sans rien de ce qu'elle portait d'autre.

    Commentaires, lieu de prise de vue, profil, seconde image : rien ne suit. Rend le fichier, sa
    largeur et sa hauteur. Lève `ValidationError` si ce n'est pas une image admise, ou si elle est
    trop grande pour être déroulée.
    """
    fichier.seek(0)
    try:
        with Image.open(fichier, formats=list(FORMATS)) as recue:
            if recue.width * recue.height > PIXELS_AU_PLUS:
                raise ValidationError("Cette image est trop grande : réduisez-la.")
            recue.draft("RGB", (cote * 2, cote * 2))
            droite = ImageOps.exif_transpose(recue).convert("RGBA")
    except _ILLISIBLE as erreur:
        raise ValidationError(REFUS) from erreur
    finally:
        fichier.seek(0)
    droite.thumbnail((cote, cote), Image.Resampling.LANCZOS)
    opaque = droite.getchannel("A").getextrema() == (255, 255)
    sortie = BytesIO()
    (droite.convert("RGB") if opaque else droite).save(sortie, "PNG", optimize=True)
    return ContentFile(sortie.getvalue(), "logo.png"), droite.width, droite.height
