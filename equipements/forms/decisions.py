"""Ce que le coordonnateur répond à une saisie ou à une correction."""

from django import forms

from ctg.socle.formulaires import FormulaireVersionne


class RenvoiForm(FormulaireVersionne):
    """Pourquoi le coordonnateur renvoie une saisie."""

    motif = forms.CharField(
        label="Que faut-il corriger ?",
        help_text="L'agent lira cette phrase. Dites ce qui manque ou ce qui est à revoir.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites pourquoi vous renvoyez cette saisie."},
    )


class DecisionForm(FormulaireVersionne):
    """Ce que le coordonnateur décide d'une correction."""

    ACCEPTER = "accepter"
    RENVOYER = "renvoyer"

    decision = forms.ChoiceField(
        label="Que décidez-vous ?",
        choices=[
            (ACCEPTER, "J'accepte : la structure est corrigée tout de suite"),
            (RENVOYER, "Je renvoie : la structure reste telle quelle"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez d'accepter ou de renvoyer la correction."},
    )
    motif = forms.CharField(
        label="Pourquoi la renvoyez-vous ?",
        help_text="Seulement si vous renvoyez. L'agent lira cette phrase.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
