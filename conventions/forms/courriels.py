"""Ce que demandent les pages des courriels : des filtres, des préférences."""

from django import forms

from conventions.models import REFUSABLES, Envoi, Motif


class RechercheForm(forms.Form):
    """Chercher un courriel par son destinataire ou par ses mots."""

    q = forms.CharField(
        label="Chercher",
        required=False,
        help_text="Un nom, une adresse, un mot de l'objet.",
        max_length=100,
    )


class FiltreEnvoisForm(RechercheForm):
    """Ce que le journal des courriels retient."""

    motif = forms.ChoiceField(
        label="Pourquoi", required=False, choices=[("", "Tous les motifs"), *Motif.choices]
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous les états"), *Envoi.Etat.choices]
    )


class PreferencesForm(forms.Form):
    """Les courriels facultatifs qu'une personne veut recevoir."""

    recevoir = forms.MultipleChoiceField(
        label="Que voulez-vous recevoir ?",
        required=False,
        choices=list(REFUSABLES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Décochez ce qui ne vous sert pas.",
    )
