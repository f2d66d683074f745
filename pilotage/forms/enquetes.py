"""Ce que demandent les pages des enquêtes et du diagnostic."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ctg.socle.champs_de_formulaire import EntierField, NombreFrancais
from ctg.socle.formulaires import champ_d_objet
from ctg.socle.nombres import nombre_fr
from pilotage.forms.champs import champ_texte
from pilotage.forms.referentiel import LigneForm, champ_des_actions, choix_des_actions
from pilotage.models import (
    Besoin,
    QuestionDEnquete,
    QuestionEvaluative,
)

ANNEE_LA_PLUS_ANCIENNE = 1990


def _champ_annee(libelle: str, *, aide: str = "", requis: bool) -> EntierField:
    return EntierField(
        label=libelle,
        required=requis,
        help_text=aide,
        min_value=ANNEE_LA_PLUS_ANCIENNE,
        max_value=2100,
        error_messages={
            "required": "Indiquez l'année.",
            "invalid": "Écrivez une année, par exemple 2025.",
            "min_value": "Cette année est trop ancienne.",
            "max_value": "Cette année est trop lointaine.",
        },
    )


def _champ_effectif(libelle: str) -> EntierField:
    return EntierField(
        label=libelle,
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text="Laissez vide si vous ne savez pas : ce n'est pas zéro.",
        error_messages={
            "invalid": "Écrivez un nombre entier.",
            "min_value": "Ce nombre ne peut pas être négatif.",
            "max_value": "Ce nombre est trop grand.",
        },
    )


class EnqueteForm(LigneForm):
    """Une enquête : auprès de qui, quand, par qui, combien ont répondu."""

    ECRITS = (
        "titre",
        "genre",
        "annee",
        "public",
        "source",
        "interroges",
        "repondants",
        "methode",
    )

    titre = forms.CharField(
        label="Comment s'appelle cette enquête ?",
        max_length=200,
        error_messages={"required": "Donnez un titre à cette enquête."},
    )
    genre = forms.ChoiceField(
        label="De quelle sorte est-elle ?",
        choices=[
            ("quantitative", "Quantitative : des réponses que l'on compte"),
            ("qualitative", "Qualitative : des paroles que l'on rapporte"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez sa sorte."},
    )
    annee = _champ_annee("En quelle année ?", requis=True)
    public = forms.CharField(
        label="Qui a-t-on interrogé ?",
        required=False,
        max_length=200,
        help_text="Familles, enfants, jeunes, professionnels…",
    )
    source = forms.CharField(
        label="Qui l'a menée ?",
        max_length=250,
        help_text="L'organisme, et le nom du questionnaire s'il en a un.",
        error_messages={"required": "Dites qui l'a menée."},
    )
    interroges = _champ_effectif("Combien de personnes a-t-on interrogées ?")
    repondants = _champ_effectif("Combien ont répondu ?")
    methode = champ_texte("Comment s'y est-on pris ?", 4, requis=False)

    def clean(self) -> dict[str, Any]:
        """On ne répond pas à plus qu'on ne demande."""
        saisie: dict[str, Any] = super().clean() or {}
        interroges, repondants = saisie.get("interroges"), saisie.get("repondants")
        if interroges is not None and repondants is not None and repondants > interroges:
            self.add_error("repondants", "Plus de réponses que de personnes interrogées.")
        return saisie


def lire_les_reponses(texte: str) -> list[tuple[str, Decimal]]:
    """Les réponses d'une question, une par ligne : « Oui : 62 », ou deux colonnes collées.

    Lève `ValidationError`, une phrase par ligne qui ne se lit pas.
    """
    lues, fautes = [], []
    for rang, ligne in enumerate(texte.splitlines(), 1):
        if not ligne.strip():
            continue
        trouvee = re.fullmatch(r"(.+?)\s*[\t;:]\s*([^\t;:]+)", ligne.strip())
        nombre = _nombre(trouvee.group(2)) if trouvee else None
        if trouvee is None or nombre is None:
            fautes.append(f"Ligne {rang} : écrivez la réponse, deux points, puis son chiffre.")
        elif len(trouvee.group(1)) > 150:
            fautes.append(f"Ligne {rang} : cette réponse dépasse 150 signes.")
        else:
            lues.append((" ".join(trouvee.group(1).split()), nombre))
    if fautes:
        raise ValidationError(fautes)
    return lues


def _nombre(texte: str) -> Decimal | None:
    try:
        lu = NombreFrancais(max_digits=12, decimal_places=2).clean(texte)
    except ValidationError:
        return None
    return lu if isinstance(lu, Decimal) else None


