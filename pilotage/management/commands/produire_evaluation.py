"""Écrit le PDF de l'évaluation d'une année, ou de sa synthèse, sans navigateur."""

import resource
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.commandes import convention_choisie
from conventions.models import Convention
from conventions.models.annees import exiger_annee_commencee
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.fichiers import ecrire_d_un_coup
from ctg.socle.nombres import nombre_fr
from ctg.socle.pdf import ErreurPDF
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import pdf_de_l_evaluation, pdf_de_la_synthese
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation


class Command(BaseCommand):
    """L'année n'a pas besoin d'être ouverte : le document dit alors ce qui manque."""

    help = "Produit le PDF de l'évaluation d'une année, ou de sa synthèse pour les élus."

    def add_arguments(self, parser: CommandParser) -> None:
        """`ANNEE --sortie FICHIER.pdf [--finale] [--synthese] [--mesurer] [--convention SLUG]`."""
        parser.add_argument("annee", type=int, metavar="ANNEE", help="l'année évaluée")
        parser.add_argument(
            "--sortie", type=Path, required=True, metavar="FICHIER.pdf", help="le fichier à écrire"
        )
        parser.add_argument(
            "--finale", action="store_true", help="l'évaluation finale, et non celle de l'année"
        )
        parser.add_argument(
            "--synthese", action="store_true", help="la synthèse de quatre pages pour les élus"
        )
        parser.add_argument(
            "--mesurer",
            action="store_true",
            help="dit ce que le moteur a pris de temps et de place",
        )
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Produit, puis remplace le fichier d'un coup : une erreur laisse l'ancien intact."""
        sortie = options["sortie"]
        millesime = Millesime(options["annee"], options["finale"])
        if not sortie.parent.is_dir():
            raise CommandError(f"Le dossier {sortie.parent} n'existe pas.")
        evaluation = self._evaluation(convention_choisie(options["convention"]), millesime)
        try:
            exiger_annee_commencee(evaluation.convention, millesime.annee, horloge.aujourd_hui())
            contenu = contenu_de_l_evaluation(evaluation, horloge.aujourd_hui())
            octets = self._produire(contenu, options)
            ecrire_d_un_coup(sortie, octets)
        except ActionImpossible as refus:
            raise CommandError(str(refus)) from refus
        except ErreurPDF as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raise CommandError(f"Le fichier {sortie} ne peut pas être écrit.") from erreur
        self.stdout.write(f"{sortie} : {len(octets) // 1024} ko.")

    def _produire(self, contenu: ContenuEvaluation, options: dict[str, Any]) -> bytes:
        produire = pdf_de_la_synthese if options["synthese"] else pdf_de_l_evaluation
        debut = time.monotonic()
        octets = produire(contenu)
        if options["mesurer"]:
            # Le moteur est le seul processus que cette commande lance.
            moteur = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.stdout.write(
                f"Durée : {nombre_fr(time.monotonic() - debut, 1)} s. Moteur :"
                f" {nombre_fr(moteur.ru_utime + moteur.ru_stime, 1)} s de calcul,"
                f" {nombre_fr(moteur.ru_maxrss / 1024, 0)} Mo résidents au plus."
            )
        return octets

    def _evaluation(self, convention: Convention, millesime: Millesime) -> Evaluation:
        existante = (
            Evaluation.objects.filter(convention=convention, **millesime.filtre)
            .select_related("convention", "reunion")
            .first()
        )
        return existante or Evaluation(convention=convention, **millesime.filtre)
