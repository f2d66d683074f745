"""Les filtres de la feuille de route."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actions.feuille_de_route import MONTRER_A_FAIRE, MONTRER_TOUT
from actions.models import Axe
from ctg.socle.formulaires import FormulaireDeFiltres, champ_a_choix


class FiltresDeRouteForm(FormulaireDeFiltres):
    """Quel axe, et faut-il montrer ce qui est fini ; les choix restent dans l'adresse."""

    axe = forms.ChoiceField(label="Axe", required=False)
    montrer = forms.ChoiceField(
        label="Étapes montrées",
        required=False,
        choices=[
            (MONTRER_TOUT, "Toutes les étapes"),
            (MONTRER_A_FAIRE, "Ce qui reste à faire"),
        ],
    )

    def __init__(self, *args: Any, axes: Iterable[Axe], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_a_choix(self, "axe").choices = [
            ("", "Tous"),
            *((str(axe.numero), str(axe)) for axe in axes),
        ]
