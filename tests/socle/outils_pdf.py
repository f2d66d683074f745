"""Écrire un document à rendre et relire le PDF produit."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject


def page(corps: str, tete: str = "", titre: str = "Évaluation 2025") -> str:
    return (
        f'<!doctype html><html lang="fr"><head><title>{titre}</title>{tete}</head>'
        f"<body><h1>Évaluation</h1>{corps}</body></html>"
    )


def png(couleur: str, cote: int = 8) -> bytes:
    sortie = BytesIO()
    Image.new("RGB", (cote, cote), couleur).save(sortie, "PNG")
    return sortie.getvalue()


def tout(octets: bytes) -> bytes:
    """Le PDF et tous ses flux décompressés, pour y chercher un texte."""
    lecteur = PdfReader(BytesIO(octets))
    flux = []
    for numero in range(1, int(str(lecteur.trailer["/Size"]))):
        objet: Any = lecteur.get_object(numero)
        if isinstance(objet, StreamObject):
            flux.append(objet.get_data())
    return b"\n".join([octets, *flux])


def images(octets: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(octets)).pages)
