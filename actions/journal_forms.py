"""Ce que le journal demande : une note, ses corrections, ses filtres."""

import datetime
from typing import Any

from django import forms

from actions.models import CommentaireDeFiche, FicheAction, Note
from actions.models.etapes import verifier_jour_passe
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import FormulaireDeFiltres, FormulaireVersionne, champ_a_choix
from ctg.socle.versions import ecriture_lue

LONGUEUR_D_UN_TEXTE = 5000


class NoteForm(forms.Form):
    """Une note du journal : son genre, sa date, son texte. `le` est le jour du geste."""

    genre = forms.ChoiceField(
        label="De quoi s'agit-il ?", choices=Note.Genre.choices, widget=forms.RadioSelect
    )
    date = JourField(label="Quand est-ce arrivé ?")
    texte = forms.CharField(
        label="Que faut-il retenir ?",
        help_text="Deux phrases suffisent. Ne nommez ni enfant ni famille.",
        max_length=LONGUEUR_D_UN_TEXTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Écrivez la note."},
    )

    def __init__(self, *args: Any, le: datetime.date, **kwargs: Any) -> None:
        self.le = le
        kwargs.setdefault("initial", {"date": le, "genre": Note.Genre.FAIT_MARQUANT})
        super().__init__(*args, **kwargs)

    def clean_date(self) -> datetime.date:
        """Un jour passé : ce qui est à venir est une étape."""
        jour: datetime.date = self.cleaned_data["date"]
        try:
            verifier_jour_passe(jour, self.le)
        except ActionImpossible as refus:
            raise forms.ValidationError(str(refus)) from refus
        return jour

    def note(self) -> dict[str, Any]:
        """Ce que `FicheAction.noter` attend de la saisie."""
        return {nom: self.cleaned_data[nom] for nom in ("genre", "date", "texte")}


class CorrectionDeNoteForm(FormulaireVersionne, NoteForm):
    """La correction d'une note, tant qu'elle n'est pas figée."""

    def __init__(self, *args: Any, note: Note, le: datetime.date, **kwargs: Any) -> None:
        kwargs["initial"] = {nom: getattr(note, nom) for nom in ("genre", "date", "texte")} | {
            "version": ecriture_lue(note)
        }
        super().__init__(*args, le=le, **kwargs)


class CommentaireForm(forms.Form):
    """Ce qu'une personne fait remarquer."""

    texte = forms.CharField(
        label="Que voulez-vous dire ?",
        help_text="Une question, une précision, un désaccord. Ne nommez ni enfant ni famille.",
        max_length=LONGUEUR_D_UN_TEXTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Écrivez le commentaire."},
    )


class CorrectionDeCommentaireForm(FormulaireVersionne, CommentaireForm):
    """La correction d'un commentaire, tant qu'il n'est pas figé."""

    def __init__(self, *args: Any, commentaire: CommentaireDeFiche, **kwargs: Any) -> None:
        kwargs["initial"] = {"texte": commentaire.texte, "version": ecriture_lue(commentaire)}
        super().__init__(*args, **kwargs)


class FiltreDuJournalForm(FormulaireDeFiltres):
    """Les filtres du journal ; ils restent dans l'adresse."""

    q = forms.CharField(
        label="Mots cherchés",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    fiche = forms.ChoiceField(label="Action", required=False)
    genre = forms.ChoiceField(
        label="Genre", required=False, choices=[("", "Tous"), *Note.Genre.choices]
    )
    du = JourField(label="Du", required=False)
    au = JourField(label="Au", required=False)

    def __init__(self, *args: Any, fiches: list[FicheAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_a_choix(self, "fiche").choices = choix_des_fiches(fiches)

    def clean(self) -> dict[str, Any]:
        """Une période à l'envers se dit."""
        saisie: dict[str, Any] = super().clean() or {}
        if saisie.get("du") and saisie.get("au") and saisie["au"] < saisie["du"]:
            self.add_error("au", "Cette date précède le début de la période.")
        return saisie


def choix_des_fiches(fiches: list[FicheAction]) -> list[tuple[str, str]]:
    """De quoi choisir une action dans un filtre."""
    return [("", "Toutes"), *((str(f.numero), f"{f.numero} – {f.titre[:70]}") for f in fiches)]
