"""Les champs de formulaire que les salles partagent : nombres, euros, jours, heures."""

import datetime
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ctg.socle.telephones import telephone_au_propre

EXEMPLE_DE_JOUR = "Par exemple 31/12/2026."
DATE_A_ECRIRE = "Écrivez la date en entier, par exemple 31/12/2026."
_JOUR_ECRIT = "%d/%m/%Y"
_BLANCS = re.compile(r"\s")


class NombreFrancais(forms.DecimalField):
    """Un nombre écrit à la française : virgule décimale, espaces entre les milliers."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """« 1 200,5 » et « 1200.5 » se lisent de même ; un « % » ou « € » final est ignoré."""
        if isinstance(value, str):
            value = _BLANCS.sub("", value).replace("\u2212", "-").rstrip("%€")
            value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """La valeur enregistrée telle qu'on l'écrirait : ni zéro de trop, ni point."""
        if isinstance(value, Decimal):
            ecrit = f"{value:f}"
            return (ecrit.rstrip("0").rstrip(".") if "." in ecrit else ecrit).replace(".", ",")
        return value


class EurosField(NombreFrancais):
    """Un montant en euros, avec ou sans son signe ; vide = inconnu, ce qui n'est pas zéro."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "min_value": 0,
                "max_digits": 12,
                "decimal_places": 2,
                **options,
                "error_messages": {
                    "invalid": "Écrivez un montant en euros, par exemple 1 200,50.",
                    "min_value": "Un montant ne peut pas être négatif.",
                    **options.get("error_messages", {}),
                },
            }
        )
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})


class EntierField(forms.IntegerField):
    """Un compte, une capacité, un âge, une année : des chiffres, milliers groupés ou non.

    Un champ de texte, jamais `type=number` : de ce qu'il ne lit pas, le navigateur n'envoie rien.
    """

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                **options,
                "error_messages": {
                    "invalid": "Écrivez un nombre entier, en chiffres.",
                    "min_value": "Écrivez au moins %(limit_value)s.",
                    "max_value": "Écrivez %(limit_value)s au plus.",
                    **(options.get("error_messages") or {}),
                },
            }
        )
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "court"})

    def to_python(self, value: Any) -> Any:
        """« 1 200 » se lit 1200 ; « douze » se refuse."""
        return super().to_python(_BLANCS.sub("", value) if isinstance(value, str) else value)


class JourField(forms.DateField):
    """Un jour, tapé jj/mm/aaaa ; l'écriture des machines (aaaa-mm-jj) se lit aussi.

    Un champ de texte, jamais `type=date` : d'une date incomplète, le navigateur n'envoie rien, et
    la page remercierait d'une date perdue. Le clavier d'un téléphone n'a pas toujours de barre :
    « 31122026 » et « 31 12 2026 » se lisent de même.
    """

    widget = forms.DateInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%d/%m/%Y", "%Y-%m-%d"])
        aide = options.get("help_text") or ""
        super().__init__(
            **{
                **options,
                "help_text": f"{aide} {EXEMPLE_DE_JOUR}".strip(),
                "error_messages": {
                    "required": "Indiquez le jour.",
                    "invalid": DATE_A_ECRIRE,
                    **(options.get("error_messages") or {}),
                },
            }
        )
        self.widget.format = _JOUR_ECRIT
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "court"})

    def to_python(self, value: Any) -> datetime.date | None:
        """Le jour écrit ; une année qui n'en est pas une se refuse comme une date incomplète."""
        if isinstance(value, str):
            value = re.sub(
                r"^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$", r"\1/\2/\3", value.strip()
            )
            value = re.sub(r"^(\d{2})(\d{2})(\d{4})$", r"\1/\2/\3", value)
        jour = super().to_python(value)
        if jour is not None and not 1900 <= jour.year <= 2199:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return jour

    def prepare_value(self, value: Any) -> Any:
        """Le jour que porte l'adresse de la page se remontre à la française."""
        if isinstance(value, str):
            with suppress(ValueError):
                return f"{datetime.date.fromisoformat(value):{_JOUR_ECRIT}}"
        return value


class HeureField(forms.TimeField):
    """Une heure, écrite « 8h30 », « 8:30 » ou « 8 h ».

    Un champ de texte, jamais `type=time` : d'une heure incomplète, le navigateur n'envoie rien.
    """

    widget = forms.TimeInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                **options,
                "error_messages": {
                    "invalid": "Écrivez une heure, par exemple 8h30.",
                    **(options.get("error_messages") or {}),
                },
            }
        )
        self.widget.format = "%H:%M"
        self.widget.attrs.update({"autocomplete": "off", "class": "court"})

    def to_python(self, value: Any) -> Any:
        """« 8 h » est 8 heures juste."""
        if isinstance(value, str):
            ecrite = _BLANCS.sub("", value).lower().replace("h", ":")
            value = f"{ecrite}00" if ecrite.endswith(":") else ecrite
        return super().to_python(value)


class TelephoneField(forms.CharField):
    """Un numéro, avec ses points, ses tirets ou ses espaces insécables.

    La page ne limite pas sa longueur : le navigateur couperait un numéro collé, sans un mot.
    """

    def to_python(self, value: Any) -> Any:
        """Mis au propre avant d'être mesuré et jugé."""
        return telephone_au_propre(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Sans `maxlength`."""
        attrs = super().widget_attrs(widget)
        return {nom: valeur for nom, valeur in attrs.items() if nom != "maxlength"}
