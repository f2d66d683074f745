"""Ce que demandent les pages de l'évaluation."""

from typing import Any

from django import forms

from actions.models import Axe
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet
from pilotage.forms.champs import champ_texte
from pilotage.models import Evaluation, Recit, Reunion


class RattachementForm(forms.Form):
    """La séance du COPIL qui examine l'évaluation (art. 10)."""

    reunion = forms.ModelChoiceField(
        label="Quelle séance du COPIL examine cette évaluation ?",
        queryset=Reunion.objects.none(),
        required=False,
        empty_label="Aucune séance pour l'instant",
        help_text="Les séances du COPIL tenues à partir de l'année évaluée.",
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_d_objet(self, "reunion").queryset = evaluation.seances_possibles()


class RecitForm(FormulaireVersionne):
    """Le récit d'un axe ou de l'ensemble."""

    texte = champ_texte("Votre récit", 16, requis=False)

    @classmethod
    def de(cls, evaluation: Evaluation, axe: Axe | None) -> dict[str, Any]:
        """Les valeurs de départ ; version 0 : le récit n'existe pas encore."""
        recit = evaluation.recits.filter(axe=axe).first() or Recit(version=0)
        return {"version": recit.version, "texte": recit.texte}
