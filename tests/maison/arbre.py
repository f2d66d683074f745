"""Lire le code de la maison : ses fichiers, ses salles, et qui précède qui."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

RACINE = Path(settings.BASE_DIR)
# Les données coulent dans ce sens ; une salle n'emploie que celles qui la précèdent.
SALLES = ("ctg.socle", "conventions", "equipements", "actions", "pilotage", "ctg")
_ECARTES = {"__pycache__", "var", "htmlcov", "test-results", "node_modules"}


def fichiers(dossier: Path = RACINE, motif: str = "*") -> Iterator[Path]:
    """Les fichiers du dépôt sous `dossier`, sans ce que la machine y ajoute."""
    for chemin in sorted(dossier.rglob(motif)):
        morceaux = chemin.relative_to(RACINE).parts
        caches = [m for m in morceaux[:-1] if m.startswith(".") and m != ".ci"]
        if chemin.is_file() and not caches and not _ECARTES & set(morceaux):
            yield chemin


def relatif(chemin: Path) -> str:
    """Le chemin depuis la racine du dépôt."""
    return chemin.relative_to(RACINE).as_posix()


def salle_de(module: str) -> str | None:
    """La salle d'un module (« ctg.socle.badges » → « ctg.socle ») ; None hors de la maison."""
    for salle in ("ctg.socle", *SALLES):
        if module == salle or module.startswith(f"{salle}."):
            return salle
    return None


def est_en_amont(salle: str, autre: str) -> bool:
    """Vrai si `autre` peut être employée par `salle` : elle-même, ou une salle qui la précède."""
    return SALLES.index(autre) <= SALLES.index(salle)


@cache
def modules() -> list[tuple[str, str, ast.Module]]:
    """(chemin, salle, arbre) de chaque fichier Python des salles."""
    lus = []
    for chemin in fichiers(motif="*.py"):
        nom = ".".join(chemin.relative_to(RACINE).with_suffix("").parts)
        salle = salle_de(nom)
        if salle:
            lus.append((relatif(chemin), salle, ast.parse(chemin.read_text("utf-8"))))
    return lus


@cache
def modeles() -> list[type[models.Model]]:
    """Les modèles des salles, sans leurs tables d'historique ni les liaisons automatiques."""
    return [
        modele
        for modele in apps.get_models()
        if salle_de(modele.__module__) and not hasattr(modele, "history_object")
        if not modele.__name__.startswith("Historical")
    ]


def champs(modele: type[models.Model]) -> list["models.Field[object, object]"]:
    """Les champs déclarés d'un modèle, liaisons multiples comprises, sans la clé automatique."""
    declares = [*modele._meta.fields, *modele._meta.many_to_many]
    return [champ for champ in declares if not champ.primary_key]
