from django.apps import AppConfig


class EquipementsConfig(AppConfig):
    """Le registre : les structures de l'annexe 2 et leur vie."""

    name = "equipements"
    verbose_name = "équipements"
