"""Écrit le plan d'actions en PDF, DOCX ou XLSX, sans navigateur."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from actions.emport.contenu import ContenuDuPlan, contenu_de_la_fiche, contenu_du_plan
from actions.emport.formats import FORMATS
from actions.filtres import FiltresDuPlan
from actions.models import FicheAction
from conventions.commandes import convention_choisie
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.fichiers import ecrire_d_un_coup
from ctg.socle.pdf import ErreurPDF


class Command(BaseCommand):
    """Le suffixe du fichier choisit le format ; les filtres sont ceux de la page du plan."""

    help = "Écrit le plan d'actions dans un fichier : .pdf, .docx ou .xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--sortie FICHIER [--convention SLUG] [--fiche N] [--axe N] [--etat en_cours]…`."""
        parser.add_argument(
            "--sortie", type=Path, required=True, metavar="FICHIER", help="le fichier à écrire"
        )
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")
        parser.add_argument("--fiche", type=int, metavar="N", help="une seule action, son numéro")
        for filtre in fields(FiltresDuPlan):
            parser.add_argument(
                f"--{filtre.name}", default="", help="comme dans l'adresse de la page du plan"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Produit, puis remplace le fichier d'un coup : une erreur laisse l'ancien intact."""
        sortie: Path = options["sortie"]
        suffixe = sortie.suffix.lower().removeprefix(".")
        if suffixe not in FORMATS:
            raise CommandError(
                f"« {sortie.name} » : ce suffixe n'est pas connu. Choisissez .pdf, .docx ou .xlsx."
            )
        if not sortie.parent.is_dir():
            raise CommandError(f"Le dossier {sortie.parent} n'existe pas.")
        contenu = self._contenu(convention_choisie(options["convention"]), options)
        try:
            octets = FORMATS[suffixe].produire(contenu)
            ecrire_d_un_coup(sortie, octets)
        except ErreurPDF as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raise CommandError(f"Le fichier {sortie} ne peut pas être écrit.") from erreur
        self.stdout.write(f"{sortie} : {contenu.etendue}, {len(octets) // 1024} ko.")

    def _contenu(self, convention: Convention, options: dict[str, Any]) -> ContenuDuPlan:
        le = horloge.aujourd_hui()
        if options["fiche"] is None:
            return contenu_du_plan(convention, FiltresDuPlan.lus(options), le)
        fiche = FicheAction.objects.filter(convention=convention, numero=options["fiche"]).first()
        if fiche is None:
            raise CommandError(f"Aucune action ne porte le numéro {options['fiche']}.")
        return contenu_de_la_fiche(fiche, le)
