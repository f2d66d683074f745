from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ctg.socle.polices import construire_polices, polices_a_jour


class Command(BaseCommand):
    """Construit les polices du portail dans `settings.DOSSIER_POLICES`, si elles ont changé."""

    help = "Construit les polices du portail ; ne fait rien quand elles sont à jour."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        dossier = settings.DOSSIER_POLICES
        if polices_a_jour(dossier):
            self.stdout.write("Les polices sont à jour.")
            return
        chemins = construire_polices(dossier)
        octets = sum(chemin.stat().st_size for chemin in chemins)
        self.stdout.write(f"{len(chemins)} polices construites ({octets // 1024} ko).")
