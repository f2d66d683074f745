"""Les champs que plusieurs formulaires partagent."""

import re
from decimal import Decimal
from typing import Any

from django import forms

AIDE_MARKDOWN = (
    "Une ligne vide sépare deux paragraphes ; un tiret en début de ligne fait une liste ;"
    " **deux étoiles** mettent en gras."
)


class NombreFrancais(forms.DecimalField):
    """Un nombre écrit à la française : virgule décimale, espaces entre les milliers."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """« 1 200,5 » et « 1200.5 » se lisent de même ; un signe % final est ignoré."""
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


def champ_date(libelle: str, aide: str = "") -> forms.DateField:
    return forms.DateField(
        label=libelle,
        error_messages={"required": "Indiquez le jour.", "invalid": "Écrivez une date."},
        help_text=aide,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def champ_texte(
    libelle: str, lignes: int, *, aide: str = AIDE_MARKDOWN, requis: bool
) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        help_text=aide,
        required=requis,
        widget=forms.Textarea(attrs={"rows": lignes}),
    )
