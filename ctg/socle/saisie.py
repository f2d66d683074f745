"""Des champs de formulaire à la française : un montant, une date."""

import re
from decimal import Decimal
from typing import Any

from django import forms


class EurosField(forms.DecimalField):
    """Un montant à la française : « 1 200,50 », avec ou sans le signe « € » ; vide = inconnu."""

    widget = forms.TextInput

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

    def to_python(self, value: Any) -> Any:
        """Sans espace ni signe, la virgule décimale."""
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f€]", "", value).replace("\u2212", "-")
            value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Le montant tel qu'on l'écrirait : ni zéro de trop, ni point."""
        if isinstance(value, Decimal):
            ecrit = f"{value:f}"
            return (ecrit.rstrip("0").rstrip(".") if "." in ecrit else ecrit).replace(".", ",")
        return value


def champ_date(libelle: str, **options: Any) -> forms.DateField:
    """Une date, par le calendrier du navigateur."""
    return forms.DateField(
        label=libelle,
        error_messages={"required": "Indiquez le jour.", "invalid": "Écrivez une date."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )
