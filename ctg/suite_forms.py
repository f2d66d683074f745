"""Ce qui se demande pour préparer la convention suivante, et pour rouvrir une convention close."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django import forms

from actions.models import FicheAction
from conventions.models import Convention, Signataire
from conventions.suite import annees_de_la_suite
from ctg.socle.cases import CasesParGroupe
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.formulaires import champ_a_choix
from ctg.suite import CeQuiSeReprend
from pilotage.models import Conclusion


class SuiteForm(forms.Form):
    """Le nom, la période, et ce qui se reprend."""

    nom = forms.CharField(
        label="Comment s'appellera la convention ?",
        max_length=200,
        error_messages={"required": "Donnez son nom à la convention."},
    )
    debut = JourField(label="Premier jour de la convention")
    fin = JourField(label="Dernier jour de la convention")
    fiches = forms.TypedMultipleChoiceField(
        label="Quelles actions continuent ?",
        coerce=int,
        required=False,
        widget=CasesParGroupe,
        help_text="Leur texte et leurs étapes non faites se reprennent, et se récrivent ensuite."
        " Chacune garde le chemin de son histoire.",
    )
    parties = forms.TypedMultipleChoiceField(
        label="Quelles parties s'engagent à nouveau ?",
        coerce=int,
        required=False,
        widget=CasesParGroupe,
        help_text="Chacune délibérera et signera à nouveau.",
    )
    avec_annexe2 = forms.BooleanField(
        label="Reprendre les structures : une ligne d'annexe 2 pour chaque structure du registre",
        required=False,
        initial=True,
        help_text="Celles qui sont validées et non fermées, sous chaque partie qui les soutient.",
    )

    def __init__(
        self, donnees: Any, *, de: Convention, conclusions: Mapping[int, Conclusion]
    ) -> None:
        debut, fin = annees_de_la_suite(de)
        fiches = list(de.fiches.select_related("axe").order_by("axe__numero", "numero"))
        parties = list(de.signataires.select_related("partenaire").order_by("ordre"))
        arretees = {n for n, c in conclusions.items() if c.suite == Conclusion.Suite.ARRETER}
        initial = {
            "nom": f"{_sans_annees(de.nom)} {debut.year}-{fin.year}",
            "debut": debut,
            "fin": fin,
            "fiches": [f.pk for f in fiches if not f.est_close and f.numero not in arretees],
            "parties": [partie.pk for partie in parties],
        }
        super().__init__(donnees, initial=initial)
        self.de = de
        champ_a_choix(self, "fiches").choices = _fiches_par_axe(fiches, conclusions)
        champ_a_choix(self, "parties").choices = _parties_par_nature(parties)

    def clean_debut(self) -> datetime.date:
        """La suite commence après le terme : la phrase est à côté du jour."""
        debut: datetime.date = self.cleaned_data["debut"]
        if debut <= self.de.terme:
            raise forms.ValidationError(
                f"La convention présente va jusqu'au {self.de.terme:%d/%m/%Y} : commencez après."
            )
        return debut

    def clean(self) -> dict[str, Any]:
        """La fin suit le début."""
        saisie: dict[str, Any] = super().clean() or {}
        debut, fin = saisie.get("debut"), saisie.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin de la convention précède son début.")
        return saisie

    def choix(self) -> CeQuiSeReprend:
        """Ce que la personne reprend."""
        return CeQuiSeReprend(
            parties=self.cleaned_data["parties"],
            fiches=self.cleaned_data["fiches"],
            avec_annexe2=self.cleaned_data["avec_annexe2"],
        )


def _sans_annees(nom: str) -> str:
    """« CTG de l'Agglomération d'Agen 2022-2026 » → sans ses années, que la suite remplace."""
    mots = nom.split()
    while mots and any(signe.isdigit() for signe in mots[-1]):
        mots.pop()
    return " ".join(mots).rstrip(" ,–-") or nom


def _fiches_par_axe(
    fiches: list[FicheAction], conclusions: Mapping[int, Conclusion]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Axe par axe, chaque action avec ce qui aide à choisir : son état, et sa conclusion."""
    groupes: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for fiche in fiches:
        dits = [str(fiche.get_etat_display()) if fiche.etat else "état non renseigné"]
        if conclusion := conclusions.get(fiche.numero):
            dits.append(f"évaluation {conclusion.evaluation.annee} : {_suite(conclusion)}")
        groupes[str(fiche.axe)].append((fiche.pk, f"{fiche} ({', '.join(dits)})"))
    return list(groupes.items())


def _suite(conclusion: Conclusion) -> str:
    return str(conclusion.get_suite_display())


def _parties_par_nature(parties: list[Signataire]) -> list[tuple[str, list[tuple[int, str]]]]:
    groupes: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for partie in parties:
        nature = str(partie.partenaire.get_nature_display())
        groupes[nature].append((partie.pk, str(partie)))
    return list(groupes.items())


class ClotureForm(forms.Form):
    """Qu'on sait ce que la clôture engage."""

    confirme = forms.BooleanField(
        label="J'ai relu les chiffres et l'évaluation : plus rien ne doit y changer",
        error_messages={"required": "Confirmez que plus rien ne doit changer."},
    )


class ReouvertureForm(forms.Form):
    """Pourquoi rouvrir une convention clôturée."""

    motif = forms.CharField(
        label="Pourquoi rouvrir cette convention ?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L'historique le garde, avec votre nom.",
        error_messages={"required": "Dites pourquoi la convention est rouverte."},
    )
