"""Les chiffres d'une année : à chaque question un nombre, ou pourquoi il n'y en a pas."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst

from ctg.socle.champs_de_formulaire import EurosField
from ctg.socle.formulaires import FormulaireVersionne, faire_porter
from equipements.annuels import NOMBRE, AnneeDeStructure, Question, Saisie
from equipements.models import ReponseAnnuelle

_ABSENCES = [
    (reponse.value, capfirst(reponse.label))
    for reponse in ReponseAnnuelle.Reponse
    if reponse != NOMBRE
]


class NombreField(EurosField):
    """Un compte : un entier, ses milliers groupés ou non."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "decimal_places": 0,
                **options,
                "error_messages": {
                    "invalid": "Écrivez un nombre entier, par exemple 1 200.",
                    "min_value": "Ce nombre ne peut pas être négatif.",
                    "max_decimal_places": "Écrivez un nombre entier, sans virgule.",
                },
            }
        )


@dataclass(frozen=True)
class LigneDeQuestion:
    """Une question et ses trois champs ; sans champs, elle se lit seulement."""

    question: Question
    champs: list[BoundField]
    # La case qui reprend le nombre de l'an passé ; None si l'on n'en a pas, ou si c'est répondu.
    reprise: BoundField | None = None

    @property
    def lue(self) -> str:
        """La réponse rangée ; qui ouvre ce formulaire voit tout de la structure."""
        return self.question.en_mots(voit_tout=True)


