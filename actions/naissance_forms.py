"""Ce qui se demande pour bâtir le plan d'une convention en projet."""

from typing import Any

from django import forms

from actions.models import Axe, FicheAction, Indicateur
from actions.models.propositions import nom_du_champ, sans_retours
from actions.propositions_forms import AIDE_DU_TEXTE, LONGUEUR_D_UN_CHAMP, LONGUEUR_D_UN_TITRE
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet
from ctg.socle.versions import ecriture_lue

# Ce qu'on attend dans chaque champ de l'annexe 3, en une phrase.
AIDES = {
    "contexte": "Ce que dit le diagnostic, et pourquoi agir.",
    "objectifs": "Ce que l'action veut changer.",
    "partenaires": "Qui agit, et comment les habitants y prennent part.",
    "public_cible": "À qui l'action s'adresse.",
    "resultats_attendus": "Ce qui sera fait, et ce qu'on en attend.",
    "moyens": "Le temps, les locaux, les financements.",
    "echeancier": "Les grandes étapes, dans les mots du texte.",
    "indicateurs_ecrits": "Dans les mots du texte. Ils se listent ensuite un à un.",
}


class AxeForm(FormulaireVersionne):
    """Un axe : son titre, un titre court, ce qu'il dit."""

    ECRITS = ("titre", "titre_court", "description")

    titre = forms.CharField(
        label="Titre de l'axe",
        max_length=250,
        error_messages={"required": "Donnez un titre à l'axe."},
    )
    titre_court = forms.CharField(
        label="Titre court",
        max_length=60,
        required=False,
        help_text="Pour les listes et les graphiques. Laissez vide : il viendra du titre.",
    )
    description = forms.CharField(
        label="Ce que dit la convention de cet axe",
        required=False,
        max_length=LONGUEUR_D_UN_CHAMP,
        help_text=AIDE_DU_TEXTE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, axe: Axe | None = None, **kwargs: Any) -> None:
        initiales = {"version": 0}
        if axe is not None:
            initiales = {nom: getattr(axe, nom) for nom in self.ECRITS}
            initiales["version"] = ecriture_lue(axe)
        kwargs.setdefault("initial", initiales)
        super().__init__(*args, **kwargs)

    def valeurs(self) -> dict[str, str]:
        """Ce que les commandes attendent."""
        return {nom: sans_retours(self.cleaned_data[nom]) for nom in self.ECRITS}


class FicheForm(FormulaireVersionne):
    """Le texte d'une fiche-action : son axe, son titre, les huit champs de l'annexe 3."""

    ECRITS = ("titre", *FicheAction.CHAMPS_DU_CONTRAT)

    # Le numéro de l'adresse peut changer de fiche, pas sa clé ; vide pour une fiche nouvelle.
    cle = forms.IntegerField(widget=forms.HiddenInput, required=False)
    axe = forms.ModelChoiceField(
        label="Dans quel axe ?",
        queryset=Axe.objects.none(),
        empty_label="Choisir un axe",
        error_messages={"required": "Choisissez l'axe."},
    )
    titre = forms.CharField(
        label="Titre de l'action",
        max_length=LONGUEUR_D_UN_TITRE,
        error_messages={"required": "Donnez un titre à l'action."},
    )

    def __init__(self, *args: Any, fiche: FicheAction, **kwargs: Any) -> None:
        initiales = {nom: getattr(fiche, nom) for nom in self.ECRITS}
        initiales |= {"axe": fiche.axe_id, "version": fiche.version, "cle": fiche.pk}
        kwargs.setdefault("initial", initiales)
        super().__init__(*args, **kwargs)
        axes = Axe.objects.filter(convention=fiche.convention).order_by("numero")
        champ_d_objet(self, "axe").queryset = axes
        for nom in FicheAction.CHAMPS_DU_CONTRAT:
            self.fields[nom] = forms.CharField(
                label=nom_du_champ(nom).capitalize(),
                help_text=AIDES[nom],
                required=False,
                max_length=LONGUEUR_D_UN_CHAMP,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def valeurs(self) -> dict[str, str]:
        """Ce que les commandes attendent, l'axe à part."""
        return {nom: sans_retours(self.cleaned_data[nom]) for nom in self.ECRITS}


class IndicateurForm(FormulaireVersionne):
    """Un indicateur, dans les mots du contrat."""

    ECRITS = ("libelle", "nature", "unite", "est_a_definir")

    libelle = forms.CharField(
        label="Que mesure-t-on ?",
        max_length=300,
        help_text="Par exemple : nombre de familles accueillies.",
        error_messages={"required": "Écrivez ce qui se mesure."},
    )
    nature = forms.ChoiceField(
        label="De quelle nature ?",
        required=False,
        choices=[("", "Je ne sais pas encore"), *Indicateur.Nature.choices],
    )
    unite = forms.CharField(
        label="Unité", max_length=40, required=False, help_text="Par exemple : familles, %, heures."
    )
    est_a_definir = forms.BooleanField(
        label="Il reste à définir : aucune valeur n'est attendue", required=False
    )

    def __init__(self, *args: Any, indicateur: Indicateur | None = None, **kwargs: Any) -> None:
        initiales: dict[str, Any] = {"version": 0}
        if indicateur is not None:
            initiales = {nom: getattr(indicateur, nom) for nom in self.ECRITS}
            initiales["version"] = indicateur.version
        kwargs.setdefault("initial", initiales)
        super().__init__(*args, **kwargs)

    def valeurs(self) -> dict[str, Any]:
        """Ce que les commandes attendent."""
        return {nom: self.cleaned_data[nom] for nom in self.ECRITS}
