"""Écrit le PDF de l'évaluation d'une année, sans navigateur."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.commandes import convention_choisie
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.fichiers import ecrire_d_un_coup
from ctg.socle.pdf import ErreurPDF
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import pdf_de_l_evaluation
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation
from pilotage.models.releves import exiger_annee


class Command(BaseCommand):
    """L'année n'a pas besoin d'être ouverte : le document dit alors ce qui manque."""

    help = "Produit le PDF de l'évaluation d'une année."

    def add_arguments(self, parser: CommandParser) -> None:
        """`ANNEE --sortie FICHIER.pdf [--finale] [--convention SLUG]`."""
        parser.add_argument("annee", type=int, metavar="ANNEE", help="l'année évaluée")
        parser.add_argument(
            "--sortie", type=Path, required=True, metavar="FICHIER.pdf", help="le fichier à écrire"
        )
        parser.add_argument("--finale", action="store_true", help="celle du terme")
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Produit, puis remplace le fichier d'un coup : une erreur laisse l'ancien intact."""
        annee, sortie = options["annee"], options["sortie"]
        if not sortie.parent.is_dir():
            raise CommandError(f"Le dossier {sortie.parent} n'existe pas.")
        evaluation = self._evaluation(
            convention_choisie(options["convention"]), Millesime(annee, options["finale"])
        )
        try:
            exiger_annee(evaluation.convention, annee, horloge.aujourd_hui())
            contenu = contenu_de_l_evaluation(evaluation, horloge.aujourd_hui())
            octets = pdf_de_l_evaluation(contenu)
            ecrire_d_un_coup(sortie, octets)
        except ActionImpossible as refus:
            raise CommandError(str(refus)) from refus
        except ErreurPDF as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raise CommandError(f"Le fichier {sortie} ne peut pas être écrit.") from erreur
        self.stdout.write(f"{sortie} : {len(octets) // 1024} ko.")

    def _evaluation(self, convention: Convention, millesime: Millesime) -> Evaluation:
        existante = (
            Evaluation.objects.filter(convention=convention, **millesime.filtre)
            .select_related("convention", "reunion")
            .first()
        )
        return existante or Evaluation(convention=convention, **millesime.filtre)