class QuestionDEnqueteForm(LigneForm):
    """Une question posée, ses réponses chiffrées, ce qu'on en retient."""

    ECRITS = ("texte", "unite", "constat", "question_evaluative")

    texte = forms.CharField(
        label="Quelle question a-t-on posée ?",
        max_length=300,
        error_messages={"required": "Écrivez la question posée."},
    )
    reponses = champ_texte(
        "Qu'a-t-on répondu ?",
        6,
        aide="Une réponse par ligne, puis son chiffre : « Très satisfait : 42 ». Deux colonnes"
        " copiées d'un tableur conviennent aussi.",
        requis=False,
    )
    unite = forms.ChoiceField(
        label="Comment sont donnés ces chiffres ?",
        choices=QuestionDEnquete.Unite.choices,
        widget=forms.RadioSelect,
        initial=QuestionDEnquete.Unite.POURCENTAGE,
    )
    constat = champ_texte("Qu'en retient-on ?", 3, requis=False)
    question_evaluative = forms.ModelChoiceField(
        label="Quelle question du référentiel éclaire-t-elle ?",
        queryset=QuestionEvaluative.objects.none(),
        required=False,
        empty_label="Aucune en particulier",
        help_text="Ses chiffres se montreront alors à côté du verdict.",
    )

    def preparer(self, ligne: Any) -> None:
        """Les questions du référentiel, et les réponses déjà notées."""
        champ_d_objet(self, "question_evaluative").queryset = QuestionEvaluative.objects.filter(
            thematique__convention=ligne.de_la_convention
        )
        if not ligne._state.adding:
            self.initial["reponses"] = "\n".join(
                f"{r.libelle} : {nombre_fr(r.valeur)}" for r in ligne.reponses.all()
            )

    def clean_reponses(self) -> list[tuple[str, Decimal]]:
        """Les réponses lues, avec leur chiffre."""
        return lire_les_reponses(self.cleaned_data["reponses"])

    def clean(self) -> dict[str, Any]:
        """Une part ne dépasse pas cent pour cent, et chaque réponse a son libellé."""
        saisie: dict[str, Any] = super().clean() or {}
        reponses = saisie.get("reponses") or []
        if saisie.get("unite") == QuestionDEnquete.Unite.POURCENTAGE and any(
            chiffre > 100 for _, chiffre in reponses
        ):
            self.add_error("reponses", "Un chiffre dépasse 100 %.")
        if any(chiffre < 0 for _, chiffre in reponses):
            self.add_error("reponses", "Un chiffre ne peut pas être négatif.")
        if len({libelle for libelle, _ in reponses}) < len(reponses):
            self.add_error("reponses", "Deux réponses portent le même libellé.")
        return saisie


class BesoinForm(LigneForm):
    """Un besoin que le diagnostic établit, et les actions qui y répondent."""

    ECRITS = ("titre", "source", "description")
    LIES = ("fiches",)

    titre = forms.CharField(
        label="Quel est le besoin ?",
        max_length=250,
        help_text="Dans les mots du diagnostic.",
        error_messages={"required": "Écrivez le besoin."},
    )
    source = forms.CharField(
        label="D'où le tient-on ?",
        max_length=250,
        help_text="Par exemple : Annexe 1, diagnostic partagé, page 12.",
        error_messages={"required": "Dites d'où on le tient."},
    )
    description = champ_texte("Que faut-il en savoir ?", 4, requis=False)
    fiches = champ_des_actions(
        "Quelles actions y répondent ?", "Aucune : le besoin se dira sans réponse."
    )

    def preparer(self, ligne: Any) -> None:
        """Les actions de la convention."""
        choix_des_actions(self, ligne.convention)


class ChiffreDuDiagnosticForm(LigneForm):
    """Un chiffre du diagnostic, son année, sa source."""

    ECRITS = ("libelle", "valeur", "unite", "annee", "source", "besoin")

    libelle = forms.CharField(
        label="Que dit ce chiffre ?",
        max_length=250,
        help_text="Par exemple : familles en demande de services supplémentaires.",
        error_messages={"required": "Dites ce que compte ce chiffre."},
    )
    valeur = NombreFrancais(
        label="Quel est-il ?",
        max_digits=14,
        decimal_places=2,
        error_messages={
            "required": "Écrivez le chiffre.",
            "invalid": "Écrivez un nombre, par exemple 33 ou 8,6.",
        },
    )
    unite = forms.CharField(
        label="En quelle unité ?", max_length=40, required=False, help_text="%, familles, enfants…"
    )
    annee = _champ_annee(
        "De quelle année ?", aide="Vide si le diagnostic ne le dit pas.", requis=False
    )
    source = forms.CharField(
        label="D'où le tient-on ?",
        max_length=250,
        help_text="Par exemple : Annexe 1, diagnostic partagé, page 12.",
        error_messages={"required": "Dites d'où on le tient."},
    )
    besoin = forms.ModelChoiceField(
        label="Quel besoin mesure-t-il ?",
        queryset=Besoin.objects.none(),
        required=False,
        empty_label="Aucun en particulier",
    )

    def preparer(self, ligne: Any) -> None:
        """Les besoins de la convention."""
        champ_d_objet(self, "besoin").queryset = Besoin.objects.filter(convention=ligne.convention)
        if ligne._state.adding and ligne.besoin_id:
            self.initial["besoin"] = ligne.besoin_id
