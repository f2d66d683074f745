"""Les champs d'un modèle : comment on les dit en français, et ce que plusieurs salles exigent."""

from django.core.validators import RegexValidator
from django.db import models

numero_de_telephone = RegexValidator(
    r"^\+?[0-9 .]{10,}$", "Écrivez le numéro en chiffres, par exemple 05 53 00 00 00."
)


def nom_francais(modele: type[models.Model] | models.Model, nom: str) -> str:
    """Le nom d'un champ pour qui le lit ; lève `FieldDoesNotExist` s'il n'y en a pas."""
    champ = modele._meta.get_field(nom)
    # Une relation vue de l'autre côté n'a pas de nom à elle.
    return str(getattr(champ, "verbose_name", nom))
