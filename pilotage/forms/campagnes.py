"""Ce que demandent les pages des campagnes : à qui demander, jusqu'à quand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from actions.models import FicheAction
from conventions.campagnes import a_redemander
from conventions.models import Campagne
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.formulaires import FormulaireVersionne, champ_a_choix
from pilotage.forms.champs import champ_texte
from pilotage.forms.parties import ChoixDesParties, LigneDePartie
from pilotage.models import DemandeDeFiche
from pilotage.models.releves import annees_ouvertes

AIDE_DU_MESSAGE = "Ce texte ouvre le courriel. Deux ou trois phrases suffisent."


@dataclass(frozen=True)
class LigneDeChoix:
    """Une fiche dans le formulaire : à qui la demander, ou la demande déjà partie."""

    fiche: FicheAction
    champ: BoundField | None
    demande: DemandeDeFiche | None


class CampagneForm(FormulaireVersionne):
    """Une campagne : son année, son message, son échéance, et la personne à qui l'on demande
    chaque fiche.

    `fiches` : celles du plan, leurs pilotes chargés (``pour_liste``). Une fois la campagne ouverte,
    l'année et l'échéance ne changent plus ici : elle se prolonge.
    """

    annee = forms.TypedChoiceField(label="Sur quelle année ?", coerce=int)
    echeance = JourField(label="Pour quel jour ?", help_text="Laissez deux à trois semaines.")
    message = champ_texte("Votre message", 5, aide=AIDE_DU_MESSAGE, requis=False)

    def __init__(
        self,
        *args: Any,
        campagne: Campagne,
        fiches: Iterable[FicheAction],
        le: datetime.date,
        **kwargs: Any,
    ) -> None:
        self.campagne = campagne
        neuve = campagne._state.adding
        self.demandes = (
            {} if neuve else {d.fiche_id: d for d in campagne.demandes_de_fiche.pour_liste()}
        )
        annees = annees_ouvertes(campagne.convention, le)
        kwargs.setdefault(
            "initial",
            {
                "version": campagne.version,
                "annee": campagne.annee or (annees[-1] if annees else None),
                "echeance": campagne.echeance,
                "message": campagne.message,
            },
        )
        super().__init__(*args, **kwargs)
        champ_a_choix(self, "annee").choices = [(a, str(a)) for a in annees]
        self.fields["echeance"].widget.attrs["min"] = le.isoformat()
        if campagne.ouverte_le is not None:
            del self.fields["annee"], self.fields["echeance"]
        self.parties = ChoixDesParties(campagne, le)
        self.fields.update(self.parties.champs())
        self._fiches = list(fiches)
        for fiche in self._fiches:
            if self._est_a_choisir(fiche) and (sollicitables := self._sollicitables(fiche)):
                self.fields[_nom(fiche)] = self._champ(fiche, sollicitables, neuve)

    def _est_a_choisir(self, fiche: FicheAction) -> bool:
        demande = self.demandes.get(fiche.pk)
        return demande is None or demande.etat == DemandeDeFiche.Etat.A_ENVOYER

    def _sollicitables(self, fiche: FicheAction) -> dict[int, str]:
        """Les pilotes de la fiche, et qui était déjà choisi même s'il ne la pilote plus."""
        connues = {p.personne_id: str(p) for p in fiche.pilotes_actuels}
        if demande := self.demandes.get(fiche.pk):
            connues.setdefault(demande.personne_id, str(demande.personne))
        return connues

    def _champ(
        self, fiche: FicheAction, sollicitables: dict[int, str], neuve: bool
    ) -> forms.TypedChoiceField:
        demande = self.demandes.get(fiche.pk)
        premier = next(iter(sollicitables)) if neuve else ""
        return forms.TypedChoiceField(
            label=f"À qui demander l'action {fiche.numero} ?",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", "Ne pas demander"), *sollicitables.items()],
            initial=demande.personne_id if demande else premier,
        )

    def lignes(self) -> list[LigneDeChoix]:
        """Chaque fiche du plan, avec son champ ou sa demande déjà partie."""
        return [
            LigneDeChoix(
                fiche,
                self[_nom(fiche)] if _nom(fiche) in self.fields else None,
                None if self._est_a_choisir(fiche) else self.demandes[fiche.pk],
            )
            for fiche in self._fiches
        ]

    def lignes_des_parties(self) -> list[LigneDePartie]:
        """Chaque partie, avec son champ ou sa demande déjà partie."""
        return self.parties.lignes(self)

    def choix(self) -> dict[int, int]:
        """Identifiant de fiche → de la personne à qui la demander."""
        return {
            fiche.pk: personne
            for fiche in self._fiches
            if (personne := self.cleaned_data.get(_nom(fiche)))
        }

    def choix_des_parties(self) -> dict[int, int]:
        """Identifiant de partie → de la personne à qui demander son registre."""
        return self.parties.choix(self.cleaned_data)

    def campagne_saisie(self) -> Campagne:
        """La campagne, avec ce qui est saisi ; rien n'est écrit."""
        for nom in ("annee", "echeance", "message"):
            if nom in self.fields:
                setattr(self.campagne, nom, self.cleaned_data[nom])
        return self.campagne


def _nom(fiche: FicheAction) -> str:
    return f"fiche_{fiche.pk}"


class ReouvertureForm(forms.Form):
    """Rouvrir une campagne ; celle du registre rouvre une année, et dit pourquoi."""

    jusqu_au = JourField(label="Jusqu'à quel jour ?")
    motif = forms.CharField(
        label="Pourquoi la rouvrir ?",
        help_text="Une phrase courte. L'année rouvre à votre nom, et l'historique la garde.",
        max_length=100,
        error_messages={"required": "Dites pourquoi l'année rouvre."},
    )

    redemander = forms.MultipleChoiceField(
        label="À qui redemander ?",
        help_text="Décochez qui n'a plus à répondre : rien ne lui est écrit.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, campagne: Campagne, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not campagne.demande_le_registre:
            del self.fields["motif"]
        sans_reponse = a_redemander(campagne)
        choix = [(d.marque, f"{d.en_tete} – {d.repondante}") for d in sans_reponse]
        champ_a_choix(self, "redemander").choices = choix
        self.initial.setdefault("redemander", [marque for marque, _ in choix])
        if not choix:
            del self.fields["redemander"]


class EcheanceForm(forms.Form):
    """Une échéance nouvelle : prolonger, ou rouvrir."""

    jusqu_au = JourField(label="Jusqu'à quel jour ?")


class ProlongationForm(FormulaireVersionne, EcheanceForm):
    """Une échéance repoussée, sur une campagne que d'autres peuvent modifier."""
