"""Ce qu'on demande pour proposer une modification du contrat, la retenir, l'écarter."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actions.journal_forms import choix_des_fiches
from actions.models import Axe, FicheAction, PropositionDeModification
from actions.models.propositions import TITRE, nom_du_champ, sans_retours
from conventions.models import Avenant, Convention
from ctg.socle.formulaires import (
    FormulaireDeFiltres,
    FormulaireVersionne,
    champ_a_choix,
    champ_d_objet,
)

LONGUEUR_D_UN_CHAMP = 20_000
LONGUEUR_D_UN_TITRE = 300
AIDE_DU_TEXTE = "Une ligne vide sépare deux paragraphes ; un tiret en tête fait une liste."


class MotifForm(forms.Form):
    """Pourquoi, et d'où vient la proposition."""

    motif = forms.CharField(
        label="Pourquoi ce changement ?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi ce texte devrait changer."},
    )
    origine = forms.ChoiceField(
        label="D'où vient cette proposition ?",
        choices=PropositionDeModification.Origine.choices,
        widget=forms.RadioSelect,
        initial=PropositionDeModification.Origine.REUNION,
    )
    origine_precisee = forms.CharField(
        label="Précisez",
        required=False,
        max_length=200,
        help_text="Par exemple : COPIL du 12 juin 2026, évaluation 2025.",
    )

    def clean(self) -> dict[str, Any]:
        """« Autre chose » se précise."""
        saisie: dict[str, Any] = super().clean() or {}
        autre = PropositionDeModification.Origine.AUTRE
        if saisie.get("origine") == autre and not saisie.get("origine_precisee"):
            self.add_error("origine_precisee", "Dites d'où vient cette proposition.")
        return saisie

    def raisons(self) -> dict[str, str]:
        """Le motif et l'origine, tels que le modèle les range."""
        return {nom: self.cleaned_data[nom] for nom in ("motif", "origine", "origine_precisee")}


class PropositionForm(MotifForm):
    """Un champ du contrat à réécrire : le texte d'aujourd'hui, prêt à corriger.

    `ancien` est le texte que la personne avait sous les yeux.
    """

    field_order = ["ancien", "nouveau", "motif", "origine", "origine_precisee"]

    ancien = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    nouveau = forms.CharField(
        label="Le texte que vous proposez",
        max_length=LONGUEUR_D_UN_CHAMP,
        help_text=AIDE_DU_TEXTE,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Écrivez le texte que vous proposez."},
    )

    def __init__(self, *args: Any, fiche: FicheAction, champ: str, **kwargs: Any) -> None:
        self.fiche, self.champ = fiche, champ
        texte = getattr(fiche, champ)
        kwargs.setdefault("initial", {"ancien": texte, "nouveau": texte, "origine": "reunion"})
        super().__init__(*args, **kwargs)
        if champ == TITRE:
            self.fields["nouveau"] = forms.CharField(
                label="Le titre que vous proposez", max_length=LONGUEUR_D_UN_TITRE
            )
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Proposer le texte déjà signé ne propose rien."""
        saisie = super().clean()
        ancien, nouveau = saisie.get("ancien", ""), saisie.get("nouveau")
        if nouveau is not None and sans_retours(nouveau) == sans_retours(ancien):
            self.add_error("nouveau", "Ce texte est celui qui est signé : changez-le.")
        return saisie

    def proposition(self) -> PropositionDeModification:
        """La proposition, prête à déposer."""
        return PropositionDeModification(
            convention=self.fiche.convention,
            fiche=self.fiche,
            champ=self.champ,
            ancien=self.cleaned_data["ancien"],
            nouveau=self.cleaned_data["nouveau"],
            **self.raisons(),
        )


class ActionNouvelleForm(MotifForm):
    """Une action nouvelle : son axe, son titre, et les huit champs de l'annexe 3."""

    axe = forms.ModelChoiceField(
        label="Dans quel axe ?", queryset=Axe.objects.none(), empty_label="Choisir un axe"
    )
    nouveau = forms.CharField(label="Titre de l'action", max_length=LONGUEUR_D_UN_TITRE)

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        axes = Axe.objects.filter(convention=convention).order_by("numero")
        champ_d_objet(self, "axe").queryset = axes
        for nom in FicheAction.CHAMPS_DU_CONTRAT:
            self.fields[nom] = forms.CharField(
                label=nom_du_champ(nom).capitalize(),
                required=False,
                max_length=LONGUEUR_D_UN_CHAMP,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.order_fields(["axe", "nouveau", *FicheAction.CHAMPS_DU_CONTRAT])

    def proposition(self) -> PropositionDeModification:
        """La proposition, prête à déposer."""
        return PropositionDeModification(
            convention=self.convention,
            axe=self.cleaned_data["axe"],
            nouveau=self.cleaned_data["nouveau"],
            champs_nouveaux={
                nom: sans_retours(self.cleaned_data[nom])
                for nom in FicheAction.CHAMPS_DU_CONTRAT
                if self.cleaned_data[nom]
            },
            **self.raisons(),
        )


class RetenirForm(FormulaireVersionne):
    """L'avenant en projet qui portera la proposition."""

    avenant = forms.ModelChoiceField(
        label="Quel avenant la portera ?",
        queryset=Avenant.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choisissez l'avenant."},
    )

    def __init__(self, *args: Any, proposition: PropositionDeModification, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": proposition.version})
        super().__init__(*args, **kwargs)
        projets = Avenant.objects.filter(
            convention=proposition.convention_id, etat=Avenant.Etat.PROJET
        )
        champ_d_objet(self, "avenant").queryset = projets


class EcarterForm(FormulaireVersionne):
    """Pourquoi la proposition n'est pas retenue."""

    motif = forms.CharField(
        label="Pourquoi l'écarter ?",
        max_length=5000,
        help_text="La personne qui l'a proposée lira cette raison.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites pourquoi vous écartez cette proposition."},
    )

    def __init__(self, *args: Any, proposition: PropositionDeModification, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": proposition.version})
        super().__init__(*args, **kwargs)


class FiltrePropositionsForm(FormulaireDeFiltres):
    """Les filtres des propositions ; ils restent dans l'adresse."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *PropositionDeModification.Etat.choices],
    )
    fiche = forms.ChoiceField(label="Action", required=False)

    def __init__(self, *args: Any, fiches: Iterable[FicheAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_a_choix(self, "fiche").choices = choix_des_fiches(list(fiches))
