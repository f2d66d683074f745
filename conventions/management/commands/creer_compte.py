"""Ouvre le premier compte d'un portail ; les suivants s'ouvrent de la même façon."""

import datetime
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.droits import ROLES_D_UN_PARTENAIRE, Role
from conventions.models import Convention, Partenaire
from conventions.naissance import creer_en_projet
from conventions.services import creer_compte
from ctg.socle import horloge
from ctg.socle.historique import ActeurNomme, acte

AUTEUR = ActeurNomme("creer_compte")


class Command(BaseCommand):
    """Le mot de passe se tape deux fois ; il n'est jamais un argument."""

    help = "Ouvre un compte et lui donne un rôle dans une convention."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courriel", help="le courriel, qui sert d'identifiant")
        parser.add_argument("--nom", required=True, help="le nom affiché")
        parser.add_argument("--role", default=Role.COORDONNATEUR.value, choices=Role.values)
        parser.add_argument("--convention", metavar="SLUG", help="facultatif s'il n'y en a qu'une")
        parser.add_argument(
            "--territoire",
            metavar="NOM",
            help="ouvre une convention en projet pour ce territoire, à bâtir par les pages",
        )
        parser.add_argument(
            "--partenaire", metavar="CODE", help="l'organisme d'un agent ou d'un copilote"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        role = Role(options["role"])
        # Vue d'abord : rien ne se demande pour une convention qui n'existe pas.
        connue = None if options["territoire"] else _convention(options["convention"])
        partenaire = _partenaire(options["partenaire"], role)
        mot_de_passe = _demander_mot_de_passe()
        try:
            # D'un seul acte : un compte refusé n'ouvre pas de convention.
            with acte(AUTEUR):
                convention = connue or _projet(options["territoire"])
                compte = creer_compte(
                    courriel=options["courriel"],
                    nom=options["nom"],
                    mot_de_passe=mot_de_passe,
                    role=role,
                    convention=convention,
                    partenaire=partenaire,
                    par=AUTEUR,
                )
        except ValidationError as erreur:
            raise CommandError(" ".join(erreur.messages)) from erreur
        self.stdout.write(f"Compte ouvert : {compte.courriel}, {role.label}, {convention}.")


def _projet(territoire: str) -> Convention:
    """Une convention à bâtir, de l'année prochaine à cinq ans : les pages corrigent ses dates."""
    annee = horloge.aujourd_hui().year + 1
    return creer_en_projet(
        territoire=territoire,
        nom=f"Convention territoriale globale, {territoire}"[:200],
        debut=datetime.date(annee, 1, 1),
        fin=datetime.date(annee + 4, 12, 31),
    )


def _convention(slug: str | None) -> Convention:
    conventions = Convention.objects.filter(slug=slug) if slug else Convention.objects.all()
    trouvees = list(conventions[:2])
    if len(trouvees) == 1:
        return trouvees[0]
    if slug:
        raise CommandError(f"Aucune convention ne s'appelle « {slug} ».")
    if trouvees:
        raise CommandError("Il y a plusieurs conventions : précisez --convention.")
    raise CommandError(
        "Il n'y a pas encore de convention : précisez --territoire pour en ouvrir une."
    )


def _partenaire(code: str | None, role: Role) -> Partenaire | None:
    if not code:
        if role in ROLES_D_UN_PARTENAIRE:
            raise CommandError("Un agent et un copilote agissent pour un organisme : --partenaire.")
        return None
    partenaire = Partenaire.objects.filter(code=code).first()
    if partenaire is None:
        raise CommandError(f"Aucun organisme ne porte le code « {code} ».")
    return partenaire


def _demander_mot_de_passe() -> str:
    mot_de_passe = getpass("Mot de passe : ")
    if getpass("Le même, encore une fois : ") != mot_de_passe:
        raise CommandError("Les deux mots de passe diffèrent : aucun compte n'est ouvert.")
    return mot_de_passe
