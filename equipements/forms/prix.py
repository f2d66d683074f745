"""La grille de prix d'un accueil de loisirs, et ce que compare la page des prix."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from ctg.socle.champs_de_formulaire import EntierField, EurosField
from ctg.socle.formulaires import champ_a_choix
from equipements.forms.lignes import FormulaireEnLignes
from equipements.models import GrilleDePrix, Prix, Unite, annee_scolaire_en_mots
from equipements.prix import QF_DE_REFERENCE, Service


class GrilleForm(FormulaireEnLignes):
    """Un prix par tranche de quotient familial et par unité."""

    modele, champs = Prix, Prix.CHAMPS
    requis = {"unite": "Choisissez l'unité.", "montant": "Indiquez le prix."}
    par_defaut = {"qf_min": 0}
    options = {
        "field_classes": {
            "montant": EurosField,
            "montant_exterieur": EurosField,
            "qf_min": EntierField,
            "qf_max": EntierField,
        },
        "labels": {
            "unite": "Prix de",
            "avec_repas": "Avec repas",
            "qf_min": "QF de",
            "qf_max": "QF jusqu'à",
            "montant": "Prix, en euros",
            "montant_exterieur": "Hors commune, en euros",
        },
    }

    precisions = forms.CharField(
        label="Une précision ?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce que la grille ne dit pas : une réduction pour les frères et sœurs…",
    )

    @classmethod
    def ouvrir(
        cls, grille: GrilleDePrix, lignes: list[Prix], donnees: Any = None, au_moins: int = 0
    ) -> "GrilleForm":
        """Le formulaire d'une grille ; `lignes` : les siennes, ou celles qu'elle reprend."""
        version = 0 if grille._state.adding else grille.version
        return cls(
            donnees,
            lignes=lignes,
            au_moins=au_moins,
            initial={"version": version, "precisions": grille.precisions},
        )

    def preparer(self, nom: str, champ: forms.Field) -> None:
        """Les unités en toutes lettres."""
        if nom == "unite":
            choix: Any = champ
            choix.choices = [("", "Choisissez"), *((u.value, capfirst(u.label)) for u in Unite)]


class ComparaisonForm(forms.Form):
    """Ce qu'on compare ; un choix inconnu vaut celui d'ordinaire."""

    annee = forms.ChoiceField(label="Année scolaire", required=False)
    unite = forms.ChoiceField(
        label="Prix de", choices=[(u.value, capfirst(u.label)) for u in Unite], required=False
    )
    repas = forms.ChoiceField(
        label="Repas", choices=[("oui", "Avec repas"), ("non", "Sans repas")], required=False
    )
    qf = forms.ChoiceField(
        label="Famille du graphique",
        choices=[(str(qf), f"QF {qf}") for qf in QF_DE_REFERENCE],
        required=False,
    )

    ORDINAIRE = {"unite": Unite.JOURNEE.value, "repas": "oui", "qf": "800"}

    def __init__(self, donnees: Any) -> None:
        super().__init__({**self.ORDINAIRE, **{c: v for c, v in donnees.items() if v}})

    def proposer(self, annees: list[int]) -> int | None:
        """Propose ces années scolaires ; rend celle qui est choisie, la dernière d'ordinaire."""
        choix = [(str(a), annee_scolaire_en_mots(a)) for a in reversed(annees)]
        champ_a_choix(self, "annee").choices = choix
        choisie = self.data.get("annee", "")
        if choisie in dict(choix):
            return int(choisie)
        if annees:
            self.data["annee"] = str(annees[-1])  # type: ignore[index]
        return annees[-1] if annees else None

    def service(self) -> Service:
        """Le service comparé."""
        unite = self.data["unite"]
        connue = unite if unite in Unite.values else self.ORDINAIRE["unite"]
        return Service(connue, avec_repas=self.data["repas"] != "non")

    def famille(self) -> int:
        """Le quotient familial du graphique."""
        choisi = self.data["qf"]
        connus = {str(qf): qf for qf in QF_DE_REFERENCE}
        return connus.get(str(choisi), 800)
