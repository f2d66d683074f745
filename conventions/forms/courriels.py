"""Ce que demandent les pages des courriels : des filtres, des préférences."""

from django import forms

from conventions.models import REFUSABLES, Envoi, Motif
from ctg.socle.formulaires import FormulaireDeFiltres


class RechercheForm(FormulaireDeFiltres):
    """Chercher un courriel par son destinataire ou par ses mots."""

    q = forms.CharField(
        label="Nom, adresse ou objet",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class FiltreEnvoisForm(RechercheForm):
    """Ce que le journal des courriels retient."""

    motif = forms.ChoiceField(
        label="Pourquoi", required=False, choices=[("", "Tous"), *Motif.choices]
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *Envoi.Etat.choices]
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
