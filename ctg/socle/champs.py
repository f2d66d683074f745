"""Les champs d'un modèle, tels qu'on les dit en français."""

from django.db import models


def nom_francais(modele: type[models.Model] | models.Model, nom: str) -> str:
    """Le nom d'un champ pour qui le lit ; lève `FieldDoesNotExist` s'il n'y en a pas."""
    champ = modele._meta.get_field(nom)
    # Une relation vue de l'autre côté n'a pas de nom à elle.
    return str(getattr(champ, "verbose_name", nom))
