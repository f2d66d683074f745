"""Écrit le registre, les chiffres ou les prix d'une année, l'annexe 2 ou les données ouvertes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.commandes import convention_choisie
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.fichiers import ecrire_d_un_coup
from ctg.socle.pdf import ErreurPDF
from equipements.echanges import ouvertes
from equipements.echanges.annexe2 import Version, contenu_de_l_annexe2
from equipements.echanges.contenu import Retenues, contenu_de_l_annee, contenu_du_registre
from equipements.echanges.fichiers import (
    DE_L_ANNEE,
    DE_L_ANNEXE_2,
    DES_PRIX,
    DU_REGISTRE,
    Format,
)
from equipements.echanges.prix import contenu_des_prix
from equipements.models import annees_commencees
from equipements.prix import annees_scolaires

_FILTRES = ("q", "type", "commune", "soutien", "statut", "etat")


class Command(BaseCommand):
    """Le suffixe du fichier choisit le format ; les filtres sont ceux de la page du registre."""

    help = "Écrit le registre dans un fichier : .xlsx, .csv, .geojson ou .pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--sortie FICHIER [--annee N | --prix N | --annexe2 VERSION | --ouvertes] [--type…]`."""
        parser.add_argument(
            "--sortie", type=Path, required=True, metavar="FICHIER", help="le fichier à écrire"
        )
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")
        quoi = parser.add_mutually_exclusive_group()
        quoi.add_argument("--annee", type=int, metavar="N", help="les chiffres d'une année")
        quoi.add_argument(
            "--prix", type=int, metavar="N", help="les prix de l'année scolaire qui commence en N"
        )
        quoi.add_argument(
            "--annexe2",
            choices=[version.value for version in Version],
            help="l'annexe 2, en .pdf ou .docx",
        )
        quoi.add_argument("--ouvertes", action="store_true", help="les données ouvertes, en .zip")
        for filtre in _FILTRES:
            parser.add_argument(
                f"--{filtre}", default="", help="comme dans l'adresse de la page du registre"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Produit, puis remplace le fichier d'un coup : une erreur laisse l'ancien intact."""
        sortie: Path = options["sortie"]
        if not sortie.parent.is_dir():
            raise CommandError(f"Le dossier {sortie.parent} n'existe pas.")
        try:
            produit = self._produire(convention_choisie(options["convention"]), options)
            poids = ecrire_d_un_coup(sortie, produit)
        except (ErreurPDF, ActionImpossible) as erreur:
            raise CommandError(str(erreur)) from erreur
        except OSError as erreur:
            raise CommandError(f"Le fichier {sortie} ne peut pas être écrit.") from erreur
        self.stdout.write(f"{sortie} : {poids // 1024} ko.")

    def _produire(self, convention: Convention, options: dict[str, Any]) -> bytes | Iterable[bytes]:
        """Le fichier, d'un bloc ou par morceaux."""
        le, sortie = horloge.aujourd_hui(), options["sortie"]
        if options["ouvertes"]:
            _choisir({"zip": None}, sortie)
            return ouvertes.archive(convention)
        if options["annexe2"]:
            version = Version(options["annexe2"])
            choisi = _choisir(DE_L_ANNEXE_2, sortie)
            return choisi.produire(contenu_de_l_annexe2(convention, version, le))
        filtres = {nom: options[nom] for nom in _FILTRES if options[nom]}
        retenues = Retenues.lues(convention, None, filtres, le)
        ignores = len(filtres) - len(retenues.choix)
        if ignores:
            raise CommandError("Un filtre n'a pas été compris : relisez ses valeurs.")
        if options["prix"] is not None:
            if options["prix"] not in annees_scolaires(convention, le):
                raise CommandError(f"{options['prix']} n'est pas une année scolaire connue.")
            return _choisir(DES_PRIX, sortie).produire(contenu_des_prix(retenues, options["prix"]))
        if options["annee"] is None:
            return _choisir(DU_REGISTRE, sortie).produire(contenu_du_registre(retenues))
        if options["annee"] not in annees_commencees(convention, le):
            raise CommandError(f"{options['annee']} n'est pas une année commencée.")
        contenu = contenu_de_l_annee(retenues, options["annee"])
        return _choisir(DE_L_ANNEE, sortie).produire(contenu)


def _choisir(formats: Mapping[str, Any], sortie: Path) -> Format[Any]:
    suffixe = sortie.suffix.lower().removeprefix(".")
    if suffixe not in formats:
        admis = ", ".join(f".{connu}" for connu in formats)
        raise CommandError(f"« {sortie.name} » : ce suffixe n'est pas connu. Choisissez {admis}.")
    choisi: Format[Any] = formats[suffixe]
    return choisi
