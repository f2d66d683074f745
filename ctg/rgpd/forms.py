"""Confirmer un effacement, filtrer le registre."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ctg.rgpd.registre import COLONNES
from ctg.socle.formulaires import FormulaireDeFiltres
from ctg.socle.recherche import sans_accent


class ConfirmationForm(forms.Form):
    """Le nom de la personne, tapé en entier : un effacement ne se défait pas."""

    confirmation = forms.CharField(
        label="Pour confirmer, écrivez son nom",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, nom: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nom = nom
        self.fields["confirmation"].help_text = f"Tel qu'il s'affiche : {nom}."

    def clean_confirmation(self) -> str:
        """Ni la casse, ni les accents, ni les espaces ne comptent."""
        tape = str(self.cleaned_data["confirmation"])
        if _simple(tape) != _simple(self.nom):
            raise ValidationError(f"Ce n'est pas le nom attendu : {self.nom}.")
        return tape


def _simple(nom: str) -> str:
    return " ".join((sans_accent(nom) or "").lower().split())


class FiltreDuRegistreForm(FormulaireDeFiltres):
    """Les champs d'une seule classe."""

    classe = forms.ChoiceField(
        label="Ce qu'ils disent d'une personne",
        choices=[("", "Tous les champs"), *((c.value, mots) for c, mots in COLONNES.items())],
        required=False,
    )
