"""Ce qui se saisit d'une zone du territoire."""

from typing import Any

from django import forms

from conventions.models import Commune, Convention, Zone
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet
from ctg.socle.versions import ecriture_lue


class ZoneForm(FormulaireVersionne):
    """Une zone : son nom, sa nature, ses communes, d'où on la tient."""

    nom = forms.CharField(label="Comment s'appelle cette zone ?", max_length=100)
    genre = forms.ChoiceField(
        label="De quelle nature ?", choices=Zone.Genre.choices, widget=forms.RadioSelect
    )
    communes = forms.ModelMultipleChoiceField(
        label="Quelles communes en sont ?",
        queryset=Commune.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour un quartier, la commune où il se trouve.",
    )
    source = forms.CharField(
        label="D'où tient-on ce découpage ?",
        required=False,
        max_length=200,
        help_text="Par exemple : Insee, bassins de vie 2022 ; convention, article 4.",
    )

    @classmethod
    def ouvrir(
        cls, donnees: Any, *, convention: Convention, zone: Zone | None = None
    ) -> "ZoneForm":
        """Le formulaire d'une zone enregistrée, ou d'une zone neuve."""
        initial: dict[str, Any] = {"version": 0}
        if zone is not None:
            initial = {
                "nom": zone.nom,
                "genre": zone.genre,
                "communes": list(zone.communes.values_list("pk", flat=True)),
                "source": zone.source,
                "version": ecriture_lue(zone),
            }
        formulaire = cls(donnees, initial=initial)
        communes = Commune.objects.signataires_de(convention).par_nom()
        champ_d_objet(formulaire, "communes").queryset = communes
        return formulaire

    def champs(self) -> dict[str, Any]:
        """Ce que les commandes attendent."""
        return {nom: self.cleaned_data[nom] for nom in ("nom", "genre", "communes", "source")}
