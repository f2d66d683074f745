"""Les champs d'un modèle : comment on les dit en français, et ce que plusieurs salles exigent."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models

from ctg.socle import champs_de_formulaire
from ctg.socle.telephones import telephone_au_propre

numero_de_telephone = RegexValidator(
    r"^\+?[0-9 .]{10,}$", "Écrivez le numéro en chiffres, par exemple 05 53 00 00 00."
)


# Un champ de Django a un paramètre pour mypy, et ne s'indice pas à l'exécution.
class TelephoneField(models.CharField):  # type: ignore[type-arg]
    """Un numéro tel qu'on l'écrit, mis au propre avant d'être jugé ; en base, un texte."""

    def to_python(self, value: Any) -> Any:
        """« 05-53-00-00-00 » se range « 05 53 00 00 00 »."""
        return telephone_au_propre(value) if isinstance(value, str) else super().to_python(value)

    def formfield(self, **options: Any) -> forms.Field | None:
        """Le champ du formulaire met au propre avant de mesurer."""
        return super().formfield(**{"form_class": champs_de_formulaire.TelephoneField, **options})

    def deconstruct(self) -> Any:
        """Pour une migration, un texte : rien ne change en base."""
        nom, _, args, options = super().deconstruct()
        return nom, "django.db.models.CharField", args, options


def nom_francais(modele: type[models.Model] | models.Model, nom: str) -> str:
    """Le nom d'un champ pour qui le lit ; lève `FieldDoesNotExist` s'il n'y en a pas."""
    champ = modele._meta.get_field(nom)
    # Une relation vue de l'autre côté n'a pas de nom à elle.
    return str(getattr(champ, "verbose_name", nom))
