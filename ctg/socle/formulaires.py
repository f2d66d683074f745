"""Le chemin d'écriture de toutes les pages : formulaire → `traiter` → commande.

Une erreur est une phrase à côté du champ et un lien en haut de page ; un conflit montre les deux
versions ; dans les deux cas, rien de ce qui a été saisi n'est perdu.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import valeur_lisible
from ctg.socle.phrases_d_erreur import ChampDuPortail
from ctg.socle.versions import ConflitDeVersion


def champ_a_choix(formulaire: forms.BaseForm, nom: str) -> forms.ChoiceField:
    """Ce champ, dont on fixe les choix ; lève `TypeError` s'il n'en propose pas."""
    champ = formulaire.fields[nom]
    if not isinstance(champ, forms.ChoiceField):
        raise TypeError(f"« {nom} » ne propose pas de choix.")
    return champ


def champ_d_objet(formulaire: forms.BaseForm, nom: str) -> "forms.ModelChoiceField[Any]":
    """Ce champ, dont on fixe les objets proposés ; lève `TypeError` s'il n'en propose pas."""
    champ = formulaire.fields[nom]
    if not isinstance(champ, forms.ModelChoiceField):
        raise TypeError(f"« {nom} » ne propose pas d'objets.")
    return champ


class RenduDesFormulaires(TemplatesSetting):
    """Les champs du portail : la question, l'aide, l'erreur dans nos mots, puis le champ."""

    field_template_name = "socle/champ.html"
    form_template_name = "socle/formulaire.html"
    bound_field_class = ChampDuPortail


class FormulaireVersionne(forms.Form):
    """Un formulaire qui porte la version de l'objet qu'il a ouverte."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def version_ouverte(self) -> int:
        """La version que la personne avait sous les yeux."""
        return int(self.cleaned_data["version"])


CHOIX_INCONNU = "Ce choix n'existe pas ici : choisissez dans la liste, ou affichez tout."


class FormulaireDeFiltres(forms.Form):
    """Les filtres d'une liste, que l'adresse porte : un choix inconnu dit quoi faire.

    Une adresse gardée, ou tapée, peut demander un axe ou une année qui n'existe pas.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if isinstance(champ, forms.ChoiceField):
                champ.error_messages["invalid_choice"] = CHOIX_INCONNU


def valeurs_de(objet: Any, champs: Iterable[str]) -> dict[str, Any]:
    """Ce que montre un formulaire à l'ouverture : la version, et les champs d'un objet connu."""
    if objet._state.adding:
        return {"version": 0}
    return {"version": objet.version} | {nom: getattr(objet, nom) for nom in champs}


@dataclass(frozen=True)
class Ecart:
    """Un champ sur lequel la saisie et la version enregistrée entre-temps diffèrent."""

    libelle: str
    enregistre: str
    saisi: str


def _lisible(champ: BoundField, valeur: Any) -> str:
    """La valeur d'un champ en toutes lettres, quelle que soit la forme sous laquelle elle vient."""
    choix = getattr(champ.field, "choices", None)
    if choix is not None:
        libelles = {}
        for cle, libelle in champ.field.widget.choices:
            groupe = libelle if isinstance(libelle, (list, tuple)) else [(cle, libelle)]
            libelles.update({str(c): str(intitule) for c, intitule in groupe})
        valeurs = valeur if isinstance(valeur, (list, tuple)) else [valeur]
        return valeur_lisible(
            [libelles.get(str(getattr(v, "pk", v)), str(v)) for v in valeurs if v not in (None, "")]
        )
    # Une saisie que le champ refuse se montre telle quelle.
    with suppress(ValidationError):
        valeur = champ.field.to_python(valeur)
    return valeur_lisible(valeur)


def ecarts_de_saisie(saisi: forms.BaseForm, enregistre: forms.BaseForm) -> list[Ecart]:
    """Les champs où la saisie diffère de ce qui est enregistré.

    `saisi` est le formulaire envoyé ; `enregistre`, le même non lié, relu de la base.
    """
    return [
        Ecart(str(champ.label), avant, apres)
        for champ, avant, apres in _valeurs_comparees(saisi, enregistre)
        if avant != apres
    ]


