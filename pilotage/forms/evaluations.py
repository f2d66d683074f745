"""Ce que demandent les pages de l'évaluation."""

from typing import Any

from django import forms

from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet
from pilotage.forms.champs import champ_texte
from pilotage.models import Evaluation, Recit, Reunion
from pilotage.recits import PartieDeRecit


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
    """Le récit d'une section."""

    texte = champ_texte("Votre récit", 16, requis=False)

    @classmethod
    def de(cls, evaluation: Evaluation, place: PartieDeRecit) -> dict[str, Any]:
        """Les valeurs de départ ; version 0 : le récit n'existe pas encore."""
        recits = evaluation.recits.filter(section=place.section, axe=place.axe, fiche=place.fiche)
        recit = recits.first() or Recit(version=0)
        return {"version": recit.version, "texte": recit.texte}
