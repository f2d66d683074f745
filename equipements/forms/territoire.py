"""Ce que les lectures du territoire laissent choisir ; cela reste dans l'adresse."""

from collections.abc import Iterable
from typing import Any

from django import forms

from conventions.models import Zone
from ctg.socle.formulaires import champ_a_choix


class ZoneForm(forms.Form):
    """Une zone du territoire, ou toutes ; une valeur inconnue est ignorée."""

    zone = forms.ChoiceField(label="Zone", required=False)

    def __init__(self, donnees: Any, *, zones: Iterable[Zone]) -> None:
        super().__init__(donnees)
        self._zones = {str(zone.pk): zone for zone in zones}
        champ_a_choix(self, "zone").choices = [
            ("", "Tout le territoire"),
            *(
                (cle, f"{zone.nom} ({zone.get_genre_display()})")
                for cle, zone in self._zones.items()
            ),
        ]

    def zone_choisie(self) -> Zone | None:
        """La zone choisie, ou None."""
        self.is_valid()
        return self._zones.get(self.cleaned_data.get("zone", ""))