def _valeurs_comparees(
    saisi: forms.BaseForm, enregistre: forms.BaseForm
) -> Iterator[tuple[BoundField, str, str]]:
    for champ in saisi.visible_fields():
        avant = enregistre[champ.name]
        yield champ, _lisible(avant, avant.value()), _lisible(champ, champ.value())


_DEJA_CHANGE = "Quelqu'un vient de modifier cette page. Relisez-la avant de recommencer."


def faire_porter(formulaire: forms.BaseForm, valeurs: Mapping[str, str]) -> None:
    """Remplace dans ce qui fut envoyé ces valeurs, par nom complet de champ ; le reste demeure."""
    # Les données d'un formulaire lié sont un `QueryDict`, que son type ne dit pas.
    donnees = cast(QueryDict, formulaire.data).copy()
    for nom, valeur in valeurs.items():
        donnees[nom] = valeur
    formulaire.data = donnees


def rouvrir_sur(formulaire: forms.BaseForm, version: int) -> None:
    """Fait porter au formulaire lié la version `version` : un nouvel envoi vaudra décision."""
    faire_porter(formulaire, {formulaire.add_prefix("version"): str(version)})


def saisie_avec_fichier(request: HttpRequest) -> tuple[Any, Any]:
    """Ce qu'un formulaire à fichier reçoit : un envoi sans rien est un envoi quand même."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def version_envoyee(request: HttpRequest) -> int:
    """La version que porte un bouton ; illisible, elle ne vaut aucune version."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


def traiter(
    request: HttpRequest,
    formulaire: forms.BaseForm,
    *,
    commande: Callable[[Any], object],
    vers: str | Callable[[], str],
    message: str | Callable[[], str],
    gabarit: str,
    contexte: dict[str, Any] | None = None,
    relire: Callable[[], forms.BaseForm] | None = None,
) -> HttpResponse:
    """Le seul chemin d'écriture d'une page : valide, appelle la commande, remercie, redirige.

    - `commande(formulaire)` écrit ; ses refus (`ActionImpossible`, `ValidationError`) reviennent
      en haut du formulaire, la saisie gardée (réponse 200) ;
    - `relire()` rend le même formulaire, non lié, relu de la base : en cas de
      `ConflitDeVersion`, la page montre les deux versions (réponse 409) et le formulaire porte la
      nouvelle version, si bien que l'envoyer à nouveau est un choix ;
    - `vers`, `message` : l'adresse d'arrivée et la phrase, ou de quoi les dire après l'écriture.
    """
    ecarts: list[Ecart] | None = None
    if request.method == "POST" and formulaire.is_valid():
        try:
            commande(formulaire)
        except ConflitDeVersion:
            if relire is None:
                formulaire.add_error(None, _DEJA_CHANGE)
            else:
                enregistre = relire()
                ecarts = ecarts_de_saisie(formulaire, enregistre)
                rouvrir_sur(formulaire, int(enregistre["version"].value()))
        except ActionImpossible as refus:
            for manque in refus.manques:
                formulaire.add_error(None, manque)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, message() if callable(message) else message)
            return redirect(vers() if callable(vers) else vers)
    return render(
        request,
        gabarit,
        {**(contexte or {}), "formulaire": formulaire, "ecarts": ecarts},
        status=200 if ecarts is None else 409,
    )


def executer(
    request: HttpRequest,
    commande: Callable[[], object],
    *,
    vers: str | Callable[[], str],
    message: str | Callable[[], str],
) -> HttpResponse:
    """Une commande sans formulaire : l'exécute, dit ce qui s'est passé, redirige.

    `vers` et `message` : l'adresse d'arrivée et la phrase, ou de quoi les dire après l'écriture.
    """
    try:
        commande()
    except ActionImpossible as refus:
        for manque in refus.manques:
            messages.error(request, manque)
    except ConflitDeVersion:
        messages.error(request, _DEJA_CHANGE)
    else:
        messages.success(request, message() if callable(message) else message)
    return redirect(vers() if callable(vers) else vers)
