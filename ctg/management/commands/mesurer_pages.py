"""Mesure les pages d'une convention : requêtes, temps, octets, nœuds du DOM."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conventions.droits import Role
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.mesure import (
    FOIS,
    REQUETES_AU_PLUS,
    REQUETES_D_UN_DETAIL,
    en_colonnes,
    en_markdown,
    mesurer,
)


class Command(BaseCommand):
    """N'écrit rien en base, hors la session ouverte pour la mesure, qu'elle referme."""

    help = "Mesure les pages d'une convention : requêtes, temps, octets, nœuds du DOM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Sans convention ni compte : le premier coordonnateur, et sa convention."""
        parser.add_argument("--convention", metavar="SLUG", help="celle du compte, par défaut")
        parser.add_argument(
            "--compte", metavar="COURRIEL", help="un coordonnateur de la convention, par défaut"
        )
        parser.add_argument(
            "--fois", type=int, default=FOIS, metavar="N", help=f"lectures par page ({FOIS})"
        )
        parser.add_argument("--sortie", metavar="FICHIER.md", help="y écrire un tableau Markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mesure, montre le tableau, et dit ce qui dépasse ou ne répond pas."""
        if options["fois"] < 1:
            raise CommandError("Il faut au moins une lecture : --fois 1.")
        convention, compte = self._qui(options["convention"], options["compte"])
        mesures = list(mesurer(convention, compte, fois=options["fois"]))
        if options["sortie"]:
            Path(options["sortie"]).write_text(en_markdown(mesures), encoding="utf-8")
            self.stdout.write(f"Mesures écrites dans {options['sortie']}.")
        else:
            self.stdout.write(f"{convention}\n\n{en_colonnes(mesures)}")
        if any(mesure.depasse for mesure in mesures):
            self.stdout.write(
                f"* plus de {REQUETES_AU_PLUS} requêtes"
                f" ({REQUETES_D_UN_DETAIL} pour la page d'un seul objet)"
            )
        if perdues := [mesure.page.nom for mesure in mesures if not mesure.repond]:
            raise CommandError(f"Ces pages n'ont pas répondu : {', '.join(perdues)}.")

    def _qui(self, slug: str | None, courriel: str | None) -> tuple[Convention, Utilisateur]:
        """Une habilitation qui répond à la demande ; un coordonnateur d'abord."""
        habilitations = Habilitation.objects.de_comptes_actifs().select_related(
            "convention", "utilisateur"
        )
        if slug:
            habilitations = habilitations.filter(convention__slug=slug)
        if courriel:
            habilitations = habilitations.filter(utilisateur__courriel=courriel.strip().lower())
        else:
            habilitations = habilitations.filter(role=Role.COORDONNATEUR)
        choisie = habilitations.order_by("pk").first()
        if choisie is None:
            raise CommandError("Aucun compte actif ne répond à cette demande.")
        return choisie.convention, choisie.utilisateur
