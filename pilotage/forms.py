"""Les formulaires du pilotage : la forme de ce qui se saisit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.forms.boundfield import BoundField

from actions.models import Axe, FicheAction, Indicateur
from actions.services import personnes_designables
from conventions.models import Convention, Partenaire, Personne, Signataire
from ctg.socle.formulaires import FormulaireVersionne
from pilotage.models import Decision, Evaluation, Presence, Recit, Releve, Reunion
from pilotage.models.releves import ReponseSaisie
from pilotage.releves import RelevesDeFiche

AIDE_MARKDOWN = (
    "Une ligne vide sépare deux paragraphes ; un tiret en début de ligne fait une liste ;"
    " **deux étoiles** mettent en gras."
)


class NombreFrancais(forms.DecimalField):
    """Un nombre écrit à la française : virgule décimale, espaces entre les milliers."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """« 1 200,5 » et « 1200.5 » se lisent de même ; un signe % final est ignoré."""
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f]", "", value).replace("\u2212", "-").rstrip("%€")
            value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """La valeur enregistrée telle qu'on l'écrirait : ni zéro de trop, ni point."""
        if isinstance(value, Decimal):
            ecrit = f"{value:f}"
            return (ecrit.rstrip("0").rstrip(".") if "." in ecrit else ecrit).replace(".", ",")
        return value


def _date(libelle: str, aide: str = "") -> forms.DateField:
    return forms.DateField(
        label=libelle,
        error_messages={"required": "Indiquez le jour.", "invalid": "Écrivez une date."},
        help_text=aide,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _texte(
    libelle: str, lignes: int, *, aide: str = AIDE_MARKDOWN, requis: bool
) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        help_text=aide,
        required=requis,
        widget=forms.Textarea(attrs={"rows": lignes}),
    )


class GroupeDeTravailForm(forms.Form):
    """Un groupe de travail thématique (annexe 4)."""

    nom = forms.CharField(label="Nom du groupe de travail", max_length=150)
    missions = _texte("À quoi travaille-t-il ?", 5, requis=False)
    composition = _texte("Qui le compose ?", 3, requis=False)
    frequence = forms.CharField(label="À quel rythme se réunit-il ?", required=False)


class MembreForm(forms.Form):
    """Qui siège, et au nom de qui."""

    personne = forms.ModelChoiceField(
        label="Qui siège ?",
        queryset=Personne.objects.none(),
        empty_label=None,
        error_messages={"required": "Choisissez la personne qui siège."},
    )
    partenaire = forms.ModelChoiceField(
        label="Au nom de quel organisme ?", queryset=Partenaire.objects.none(), required=False
    )
    est_consultatif = forms.BooleanField(
        label="À titre consultatif",
        required=False,
        help_text="Une personne ressource siège à titre consultatif (art. 7).",
    )

    def __init__(
        self, *args: Any, convention: Convention, le: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # Les seules personnes de cette convention : celles d'un autre territoire restent chez lui.
        groupes_de_personnes = personnes_designables(convention, le)
        cles = [cle for groupe in groupes_de_personnes.values() for cle, _ in groupe]
        personne = self.fields["personne"]
        personne.queryset = Personne.objects.filter(pk__in=cles)  # type: ignore[attr-defined]
        personne.choices = [  # type: ignore[attr-defined]
            ("", "Choisissez une personne"),
            *groupes_de_personnes.items(),
        ]
        # De même : les parties d'une autre convention ne se proposent pas ici.
        lui = OuterRef("pk")
        est_partie = Exists(Signataire.objects.filter(convention=convention, partenaire=lui))
        est_partie_quelque_part = Exists(Signataire.objects.filter(partenaire=lui))
        parties = Partenaire.objects.filter(est_partie)
        autres = Partenaire.objects.exclude(est_partie_quelque_part)
        champ = self.fields["partenaire"]
        champ.queryset = Partenaire.objects.filter(est_partie | ~est_partie_quelque_part)  # type: ignore[attr-defined]
        groupes = [("Parties à la convention", parties), ("Autres organismes", autres)]
        champ.choices = [  # type: ignore[attr-defined]
            ("", "Aucun organisme"),
            *((nom, [(p.pk, str(p)) for p in organismes]) for nom, organismes in groupes),
        ]


class ReunionForm(forms.Form):
    """Une réunion : quand, où, sur quoi."""

    date = _date("Quel jour ?", "Une réunion à venir, ou déjà tenue.")
    lieu = forms.CharField(label="Où ?", max_length=150, required=False)
    ordre_du_jour = _texte("Ordre du jour", 8, requis=False)


class ReunionModifieeForm(FormulaireVersionne, ReunionForm):
    """La même, quand elle existe déjà."""

    @classmethod
    def de(cls, reunion: Reunion) -> dict[str, Any]:
        """Les valeurs de départ."""
        return {
            "version": reunion.version,
            "date": reunion.date,
            "lieu": reunion.lieu,
            "ordre_du_jour": reunion.ordre_du_jour,
        }


class PresencesForm(FormulaireVersionne):
    """La présence de chaque partie, sur une seule page."""

    LES_AUTRES = "les_autres"

    les_autres = forms.ChoiceField(
        label="Pour les parties que vous ne précisez pas",
        required=False,
        choices=[("", "Ne rien noter"), *Presence.Etat.choices],
        help_text=(
            "Si presque tout le monde était là : choisissez « présent » ici,"
            " puis précisez seulement les autres."
        ),
    )

    def __init__(self, *args: Any, parties: list[Signataire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for partie in parties:
            self.fields[f"partie_{partie.pk}"] = forms.ChoiceField(
                label=str(partie),
                required=False,
                choices=[("", "non précisé"), *Presence.Etat.choices],
            )

    @classmethod
    def de(cls, reunion: Reunion) -> dict[str, Any]:
        """Les valeurs de départ."""
        etats = {f"partie_{p.signataire_id}": p.etat for p in reunion.presences.all()}
        return {"version": reunion.version, **etats}

    def champs(self) -> list[tuple[Signataire, BoundField]]:
        """Chaque partie et son champ, dans l'ordre du texte."""
        return [(partie, self[f"partie_{partie.pk}"]) for partie in self.parties]

    def etats(self) -> dict[int, str]:
        """Identifiant de partie → état ; les parties non précisées prennent celui des autres."""
        les_autres = self.cleaned_data[self.LES_AUTRES]
        return {
            partie.pk: self.cleaned_data[f"partie_{partie.pk}"] or les_autres
            for partie in self.parties
        }


