"""Ce que demandent les pages des relevés."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from actions.models import FicheAction, Indicateur
from ctg.socle.champs_de_formulaire import NombreFrancais
from ctg.socle.formulaires import FormulaireDeFiltres, champ_a_choix
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie
from pilotage.releves import RelevesDeFiche
from pilotage.services import RelevesEnConflit, ReponseEnvoyee


class LigneSaisie:
    """Une ligne de la page des relevés : l'indicateur, ses champs, ce qu'un autre a répondu."""

    CHAMPS = ("reponse", "valeur", "niveau", "recit", "motif")

    def __init__(self, formulaire: RelevesForm, rang: int, ligne: Any) -> None:
        self.formulaire, self.rang, self.ligne = formulaire, rang, ligne
        self.indicateur: Indicateur = ligne.indicateur
        self.enregistre_entre_temps: Releve | None = None
        self.a_un_conflit = False

    def nom(self, champ: str) -> str:
        """Le nom du champ de cet indicateur."""
        return f"{champ}_{self.indicateur.pk}"

    def __getitem__(self, champ: str) -> BoundField:
        """Pour les gabarits : ``ligne.valeur``."""
        if champ not in (*self.CHAMPS, "marque"):
            raise KeyError(champ)
        return self.formulaire[self.nom(champ)]

    def saisie(self) -> ReponseSaisie:
        """Ce que la personne répond, débarrassé des blancs."""
        valeurs = {
            champ: self.formulaire.cleaned_data.get(self.nom(champ)) for champ in self.CHAMPS
        }
        return ReponseSaisie(
            reponse=valeurs["reponse"] or "",
            valeur=valeurs["valeur"],
            niveau=valeurs["niveau"] or "",
            recit=_fins_de_ligne(valeurs["recit"]),
            motif=_fins_de_ligne(valeurs["motif"]),
        )

    def marque_ouverte(self) -> str:
        """La marque du relevé que la personne avait sous les yeux."""
        return str(self.formulaire.cleaned_data.get(self.nom("marque")) or "")


def _fins_de_ligne(texte: str | None) -> str:
    # Un navigateur envoie des fins de ligne \r\n ; la base n'a que \n.
    return (texte or "").replace("\r\n", "\n").strip()


class RelevesForm(forms.Form):
    """Les réponses d'une fiche pour une année : un groupe de champs par indicateur attendu."""

    def __init__(self, *args: Any, releves: RelevesDeFiche, annee: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annee = annee
        self.lignes = [
            LigneSaisie(self, rang, ligne) for rang, ligne in enumerate(releves.lignes, 1)
        ]
        for ligne in self.attendues:
            self._ajouter(ligne)

    @property
    def attendues(self) -> list[LigneSaisie]:
        """Les lignes qui posent une question : « à définir » n'en pose pas."""
        return [ligne for ligne in self.lignes if not ligne.indicateur.est_a_definir]

    def _ajouter(self, ligne: LigneSaisie) -> None:
        releve = ligne.ligne.releve or Releve()
        de_l_indicateur = f"de l'indicateur {ligne.rang}"
        unite = f" (en {ligne.indicateur.unite})" if ligne.indicateur.unite else ""
        champs: Mapping[str, forms.Field] = {
            "marque": forms.CharField(
                required=False, widget=forms.HiddenInput, initial=releve.marque
            ),
            "reponse": forms.ChoiceField(
                label=f"Réponse {de_l_indicateur}",
                required=False,
                choices=[("", "Pas encore de réponse"), *Releve.Reponse.choices],
                initial=releve.reponse,
            ),
            "valeur": NombreFrancais(
                label=f"Valeur {de_l_indicateur}{unite}",
                required=False,
                max_digits=14,
                decimal_places=2,
                initial=releve.valeur,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "court"}),
                error_messages={"invalid": "Écrivez un nombre, par exemple 12,5."},
            ),
            "niveau": forms.ChoiceField(
                label=f"Niveau {de_l_indicateur}",
                required=False,
                choices=[("", "Aucun niveau"), *Releve.Niveau.choices],
                initial=releve.niveau,
            ),
            "recit": forms.CharField(
                label=f"Récit {de_l_indicateur}",
                required=False,
                initial=releve.recit,
                widget=forms.Textarea(attrs={"rows": 3}),
            ),
            "motif": forms.CharField(
                label=f"Raison de l'absence {de_l_indicateur}",
                required=False,
                initial=releve.motif,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
        }
        for nom, champ in champs.items():
            self.fields[ligne.nom(nom)] = champ

    def clean(self) -> dict[str, Any]:
        """Montre à côté de chaque champ la phrase de la contrainte qu'il enfreint."""
        for ligne in self.attendues:
            if any(ligne.nom(champ) in self.errors for champ in LigneSaisie.CHAMPS):
                continue
            saisie = ligne.saisie()
            if saisie.est_vide or saisie == (ligne.ligne.releve or Releve()).saisie:
                continue
            if not saisie.reponse:
                self.add_error(
                    ligne.nom("reponse"),
                    "Choisissez une réponse, ou videz les champs de cet indicateur.",
                )
                continue
            releve = Releve(indicateur=ligne.indicateur, annee=self.annee)
            releve.poser(saisie)
            for champ, phrases in releve.erreurs_par_champ().items():
                self.add_error(ligne.nom(champ), phrases)
        return self.cleaned_data

    def reponses(self) -> dict[int, ReponseEnvoyee]:
        """Identifiant d'indicateur → ce que la personne répond, et ce qu'elle avait ouvert."""
        return {
            ligne.indicateur.pk: ReponseEnvoyee(ligne.saisie(), ligne.marque_ouverte())
            for ligne in self.attendues
        }

    def dire_les_conflits(self, conflit: RelevesEnConflit) -> None:
        """Montre ligne par ligne ce que d'autres ont répondu ; lève `ValidationError`."""
        lignes = {ligne.indicateur.pk: ligne for ligne in self.attendues}
        for cle, releve in conflit.releves.items():
            self.rouvrir(lignes[cle], releve)
        raise ValidationError("Rien n'est perdu : votre saisie est gardée.") from conflit

    def rouvrir(self, ligne: LigneSaisie, releve: Releve | None) -> None:
        """Dit sur la ligne qu'un autre a répondu ; un nouvel envoi retiendra la saisie."""
        ligne.a_un_conflit, ligne.enregistre_entre_temps = True, releve
        donnees = self.data.copy()  # type: ignore[attr-defined]
        donnees[ligne.nom("marque")] = releve.marque if releve else ""
        self.data = donnees
        self.add_error(
            ligne.nom("reponse"),
            "Quelqu'un a répondu pendant votre saisie. Comparez, puis enregistrez à nouveau.",
        )


class FiltreRelevesForm(FormulaireDeFiltres):
    """Les filtres de la liste, gardés dans l'adresse."""

    axe = forms.ChoiceField(label="Axe", required=False)
    fiche = forms.ChoiceField(label="Fiche-action", required=False)
    reponse = forms.ChoiceField(
        label="Réponse",
        required=False,
        choices=[("", "Tous les indicateurs"), ("sans", "Sans réponse")],
    )
    annee = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, donnees: dict[str, str], fiches: list[FicheAction]) -> None:
        super().__init__(donnees)
        axes = {fiche.axe.numero: str(fiche.axe) for fiche in fiches}
        champ_a_choix(self, "axe").choices = [
            ("", "Tous les axes"),
            *sorted(axes.items()),
        ]
        champ_a_choix(self, "fiche").choices = [
            ("", "Toutes les fiches"),
            *((fiche.numero, str(fiche)) for fiche in fiches),
        ]

    def garde(self, fiche: FicheAction) -> bool:
        """Vrai si la fiche passe les filtres d'axe et de fiche."""
        axe, numero = self.cleaned_data.get("axe"), self.cleaned_data.get("fiche")
        return axe in ("", None, str(fiche.axe.numero)) and numero in ("", None, str(fiche.numero))
