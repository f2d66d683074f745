"""Ce que la page du plan en tableau demande : des filtres, des colonnes, un ordre, un groupe."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from actions.en_nombre import ChangerEtat, ChangerPilote, ChangerPriorite, Geste
from actions.forms import FiltresForm
from actions.groupes import GROUPES
from actions.models import FicheAction
from actions.tableau import COLONNES, CROISSANT, DECROISSANT, TITRE, Vue
from conventions.models import Personne
from ctg.socle.etats import ActionImpossible


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
        choices=[("", "sans groupe"), *((cle, groupe.mot) for cle, groupe in GROUPES.items())],
    )

    def __init__(self, adresse: QueryDict, *, vue: Vue, **kwargs: Any) -> None:
        """`vue` : ce que l'adresse demande une fois lue, pour montrer ce qui est montré."""
        donnees = adresse.copy()
        donnees.setlist("colonnes", list(vue.colonnes))
        for nom in ("tri", "sens", "groupe"):
            donnees[nom] = getattr(vue, nom)
        super().__init__(donnees, **kwargs)

    def champs_d_ordre(self) -> list[forms.BoundField]:
        """Ce qui les range ; les colonnes sont à part."""
        return [self[nom] for nom in ("groupe", "tri", "sens")]


class ChangementForm(forms.Form):
    """Que changer aux fiches retenues : un seul champ, et sa nouvelle valeur.

    `personnes` : organisme → (identifiant, libellé) de qui peut piloter ; vide pour qui ne
    désigne pas les pilotes.
    """

    ETAT, PRIORITE, PILOTE = "etat", "priorite", "pilote"
    AUCUNE = "aucune"
    PLUS = "plus"

    quoi = forms.ChoiceField(
        label="Que changer ?",
        choices=[(ETAT, "l'état d'avancement"), (PRIORITE, "la priorité")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui change."},
    )
    nouvel_etat = forms.ChoiceField(
        label="Si c'est l'état, lequel ?",
        required=False,
        choices=[("", "Choisir"), *FicheAction.Etat.choices],
    )
    nouvelle_priorite = forms.ChoiceField(
        label="Si c'est la priorité, laquelle ?",
        required=False,
        choices=[("", "Choisir"), *FicheAction.Priorite.choices, (AUCUNE, "aucune")],
    )
    personne = forms.TypedChoiceField(
        label="Si c'est un pilote, qui ?", required=False, coerce=int, empty_value=None
    )
    qualite = forms.ChoiceField(
        label="Que devient cette personne ?",
        required=False,
        choices=[("pilote", "pilote"), ("co-pilote", "co-pilote"), (PLUS, "ne pilote plus")],
    )

    # Ce qui change → le champ qui dit sa nouvelle valeur, et la phrase s'il est vide.
    VALEURS: Mapping[str, tuple[str, str]] = {
        ETAT: ("nouvel_etat", "Choisissez le nouvel état."),
        PRIORITE: ("nouvelle_priorite", "Choisissez la nouvelle priorité."),
        PILOTE: ("personne", "Choisissez la personne."),
    }

    def __init__(
        self, *args: Any, personnes: Mapping[str, list[tuple[int, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not personnes:
            del self.fields["personne"], self.fields["qualite"]
            return
        quoi: Any = self.fields["quoi"]
        quoi.choices = [*quoi.choices, (self.PILOTE, "un pilote")]
        choix: Any = self.fields["personne"]
        choix.choices = [("", "Choisir"), *personnes.items()]

    def clean(self) -> dict[str, Any]:
        """La valeur du champ choisi est donnée ; les autres ne comptent pas."""
        saisie: dict[str, Any] = super().clean() or {}
        if attendu := self.VALEURS.get(saisie.get("quoi", "")):
            champ, phrase = attendu
            if champ not in self.errors and not saisie.get(champ):
                self.add_error(champ, phrase)
        return saisie

    def geste(self) -> Geste:
        """Ce que la saisie demande."""
        saisie = self.cleaned_data
        if saisie["quoi"] == self.ETAT:
            return ChangerEtat(saisie["nouvel_etat"])
        if saisie["quoi"] == self.PRIORITE:
            priorite = saisie["nouvelle_priorite"]
            return ChangerPriorite("" if priorite == self.AUCUNE else priorite)
        qualite = saisie["qualite"] or "pilote"
        personne = Personne.objects.get(pk=saisie["personne"])
        return ChangerPilote(personne, "" if qualite == self.PLUS else qualite)


def versions_lues(texte: str) -> dict[int, int]:
    """Identifiant de fiche → version, tels que le résumé les portait.

    Lève `ActionImpossible` si le texte n'est pas celui d'un résumé.
    """
    try:
        paires = [paire.split(":") for paire in texte.split()]
        return {int(cle): int(version) for cle, version in paires}
    except ValueError as erreur:
        raise ActionImpossible("Le résumé n'est plus lisible : recommencez.") from erreur
