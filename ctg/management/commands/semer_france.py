"""Sème une France inventée dans une base vide, pour mesurer le portail à l'échelle du pays."""

import time
from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ctg.semis import Echelle, semer
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible


class Command(BaseCommand):
    """Refusée en production, et sur une base qui contient déjà une convention ou un compte."""

    help = "Sème des communes, conventions, structures et chiffres inventés, dans une base vide."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Un nombre par table ; sans eux, l'échelle de la France."""
        for champ in fields(Echelle):
            parser.add_argument(
                f"--{champ.name}",
                type=int,
                default=champ.default,
                metavar="NOMBRE",
                help=f"{champ.default} par défaut",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sème, dit l'avancement, puis avec quel compte entrer."""
        if settings.EN_PRODUCTION:
            raise CommandError("Des données inventées ne se sèment pas en production.")
        echelle = Echelle(**{champ.name: options[champ.name] for champ in fields(Echelle)})
        debut = time.monotonic()

        def dire(ligne: str) -> None:
            self.stdout.write(f"{time.monotonic() - debut:6.1f} s  {ligne}")

        try:
            acces = semer(echelle, le=horloge.aujourd_hui(), dire=dire)
        except ActionImpossible as erreur:
            raise CommandError(str(erreur)) from erreur
        dire("semis fini")
        self.stdout.write(
            "\nTout est inventé, et sans historique : cette base ne sert qu'aux essais.\n"
            f"Coordination de « {acces.convention} » ({acces.structures} structures)\n"
            f"  convention    {acces.convention.slug}\n"
            f"  courriel      {acces.courriel}\n"
            f"  mot de passe  {acces.mot_de_passe}"
        )
