"""Ce qui se demande pour bâtir une convention d'un classeur."""

import base64
import binascii

from django import forms
from django.core.exceptions import ValidationError

from ctg.classeur_controle import LIMITES
from ctg.socle.depots import DepotForm, champ_de_depot
from ctg.socle.formats import verifier_fichier


class ClasseurForm(DepotForm):
    """Le classeur rempli."""

    TAILLE = LIMITES.octets
    TROP_LOURD = "Ce classeur dépasse un mégaoctet."

    fichier = champ_de_depot(
        question="Quel classeur déposer ?",
        aide="Le modèle rempli, en XLSX, d'un mégaoctet au plus.",
        accepte=".xlsx",
        sans_fichier="Choisissez le classeur rempli.",
    )

    def clean_fichier(self) -> object:
        """Un XLSX qui n'est pas trop lourd pour être relu d'une page à l'autre."""
        fichier = self.cleaned_data["fichier"]
        verifier_fichier(fichier)
        if not str(fichier.name).lower().endswith(".xlsx"):
            raise ValidationError("Déposez un classeur XLSX.")
        return super().clean_fichier()


class ConfirmationForm(forms.Form):
    """Le classeur contrôlé, qui revient avec la page : rien n'est gardé entre-temps."""

    classeur = forms.CharField(widget=forms.HiddenInput, max_length=2 * LIMITES.octets)

    def clean_classeur(self) -> bytes:
        """Les octets du classeur, relus et recontrôlés comme s'ils venaient d'arriver."""
        try:
            return base64.b64decode(self.cleaned_data["classeur"], validate=True)
        except (binascii.Error, ValueError) as erreur:
            raise ValidationError(
                "Ce classeur s'est perdu en route : déposez-le à nouveau."
            ) from erreur
