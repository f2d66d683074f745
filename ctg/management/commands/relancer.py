"""Ce que le portail fait de lui-même, une fois par jour : courriels, rappels, ménage."""

import datetime
import logging
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from conventions.campagnes import prevenir_des_reponses, relancer_automatiquement
from conventions.comptes import purger_les_essais
from conventions.courriels import remettre_ce_qui_attend
from conventions.models import Convention, Envoi
from ctg.socle import fabrique, horloge
from ctg.socle.historique import ActeurNomme
from ctg.socle.templatetags.portail import accorde

AUTEUR = ActeurNomme("relancer (commande quotidienne)")

journal = logging.getLogger(__name__)


class Command(BaseCommand):
    """Se rejoue sans crainte : personne n'est sollicité deux fois dans la semaine."""

    help = "Chaque jour : remet les courriels, envoie les rappels dus, prévient des réponses."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--a-blanc` : dit ce qui partirait, sans rien écrire."""
        parser.add_argument("--a-blanc", action="store_true", help="dire, sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Une convention à la fois : l'échec de l'une n'arrête pas les autres."""
        a_blanc, le, debut = options["a_blanc"], horloge.aujourd_hui(), horloge.maintenant()
        manquees = [c for c in Convention.objects.all() if not self._tenir(c, le, a_blanc)]
        if a_blanc:
            self.stdout.write("À blanc : rien n'est écrit, rien n'est parti.")
            return
        echecs = remettre_ce_qui_attend(reprendre_les_echecs=True).echoues
        # Les rappels sont partis dès leur transaction : on compte tout ce que ce passage a remis.
        remis = Envoi.objects.filter(envoye_le__gte=debut).count()
        self.stdout.write(
            f"{accorde(remis, 'courriel remis,courriels remis')},"
            f" {accorde(echecs, 'échec,échecs')}."
        )
        purger_les_essais(instant=horloge.maintenant())
        SessionStore.clear_expired()
        fabrique.purger()
        if connection.vendor == "sqlite":
            # Les statistiques du planificateur vieillissent : Django ne les refait jamais.
            with connection.cursor() as curseur:
                curseur.execute("PRAGMA optimize")
        if manquees:
            noms = ", ".join(map(str, manquees))
            raise CommandError(f"Rappels impossibles, voir le journal : {noms}.")

    def _tenir(self, convention: Convention, le: datetime.date, a_blanc: bool) -> bool:
        """Les rappels et les avis d'une convention ; faux s'ils ont échoué, sans rien écrire."""
        try:
            with transaction.atomic():
                rappels = relancer_automatiquement(convention=convention, par=AUTEUR, le=le)
                avis = prevenir_des_reponses(convention=convention, par=AUTEUR, le=le)
                transaction.set_rollback(a_blanc)
        except Exception:
            journal.exception("Les rappels de « %s » ont échoué.", convention)
            return False
        self.stdout.write(
            f"{convention} : {accorde(rappels, 'rappel ou demande,rappels ou demandes')},"
            f" {accorde(avis, 'avis de réponses,avis de réponses')}."
        )
        return True
