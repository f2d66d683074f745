from django.apps import AppConfig


class CtgConfig(AppConfig):
    """L'étage du haut : réglages, adresses, pages et commandes qui traversent les salles."""

    name = "ctg"
    verbose_name = "portail CTG"
