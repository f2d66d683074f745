"""Ce que la page du plan en tableau demande : des filtres, des colonnes, un ordre, un groupe."""

from typing import Any

from django import forms
from django.http import QueryDict

from actions.forms import FiltresForm
from actions.tableau import COLONNES, CROISSANT, DECROISSANT, GROUPES, TITRE, Vue


class TableauForm(FiltresForm):
    """Les filtres du plan, et la façon de le montrer ; tout reste dans l'adresse."""

    colonnes = forms.MultipleChoiceField(
        label="Colonnes à montrer",
        required=False,
        choices=[(cle, titre) for cle, (titre, _) in COLONNES.items() if cle != TITRE],
        widget=forms.CheckboxSelectMultiple,
    )
    tri = forms.ChoiceField(
        label="Trier par",
        required=False,
        choices=[(cle, titre) for cle, (titre, _) in COLONNES.items()],
    )
    sens = forms.ChoiceField(
        label="Dans l'ordre",
        required=False,
        choices=[(CROISSANT, "croissant"), (DECROISSANT, "décroissant")],
    )
    groupe = forms.ChoiceField(
        label="Grouper",
        required=False,
        choices=[("", "sans groupe"), *((cle, mot) for cle, (mot, *_) in GROUPES.items())],
    )

    def __init__(self, adresse: QueryDict, *, vue: Vue, **kwargs: Any) -> None:
        """`vue` : ce que l'adresse demande une fois lue, pour montrer ce qui est montré."""
        donnees = adresse.copy()
        donnees.setlist("colonnes", list(vue.colonnes))
        for nom in ("tri", "sens", "groupe"):
            donnees[nom] = getattr(vue, nom)
        super().__init__(donnees, **kwargs)

    def champs_de_filtre(self) -> list[forms.BoundField]:
        """Ce qui choisit les fiches."""
        return [self[nom] for nom in FiltresForm.base_fields]

    def champs_d_ordre(self) -> list[forms.BoundField]:
        """Ce qui les range ; les colonnes sont à part."""
        return [self[nom] for nom in ("groupe", "tri", "sens")]
