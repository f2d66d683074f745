"""Entre le contrôle d'un fichier et sa confirmation : la page porte ce qui changera, signé, daté.

Rien n'est gardé sur le serveur, ni le fichier ni ses différences : il n'y a rien à purger.
"""

import datetime
from typing import Any

from django.core import signing

from ctg.socle.etats import ActionImpossible

# Une journée pour relire : au-delà, on dépose à nouveau.
_DUREE = datetime.timedelta(days=1)
# Ce qu'un champ caché peut porter, sous la limite d'un envoi.
POIDS_MAXIMAL = 2_000_000


class LotIllisible(Exception):
    """Les différences reçues ne sont pas celles d'un contrôle, ou il est trop ancien."""


def signer(charge: Any, *, sel: str) -> str:
    """La charge (du JSON), compressée et signée ; lève `ActionImpossible` si c'est trop."""
    lot = signing.dumps(charge, salt=sel, compress=True)
    if len(lot) > POIDS_MAXIMAL:
        raise ActionImpossible(
            "Ce fichier change trop de choses à la fois. Déposez-le en deux parties."
        )
    return lot


def ouvrir(lot: str, *, sel: str) -> Any:
    """La charge d'un lot signé du même sel, il y a moins d'un jour ; lève `LotIllisible`."""
    try:
        return signing.loads(lot, salt=sel, max_age=_DUREE)
    except (signing.BadSignature, ValueError, TypeError) as erreur:
        raise LotIllisible from erreur
