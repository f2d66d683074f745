from django.apps import AppConfig


class PilotageConfig(AppConfig):
    """Ce qui se pilote : instances, relevés, évaluations."""

    name = "pilotage"
    verbose_name = "pilotage"
