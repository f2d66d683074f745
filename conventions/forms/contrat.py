"""Ce que les pages du contrat demandent, et comment elles filtrent."""

from typing import Any

from django import forms

from conventions.models import Anomalie, Avenant, Partenaire
from ctg.socle.champs_de_formulaire import EntierField, JourField
from ctg.socle.formats import champ_de_fichier, verifier_fichier
from ctg.socle.formulaires import FormulaireDeFiltres, FormulaireVersionne, champ_a_choix
from ctg.socle.versions import ecriture_lue

LU_PAR_TOUS = "Ce fichier sera lu par toutes les personnes de la convention."


class AvenantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Un avenant : son numéro, ce qu'il change, où il en est."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, donnees: Any = None, *, instance: Avenant) -> None:
        lue = ecriture_lue(instance) if instance.pk else 0
        super().__init__(donnees, instance=instance, initial={"version": lue})

    class Meta:
        model = Avenant
        fields = ["numero", "objet", "etat", "signe_le", "effet_le"]
        field_classes = {"numero": EntierField, "signe_le": JourField, "effet_le": JourField}
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
        error_messages = {
            "numero": {"required": "Donnez son numéro à l'avenant."},
            "objet": {"required": "Écrivez ce que l'avenant change."},
            "etat": {"required": "Dites où en est l'avenant."},
        }
        widgets = {
            "objet": forms.Textarea(attrs={"rows": 6}),
            "etat": forms.RadioSelect,
        }


class FichierForm(FormulaireVersionne):
    """Le fichier d'une annexe."""

    fichier = champ_de_fichier("Quel fichier joindre ?", aide=LU_PAR_TOUS)


class LogoForm(FormulaireVersionne):
    """Le logo d'une partie."""

    fichier = forms.FileField(
        label="Quelle image déposer ?",
        help_text=(
            "PNG, JPEG ou WebP, 20 Mo au plus. Un fond blanc ou transparent va bien. Le portail la"
            " réécrit en petit : les documents communs montreront cette copie."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        validators=[verifier_fichier],
        error_messages={"required": "Choisissez une image.", "empty": "Ce fichier est vide."},
    )


class DocumentForm(forms.Form):
    """Une pièce de plus : son titre, une note, son fichier."""

    titre = forms.CharField(
        label="Titre du document",
        max_length=200,
        help_text="Par exemple : Délibération du conseil municipal.",
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    fichier = champ_de_fichier("Quel fichier joindre ?", aide=LU_PAR_TOUS)


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


class FiltrePartiesForm(FormulaireDeFiltres):
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


class FiltreAnomaliesForm(FormulaireDeFiltres):
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
        champ_a_choix(self, "partie").choices = [
            ("", "Tout le texte"),
            *((partie, partie) for partie in parties),
        ]
