"""Des lignes qui se répètent, dans un seul formulaire : places, ouvertures, titres, contacts, prix.

Sans JavaScript : les lignes connues, puis trois vides. Une ligne vide ne compte pas ; une case
retire une ligne.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.text import capfirst

from ctg.socle.champs_de_formulaire import EntierField, HeureField, JourField
from ctg.socle.formulaires import FormulaireVersionne
from equipements.models import (
    JOURS,
    TOUTE_L_ANNEE,
    Contact,
    Equipement,
    Ouverture,
    Periode,
    Places,
    Titre,
)
from equipements.valeurs import Brutes, lignes_de

LIGNES_VIDES = 3
LIGNES_AU_PLUS = 40
_VIDES: tuple[Any, ...] = (None, "", [], False)


@dataclass(frozen=True)
class LigneDeFormulaire:
    """Les questions d'une ligne, et la case qui la retire (une ligne vide n'en a pas)."""

    numero: int
    champs: list[BoundField]
    retirer: BoundField | None


class FormulaireEnLignes(FormulaireVersionne):
    """Un formulaire dont les questions se répètent d'une ligne à l'autre.

    `modele` : ce qu'est une ligne ; `requis` : champ → ce qu'on dit quand il manque. Les règles
    sont celles du modèle, dites à côté du champ qu'elles visent.
    """

    modele: type[models.Model]
    champs: tuple[str, ...] = ()
    requis: Mapping[str, str] = {}
    options: Mapping[str, Mapping[str, Any]] = {}
    pied = "Une ligne laissée vide ne compte pas. Enregistrez pour en avoir d'autres."
    # Ce qui, laissé vide sur une ligne remplie, vaut cette valeur.
    par_defaut: Mapping[str, Any] = {}

    nombre = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LIGNES_AU_PLUS, required=False
    )

    def __init__(
        self, *args: Any, lignes: Sequence[Any] = (), au_moins: int = 0, **options: Any
    ) -> None:
        """`au_moins` : assez de lignes pour se comparer à une saisie qui en a autant."""
        super().__init__(*args, **options)
        self._connues = len(lignes)
        total = self._combien(max(len(lignes) + LIGNES_VIDES, au_moins))
        self.initial.setdefault("nombre", total)
        for rang in range(total):
            ligne = lignes[rang] if rang < len(lignes) else None
            for nom, champ in self._questions().items():
                self.fields[f"{rang}-{nom}"] = champ
                if ligne is not None:
                    self.initial[f"{rang}-{nom}"] = getattr(ligne, nom)
            self.fields[f"{rang}-retirer"] = forms.BooleanField(
                label="Retirer cette ligne", required=False
            )
        self.total = total

    def _combien(self, propose: int) -> int:
        """Autant de lignes que la page en montrait ; un nombre illisible vaut celui d'ici."""
        envoye = self.data.get(self.add_prefix("nombre"), "") if self.is_bound else ""
        lisible = envoye.isascii() and envoye.isdecimal() and len(envoye) < 4
        return min(int(envoye), LIGNES_AU_PLUS) if lisible else propose

    def _questions(self) -> dict[str, forms.Field]:
        options: dict[str, Any] = dict(self.options)
        questions = forms.fields_for_model(self.modele, self.champs, **options)
        for nom, champ in questions.items():
            champ.required = False
            champ.initial = None
            self.preparer(nom, champ)
        return dict(questions)

    def preparer(self, nom: str, champ: forms.Field) -> None:
        """Ce qu'une question a de particulier : ses choix, ses mots."""

    def en_lignes(self) -> list[LigneDeFormulaire]:
        """Les lignes, pour le gabarit."""
        return [
            LigneDeFormulaire(
                rang + 1,
                [self[f"{rang}-{nom}"] for nom in self.champs],
                self[f"{rang}-retirer"] if rang < self._connues or self.is_bound else None,
            )
            for rang in range(self.total)
        ]

    def champs_seuls(self) -> list[BoundField]:
        """Les questions qui ne se répètent pas."""
        return [champ for champ in self.visible_fields() if "-" not in champ.name]

    def clean(self) -> dict[str, Any]:
        """Chaque ligne remplie tient, seule et avec les autres."""
        saisie: dict[str, Any] = super().clean() or {}
        self._lignes: list[dict[str, Any]] = []
        for rang in range(self.total):
            valeurs = {nom: saisie.get(f"{rang}-{nom}") for nom in self.champs}
            vide = all(valeur in _VIDES for valeur in valeurs.values())
            if saisie.get(f"{rang}-retirer") or (vide and not self._a_des_fautes(rang)):
                continue
            valeurs |= {n: v for n, v in self.par_defaut.items() if valeurs[n] is None}
            self._verifier(rang, valeurs)
            self._lignes.append(valeurs)
        return saisie

    def _a_des_fautes(self, rang: int) -> bool:
        return any(f"{rang}-{nom}" in self.errors for nom in self.champs)

    def _verifier(self, rang: int, valeurs: dict[str, Any]) -> None:
        for nom, phrase in self.requis.items():
            if valeurs[nom] in (None, "", []) and f"{rang}-{nom}" not in self.errors:
                self.add_error(f"{rang}-{nom}", phrase)
        if self._a_des_fautes(rang):
            return
        try:
            self.modele(**valeurs).full_clean(exclude=self.non_saisis())
        except ValidationError as erreur:
            for nom, phrases in erreur.message_dict.items():
                vise = nom if nom in self.champs else self.champs[-1]
                self.add_error(f"{rang}-{vise}", phrases)

    def non_saisis(self) -> list[str]:
        """Les champs du modèle que la commande remplit."""
        return [c.name for c in self.modele._meta.fields if c.name not in self.champs]

    def lignes(self) -> list[dict[str, Any]]:
        """Les lignes remplies, dans l'ordre de la page."""
        return self._lignes


