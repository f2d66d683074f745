"""Ce que la page demande pour importer un fichier : ce qu'il contient, et lui."""

from django import forms

from ctg.socle.depots import DepotForm, champ_de_depot
from equipements.echanges.controle import Quoi


class ImportForm(DepotForm):
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
    fichier = champ_de_depot(
        question="Quel fichier ?",
        aide="Un classeur .xlsx ou un .csv, de 20 Mo et 20 000 lignes au plus.",
        accepte=".xlsx,.csv",
        sans_fichier="Choisissez le fichier à importer.",
    )

    def quoi_choisi(self) -> Quoi:
        """Ce que le fichier contient."""
        return Quoi(self.cleaned_data["quoi"])
