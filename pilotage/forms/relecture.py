"""Ce que la coordination dit d'un relevé qu'elle renvoie, d'une année qu'elle rouvre."""

from django import forms

from conventions.models.annees import LONGUEUR_D_UN_MOTIF
from ctg.socle.formulaires import FormulaireVersionne
from pilotage.forms.champs import champ_texte


class RenvoiDeReleveForm(FormulaireVersionne):
    """Pourquoi la réponse est à reprendre."""

    motif = champ_texte(
        "Que faut-il reprendre ?",
        4,
        aide="Ces mots se liront à côté de la réponse.",
        requis=True,
    )


class MotifDeReouvertureForm(forms.Form):
    """Pourquoi l'année se rouvre."""

    motif = forms.CharField(
        label="Pourquoi rouvrez-vous cette année ?",
        help_text="L'historique garde cette phrase, et votre nom.",
        max_length=LONGUEUR_D_UN_MOTIF,
        error_messages={"required": "Dites pourquoi vous rouvrez l'année."},
    )
