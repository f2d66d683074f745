"""Ce qu'une famille demande à l'annuaire ; cela reste dans l'adresse."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from conventions.models import Commune
from ctg.socle.champs_de_formulaire import EntierField
from ctg.socle.formulaires import champ_a_choix
from equipements.annuaire import MOIS_PAR_AN, Recherche

AGE_MAXIMUM = 25


class AnnuaireForm(forms.Form):
    """Une commune, un type d'accueil, l'âge de l'enfant ; tout est facultatif."""

    commune = forms.ChoiceField(label="Votre commune", required=False)
    type = forms.ChoiceField(label="Ce que vous cherchez", required=False)
    age = EntierField(
        label="Âge de l'enfant",
        required=False,
        min_value=0,
        max_value=AGE_MAXIMUM * MOIS_PAR_AN,
        error_messages={"invalid": "Écrivez l'âge en chiffres."},
    )
    unite = forms.ChoiceField(
        label="En ans ou en mois",
        required=False,
        choices=[("ans", "ans"), ("mois", "mois")],
    )

    def __init__(
        self, donnees: Any, *, communes: Iterable[Commune], types: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(donnees)
        champ_a_choix(self, "commune").choices = [
            ("", "Toutes"),
            *((commune.code_insee, commune.nom) for commune in communes),
        ]
        champ_a_choix(self, "type").choices = [("", "Tous les accueils"), *types]

    def clean(self) -> dict[str, Any]:
        """Un âge en années ne dépasse pas celui d'un jeune adulte."""
        saisie: dict[str, Any] = super().clean() or {}
        age, en_mois = saisie.get("age"), saisie.get("unite") == "mois"
        if age is not None and not en_mois and age > AGE_MAXIMUM:
            self.add_error("age", f"Écrivez un âge jusqu'à {AGE_MAXIMUM} ans, ou choisissez mois.")
        return saisie

    def recherche(self) -> Recherche:
        """Les critères compris ; ceux qui ne le sont pas ne filtrent pas."""
        self.is_valid()
        age: int | None = self.cleaned_data.get("age")
        if age is not None and self.cleaned_data.get("unite") != "mois":
            age *= MOIS_PAR_AN
        return Recherche(
            commune=self.cleaned_data.get("commune", ""),
            type=self.cleaned_data.get("type", ""),
            age_en_mois=age,
        )
