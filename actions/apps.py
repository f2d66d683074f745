from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Le plan : axes, fiches-actions, étapes, indicateurs."""

    name = "actions"
    verbose_name = "plan d'actions"