class DecisionForm(forms.Form):
    """Une décision, et la fiche qu'elle touche."""

    texte = _texte("Qu'a-t-il été décidé ?", 4, requis=True, aide="Une décision à la fois.")
    fiche = forms.ModelChoiceField(
        label="Cette décision touche-t-elle une fiche-action ?",
        queryset=FicheAction.objects.none(),
        required=False,
        empty_label="Aucune en particulier",
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiche"].queryset = convention.fiches.all()  # type: ignore[attr-defined]


class DecisionModifieeForm(FormulaireVersionne, DecisionForm):
    """La même, quand elle existe déjà."""

    @classmethod
    def de(cls, decision: Decision) -> dict[str, Any]:
        """Les valeurs de départ."""
        return {
            "version": decision.version,
            "texte": decision.texte,
            "fiche": decision.fiche_id,
        }


class RattachementForm(forms.Form):
    """La séance du COPIL qui examine l'évaluation (art. 10)."""

    reunion = forms.ModelChoiceField(
        label="Quelle séance du COPIL examine cette évaluation ?",
        queryset=Reunion.objects.none(),
        required=False,
        empty_label="Aucune séance pour l'instant",
        help_text="Les séances du COPIL tenues à partir de l'année évaluée.",
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reunion"].queryset = evaluation.seances_possibles()  # type: ignore[attr-defined]


class RecitForm(FormulaireVersionne):
    """Le récit d'un axe ou de l'ensemble."""

    texte = _texte("Votre récit", 16, requis=False)

    @classmethod
    def de(cls, evaluation: Evaluation, axe: Axe | None) -> dict[str, Any]:
        """Les valeurs de départ ; version 0 : le récit n'existe pas encore."""
        recit = evaluation.recits.filter(axe=axe).first() or Recit(version=0)
        return {"version": recit.version, "texte": recit.texte}


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


class FiltreRelevesForm(forms.Form):
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
        self.fields["axe"].choices = [  # type: ignore[attr-defined]
            ("", "Tous les axes"),
            *sorted(axes.items()),
        ]
        self.fields["fiche"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes les fiches"),
            *((fiche.numero, str(fiche)) for fiche in fiches),
        ]

    def garde(self, fiche: FicheAction) -> bool:
        """Vrai si la fiche passe les filtres d'axe et de fiche."""
        axe, numero = self.cleaned_data.get("axe"), self.cleaned_data.get("fiche")
        return axe in ("", None, str(fiche.axe.numero)) and numero in ("", None, str(fiche.numero))
