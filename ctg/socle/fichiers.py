"""Écrire un fichier d'un coup : en entier, ou pas du tout."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

_MORCEAU = 64 * 1024


def morceaux_ecrits(ecrire: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """Ce que `ecrire` range, aussitôt, dans un fichier provisoire ; rendu ensuite par morceaux."""
    with tempfile.TemporaryFile() as fichier:
        ecrire(fichier)
        fichier.flush()
        # Un descripteur à nous : le ramasse-miettes ne peut pas le perdre avant `close`.
        return _Morceaux(os.dup(fichier.fileno()))


class _Morceaux(Iterator[bytes]):
    """Les morceaux d'un fichier provisoire, fermé avec le dernier, ou quand on y renonce."""

    def __init__(self, descripteur: int) -> None:
        self.descripteur: int | None = descripteur
        os.lseek(descripteur, 0, os.SEEK_SET)

    def __next__(self) -> bytes:
        morceau = b"" if self.descripteur is None else os.read(self.descripteur, _MORCEAU)
        if not morceau:
            self.close()
            raise StopIteration
        return morceau

    def close(self) -> None:
        """Ferme le fichier, et l'efface : Django l'appelle à la fin de la réponse."""
        descripteur, self.descripteur = self.descripteur, None
        if descripteur is not None:
            os.close(descripteur)

    __del__ = close


def ecrire_d_un_coup(sortie: Path, octets: bytes | Iterable[bytes]) -> int:
    """Remplace `sortie` par ces octets, ou ces morceaux ; rend leur nombre.

    Une erreur (disque plein) laisse l'ancien intact. Lève `OSError`.
    """
    morceaux = [octets] if isinstance(octets, bytes) else octets
    with tempfile.NamedTemporaryFile(
        dir=sortie.parent, prefix=f".{sortie.stem}-", delete=False
    ) as provisoire:
        chemin = Path(provisoire.name)
        try:
            poids = sum(provisoire.write(morceau) for morceau in morceaux)
            provisoire.flush()
            os.fsync(provisoire.fileno())
            # Un fichier provisoire n'est lisible que de son auteur ; celui-ci, comme les autres.
            chemin.chmod(0o644)
            chemin.replace(sortie)
        except BaseException:
            # Les morceaux se fabriquent à mesure : tout peut manquer en route.
            chemin.unlink(missing_ok=True)
            raise
    return poids
