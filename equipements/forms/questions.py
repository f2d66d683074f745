"""Une question passée à qui sait : à qui la passer, et ce qui y est répondu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ctg.socle.formulaires import champ_a_choix
from equipements.annuels import AnneeDeStructure, Question, Saisie, verifier_ensemble
from equipements.demandes import StructureDemandee
from equipements.destinataires import Destinataire
from equipements.forms.chiffres import ChiffresForm, LigneDeQuestion
from equipements.models import QuestionConfiee
from equipements.questions import ReponseAUneQuestion


@dataclass(frozen=True)
class QuestionPosee:
    """Une question passée, et sa structure."""

    question: QuestionConfiee
    structure: StructureDemandee

    @property
    def annee(self) -> AnneeDeStructure:
        """Les chiffres que demande cette question."""
        return self.structure.de_la_source(self.question.source)


class QuestionsForm(ChiffresForm):
    """Les chiffres passés à qui les connaît, toutes ses structures sur une page.

    Ceux de la première gardent leur clé ; ceux des autres portent la leur devant.
    """

    def __init__(
        self,
        *args: Any,
        posees: Sequence[QuestionPosee],
        voit_les_montants: bool,
        **options: Any,
    ) -> None:
        self.posees, self.voit_les_montants = posees, voit_les_montants
        avant = {
            self._marque(p) + q.cle: p.structure.avant.get(q.cle, Saisie())
            for p in posees
            for q in p.annee.questions
            if self._se_montre(q)
        }
        super().__init__(*args, annee=self._ensemble(posees), avant=avant, **options)

    def _ensemble(self, posees: Sequence[QuestionPosee]) -> AnneeDeStructure:
        premiere = posees[0].annee.annee
        return AnneeDeStructure(premiere, [q for p in posees for q in self._marquees(p)])

    def _marque(self, posee: QuestionPosee) -> str:
        est_la_premiere = posee.question == self.posees[0].question
        return "" if est_la_premiere else f"{posee.question.pk}-"

    def _marquees(self, posee: QuestionPosee) -> list[Question]:
        return [replace(q, cle=self._marque(posee) + q.cle) for q in posee.annee.questions]

    def clean(self) -> dict[str, Any]:
        """Une réponse envoyée répond à quelque chose."""
        saisie = super().clean()
        if not self.errors and all(s.est_vide for s in self.saisies().values()):
            self.add_error(None, "Donnez au moins un chiffre, ou dites pourquoi il manque.")
        for posee in self.posees:
            self._verifier_ensemble(posee)
        return saisie

    def _verifier_ensemble(self, posee: QuestionPosee) -> None:
        """Un effectif compris dans un autre ne le dépasse pas : l'erreur va à sa structure."""
        if self.errors:
            return
        try:
            verifier_ensemble(posee.annee, self._siennes(posee, self.saisies()))
        except ValidationError as erreur:
            for cle, phrases in erreur.message_dict.items():
                self.add_error(self._marque(posee) + cle, phrases)

    def _siennes(self, posee: QuestionPosee, toutes: Mapping[str, Saisie]) -> dict[str, Saisie]:
        marque = self._marque(posee)
        cles = [q.cle for q in posee.annee.questions]
        return {cle: toutes[marque + cle] for cle in cles if marque + cle in toutes}

    def reponses(self) -> list[ReponseAUneQuestion]:
        """Ce que la page répond, structure par structure."""
        saisies, ouvertes = self.saisies(), self.ouvertes()
        return [
            ReponseAUneQuestion(
                p.question, p.structure, self._siennes(p, saisies), self._siennes(p, ouvertes)
            )
            for p in self.posees
        ]

    def rouvrir_sur_ces(self, posees: Sequence[QuestionPosee]) -> None:
        """Fait porter au formulaire ce qui est rangé à présent, comme `rouvrir`."""
        self.rouvrir(self._ensemble(posees))

    def groupes(self) -> list[tuple[str, list[tuple[LigneDeQuestion, str | None]]]]:
        """Les chiffres, structure par structure ; celui de l'an passé, à qui peut le voir."""
        return [
            (
                f"{posee.structure.equipement}, {posee.structure.equipement.commune.nom}",
                [
                    (self.ligne(q), self._l_an_passe(posee, origine))
                    for q, origine in zip(self._marquees(posee), posee.annee.questions, strict=True)
                ],
            )
            for posee in self.posees
        ]

    def _l_an_passe(self, posee: QuestionPosee, question: Question) -> str | None:
        """Ce qui fut répondu ; None : rien à en dire à cette personne."""
        return posee.structure.l_an_passe(question) if self._se_montre(question) else None

    def _se_montre(self, question: Question) -> bool:
        """Un montant passé ne se montre pas, ni ne se reprend, hors de la Caf."""
        est_un_montant = bool(question.definition and question.definition.est_un_montant)
        return self.voit_les_montants or not est_un_montant


class PassageForm(forms.Form):
    """À qui passer une question : quelqu'un que le portail connaît, ou une autre adresse."""

    AUTRE = "autre"

    destinataire = forms.ChoiceField(
        label="À qui ?",
        widget=forms.RadioSelect,
        initial="0",
        error_messages={"required": "Choisissez à qui la passer."},
    )
    prenom = forms.CharField(label="Son prénom", max_length=80, required=False)
    nom = forms.CharField(label="Son nom", max_length=80, required=False)
    courriel = forms.EmailField(
        label="Son courriel professionnel",
        help_text="Si nous ne le connaissons pas, la coordination le confirme avant l'envoi.",
        required=False,
    )
    aussi = forms.MultipleChoiceField(
        label="Lui demander aussi pour vos autres structures ?",
        help_text="Un seul courriel, une seule page pour toutes.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        connus: Sequence[Destinataire],
        autres: Sequence[StructureDemandee],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.connus = connus
        if connus:
            champ_a_choix(self, "destinataire").choices = [
                *((str(rang), connu.en_mots) for rang, connu in enumerate(connus)),
                (self.AUTRE, "Quelqu'un d'autre"),
            ]
        else:
            del self.fields["destinataire"]
            for nom in ("prenom", "nom", "courriel"):
                self.fields[nom].required = True
        if autres:
            champ: Any = self.fields["aussi"]
            champ.choices = [(str(s.equipement.pk), str(s.equipement)) for s in autres]
        else:
            del self.fields["aussi"]

    def _connu(self, saisie: dict[str, Any]) -> Destinataire | None:
        choisi = saisie.get("destinataire") or self.AUTRE
        return None if choisi == self.AUTRE else self.connus[int(choisi)]

    def clean(self) -> dict[str, Any]:
        """Une personne connue, ou de quoi écrire à une autre."""
        saisie: dict[str, Any] = super().clean() or {}
        if "destinataire" in self.errors:
            return saisie
        if self._connu(saisie):
            if saisie.get("courriel"):
                self.add_error(
                    "destinataire", "Choisissez « Quelqu'un d'autre », ou videz son adresse."
                )
            return saisie
        for nom, phrase in (
            ("prenom", "Donnez son prénom."),
            ("nom", "Donnez son nom."),
            ("courriel", "Donnez son courriel."),
        ):
            if not saisie.get(nom) and nom not in self.errors:
                self.add_error(nom, phrase)
        return saisie

    def a_qui(self) -> Destinataire:
        """La personne choisie."""
        saisie = self.cleaned_data
        return self._connu(saisie) or Destinataire(
            saisie["prenom"], saisie["nom"], saisie["courriel"]
        )

    def aussi_pour(self) -> set[int]:
        """Les autres structures cochées."""
        return {int(cle) for cle in self.cleaned_data.get("aussi", [])}
