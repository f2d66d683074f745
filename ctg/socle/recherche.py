"""Chercher sans accent ni majuscule, de la même façon sur les deux moteurs.

``filter(nom__unaccent__icontains="ecole")`` trouve « École ». PostgreSQL a son extension ; SQLite
reçoit ici une fonction du même nom.
"""

import re
import unicodedata
from typing import Any

from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Func
from django.db.models.functions import Coalesce, Lower

_MOT = re.compile(r"[a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'"})


def sans_accent(texte: str | None) -> str | None:
    """Le texte, ses accents et ses ligatures défaits ; None reste None."""
    if texte is None:
        return None
    decompose = unicodedata.normalize("NFD", texte.translate(_LIGATURES))
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))


def cle_de_tri(texte: str | None) -> str:
    """Le rang d'un nom dans l'ordre alphabétique français : « Boé » avant « Bon-Encontre ».

    Ni accent, ni majuscule ; un trait d'union ou une apostrophe vaut une espace.
    """
    return " ".join(_MOT.findall((sans_accent(texte) or "").lower()))


def ordre_alphabetique(*chemins: str) -> Func:
    """Le même ordre, dans une requête : du premier de ces champs qui n'est pas vide."""
    nom = Coalesce(*chemins) if len(chemins) > 1 else models.F(chemins[0])
    return Lower(Unaccent(nom))


def _preparer_sqlite(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("UNACCENT", 1, sans_accent, deterministic=True)


def brancher() -> None:
    """Enregistre la recherche sur les champs de texte et, pour SQLite, sur chaque connexion."""
    models.CharField.register_lookup(Unaccent)
    models.TextField.register_lookup(Unaccent)
    connection_created.connect(_preparer_sqlite, dispatch_uid="recherche_sans_accent")


def mots(question: str) -> list[str]:
    """Les mots d'une question, bornés : huit mots de quarante caractères."""
    return [mot[:40] for mot in question.split()[:8]]
