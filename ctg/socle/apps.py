from django.apps import AppConfig

from ctg.socle import recherche


class SocleConfig(AppConfig):
    """Ce que toutes les salles partagent et qui n'en connaît aucune."""

    name = "ctg.socle"
    label = "socle"
    verbose_name = "socle"

    def ready(self) -> None:
        """Branche la recherche sans accent avant la première connexion."""
        recherche.brancher()
