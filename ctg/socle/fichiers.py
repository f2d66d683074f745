"""Écrire un fichier d'un coup : en entier, ou pas du tout."""

import os
import tempfile
from pathlib import Path


def ecrire_d_un_coup(sortie: Path, octets: bytes) -> None:
    """Remplace `sortie` par ces octets ; une erreur (disque plein) laisse l'ancien intact.

    Lève `OSError`.
    """
    with tempfile.NamedTemporaryFile(
        dir=sortie.parent, prefix=f".{sortie.stem}-", delete=False
    ) as provisoire:
        chemin = Path(provisoire.name)
        try:
            provisoire.write(octets)
            provisoire.flush()
            os.fsync(provisoire.fileno())
            # Un fichier provisoire n'est lisible que de son auteur ; celui-ci, comme les autres.
            chemin.chmod(0o644)
            chemin.replace(sortie)
        except OSError:
            chemin.unlink(missing_ok=True)
            raise
