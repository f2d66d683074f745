"""Fait connaître les communes de France, d'un fichier officiel."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction

from conventions.annuaire import FichierRefuse, importer_les_communes, lire_les_communes


class Command(BaseCommand):
    """Se rejoue sans crainte : une commune connue garde son nom, et gagne ses codes postaux."""

    help = (
        "Ajoute les communes d'un CSV : le code officiel géographique de l'Insee (TYPECOM, COM,"
        " LIBELLE), puis la base des codes postaux de La Poste (code_commune_insee,"
        " nom_de_la_commune, code_postal). Dans cet ordre, les noms ont leurs accents."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="le fichier CSV, en UTF-8 ou Windows-1252")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            octets = options["fichier"].read_bytes()
        except OSError as erreur:
            raise CommandError(f"Ce fichier ne se lit pas : {erreur.strerror}.") from erreur
        try:
            texte = octets.decode("utf-8-sig")
        except UnicodeDecodeError:
            texte = octets.decode("cp1252", errors="replace")
        try:
            lues = lire_les_communes(texte.splitlines())
            with transaction.atomic():
                ajoutees, completees = importer_les_communes(lues)
        except FichierRefuse as refus:
            raise CommandError(str(refus)) from refus
        except DatabaseError as erreur:
            raise CommandError(
                "Un code Insee de ce fichier est mal formé : rien n'est écrit."
            ) from erreur
        self.stdout.write(f"{ajoutees} communes ajoutées, {completees} complétées.")
