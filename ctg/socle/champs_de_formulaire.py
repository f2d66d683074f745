"""Les champs de formulaire que plusieurs salles partagent : nombres, euros, dates."""

import re
from decimal import Decimal
from typing import Any

from django import forms


class NombreFrancais(forms.DecimalField):
    """Un nombre écrit à la française : virgule décimale, espaces entre les milliers."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """« 1 200,5 » et « 1200.5 » se lisent de même ; un « % » ou « € » final est ignoré."""
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f]", "", value).replace("\u2212", "-").rstrip("%€")
            value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """La valeur enregistrée telle qu'on l'écrirait : ni zéro de trop, ni point."""
        if isinstance(value, Decimal):
            ecrit = f"{value:f}"
            return (ecrit.rstrip("0").rstrip(".") if "." in ecrit else ecrit).replace(".", ",")
        return value


class EurosField(NombreFrancais):
    """Un montant en euros, avec ou sans son signe ; vide = inconnu, ce qui n'est pas zéro."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "min_value": 0,
                "max_digits": 12,
                "decimal_places": 2,
                **options,
                "error_messages": {
                    "invalid": "Écrivez un montant en euros, par exemple 1 200,50.",
                    "min_value": "Un montant ne peut pas être négatif.",
                    **options.get("error_messages", {}),
                },
            }
        )
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})


def champ_date(libelle: str, **options: Any) -> forms.DateField:
    """Un jour, par le calendrier du navigateur."""
    return forms.DateField(
        label=libelle,
        error_messages={"required": "Indiquez le jour.", "invalid": "Écrivez une date."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )
