"""Ce que la page demande pour importer un fichier : ce qu'il contient, et lui."""

from django import forms

from ctg.socle.formats import TAILLE_MAXIMALE
from equipements.echanges.controle import Quoi


class ImportForm(forms.Form):
    """Un fichier de structures, de chiffres, ou de prix."""

    quoi = forms.ChoiceField(
        label="Que contient-il ?",
        choices=[
            (Quoi.STRUCTURES.value, "Des structures, une par ligne"),
            (Quoi.CHIFFRES.value, "Des chiffres annuels, une question par ligne"),
            (Quoi.PRIX.value, "Les prix d'accueils de loisirs, une tranche par ligne"),
        ],
        initial=Quoi.STRUCTURES.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que le fichier contient."},
    )
    fichier = forms.FileField(
        label="Quel fichier ?",
        help_text="Un classeur .xlsx ou un .csv, de 20 Mo et 20 000 lignes au plus.",
        error_messages={
            "required": "Choisissez le fichier à importer.",
            "empty": "Ce fichier est vide.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_fichier(self) -> object:
        """Un fichier trop lourd n'est pas lu."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAXIMALE:
            raise forms.ValidationError("Ce fichier dépasse 20 Mo.")
        return fichier

    def quoi_choisi(self) -> Quoi:
        """Ce que le fichier contient."""
        return Quoi(self.cleaned_data["quoi"])

    def octets(self) -> bytes:
        """Le contenu du fichier, tel que déposé."""
        contenu: bytes = self.cleaned_data["fichier"].read()
        return contenu
