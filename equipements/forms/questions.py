"""Une question passée à qui sait : à qui la passer, et ce qui y est répondu."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ctg.socle.champs_de_formulaire import EurosField
from ctg.socle.formulaires import champ_a_choix
from equipements.annuels import AnneeDeStructure, Question, Saisie, verifier_ensemble
from equipements.demandes import StructureDemandee
from equipements.destinataires import Destinataire
from equipements.forms.chiffres import ChiffresForm, LigneDeQuestion, saisie_de_la_marque
from equipements.models import QuestionConfiee
from equipements.questions import ReponseAUneQuestion

_CHAMPS = ("valeur", "absence", "motif", "reprendre", "ouverte")


@dataclass(frozen=True)
class QuestionPosee:
    """Une question passée, et sa structure. Close, elle n'a plus de champ."""

    question: QuestionConfiee
    structure: StructureDemandee
    est_close: bool = False

    @property
    def annee(self) -> AnneeDeStructure:
        """Les chiffres que demande cette question."""
        return self.structure.de_la_source(self.question.source)


class QuestionsForm(ChiffresForm):
    """Les chiffres passés à qui les connaît, toutes ses structures sur une page.

    Ceux de la première gardent leur clé ; ceux des autres portent la leur devant. Un montant déjà
    donné ne se montre, ni dans un champ ni autrement, qu'à qui voit les montants ou l'a donné :
    `auteur` est la signature de qui répond.
    """

    def __init__(
        self,
        *args: Any,
        posees: Sequence[QuestionPosee],
        voit_les_montants: bool,
        auteur: str,
        **options: Any,
    ) -> None:
        self.posees, self.voit_les_montants, self.auteur = posees, voit_les_montants, auteur
        avant = {
            self._marque(p) + q.cle: p.structure.avant.get(q.cle, Saisie())
            for p in posees
            for q in p.annee.questions
            if self._se_montre(q)
        }
        super().__init__(*args, annee=self._ensemble(posees), avant=avant, **options)
        self._nommer()

    def _nommer(self) -> None:
        """De quoi nommer chaque structure, si elle n'est plus demandée quand la page revient."""
        for posee in self.posees:
            self.fields[f"{self._marque(posee)}structure"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=_nom(posee)
            )

    def _ensemble(self, posees: Sequence[QuestionPosee]) -> AnneeDeStructure:
        premiere = posees[0].annee.annee
        return AnneeDeStructure(premiere, [q for p in posees for q in self._marquees(p)])

    def _marque(self, posee: QuestionPosee) -> str:
        est_la_premiere = posee.question == self.posees[0].question
        return "" if est_la_premiere else f"{posee.question.pk}-"

    def _marquees(self, posee: QuestionPosee) -> list[Question]:
        return [
            replace(
                q,
                cle=self._marque(posee) + q.cle,
                est_saisissable=q.est_saisissable and not (posee.est_close or self._se_tait(q)),
            )
            for q in posee.annee.questions
        ]

    def _se_tait(self, question: Question) -> bool:
        """Vrai d'un montant de l'année qu'un autre a donné, pour qui ne voit pas les montants."""
        rangee = question.rangee
        return (
            rangee is not None and rangee.saisi_par != self.auteur and not self._se_montre(question)
        )

    def clean(self) -> dict[str, Any]:
        """Une réponse envoyée répond à quelque chose ; ce qu'elle perdrait se dit d'abord."""
        saisie = super().clean()
        self._dire_ce_qui_se_perd()
        if not self.errors and all(s.est_vide for s in self.saisies().values()):
            self.add_error(
                None,
                "Donnez au moins un chiffre, ou dites pourquoi il manque."
                if self._reste
                else "Il n'y a plus rien à donner ici.",
            )
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
        """Fait porter au formulaire ce qui est rangé à présent, comme `rouvrir`.

        Ce qui n'est plus demandé perd ses champs, et la page le dit ; ce qui l'est depuis en a.
        """
        annee = self._ensemble(posees)
        restent = {q.cle for q in annee.questions if q.est_saisissable}
        parties = [q.cle for q in self.annee.questions if q.cle not in restent]
        self.rouvrir(replace(annee, questions=[q for q in annee.questions if q.cle in restent]))
        for cle in parties:
            for suite in _CHAMPS:
                self.fields.pop(f"{cle}-{suite}", None)
        for question in annee.questions:
            if question.est_saisissable and f"{question.cle}-valeur" not in self.fields:
                self._demander(question)
        self.posees, self.annee = posees, annee
        self._nommer()
        self._dire_ce_qui_se_perd()

    def _dire_ce_qui_se_perd(self) -> None:
        """Ce qui fut tapé sous une question qui n'est plus demandée : une erreur, une fois.

        La page rendue n'a plus ces champs : l'envoyer de nouveau vaut décision.
        """
        perdus: dict[str, list[str]] = {}
        for nom in self.data:
            cle, _, suite = nom.rpartition("-")
            if suite == "valeur" and nom not in self.fields and (tape := self._tape(cle)):
                marque, _, _ = cle.rpartition("-")
                perdus.setdefault(f"{marque}-" if marque.isdecimal() else "", []).append(tape)
        for marque, tapes in perdus.items():
            structure = self.data.get(f"{marque}structure") or "Une structure"
            suite = " Vérifiez le reste, puis envoyez." if self._reste else ""
            self.add_error(
                None,
                f"{structure} : ce n'est plus demandé. Ce que vous aviez tapé n'est pas gardé"
                f" ({' ; '.join(tapes)}).{suite}",
            )

    @property
    def _reste(self) -> bool:
        """Vrai si une structure au moins est encore demandée."""
        return not all(posee.est_close for posee in self.posees)

    def _tape(self, cle: str) -> str:
        """Ce que la personne a tapé sous cette question ; vide si elle n'y a pas touché."""
        valeur, motif = (self.data.get(f"{cle}-{s}", "").strip() for s in ("valeur", "motif"))
        montree = saisie_de_la_marque(self.data.get(f"{cle}-ouverte", ""))
        with suppress(ValidationError):
            if (EurosField().clean(valeur), motif) == (montree.valeur, montree.motif):
                return "comme l'an passé" if self.data.get(f"{cle}-reprendre") else ""
        return valeur or motif or "une réponse vidée"

    def groupes(self) -> list[tuple[str, list[tuple[LigneDeQuestion, str | None]]]]:
        """Les chiffres, structure par structure ; celui de l'an passé, à qui peut le voir."""
        return [
            (
                _nom(posee),
                [
                    (self.ligne(q), self._l_an_passe(posee, origine))
                    for q, origine in zip(self._marquees(posee), posee.annee.questions, strict=True)
                ],
            )
            for posee in self.posees
            if not posee.est_close
        ]

    def _l_an_passe(self, posee: QuestionPosee, question: Question) -> str | None:
        """Ce qui fut répondu ; None : rien à en dire à cette personne."""
        return posee.structure.l_an_passe(question) if self._se_montre(question) else None

    def _se_montre(self, question: Question) -> bool:
        """Un montant passé ne se montre pas, ni ne se reprend, hors de la Caf."""
        est_un_montant = bool(question.definition and question.definition.est_un_montant)
        return self.voit_les_montants or not est_un_montant


def _nom(posee: QuestionPosee) -> str:
    return f"{posee.structure.equipement}, {posee.structure.equipement.commune.nom}"


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
