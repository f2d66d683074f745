"""Qui soutient une structure et quand ; les sous-types que la coordination ajoute ; le plancher."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from conventions.models import Convention, Partenaire
from ctg.socle.champs_de_formulaire import EntierField, EurosField, JourField
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet
from ctg.socle.versions import ecriture_lue
from equipements.models import PlancherDuBonus, SousType, Soutien, TypeEquipement


class SoutienForm(FormulaireVersionne):
    """Une collectivité, et la période de son soutien."""

    ECRITS = ("partenaire", "debut", "fin", "motif_de_fin")

    partenaire = forms.ModelChoiceField(
        label="Quelle collectivité la soutient ?",
        queryset=Partenaire.objects.none(),
        empty_label="Choisissez une collectivité",
        error_messages={"required": "Choisissez une collectivité."},
    )
    debut = JourField(
        label="Depuis le", required=False, help_text="Laissez vide si vous ne savez pas."
    )
    fin = JourField(
        label="Jusqu'au", required=False, help_text="Laissez vide tant que le soutien court."
    )
    motif_de_fin = forms.ChoiceField(
        label="Pourquoi s'arrête-t-il ?",
        help_text="Seulement s'il a une fin. Un changement de compétence n'est pas un désengagement"
        " (art. 6).",
        choices=[("", "Sans objet"), *((m.value, capfirst(m.label)) for m in Soutien.MotifDeFin)],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, *args: Any, soutien: Soutien, convention: Convention, **options: Any
    ) -> None:
        est_neuf = soutien._state.adding
        initial = {"version": 0 if est_neuf else ecriture_lue(soutien)}
        if not est_neuf:
            initial |= {nom: getattr(soutien, nom) for nom in self.ECRITS}
        options.setdefault("initial", initial)
        super().__init__(*args, **options)
        parties = Partenaire.objects.filter(
            signataires__convention=convention, nature__in=Partenaire.COLLECTIVITES
        )
        champ_d_objet(self, "partenaire").queryset = (
            parties if est_neuf else parties | Partenaire.objects.filter(pk=soutien.partenaire_id)
        ).distinct()

    def clean(self) -> dict[str, Any]:
        """Une fin sans motif, ou un motif sans fin, se dit à côté du champ."""
        saisie: dict[str, Any] = super().clean() or {}
        if saisie.get("motif_de_fin") and not saisie.get("fin"):
            self.add_error("fin", "Indiquez quand le soutien s'arrête, ou retirez le motif.")
        if saisie.get("fin") and not saisie.get("motif_de_fin"):
            self.add_error("motif_de_fin", "Dites pourquoi le soutien s'arrête.")
        debut, fin = saisie.get("debut"), saisie.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin du soutien précède son début.")
        return saisie

    def valeurs(self) -> dict[str, Any]:
        """Ce que `Soutien.enregistrer` attend."""
        return {nom: self.cleaned_data[nom] for nom in self.ECRITS}


class SousTypeForm(forms.Form):
    """Un sous-type de plus, pour un type de structure."""

    type = forms.ChoiceField(
        label="Pour quel type de structure ?",
        error_messages={"required": "Choisissez un type."},
    )
    nom = forms.CharField(
        label="Quel est son nom ?",
        max_length=80,
        help_text="Tel qu'on le choisira dans la fiche d'une structure.",
        error_messages={"required": "Donnez-lui un nom."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["type"]
        types = [(t.value, capfirst(str(t.label))) for t in TypeEquipement]
        champ.choices = [("", "Choisissez un type"), *types]


class NomDeSousTypeForm(FormulaireVersionne):
    """Le nom d'un sous-type déjà là."""

    nom = forms.CharField(
        label="Quel est son nom ?",
        max_length=80,
        help_text="Les structures qui l'ont choisi porteront ce nom.",
        error_messages={"required": "Donnez-lui un nom."},
    )

    @classmethod
    def ouvrir(cls, sous_type: SousType, donnees: Any = None) -> "NomDeSousTypeForm":
        """Le formulaire d'un sous-type, sur sa dernière écriture."""
        initial = {"nom": sous_type.nom, "version": ecriture_lue(sous_type)}
        return cls(donnees, initial=initial)


class PlancherForm(FormulaireVersionne):
    """Ce que la Caf bonifiait la dernière année du contrat enfance jeunesse."""

    montant = EurosField(
        label="Montant annuel, en euros",
        required=True,
        error_messages={"required": "Indiquez le montant."},
    )
    annee = EntierField(
        label="Quelle année ?",
        min_value=1990,
        max_value=2100,
        help_text="La dernière du contrat enfance jeunesse, avant la convention.",
        error_messages={"required": "Indiquez l'année.", "invalid": "Écrivez une année."},
    )
    source = forms.CharField(
        label="D'où vient ce montant ?",
        max_length=200,
        help_text="Par exemple : notification de la Caf, avec sa date.",
        error_messages={"required": "Dites d'où vient ce montant."},
    )

    @classmethod
    def ouvrir(
        cls, plancher: PlancherDuBonus, convention: Convention, donnees: Any = None
    ) -> "PlancherForm":
        """Le formulaire, vide si le plancher n'est pas connu."""
        if plancher._state.adding:
            return cls(donnees, initial={"version": 0, "annee": convention.debut.year - 1})
        champs = ("montant", "annee", "source", "version")
        return cls(donnees, initial={nom: getattr(plancher, nom) for nom in champs})
