"""Ce que demande la page d'un lien perdu."""

from django import forms


class NouveauLienForm(forms.Form):
    """L'adresse à laquelle un nouveau lien est demandé."""

    courriel = forms.EmailField(
        label="Votre courriel professionnel",
        help_text="Celui auquel vous avez reçu la demande.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
