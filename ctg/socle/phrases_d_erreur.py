"""Ce qu'un champ dit quand il refuse : une phrase simple, la même partout.

Un formulaire écrit les siennes (`error_messages`) quand il a mieux à dire ; sinon le champ prend
celles-ci, à la place des phrases de Django.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

RECHARGER = "La page a perdu ce qu'elle portait : rechargez-la, puis recommencez."
CHOIX_INCONNU = "Ce choix n'existe pas ici : choisissez dans la liste."
_NOMBRE = "Écrivez un nombre, en chiffres."
# Le plus précis d'abord : la première espèce qui convient donne sa phrase.
_ILLISIBLES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.EmailField, "Écrivez un courriel entier, par exemple prenom.nom@exemple.fr."),
    (forms.URLField, "Écrivez une adresse entière, par exemple https://www.exemple.fr."),
    (forms.IntegerField, "Écrivez un nombre entier, en chiffres."),
    (forms.FloatField, _NOMBRE),
    (forms.DecimalField, _NOMBRE),
    (forms.FileField, "Le fichier n'est pas arrivé : choisissez-le à nouveau."),
)
_BORNES = {
    "max_length": "Écrivez %(limit_value)d caractères au plus : il y en a %(show_value)d.",
    "min_length": "Écrivez %(limit_value)d caractères au moins : il y en a %(show_value)d.",
    "min_value": "Écrivez %(limit_value)s au moins.",
    "max_value": "Écrivez %(limit_value)s au plus.",
}


def _ce_qui_manque(champ: forms.Field, libelle: str) -> str:
    """Le geste attendu : répondre, choisir, cocher."""
    if champ.widget.is_hidden:
        return RECHARGER
    if isinstance(champ, forms.FileField):
        return "Choisissez un fichier."
    if isinstance(champ, forms.BooleanField):
        return "Cochez cette case pour continuer."
    if isinstance(champ, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        return "Cochez une réponse au moins."
    if isinstance(champ, forms.ChoiceField):
        return "Choisissez une réponse."
    return "Répondez à cette question." if libelle.endswith("?") else "Écrivez ce qui manque ici."


def _phrases(champ: forms.Field, libelle: str) -> Iterator[tuple[str, str]]:
    yield "required", _ce_qui_manque(champ, libelle)
    if champ.widget.is_hidden:
        yield "invalid", RECHARGER
    else:
        for espece, phrase in _ILLISIBLES:
            if isinstance(champ, espece):
                yield "invalid", phrase
                break
    for code in ("invalid_choice", "invalid_list", "invalid_pk_value"):
        yield code, CHOIX_INCONNU
    for code, phrase in (
        ("missing", "Le fichier n'est pas arrivé : choisissez-le à nouveau."),
        ("empty", "Ce fichier est vide."),
        ("contradiction", "Choisissez un fichier, ou cochez la case : pas les deux."),
    ):
        yield code, phrase
    for code, phrase in _BORNES.items():
        # Sans borne sur le champ, c'est le modèle qui refuse, et il le dit dans ses mots.
        if getattr(champ, code, None) is not None:
            yield code, phrase


def _de_django(champ: forms.Field) -> dict[str, Any]:
    """Les phrases que Django donne à un champ de cette espèce."""
    phrases: dict[str, Any] = {}
    for classe in reversed(type(champ).__mro__):
        if classe.__module__.startswith("django."):
            phrases.update(vars(classe).get("default_error_messages", {}))
    return phrases


class ChampDuPortail(BoundField):
    """Un champ tel qu'une page le pose : ses refus sont dits dans nos mots."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        de_django = _de_django(field)
        for code, phrase in _phrases(field, str(self.label)):
            if field.error_messages.get(code) is de_django.get(code):
                field.error_messages[code] = phrase
