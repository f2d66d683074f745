"""Ce que demande une étape : son libellé, sa période, qui en répond, le jour où elle est faite."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.models import Etape
from actions.models.etapes import verifier_jour_passe
from actions.periodes_ecrites import comprendre
from conventions.models import Avenant, Personne
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import FormulaireVersionne, champ_a_choix, valeurs_de


class EtapeForm(FormulaireVersionne):
    """Une étape. Son libellé et sa période ne s'y proposent que si `texte_est_libre`.

    `avenant`, s'il a changé l'échéancier : une étape ajoutée peut être du contrat.
    `personnes` : organisme → (identifiant, libellé) de qui peut répondre de l'étape.
    """

    libelle = forms.CharField(
        label="Que faut-il faire ?",
        max_length=500,
        help_text="Une phrase. Ne nommez ni enfant ni famille.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez l'étape."},
    )
    periode_ecrite = forms.CharField(
        label="Quelle période ?",
        required=False,
        max_length=60,
        help_text=(
            "En mots : « 2023/24 », « janvier à juin 2026 », « dès 2026 »."
            " Sans date ci-dessous, le portail en déduit les dates s'il la comprend."
        ),
    )
    debut = JourField(label="Elle commence le", required=False)
    fin = JourField(label="Elle finit le", required=False)
    responsable = forms.TypedChoiceField(
        label="Qui en répond ?",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Choisissez une personne dans la liste."},
    )
    responsable_libre = forms.CharField(
        label="Un autre responsable",
        required=False,
        max_length=150,
        help_text="Un service, un groupe de travail… : pas le nom d'une personne.",
    )
    faite_le = JourField(
        label="Faite le", required=False, help_text="Laissez vide tant qu'elle n'est pas faite."
    )

    def __init__(
        self,
        *args: Any,
        etape: Etape,
        personnes: dict[str, list[tuple[int, str]]],
        le: datetime.date,
        texte_est_libre: bool,
        avenant: Avenant | None = None,
        **kwargs: Any,
    ) -> None:
        self.etape, self.le = etape, le
        valeurs = valeurs_de(etape, (*Etape.SIGNES, "responsable_libre", "faite_le"))
        kwargs.setdefault("initial", valeurs | {"responsable": etape.responsable_id})
        super().__init__(*args, **kwargs)
        if not texte_est_libre:
            for nom in Etape.SIGNES:
                del self.fields[nom]
        champ_a_choix(self, "responsable").choices = [
            ("", "Personne pour l'instant, ou un autre que je nomme ci-dessous"),
            *_avec_le_present(etape, personnes).items(),
        ]
        self.fields["faite_le"].widget.attrs["max"] = le.isoformat()

        if avenant is not None:
            self.fields["au_contrat"] = forms.BooleanField(
                label="Le nouvel échéancier écrit cette étape",
                required=False,
                help_text=f"Changé par l'{str(avenant).lower()}. Sinon, étape de travail.",
            )

    def est_un_accord(self) -> bool:
        """Vrai si l'envoi vaut pour le contrat qu'un avenant a changé."""
        if self.etape._state.adding:
            return bool(self.cleaned_data.get("au_contrat"))
        return "libelle" in self.fields

    def clean(self) -> dict[str, Any]:
        """Les règles du modèle, dites à côté du champ qu'elles visent."""
        saisie: dict[str, Any] = super().clean() or {}
        try:
            verifier_jour_passe(saisie.get("faite_le"), self.le)
        except ActionImpossible as refus:
            self.add_error("faite_le", str(refus))
        if not saisie.get("debut") and not saisie.get("fin"):
            periode = comprendre(saisie.get("periode_ecrite") or "")
            if periode is not None and "debut" not in self.errors and "fin" not in self.errors:
                saisie |= {"debut": periode.debut, "fin": periode.fin}
        essai = Etape(debut=saisie.get("debut"), fin=saisie.get("fin"))
        if essai.debut and essai.fin and essai.fin < essai.debut:
            self.add_error("fin", "La fin de l'étape précède son début.")
        essai.responsable_id = saisie.get("responsable")
        essai.responsable_libre = saisie.get("responsable_libre", "")
        try:
            Etape.UN_SEUL_RESPONSABLE.validate(Etape, essai)
        except ValidationError as erreur:
            self.add_error("responsable", erreur)
        return saisie

    def valeurs(self) -> dict[str, Any]:
        """Ce que `Etape.enregistrer` attend de la saisie."""
        noms = [nom for nom in Etape.SIGNES if nom in self.fields]
        cle = self.cleaned_data["responsable"]
        return {nom: self.cleaned_data[nom] for nom in (*noms, "responsable_libre", "faite_le")} | {
            "responsable": Personne.objects.get(pk=cle) if cle else None
        }


def _avec_le_present(
    etape: Etape, personnes: dict[str, list[tuple[int, str]]]
) -> dict[str, list[tuple[int, str]]]:
    """Qui répond déjà de l'étape garde sa place dans la liste, même son mandat fini."""
    connues = {cle for groupe in personnes.values() for cle, _ in groupe}
    if etape.responsable is None or etape.responsable_id in connues:
        return personnes
    return {"Aujourd'hui": [(etape.responsable.pk, str(etape.responsable))], **personnes}
