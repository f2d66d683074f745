"""Entre le contrôle d'un fichier et sa confirmation : la page porte ce qui changera, signé, daté.

Rien n'est gardé sur le serveur, ni le fichier ni ses différences : il n'y a rien à purger.
"""

import datetime
import secrets
from collections.abc import Sequence
from typing import Any

from django.core import signing

from ctg.socle.etats import ActionImpossible

# Une journée pour relire : au-delà, on dépose à nouveau.
_DUREE = datetime.timedelta(days=1)
# Ce qu'un champ caché peut porter, sous la limite d'un envoi.
POIDS_MAXIMAL = 2_000_000


class LotIllisible(Exception):
    """Les différences reçues ne sont pas celles d'un contrôle, ou il est trop ancien."""


def signer(charge: Any, *, sel: str, portee: Sequence[int]) -> str:
    """La charge (du JSON), compressée et signée ; lève `ActionImpossible` si c'est trop.

    `portee` : pour quoi et pour qui elle vaut, les clés de la convention et du compte.
    """
    # Deux contrôles du même fichier font deux lots : appliquer l'un n'empêche pas l'autre.
    unique = secrets.token_hex(8)
    lot = signing.dumps([list(portee), unique, charge], salt=sel, compress=True)
    if len(lot) > POIDS_MAXIMAL:
        raise ActionImpossible(
            "Ce fichier change trop de choses à la fois. Déposez-le en deux parties."
        )
    return lot


def ouvrir(lot: str, *, sel: str, portee: Sequence[int]) -> Any:
    """La charge d'un lot signé du même sel, il y a moins d'un jour, pour cette portée.

    Lève `LotIllisible` sinon : le lot d'une autre personne ne s'applique pas.
    """
    try:
        signee, _, charge = signing.loads(lot, salt=sel, max_age=_DUREE)
    except (signing.BadSignature, ValueError, TypeError) as erreur:
        raise LotIllisible from erreur
    if signee != list(portee):
        raise LotIllisible
    return charge
