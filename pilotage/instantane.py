"""L'instantané d'une évaluation : ses données en JSON canonique, dont l'empreinte se vérifie.

Canonique : clés triées, aucun blanc, UTF-8. Les mêmes données donnent les mêmes octets.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models

# Ce qui dépend du jour où l'on lit, et non de ce qui est dit.
_DU_JOUR = frozenset({"le", "lue_au", "statut", "est_projet", "manques", "glossaire"})
# Ce que la synthèse demande se tire de ce qui suit, et dit pour quand : la séance passée, ou le
# terme, la demande n'est plus la même sans que rien n'ait changé.
_DEMANDES = frozenset({"demande", "ensuite"})
# Ce qui désigne un objet sans dépendre de cette base : le premier qu'il a.
_CLES_PARLANTES = ("code_insee", "slug", "code", "numero")


def instantane(contenu: Any, entete: Mapping[str, Any] | None = None) -> bytes:
    """Les octets canoniques de `contenu` (des dataclasses), sous `entete` (numéro, séance…).

    Lève `TypeError` pour une valeur qu'on ne saurait pas relire : rien ne s'y perd en silence.
    """
    document = {**(entete or {}), "contenu": contenu}
    return json.dumps(
        _simple(document),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode()


def empreinte_de_ce_qui_se_lit(contenu: Any) -> str:
    """L'empreinte du texte et des chiffres d'un contenu, sans le jour ni l'état où il est lu.

    Deux lectures de la même évaluation, à deux jours, ont la même si rien n'y a changé : ni la
    veille, ni la séance passée, ni le terme ne périment un accord.
    """
    lu = _sauf(_simple(contenu), _DU_JOUR)
    lu["synthese"] = _sauf(lu.get("synthese", {}), _DEMANDES)
    return hashlib.sha256(instantane(lu)).hexdigest()


def _sauf(valeurs: Mapping[str, Any], noms: Set[str]) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in valeurs.items() if nom not in noms}


def _simple(valeur: Any) -> Any:
    match valeur:
        case Enum():
            return _simple(valeur.value)
        case None | bool() | int() | float():
            return valeur
        case str():
            return str(valeur)
        case Decimal():
            return format(valeur, "f")
        case datetime.date() | datetime.time():
            return valeur.isoformat()
        case models.Model():
            return _objet(valeur)
        case Mapping():
            return {_cle(cle): _simple(v) for cle, v in valeur.items()}
        case Set():
            return sorted((_simple(v) for v in valeur), key=str)
        case Sequence() if not isinstance(valeur, bytes | bytearray):
            return [_simple(v) for v in valeur]
    if is_dataclass(valeur) and not isinstance(valeur, type):
        return {champ.name: _simple(getattr(valeur, champ.name)) for champ in fields(valeur)}
    raise TypeError(f"Ne s'écrit pas dans un instantané : {type(valeur).__name__}.")


def _cle(cle: Any) -> str:
    simple = _simple(cle)
    if isinstance(simple, dict):
        return str(simple["cle"])
    return "" if simple is None else str(simple)


def _objet(objet: models.Model) -> dict[str, str]:
    """Un objet de la base, par ce qui le désigne hors d'elle, et son nom."""
    cle = next((getattr(objet, nom) for nom in _CLES_PARLANTES if hasattr(objet, nom)), objet)
    return {"cle": str(cle), "nom": str(objet)}
