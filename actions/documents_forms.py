"""Ce que demandent les documents et les liens d'une fiche."""

from typing import Any

from django import forms
from django.utils.text import Truncator

from actions.models import DocumentDeFiche, Etape, FicheAction, LienWeb
from actions.models.documents import ETAPE_ABSENTE, PieceDeFiche, verifier_adresse
from ctg.socle.formats import champ_de_fichier
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet, valeurs_de

SANS_NOM = "Ne nommez ni enfant ni famille."


class _ChoixDEtape(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Une étape de la fiche, dite par son rang et son début."""

    def label_from_instance(self, obj: Any) -> str:
        """« Étape 2, mise en service de l'application… »."""
        return f"Étape {obj.ordre}, {Truncator(obj.libelle).chars(60)}"


class PieceForm(FormulaireVersionne):
    """Ce qu'un document et un lien ont en commun : un titre, une étape peut-être."""

    ECRITS: tuple[str, ...] = ()

    titre = forms.CharField(
        label="Titre", max_length=200, error_messages={"required": "Donnez un titre."}
    )
    etape = _ChoixDEtape(
        label="Pour quelle étape ?",
        queryset=Etape.objects.none(),
        required=False,
        empty_label="L'action tout entière",
        error_messages={"invalid_choice": ETAPE_ABSENTE},
    )

    def __init__(self, *args: Any, piece: PieceDeFiche, **kwargs: Any) -> None:
        kwargs.setdefault("initial", valeurs_de(piece, self.ECRITS))
        super().__init__(*args, **kwargs)
        fiche: FicheAction = piece.fiche
        champ_d_objet(self, "etape").queryset = fiche.etapes.order_by("ordre")

    def valeurs(self) -> dict[str, Any]:
        """Ce que la commande attend de la saisie."""
        return {nom: self.cleaned_data[nom] for nom in self.ECRITS}


class DocumentForm(PieceForm):
    """Un document de la fiche ; déjà là, son fichier ne se remplace que si l'on en choisit un."""

    ECRITS = ("titre", "note", "etape")
    field_order = ["version", "fichier", "titre", "etape", "note"]

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=1000,
        help_text="Ce qu'on y trouve, d'où il vient.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, piece: DocumentDeFiche, **kwargs: Any) -> None:
        super().__init__(*args, piece=piece, **kwargs)
        est_neuf = piece._state.adding
        self.fields["fichier"] = champ_de_fichier(
            "Quel document déposer ?" if est_neuf else "Remplacer le fichier ?",
            aide=(
                "Toutes les personnes de la convention le liront."
                " Sur une photo, personne ne doit être reconnaissable sans son accord."
            ),
            requis=est_neuf,
        )
        self.fields["titre"].help_text = f"Par exemple : Compte rendu du 12 juin. {SANS_NOM}"
        self.order_fields(self.field_order)


class LienForm(PieceForm):
    """Un lien vers une page du Web."""

    ECRITS = ("titre", "adresse", "etape")
    field_order = ["version", "adresse", "titre", "etape"]

    adresse = forms.URLField(
        label="Adresse de la page",
        max_length=500,
        assume_scheme="https",
        help_text="Par exemple : https://www.caf.fr/",
        error_messages={
            "required": "Écrivez l'adresse de la page.",
            "invalid": "Écrivez une adresse complète, par exemple https://www.caf.fr/.",
        },
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        validators=[verifier_adresse],
    )

    def __init__(self, *args: Any, piece: LienWeb, **kwargs: Any) -> None:
        super().__init__(*args, piece=piece, **kwargs)
        self.fields["titre"].help_text = "Ce qu'on lira à la place de l'adresse."
