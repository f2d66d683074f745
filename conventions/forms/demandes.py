"""Confier une réponse à quelqu'un : de quoi lui écrire."""

from django import forms


class TransmissionForm(forms.Form):
    """Le collègue à qui confier la réponse."""

    prenom = forms.CharField(label="Son prénom", max_length=80)
    nom = forms.CharField(label="Son nom", max_length=80)
    courriel = forms.EmailField(
        label="Son courriel professionnel",
        help_text="Un lien à son nom va y partir. Le vôtre reste à vous.",
    )
