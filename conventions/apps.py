from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    """Qui s'engage, à quoi, quand, et avec quels droits."""

    name = "conventions"
    verbose_name = "conventions"
