"""Ce que demandent les pages des financements et des temps forts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.models import FicheAction, Financement, TempsFort
from conventions.models import Commune, Convention, Partenaire
from ctg.socle.champs_de_formulaire import EntierField, EurosField, JourField
from ctg.socle.formulaires import (
    FormulaireDeFiltres,
    FormulaireVersionne,
    champ_a_choix,
    champ_d_objet,
    valeurs_de,
)


class FinancementForm(FormulaireVersionne):
    """Qui finance, quoi, combien, et où en est la demande."""

    ECRITS = (
        "financeur",
        "financeur_libre",
        "nature",
        "annee",
        "demande",
        "prevu",
        "obtenu",
        "depense",
        "appel_a_projets",
        "echeance",
    )

    financeur = forms.ModelChoiceField(
        label="Qui finance ?",
        queryset=Partenaire.objects.none(),
        required=False,
        empty_label="Un autre, que je nomme ci-dessous",
        help_text="Les partenaires que le portail connaît.",
    )
    financeur_libre = forms.CharField(
        label="Nom de l'autre financeur",
        required=False,
        max_length=150,
        help_text="Une fondation, une région, un bailleur… s'il n'est pas dans la liste.",
    )
    nature = forms.ChoiceField(
        label="Que finance-t-on ?",
        choices=Financement.Nature.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qui est financé."},
    )
    annee = forms.TypedChoiceField(label="Pour quelle année ?", coerce=int)
    demande = forms.ChoiceField(
        label="Où en est la demande ?",
        choices=Financement.Demande.choices,
        widget=forms.RadioSelect,
        initial=Financement.Demande.ENVISAGE,
    )
    prevu = EurosField(
        label="Montant prévu, en euros",
        help_text="Laissez vide si vous ne savez pas : ce n'est pas zéro. Le temps se valorise.",
    )
    obtenu = EurosField(label="Montant obtenu, en euros")
    depense = EurosField(label="Montant dépensé, en euros")
    appel_a_projets = forms.CharField(
        label="Appel à projets",
        required=False,
        max_length=200,
        help_text="Son nom, si la demande passe par un appel à projets.",
    )
    echeance = JourField(
        label="Date limite de dépôt",
        required=False,
        help_text="Tant que la demande est envisagée, l'accueil la rappelle soixante jours avant.",
    )

    def __init__(self, *args: Any, financement: Financement, **kwargs: Any) -> None:
        est_neuf = financement._state.adding
        convention = financement.fiche.convention
        kwargs.setdefault("initial", valeurs_de(financement, self.ECRITS))
        super().__init__(*args, **kwargs)
        champ_d_objet(self, "financeur").queryset = Partenaire.objects.order_by("nom")
        annees = [(annee, str(annee)) for annee in convention.annees()]
        champ_a_choix(self, "annee").choices = [("", "Choisir"), *annees] if est_neuf else annees
        self.fields["annee"].error_messages["required"] = "Choisissez l'année."

    def valeurs(self) -> dict[str, Any]:
        """Ce que `Financement.enregistrer` attend de la saisie."""
        return {nom: self.cleaned_data[nom] for nom in self.ECRITS}

    def clean(self) -> dict[str, Any]:
        """Les règles du modèle, dites à côté du champ qu'elles visent."""
        saisie: dict[str, Any] = super().clean() or {}
        if self.errors:
            return saisie
        essai = Financement(**self.valeurs())
        for regle, champ in (
            (Financement.UN_SEUL_FINANCEUR, "financeur"),
            (Financement.REFUSEE_SANS_MONTANT, "obtenu"),
        ):
            try:
                regle.validate(Financement, essai)
            except ValidationError as erreur:
                self.add_error(champ, erreur)
        return saisie


