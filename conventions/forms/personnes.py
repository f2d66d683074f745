"""Ce qui se saisit d'une personne."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conventions.models import Convention, Mandat, Partenaire, Personne


class PersonneForm(forms.Form):
    """Une personne et ce qu'elle fait pour une partie à la convention."""

    ECRITS = ("prenom", "nom", "courriel", "fonction", "nature")

    prenom = forms.CharField(label="Prénom", max_length=80)
    nom = forms.CharField(label="Nom", max_length=80)
    courriel = forms.EmailField(
        label="Courriel professionnel",
        required=False,
        help_text="Il sert à la joindre au sujet de la convention, et à rien d'autre.",
    )
    organisme = forms.ModelChoiceField(
        label="Pour quel organisme agit-elle ?",
        queryset=Partenaire.objects.none(),
        empty_label="Choisir un organisme",
    )
    fonction = forms.CharField(
        label="Quelle est sa fonction ?",
        max_length=150,
        help_text="Par exemple : directrice du pôle enfance.",
    )
    nature = forms.ChoiceField(
        label="À quel titre agit-elle ?",
        choices=Mandat.Nature.choices,
        widget=forms.RadioSelect,
    )
    est_un_homonyme = forms.BooleanField(
        label="C'est quelqu'un d'autre, qui porte le même nom", required=False
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organismes = Partenaire.objects.filter(signataires__convention=convention)
        self.fields["organisme"].queryset = organismes  # type: ignore[attr-defined]
        if not self.is_bound:
            del self.fields["est_un_homonyme"]

    def clean(self) -> dict[str, Any]:
        """Prévient d'un homonyme ; la case cochée, la saisie passe."""
        saisie: dict[str, Any] = super().clean() or {}
        homonymes = self._homonymes(saisie)
        if not homonymes:
            # La question ne se pose pas : elle n'est pas montrée.
            del self.fields["est_un_homonyme"]
        elif not saisie.get("est_un_homonyme"):
            self.add_error(
                "est_un_homonyme",
                ValidationError(
                    f"Une personne porte déjà ce nom : {' ; '.join(homonymes)}."
                    " Cochez la case si c'est quelqu'un d'autre."
                ),
            )
        return saisie

    def _homonymes(self, saisie: dict[str, Any]) -> list[str]:
        if not saisie.get("nom") or not saisie.get("prenom"):
            return []
        connues = Personne.objects.filter(
            nom__unaccent__iexact=saisie["nom"], prenom__unaccent__iexact=saisie["prenom"]
        ).prefetch_related("mandats__partenaire")
        return [
            ", ".join([str(personne), *(f"{m.fonction} ({m.partenaire})" for m in mandats)])
            for personne in connues
            for mandats in [list(personne.mandats.all())]
        ]