class LignesDeStructureForm(FormulaireEnLignes):
    """Une liste de la structure, sur la version que la personne a ouverte."""

    liste = ""
    question = ""
    aide = ""

    @classmethod
    def ouvrir(
        cls, equipement: Equipement, valeurs: Brutes, donnees: Any = None, au_moins: int = 0
    ) -> "LignesDeStructureForm":
        """Le formulaire d'une structure ; ce qu'une correction propose y est déjà reporté."""
        formulaire = cls(
            donnees,
            lignes=lignes_de(equipement, cls.liste, valeurs),
            au_moins=au_moins,
            initial={"version": equipement.version},
        )
        formulaire.nommer_les_ages(equipement.unite_d_age)
        return formulaire

    def nommer_les_ages(self, unite: str) -> None:
        """Les âges se comptent en mois pour un EAJE, en années pour les autres."""
        for nom, champ in self.fields.items():
            if nom.endswith(("-age_min", "-age_max")):
                champ.label = f"{champ.label}, en {'années' if unite == 'ans' else unite}"


class LignesParPeriodeForm(LignesDeStructureForm):
    """Une liste dont chaque ligne vaut pour une période, ou toute l'année."""

    def preparer(self, nom: str, champ: forms.Field) -> None:
        """Les périodes en toutes lettres."""
        if nom == "periode":
            choix: Any = champ
            periodes = [(p.value, capfirst(p.label)) for p in Periode]
            choix.choices = [("", capfirst(TOUTE_L_ANNEE)), *periodes]


class PlacesForm(LignesParPeriodeForm):
    """Combien de places, à quel âge et à quelle période."""

    liste, modele, champs = "places", Places, Places.CHAMPS
    question = "Places par âge et par période"
    aide = (
        "Une ligne par âge et par période. Les places PSU sont comprises dans le nombre :"
        " existantes avant la convention, ou nouvelles depuis."
    )
    requis = {"nombre": "Indiquez le nombre de places."}
    options = {
        "field_classes": dict.fromkeys(
            ("age_min", "age_max", "nombre", "psu_existantes", "psu_nouvelles"), EntierField
        ),
        "labels": {
            "periode": "Période",
            "age_min": "À partir de",
            "age_max": "Jusqu'à",
            "nombre": "Places",
            "psu_existantes": "Dont PSU existantes",
            "psu_nouvelles": "Dont PSU nouvelles",
        },
    }


class OuverturesForm(LignesParPeriodeForm):
    """Quels jours et à quelles heures, à quelle période."""

    liste, modele, champs = "ouvertures", Ouverture, Ouverture.CHAMPS
    question = "Ouverture par période"
    aide = "Une ligne par période : les jours, puis les heures d'ouverture et de fermeture."
    requis = {"jours": "Choisissez au moins un jour."}
    options = {
        "labels": {
            "periode": "Période",
            "jours": "Jours",
            "ouvre": "Ouvre à",
            "ferme": "Ferme à",
            "precision": "Précision",
        },
        "field_classes": {"ouvre": HeureField, "ferme": HeureField},
    }

    def _questions(self) -> dict[str, forms.Field]:
        questions = super()._questions()
        questions["jours"] = forms.MultipleChoiceField(
            label="Jours",
            choices=[(jour, capfirst(nom)) for jour, nom in JOURS],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        return questions


class TitresForm(LignesDeStructureForm):
    """Ce qui autorise, agrée, finance ou labellise la structure, et jusqu'à quand."""

    liste, modele, champs = "titres", Titre, Titre.CHAMPS
    question = "Agréments, autorisations, COF et labels"
    aide = "Donnez la date de fin : le portail prévient six mois avant."
    requis = {"nature": "Choisissez ce dont il s'agit."}
    options = {
        "labels": {
            "nature": "De quoi s'agit-il ?",
            "intitule": "Intitulé ou numéro",
            "delivre_par": "Délivré par",
            "debut": "Depuis le",
            "fin": "Jusqu'au",
        },
        "field_classes": {"debut": JourField, "fin": JourField},
    }

    def preparer(self, nom: str, champ: forms.Field) -> None:
        """Les natures en toutes lettres."""
        if nom == "nature":
            choix: Any = champ
            natures = [(n.value, capfirst(n.label)) for n in Titre.Nature]
            choix.choices = [("", "Choisissez"), *natures]


class ContactsForm(LignesDeStructureForm):
    """Qui appeler, et pour quoi."""

    liste, modele, champs = "contacts", Contact, Contact.CHAMPS
    question = "Contacts professionnels"
    aide = "Une fonction plutôt qu'un nom : direction, inscriptions, coordination enfance…"
    requis = {"fonction": "Indiquez la fonction."}
    options = {
        "labels": {
            "fonction": "Fonction",
            "telephone": "Téléphone",
            "courriel": "Courriel",
        },
        "widgets": {"telephone": forms.TextInput(attrs={"type": "tel"})},
    }


FORMULAIRES: dict[str, type[LignesDeStructureForm]] = {
    formulaire.liste: formulaire
    for formulaire in (PlacesForm, OuverturesForm, TitresForm, ContactsForm)
}