class FiltresDesFinancementsForm(FormulaireDeFiltres):
    """Les filtres de la liste ; ils restent dans l'adresse."""

    axe = forms.ChoiceField(label="Axe", required=False)
    annee = forms.ChoiceField(label="Année", required=False)
    financeur = forms.ChoiceField(label="Financeur", required=False)
    demande = forms.ChoiceField(
        label="Demande", required=False, choices=[("", "Toutes"), *Financement.Demande.choices]
    )

    def __init__(
        self,
        *args: Any,
        convention: Convention,
        axes: Iterable[Any],
        financeurs: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choix: dict[str, list[tuple[str, str]]] = {
            "axe": [("", "Tous"), *((str(axe.numero), str(axe)) for axe in axes)],
            "annee": [("", "Toutes"), *((str(a), str(a)) for a in convention.annees())],
            "financeur": [("", "Tous"), *((nom, nom) for nom in financeurs)],
        }
        for nom, valeurs in choix.items():
            champ_a_choix(self, nom).choices = valeurs


class TempsFortForm(FormulaireVersionne):
    """Un temps fort : quand, où, quoi, avec qui, et combien de personnes.

    `permises` : les actions que la personne peut mettre à jour. Celles qui y sont déjà et ne sont
    pas de son ressort restent rattachées.
    """

    NOMBRES = ("participants", "familles", "jeunes", "formes")
    ECRITS = ("date", "titre", "genre", "commune", *NOMBRES, "partenaires", "recit")

    titre = forms.CharField(
        label="Quel est ce temps fort ?",
        max_length=200,
        help_text="Par exemple : Fête des familles, village de l'engagement, formation.",
        error_messages={"required": "Donnez-lui un titre."},
    )
    genre = forms.ChoiceField(
        label="De quel genre est-il ?",
        choices=TempsFort.Genre.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un genre."},
    )
    date = JourField(label="Quel jour ?")
    commune = forms.ModelChoiceField(
        label="Dans quelle commune ?",
        queryset=Commune.objects.none(),
        required=False,
        empty_label="Aucune en particulier",
    )
    fiches = forms.ModelMultipleChoiceField(
        label="Pour quelles actions ?",
        queryset=FicheAction.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Un temps fort compte pour chacune des actions cochées.",
        error_messages={"required": "Cochez une action au moins."},
    )
    participants = EntierField(
        label="Participants",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="Laissez vide ce que vous ne savez pas : ce n'est pas zéro.",
    )
    familles = EntierField(label="Familles", required=False, min_value=0, max_value=1_000_000)
    jeunes = EntierField(label="Jeunes", required=False, min_value=0, max_value=1_000_000)
    formes = EntierField(
        label="Personnes formées", required=False, min_value=0, max_value=1_000_000
    )
    partenaires = forms.CharField(
        label="Avec quels partenaires ?",
        required=False,
        max_length=300,
        help_text="Les structures, pas les personnes.",
    )
    recit = forms.CharField(
        label="Comment cela s'est-il passé ?",
        required=False,
        max_length=2000,
        help_text="Quelques phrases. Ne nommez ni famille, ni enfant, ni habitant.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, temps_fort: TempsFort, permises: Iterable[FicheAction], **kwargs: Any
    ) -> None:
        cles = {fiche.pk for fiche in permises}
        deja = set() if temps_fort._state.adding else {f.pk for f in temps_fort.fiches.all()}
        initial = valeurs_de(temps_fort, self.ECRITS)
        if not temps_fort._state.adding:
            initial["fiches"] = sorted(deja & cles)
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._gardees = deja - cles
        champ_d_objet(self, "fiches").queryset = FicheAction.objects.filter(pk__in=cles)
        self.fields["fiches"].required = not self._gardees
        # Celle qui est notée reste offerte, même si elle n'est plus partie.
        notee = Commune.objects.filter(pk__in=filter(None, [temps_fort.commune_id]))
        champ_d_objet(self, "commune").queryset = (
            Commune.objects.des_parties_de(temps_fort.convention) | notee
        ).par_nom()

    def enregistrement(self) -> dict[str, Any]:
        """Ce que `TempsFort.enregistrer` attend de la saisie."""
        gardees = FicheAction.objects.filter(pk__in=self._gardees)
        return {
            "valeurs": {nom: self.cleaned_data[nom] for nom in self.ECRITS},
            "fiches": [*self.cleaned_data["fiches"], *gardees],
            "version_ouverte": self.version_ouverte(),
        }


class FiltresDesTempsFortsForm(FormulaireDeFiltres):
    """Les filtres de la liste ; ils restent dans l'adresse."""

    action = forms.ChoiceField(label="Action", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    genre = forms.ChoiceField(
        label="Genre", required=False, choices=[("", "Tous"), *TempsFort.Genre.choices]
    )
    annee = forms.ChoiceField(label="Année", required=False)

    def __init__(
        self, *args: Any, convention: Convention, temps_forts: Iterable[TempsFort], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fiches, communes = set(), set()
        for un in temps_forts:
            fiches |= {(f.numero, f"Action {f.numero}") for f in un.fiches.all()}
            communes.add((un.commune.nom, str(un.commune.pk)) if un.commune else ("", "aucune"))
        choix: dict[str, list[tuple[str, str]]] = {
            "action": [("", "Toutes"), *((str(n), mot) for n, mot in sorted(fiches))],
            "commune": [
                ("", "Toutes"),
                *((cle, nom or "sans commune") for nom, cle in sorted(communes)),
            ],
            "annee": [("", "Toutes"), *((str(a), str(a)) for a in convention.annees())],
        }
        for nom, valeurs in choix.items():
            champ_a_choix(self, nom).choices = valeurs
