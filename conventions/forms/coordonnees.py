"""Ce qu'une personne corrige d'elle-même."""

from django import forms

from conventions.coordonnees import MODIFIABLES
from conventions.models import Personne


class CoordonneesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Son nom, et de quoi la joindre dans son travail."""

    class Meta:
        model = Personne
        fields = MODIFIABLES
        labels = {
            "prenom": "Votre prénom",
            "nom": "Votre nom",
            "courriel": "Votre courriel professionnel",
            "telephone": "Votre téléphone professionnel",
        }
        error_messages = {"nom": {"required": "Écrivez votre nom."}}
        help_texts = {
            "courriel": "Les demandes et les rappels y arrivent. Celui de votre connexion ne"
            " change pas ici.",
        }
        widgets = {
            "prenom": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "nom": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "courriel": forms.EmailInput(attrs={"autocomplete": "email"}),
            "telephone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }
