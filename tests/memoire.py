"""Ce qui a déjà été fait à l'identique, pendant ce passage des essais, ne se refait pas.

`./portail test` donne un même dossier aux deux passages, SQLite et PostgreSQL : ce que l'un a rendu
ou jugé vaut pour l'autre, à entrée égale. Lancé seul, pytest a le sien.
"""

import hashlib
import os
import tempfile
from pathlib import Path


def empreinte(*elements: str | bytes) -> str:
    """Ce qui reconnaît ces éléments, dans cet ordre."""
    somme = hashlib.sha256()
    for element in elements:
        octets = element.encode() if isinstance(element, str) else element
        somme.update(len(octets).to_bytes(8, "big") + octets)
    return somme.hexdigest()


class Memoire:
    """Des octets retenus sous une empreinte, le temps d'un passage."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier

    def lire(self, cle: str) -> bytes | None:
        """Ce qui fut retenu sous cette empreinte, ou None."""
        try:
            return (self._dossier / cle).read_bytes()
        except FileNotFoundError:
            return None

    def retenir(self, cle: str, octets: bytes) -> None:
        """Retient d'un bloc : un autre passage ne lit jamais un fichier à demi écrit."""
        with tempfile.NamedTemporaryFile(dir=self._dossier, delete=False) as provisoire:
            provisoire.write(octets)
        Path(provisoire.name).replace(self._dossier / cle)


def du_passage(sinon: Path) -> Memoire:
    """La mémoire que partagent les passages lancés ensemble (PORTAIL_MEMOIRE), ou celle-ci."""
    return Memoire(Path(os.environ.get("PORTAIL_MEMOIRE") or sinon))
