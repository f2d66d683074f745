"""Vérifie les évaluations figées, sans navigateur."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.commandes import convention_choisie
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from pilotage.verification import verifier


class Command(BaseCommand):
    """Code 0 seulement s'il y a au moins une évaluation figée, et que toutes se tiennent."""

    help = "Vérifie l'empreinte et la chaîne de chaque évaluation validée."

    def add_arguments(self, parser: CommandParser) -> None:
        """`[--convention SLUG] [--tete EMPREINTE]` ; sans convention, toutes."""
        parser.add_argument("--convention", metavar="SLUG", help="une seule convention")
        parser.add_argument(
            "--tete",
            metavar="EMPREINTE",
            default="",
            help="l'empreinte d'une version, gardée hors du portail : la chaîne doit y passer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Une ligne par version ; ce qui ne se tient pas fait échouer."""
        slug, tete = options["convention"], options["tete"]
        # Une empreinte est celle d'une chaîne : il faut savoir laquelle.
        une_seule = bool(slug or tete)
        conventions = [convention_choisie(slug)] if une_seule else list(Convention.objects.all())
        vues = fautes = 0
        for convention in conventions:
            try:
                verification = verifier(convention, tete)
            except ActionImpossible as refus:
                raise CommandError(str(refus)) from refus
            for lue in verification.versions:
                vues += 1
                fautes += len(lue.fautes)
                dit = " ".join(lue.fautes) or "tout se tient."
                self.stdout.write(f"{convention.slug}, {lue.version.numero} : {dit}")
            for faute in verification.fautes:
                fautes += 1
                self.stdout.write(f"{convention.slug} : {faute}")
            if verification.reconnue:
                self.stdout.write(f"{convention.slug} : {verification.reconnue}")
            if verification.tete:
                self.stdout.write(f"{convention.slug}, empreinte de tête : {verification.tete}")
        if not vues:
            raise CommandError("Aucune évaluation n'est encore figée : rien n'est prouvé.")
        if fautes:
            raise CommandError(f"Ce qui ne se tient pas : {fautes}.")
        self.stdout.write(f"Versions vérifiées : {vues}. Chaque empreinte et chaque maillon tient.")
