"""Ce qu'une personne laisse à reprendre quand sa fonction passe à quelqu'un d'autre.

Chaque salle exporte ``a_reprendre(personne, convention, partenaire, le)``, qui le liste, et
``reprendre(cles, passage)``, qui le fait passer. Une clé
commence par un mot que sa salle reconnaît (« siege:12 ») ; elle ignore celles des autres.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

# Qui reprend commence le lendemain du dernier jour de qui laisse.
LENDEMAIN = datetime.timedelta(days=1)


@dataclass(frozen=True)
class AReprendre:
    """Une chose à reprendre : sa clé, sa famille telle qu'on la lit, et ce qu'elle est."""

    cle: str
    famille: str
    libelle: str


def identifiants(cles: Iterable[str], mot: str) -> list[int]:
    """Les identifiants des clés qui commencent par ce mot."""
    morceaux = (cle.partition(":") for cle in cles)
    return [int(pk) for debut, _, pk in morceaux if debut == mot]
