"""Ce que les pages de la convention demandent, et comment elles filtrent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conventions.models import Anomalie, Avenant, Convention, Mandat, Partenaire, Personne
from ctg.socle.documents import TAILLE_MAXIMALE, verifier_fichier

AIDE_DU_FICHIER = (
    f"PDF, DOCX, XLSX ou ODT, {TAILLE_MAXIMALE // (1024 * 1024)} Mo au plus."
    " Ce fichier sera lu par toutes les personnes de la convention."
)


class AvenantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Un avenant : son numéro, ce qu'il change, où il en est."""

    class Meta:
        model = Avenant
        fields = ["numero", "objet", "etat", "signe_le", "effet_le"]
        labels = {
            "numero": "Numéro de l'avenant",
            "objet": "Que change cet avenant ?",
            "etat": "Où en est-il ?",
            "signe_le": "Date de signature",
            "effet_le": "Date d'effet",
        }
        help_texts = {
            "objet": "Listez toutes les modifications du texte et des annexes (art. 12).",
            "signe_le": "Seulement s'il est signé par toutes les parties.",
        }
        widgets = {
            "objet": forms.Textarea(attrs={"rows": 6}),
            "etat": forms.RadioSelect,
            "signe_le": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "effet_le": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }


class FichierForm(forms.Form):
    """Le fichier d'une annexe."""

    fichier = forms.FileField(
        label="Quel fichier joindre ?",
        help_text=AIDE_DU_FICHIER,
        validators=[verifier_fichier],
    )


class DocumentForm(forms.Form):
    """Une pièce de plus : son titre, une note, son fichier."""

    titre = forms.CharField(
        label="Titre du document",
        max_length=200,
        help_text="Par exemple : Délibération du conseil municipal.",
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    fichier = forms.FileField(
        label="Quel fichier joindre ?",
        help_text=AIDE_DU_FICHIER,
        validators=[verifier_fichier],
    )


class SuiteForm(forms.Form):
    """Ce que le coordonnateur décide d'une anomalie."""

    suite = forms.CharField(
        label="Comment se règle-t-elle ?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Par exemple : inscrite au projet d'avenant n° 1."
            " Laissez vide pour rouvrir la question."
        ),
    )


class PersonneForm(forms.Form):
    """Une personne et ce qu'elle fait pour une partie à la convention."""

    ECRITS = ("prenom", "nom", "courriel", "fonction", "nature")

    prenom = forms.CharField(label="Prénom", max_length=80)
    nom = forms.CharField(label="Nom", max_length=80)
    courriel = forms.EmailField(
        label="Courriel professionnel",
        required=False,
        help_text="Il sert à la joindre au sujet de la convention, et à rien d'autre.",
    )
    organisme = forms.ModelChoiceField(
        label="Pour quel organisme agit-elle ?",
        queryset=Partenaire.objects.none(),
        empty_label="Choisir un organisme",
    )
    fonction = forms.CharField(
        label="Quelle est sa fonction ?",
        max_length=150,
        help_text="Par exemple : directrice du pôle enfance.",
    )
    nature = forms.ChoiceField(
        label="À quel titre agit-elle ?",
        choices=Mandat.Nature.choices,
        widget=forms.RadioSelect,
    )
    est_un_homonyme = forms.BooleanField(
        label="C'est quelqu'un d'autre, qui porte le même nom", required=False
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organismes = Partenaire.objects.filter(signataires__convention=convention)
        self.fields["organisme"].queryset = organismes  # type: ignore[attr-defined]
        if not self.is_bound:
            del self.fields["est_un_homonyme"]

    def clean(self) -> dict[str, Any]:
        """Prévient d'un homonyme ; la case cochée, la saisie passe."""
        saisie: dict[str, Any] = super().clean() or {}
        homonymes = self._homonymes(saisie)
        if not homonymes:
            # La question ne se pose pas : elle n'est pas montrée.
            del self.fields["est_un_homonyme"]
        elif not saisie.get("est_un_homonyme"):
            self.add_error(
                "est_un_homonyme",
                ValidationError(
                    f"Une personne porte déjà ce nom : {' ; '.join(homonymes)}."
                    " Cochez la case si c'est quelqu'un d'autre."
                ),
            )
        return saisie

    def _homonymes(self, saisie: dict[str, Any]) -> list[str]:
        if not saisie.get("nom") or not saisie.get("prenom"):
            return []
        connues = Personne.objects.filter(
            nom__unaccent__iexact=saisie["nom"], prenom__unaccent__iexact=saisie["prenom"]
        ).prefetch_related("mandats__partenaire")
        return [
            ", ".join([str(personne), *(f"{m.fonction} ({m.partenaire})" for m in mandats)])
            for personne in connues
            for mandats in [list(personne.mandats.all())]
        ]


class NouveauLienForm(forms.Form):
    """L'adresse à laquelle un nouveau lien est demandé."""

    courriel = forms.EmailField(
        label="Votre courriel professionnel",
        help_text="Celui auquel vous avez reçu la demande.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class FiltrePartiesForm(forms.Form):
    """Les parties d'une nature, ou dont le nom porte ces mots."""

    q = forms.CharField(
        label="Nom, siège ou représentant",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "Toutes"), *Partenaire.Nature.choices],
    )


class FiltreAnomaliesForm(forms.Form):
    """Les anomalies d'un sort, d'une partie du texte, ou qui portent ces mots."""

    A_TRANCHER = "a_trancher"

    q = forms.CharField(
        label="Texte", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    traitement = forms.ChoiceField(
        label="Traitement",
        required=False,
        choices=[
            ("", "Tous"),
            (A_TRANCHER, "à trancher"),
            ("decidee", "suite décidée"),
            *Anomalie.Traitement.choices,
        ],
    )
    partie = forms.ChoiceField(label="Partie du texte", required=False)

    def __init__(self, *args: Any, parties: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partie"].choices = [  # type: ignore[attr-defined]
            ("", "Tout le texte"),
            *((partie, partie) for partie in parties),
        ]
