"""Prévient puis efface les personnes inactives, et vide ce qui a fait son temps."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ctg.rgpd.purge import purger
from ctg.socle import horloge
from ctg.socle.templatetags.portail import accorde


class Command(BaseCommand):
    """À lancer chaque jour ; se relance sans risque."""

    help = "Prévient, puis efface, les personnes inactives depuis vingt-quatre mois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--a-blanc` : dit ce qui serait fait, sans rien changer."""
        parser.add_argument(
            "--a-blanc", action="store_true", help="ne rien changer, dire seulement"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Une ligne par personne, puis le bilan."""
        a_blanc = options["a_blanc"]
        bilan = purger(le=horloge.aujourd_hui(), a_blanc=a_blanc)
        for ligne in bilan.lignes:
            self.stdout.write(ligne)
        comptes = [
            accorde(bilan.prevenues, "personne prévenue,personnes prévenues"),
            accorde(bilan.effacees, "personne effacée,personnes effacées"),
            accorde(bilan.rassurees, "personne gardée,personnes gardées"),
            *(accorde(nombre, mots) for mots, nombre in bilan.autres.items() if nombre),
        ]
        debut = "À blanc, rien n'a changé. Ce serait" if a_blanc else "Purge faite"
        self.stdout.write(f"{debut} : {', '.join(comptes)}.")
