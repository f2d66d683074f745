"""Charge une vie fictive dans une convention, pour montrer le portail."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conventions.models import Convention, Utilisateur
from ctg.demonstration import COMPTES, MOT_DE_PASSE, Demonstration


class Command(BaseCommand):
    """Refusée en production, et sur une base où des personnes ont travaillé."""

    help = "Charge des données fictives, marquées comme telles, et un compte par profil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--si-vide` : ne fait rien, sans erreur, quand des comptes existent déjà."""
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")
        parser.add_argument(
            "--si-vide", action="store_true", help="ne rien faire si la base a déjà des comptes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Joue la démonstration, puis dit avec quels comptes entrer."""
        if settings.EN_PRODUCTION:
            raise CommandError("La démonstration ne se charge pas en production.")
        if Utilisateur.objects.exists():
            if not options["si_vide"]:
                raise CommandError(
                    "Des personnes ont déjà un compte ici : la démonstration ne se charge que"
                    " dans une base vierge."
                )
        else:
            convention = self._convention(options["convention"])
            chemin = settings.DOSSIER_CONVENTIONS / convention.slug / "demonstration.json"
            if not chemin.is_file():
                raise CommandError(f"Aucune démonstration n'est écrite pour « {convention} ».")
            Demonstration(convention, json.loads(chemin.read_text("utf-8"))).jouer()
            self.stdout.write("Données fictives chargées.")
        self._dire_les_comptes()

    def _convention(self, slug: str | None) -> Convention:
        conventions = Convention.objects.filter(slug=slug) if slug else Convention.objects.all()
        if len(conventions) != 1:
            raise CommandError(
                "Précisez --convention SLUG."
                if conventions
                else "Aucune convention : lancez d'abord charger_convention."
            )
        return conventions[0]

    def _dire_les_comptes(self) -> None:
        presents = set(Utilisateur.objects.values_list("courriel", flat=True))
        if not any(courriel in presents for courriel, _ in COMPTES):
            return
        self.stdout.write(f"\nComptes de démonstration (mot de passe : {MOT_DE_PASSE})")
        for courriel, profil in COMPTES:
            if courriel in presents:
                self.stdout.write(f"  {courriel:<34} {profil}")
