"""Relire l'instantané d'une évaluation : du JSON figé au même `ContenuEvaluation`.

Rien n'est recalculé : les chiffres et les textes sont ceux qui furent validés. Seuls les contours
des communes, qui ne sont pas des données de l'évaluation, viennent de la base.
"""

import datetime
import json
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from django.db import models

from conventions.models import Commune
from pilotage.contenu import ContenuEvaluation


class InstantaneIllisible(ValueError):
    """Ces données ont été figées par une version du portail qui n'écrivait pas les mêmes."""


@dataclass(frozen=True)
class ObjetFige:
    """Un objet de la base, tel que l'instantané le désigne."""

    cle: str
    nom: str

    def __str__(self) -> str:
        return self.nom


def contenu_fige(instantane: str) -> ContenuEvaluation:
    """Le contenu que ces octets figent ; une requête, pour les communes.

    Lève `InstantaneIllisible` s'il y manque ce que le document d'aujourd'hui demande.
    """
    try:
        document = json.loads(instantane)
        codes = {objet["cle"] for objet in _objets(document)}
        communes = Commune.objects.in_bulk(codes, field_name="code_insee")
        lu: ContenuEvaluation = _Relecture(communes).lire(ContenuEvaluation, document["contenu"])
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation) as erreur:
        raise InstantaneIllisible(str(erreur)) from erreur
    return lu


def _objets(valeur: Any) -> Iterator[dict[str, str]]:
    """Les objets de la base que des données désignent."""
    if isinstance(valeur, dict):
        if valeur.keys() == {"cle", "nom"}:
            yield valeur
        for suite in valeur.values():
            yield from _objets(suite)
    elif isinstance(valeur, list):
        for suite in valeur:
            yield from _objets(suite)


@cache
def _genres(classe: Any) -> dict[str, Any]:
    return get_type_hints(classe)


class _Relecture:
    """Chaque valeur, d'après le type que la dataclass lui donne."""

    def __init__(self, communes: Mapping[str, Commune]) -> None:
        self._communes = communes

    def lire(self, genre: Any, valeur: Any) -> Any:
        origine, arguments = get_origin(genre), get_args(genre)
        if origine in (Union, types.UnionType):
            return self._l_un_de(arguments, valeur)
        if origine is Literal:
            return valeur
        if origine is not None:
            return self._plusieurs(origine, arguments, valeur)
        if issubclass(genre, models.Model):
            return self._objet(genre, valeur)
        if is_dataclass(genre):
            return self._dataclass(genre, valeur)
        return _simple(genre, valeur)

    def _dataclass(self, classe: Any, valeur: Mapping[str, Any]) -> Any:
        return classe(**dict(self._champs(classe, valeur)))

    def _l_un_de(self, genres: Sequence[Any], valeur: Any) -> Any:
        if valeur is None:
            return None
        (genre,) = (un for un in genres if un is not type(None))
        return self.lire(genre, valeur)

    def _plusieurs(self, origine: Any, genres: Sequence[Any], valeur: Any) -> Any:
        if issubclass(origine, Mapping):
            lus = {_simple(genres[0], cle): self.lire(genres[1], v) for cle, v in valeur.items()}
            # Le JSON range ses clés comme des mots : l'ordre est celui de leur type.
            return {cle: lus[cle] for cle in _dans_l_ordre(genres[0], lus)}
        if not isinstance(valeur, list):
            raise TypeError(f"Une liste était attendue : {valeur!r:.60}.")
        lues = [self.lire(genres[0], v) for v in valeur]
        return lues if origine is list else tuple(lues)

    def _champs(self, classe: Any, valeur: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        genres = _genres(classe)
        for champ in fields(classe):
            if champ.name in valeur:
                yield champ.name, self.lire(genres[champ.name], valeur[champ.name])
            elif champ.default is MISSING and champ.default_factory is MISSING:
                raise KeyError(f"{classe.__name__}.{champ.name}")

    def _objet(self, genre: type[models.Model], valeur: Mapping[str, str]) -> Any:
        if genre is not Commune:
            return ObjetFige(valeur["cle"], valeur["nom"])
        connue = self._communes.get(valeur["cle"])
        commune = Commune(code_insee=valeur["cle"], nom=valeur["nom"])
        if connue is not None:
            for nom in ("pk", "cellule", "contour", "source_du_contour"):
                setattr(commune, nom, getattr(connue, nom))
        return commune


def _simple(genre: Any, valeur: Any) -> Any:
    if issubclass(genre, Enum | Decimal):
        return genre(valeur)
    if issubclass(genre, datetime.date):
        return genre.fromisoformat(valeur)
    if genre is int and isinstance(valeur, str):
        return int(valeur)
    if not isinstance(valeur, genre):
        raise TypeError(f"{genre.__name__} était attendu : {valeur!r:.60}.")
    return valeur


def _dans_l_ordre(genre: Any, cles: Iterable[Any]) -> list[Any]:
    cles = list(cles)
    return [cle for cle in genre if cle in cles] if issubclass(genre, Enum) else sorted(cles)
