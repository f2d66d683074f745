"""Ce qu'une page demande pour lire un fichier sans le garder."""

from typing import ClassVar

from django import forms

from ctg.socle.formats import TAILLE_MAXIMALE


class DepotForm(forms.Form):
    """Un fichier à lire : ni vide, ni trop lourd. Une page en tire le sien, dans ses mots."""

    TAILLE: ClassVar[int] = TAILLE_MAXIMALE
    TROP_LOURD: ClassVar[str] = "Ce fichier dépasse 20 Mo."

    fichier: forms.FileField

    def clean_fichier(self) -> object:
        """Un fichier trop lourd n'est pas lu."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > self.TAILLE:
            raise forms.ValidationError(self.TROP_LOURD)
        return fichier

    def octets(self) -> bytes:
        """Le contenu du fichier, tel que déposé."""
        contenu: bytes = self.cleaned_data["fichier"].read()
        return contenu


def champ_de_depot(*, question: str, aide: str, accepte: str, sans_fichier: str) -> forms.FileField:
    """Le champ d'un `DepotForm` dans les mots de sa page ; `accepte` : « .xlsx,.csv »."""
    return forms.FileField(
        label=question,
        help_text=aide,
        error_messages={"required": sans_fichier, "empty": "Ce fichier est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": accepte}),
    )
