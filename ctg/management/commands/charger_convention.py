"""Charge les conventions livrées en fichiers. Assemble les salles, ne décide rien."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from actions.chargement import charger_plan
from conventions.chargement import AUTEUR, charger_contrat
from ctg.socle.chargement import Bilan, DonneeRefusee
from ctg.socle.historique import acte
from equipements.chargement import charger_registre, charger_sous_types
from pilotage.chargement import charger_instances

FICHIERS = (
    "annexe2",
    "anomalies",
    "articles",
    "axes",
    "communes",
    "convention",
    "equipements",
    "fiches",
    "precisions",
    "signataires",
)


def charger_les_conventions(slug: str | None = None) -> Bilan:
    """Charge une convention, ou toutes, en une transaction signée ; rend le compte des objets.

    Lève `CommandError` si un fichier manque ou se lit mal, `DonneeRefusee` si une ligne ne
    convient pas à son modèle ; rien n'est alors écrit.
    """
    bilan = Bilan()
    lues = [_lire_convention(dossier) for dossier in _dossiers(slug)]
    sous_types = _lire(settings.DOSSIER_CONVENTIONS.parent / "sous_types.json")
    with acte(AUTEUR):
        charger_sous_types(sous_types, bilan)
        for donnees in lues:
            convention = charger_contrat(donnees, bilan)
            if convention is None:
                continue
            charger_registre(convention, donnees, bilan)
            charger_plan(convention, donnees, bilan)
            charger_instances(convention, donnees, bilan)
    if connection.vendor == "sqlite":
        # Les statistiques du planificateur : sans elles, il choisit mal après un chargement.
        with connection.cursor() as curseur:
            curseur.execute("PRAGMA optimize")
    return bilan


def _dossiers(slug: str | None) -> list[Path]:
    dossiers = sorted(d for d in settings.DOSSIER_CONVENTIONS.iterdir() if d.is_dir())
    if slug is None:
        return dossiers
    choisis = [dossier for dossier in dossiers if dossier.name == slug]
    if not choisis:
        connus = ", ".join(dossier.name for dossier in dossiers)
        raise CommandError(f"La convention « {slug} » n'est pas livrée. Livrées : {connus}.")
    return choisis


def _lire(chemin: Path) -> Any:
    try:
        return json.loads(chemin.read_text(encoding="utf-8"))
    except FileNotFoundError as erreur:
        raise CommandError(f"Il manque le fichier {chemin.name}.") from erreur
    except json.JSONDecodeError as erreur:
        raise CommandError(f"Le fichier {chemin.name} se lit mal : {erreur}.") from erreur


def _lire_convention(dossier: Path) -> dict[str, Any]:
    return {nom: _lire(dossier / f"{nom}.json") for nom in FICHIERS}


class Command(BaseCommand):
    """Se rejoue sans crainte : ne réécrit ni ne remet ce que des personnes ont changé ou ôté."""

    help = "Charge les conventions du dossier fixtures, sans défaire ce qui a changé depuis."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--convention", metavar="SLUG", help="une seule convention")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = charger_les_conventions(options["convention"])
        except DonneeRefusee as refus:
            raise CommandError(f"Donnée refusée : {refus}") from refus
        for ligne in bilan.lignes():
            self.stdout.write(ligne)
