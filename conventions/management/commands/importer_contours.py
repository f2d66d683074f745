"""Remplace les cellules schématiques de la carte par des contours officiels."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.contours import ContoursIllisibles, importer_contours, lire_contours
from ctg.socle.templatetags.portail import accorde

NOMS_AU_PLUS = 10


class Command(BaseCommand):
    """Se rejoue sans crainte : le dernier fichier l'emporte, commune par commune."""

    help = "Importe les contours des communes d'un GeoJSON (WGS 84, code Insee par commune)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Le fichier, et la mention que sa licence demande d'écrire sous la carte."""
        parser.add_argument("fichier", metavar="FICHIER.geojson", type=Path)
        parser.add_argument(
            "--source",
            default="",
            help="la mention écrite sous la carte, par exemple « © IGN, Admin Express 2025 »",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fichier: Path = options["fichier"]
        source = options["source"] or f"fichier {fichier.name}"
        try:
            contours = lire_contours(fichier.read_text("utf-8"))
            bilan = importer_contours(contours=contours, source=source[:200])
        except (OSError, UnicodeDecodeError) as erreur:
            raise CommandError(f"Le fichier « {fichier.name} » ne se lit pas.") from erreur
        except ContoursIllisibles as erreur:
            raise CommandError(str(erreur)) from erreur
        faits = accorde(len(bilan.posees), "commune a son contour,communes ont leur contour")
        self.stdout.write(f"{faits} ({source}).")
        if bilan.sans_contour:
            manque = _noms([str(commune) for commune in bilan.sans_contour])
            self.stdout.write(
                f"Sans contour\u00a0: {manque}. Une carte où elles sont reste schématique."
            )
        if bilan.inconnues:
            self.stdout.write(f"Inconnues du portail, ignorées\u00a0: {_noms(bilan.inconnues)}.")


def _noms(noms: Any) -> str:
    reste = len(noms) - NOMS_AU_PLUS
    montres = ", ".join(noms[:NOMS_AU_PLUS])
    return f"{montres} et {accorde(reste, 'autre,autres')}" if reste > 0 else montres
