"""Ce que la page demande pour reprendre un classeur : un fichier."""

from django import forms

from ctg.socle.documents import TAILLE_MAXIMALE


class ClasseurForm(forms.Form):
    """Le classeur exporté, modifié hors du portail."""

    fichier = forms.FileField(
        label="Quel classeur ?",
        help_text="Le fichier .xlsx emporté d'ici, avec vos changements.",
        error_messages={
            "required": "Choisissez le classeur à reprendre.",
            "empty": "Ce fichier est vide.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def octets(self) -> bytes:
        """Le contenu du fichier, tel que déposé."""
        contenu: bytes = self.cleaned_data["fichier"].read()
        return contenu

    def clean_fichier(self) -> object:
        """Un fichier trop lourd n'est pas lu."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAXIMALE:
            raise forms.ValidationError("Ce fichier dépasse 20 Mo.")
        return fichier
