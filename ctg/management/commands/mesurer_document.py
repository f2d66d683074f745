"""Mesure le PDF d'une évaluation, et l'impression du même HTML par Chromium."""

import shutil
import subprocess
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conventions.commandes import convention_choisie
from ctg.mesure_du_document import MesureDeRendu, imprimer_par_chromium, mesurer_le_rendu
from ctg.socle import horloge
from ctg.socle.nombres import nombre_fr
from ctg.socle.pdf import ErreurPDF
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import html_de_l_evaluation, pdf_de_l_evaluation, ressources_du_document
from pilotage.instantane import instantane
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation


class Command(BaseCommand):
    """N'écrit rien en base ; demande les bibliothèques des essais, et Chromium s'il est là."""

    help = "Mesure le PDF d'une évaluation face à l'impression du même HTML par Chromium."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`ANNEE [--finale] [--convention SLUG] [--chromium CHEMIN] [--garder DOSSIER]`."""
        parser.add_argument("annee", type=int, metavar="ANNEE", help="l'année évaluée")
        parser.add_argument("--finale", action="store_true", help="celle du terme")
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")
        parser.add_argument("--chromium", default="", metavar="CHEMIN", help="celui du système")
        parser.add_argument("--garder", type=Path, metavar="DOSSIER", help="y ranger les deux PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fait les deux rendus, l'un après l'autre, et montre le tableau."""
        contenu = self._contenu(options)
        html = html_de_l_evaluation(contenu)
        donnees = instantane(contenu)
        rendus = {"weasyprint": lambda: pdf_de_l_evaluation(contenu, instantane=donnees)}
        chromium = options["chromium"] or shutil.which("chromium") or ""
        with tempfile.TemporaryDirectory() as dossier:
            if chromium:
                rendus["chromium"] = lambda: imprimer_par_chromium(
                    html, ressources_du_document(contenu), chromium=chromium, dossier=Path(dossier)
                )
            else:
                self.stderr.write("Chromium n'est pas sur cette machine : seul notre moteur.")
            mesures = []
            for moteur, rendre in rendus.items():
                try:
                    mesure, octets = mesurer_le_rendu(moteur, rendre)
                except (ErreurPDF, OSError, subprocess.SubprocessError) as erreur:
                    raise CommandError(f"{moteur} : {erreur}") from erreur
                mesures.append(mesure)
                if options["garder"]:
                    (options["garder"] / f"{moteur}.pdf").write_bytes(octets)
        self.stdout.write(_tableau(mesures))

    def _contenu(self, options: dict[str, Any]) -> Any:
        convention = convention_choisie(options["convention"])
        millesime = Millesime(options["annee"], options["finale"])
        evaluation = (
            Evaluation.objects.filter(convention=convention, **millesime.filtre)
            .select_related("convention", "reunion__instance")
            .first()
        )
        if evaluation is None:
            raise CommandError("Cette évaluation n'est pas ouverte.")
        return contenu_de_l_evaluation(evaluation, horloge.aujourd_hui())


def _tableau(mesures: list[MesureDeRendu]) -> str:
    lignes: list[tuple[str, list[str]]] = [
        ("", [m.moteur for m in mesures]),
        ("---", ["---:"] * len(mesures)),
        ("Secondes", [nombre_fr(round(m.secondes, 1)) for m in mesures]),
        ("dont calcul, tous cœurs", [nombre_fr(round(m.calcul, 1)) for m in mesures]),
        ("Mémoire au plus, Mo", [nombre_fr(m.memoire // 1_000_000) for m in mesures]),
        ("Octets", [nombre_fr(m.octets) for m in mesures]),
        ("Pages", [nombre_fr(m.pages) for m in mesures]),
        ("Balisé", ["oui" if m.est_balise else "non" for m in mesures]),
        ("Balises", [nombre_fr(m.balises) for m in mesures]),
        ("Langue", [m.langue or "non dite" for m in mesures]),
        ("Signets", [nombre_fr(m.signets) for m in mesures]),
        ("Pièces jointes", [nombre_fr(m.pieces) for m in mesures]),
        ("Se dit", [m.norme or "–" for m in mesures]),
    ]
    return "\n".join(f"| {titre} | {' | '.join(cases)} |" for titre, cases in lignes)