class ChiffresForm(FormulaireVersionne):
    """Toutes les questions d'une année. La page porte ce qu'elle a montré : rien ne s'écrase.

    `avant` : question → ce qui en était répondu l'an passé, qu'une case reprend d'un geste.
    """

    def __init__(
        self,
        *args: Any,
        annee: AnneeDeStructure,
        avant: Mapping[str, Saisie] | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("initial", {"version": 0})
        super().__init__(*args, **options)
        self.annee, self.avant = annee, avant or {}
        for question in annee.questions:
            if question.est_saisissable:
                self._demander(question)

    def _demander(self, question: Question) -> None:
        cle = question.cle
        genre = EurosField if question.unite == "€" else NombreField
        nom = capfirst(question.nom) + (", en euros" if question.unite == "€" else "")
        self.fields[f"{cle}-valeur"] = genre(label=nom, help_text=question.aide)
        self.fields[f"{cle}-absence"] = forms.ChoiceField(
            label="Sans nombre",
            choices=[("", "J'ai le nombre"), *_ABSENCES],
            required=False,
        )
        self.fields[f"{cle}-motif"] = forms.CharField(
            label="Pourquoi", max_length=200, required=False
        )
        if self._l_an_passe_se_reprend(cle):
            self.fields[f"{cle}-reprendre"] = forms.BooleanField(
                label="Comme l'an passé", required=False
            )
        # Ce que la page montrait, pour voir si quelqu'un l'a changé depuis.
        self.fields[f"{cle}-ouverte"] = forms.CharField(
            widget=forms.HiddenInput, required=False, strip=False
        )
        self.initial.update(_montrees(question))

    def _l_an_passe_se_reprend(self, cle: str) -> bool:
        return self.avant.get(cle, Saisie()).valeur is not None

    def clean(self) -> dict[str, Any]:
        """Un nombre ou une absence, jamais les deux ; une absence dit pourquoi."""
        saisie: dict[str, Any] = super().clean() or {}
        for question in self.annee.questions:
            valeur = saisie.get(f"{question.cle}-valeur")
            absence = saisie.get(f"{question.cle}-absence")
            motif = saisie.get(f"{question.cle}-motif")
            if saisie.get(f"{question.cle}-reprendre") and (absence or valeur is not None):
                self.add_error(
                    f"{question.cle}-valeur",
                    "Reprenez le nombre de l'an passé, ou répondez autrement : pas les deux.",
                )
            if absence and valeur is not None:
                self.add_error(
                    f"{question.cle}-absence", "Donnez un nombre, ou dites qu'il n'y en a pas."
                )
            elif absence and not motif:
                self.add_error(f"{question.cle}-motif", "Dites pourquoi il n'y a pas de nombre.")
        return saisie

    def saisies(self) -> dict[str, Saisie]:
        """Question → ce qui est répondu."""
        return {q.cle: self._saisie(q.cle) for q in self.annee.questions if q.est_saisissable}

    def _saisie(self, cle: str) -> Saisie:
        valeur: Decimal | None = self.cleaned_data[f"{cle}-valeur"]
        absence, motif = self.cleaned_data[f"{cle}-absence"], self.cleaned_data[f"{cle}-motif"]
        if absence:
            return Saisie(absence, None, motif)
        if self.cleaned_data.get(f"{cle}-reprendre"):
            valeur = self.avant[cle].valeur
        return Saisie() if valeur is None else Saisie(NOMBRE, valeur.quantize(Decimal("0.01")))

    def ouvertes(self) -> dict[str, Saisie]:
        """Question → ce que la page montrait."""
        return {
            q.cle: saisie_de_la_marque(self.cleaned_data[f"{q.cle}-ouverte"])
            for q in self.annee.questions
            if q.est_saisissable
        }

    def par_source(self) -> list[tuple[str, list[LigneDeQuestion]]]:
        """Les questions par qui les connaît, pour le gabarit."""
        return [
            (nom, [self.ligne(q) for q in questions]) for nom, questions in self.annee.par_source
        ]

    def ligne(self, question: Question) -> LigneDeQuestion:
        """Une question et ses champs."""
        nom = f"{question.cle}-reprendre"
        reprise = self[nom] if nom in self.fields and question.rangee is None else None
        return LigneDeQuestion(question, self._champs(question), reprise)

    def _champs(self, question: Question) -> list[BoundField]:
        if not question.est_saisissable:
            return []
        return [self[f"{question.cle}-{suite}"] for suite in ("valeur", "absence", "motif")]

    def rouvrir(self, annee: AnneeDeStructure) -> None:
        """Fait porter au formulaire lié ce qui est rangé à présent : renvoyer vaudra décision.

        Ce que la personne n'a pas touché prend la valeur rangée ; ce qu'elle a tapé reste.
        """
        portees: dict[str, str] = {}
        saisies, ouvertes = self.saisies(), self.ouvertes()
        for question in annee.questions:
            if question.cle not in saisies:
                continue
            montrees = _montrees(question)
            if saisies[question.cle] != ouvertes[question.cle]:
                marque = f"{question.cle}-ouverte"
                montrees = {marque: montrees[marque]}
            for nom, valeur in montrees.items():
                portees[self.add_prefix(nom)] = self.fields[nom].prepare_value(valeur) or ""
        faire_porter(self, portees)


def _montrees(question: Question) -> dict[str, Any]:
    """Ce que les champs d'une question montrent de sa réponse rangée."""
    cle, saisie = question.cle, question.saisie()
    return {
        f"{cle}-valeur": saisie.valeur,
        f"{cle}-absence": "" if saisie.reponse in ("", NOMBRE) else saisie.reponse,
        f"{cle}-motif": saisie.motif,
        f"{cle}-ouverte": _marque(saisie),
    }


def _marque(saisie: Saisie) -> str:
    valeur = "" if saisie.valeur is None else f"{saisie.valeur:.2f}"
    return f"{saisie.reponse}|{valeur}|{saisie.motif}" if saisie.reponse else ""


def saisie_de_la_marque(marque: str) -> Saisie:
    """Ce que dit la marque ; illisible, elle ne vaut aucune réponse rangée."""
    morceaux = marque.split("|", 2)
    if len(morceaux) != 3:
        return Saisie()
    reponse, valeur, motif = morceaux
    try:
        return Saisie(reponse, Decimal(valeur) if valeur else None, motif)
    except ArithmeticError:
        return Saisie()
