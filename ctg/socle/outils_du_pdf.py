"""Ce qui a fabriqué un PDF : les versions du moteur, l'empreinte des polices."""

import ctypes
import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings

from ctg.socle.polices import ressources_de_polices

_PAQUETS = ("weasyprint", "pydyf", "fonttools", "font-source-sans-pro", "django")
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib")


def outils_du_pdf() -> dict[str, Any]:
    """Paquet → version, et police → SHA-256 : de quoi refaire le même document."""
    paquets = {nom: _version(nom) for nom in _PAQUETS}
    polices = ressources_de_polices(Path(settings.DOSSIER_POLICES))
    return {
        "moteur": {**paquets, "pango": _pango(), "python": platform.python_version()},
        "polices": {
            nom: hashlib.sha256(octets).hexdigest() for nom, octets in sorted(polices.items())
        },
    }


def _version(paquet: str) -> str:
    try:
        return version(paquet)
    except PackageNotFoundError:
        return ""


def _pango(noms: Sequence[str] = _PANGO) -> str:
    for nom in noms:
        try:
            dire = ctypes.CDLL(nom).pango_version_string
        except OSError:
            continue
        dire.restype = ctypes.c_char_p
        return str(dire().decode("ascii"))
    return ""
