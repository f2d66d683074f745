"""Ce que les pages du plan demandent : la forme de ce qui se saisit."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.text import Truncator

from actions.filtres import NON_RENSEIGNE, SUIVIS, TOUT_LE_TERRITOIRE
from actions.models import Etape, FicheAction, Note, PiloteDeFiche
from actions.models.etapes import verifier_jour_passe
from actions.tableau import ChoixDesFiltres
from conventions.models import Personne
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import (
    FormulaireDeFiltres,
    FormulaireVersionne,
    champ_a_choix,
    faire_porter,
)

# Ce que chaque réponse veut dire, en une ligne, à côté d'elle.
EXPLICATIONS = {
    "a_venir": "Rien n'a commencé.",
    "en_cours": "Le travail a commencé.",
    "realise": "Ce que la fiche prévoyait est fait.",
    "en_pause": "Le travail s'est arrêté, et doit reprendre.",
    "abandonne": "L'action ne se fera pas.",
    "": "Vous ne savez pas encore le dire.",
    "securises": "Les objectifs seront tenus, sauf imprévu.",
    "atteignables": "Les objectifs restent à portée, il faut suivre.",
    "appuis": "Sans aide, un objectif peut manquer. Dites laquelle.",
    "compromis": "Un objectif ne sera pas tenu. Dites pourquoi.",
}


class FiltresForm(FormulaireDeFiltres):
    """Les filtres du plan ; ils restent dans l'adresse."""

    q = forms.CharField(
        label="Mots cherchés",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    axe = forms.ChoiceField(label="Axe", required=False)
    pilote = forms.ChoiceField(label="Pilote", required=False)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *FicheAction.Etat.choices, (NON_RENSEIGNE, "non renseigné")],
    )
    meteo = forms.ChoiceField(
        label="Météo",
        required=False,
        choices=[("", "Toutes"), *FicheAction.Meteo.choices, (NON_RENSEIGNE, "non renseignée")],
    )
    priorite = forms.ChoiceField(
        label="Priorité",
        required=False,
        choices=[("", "Toutes"), *FicheAction.Priorite.choices, (NON_RENSEIGNE, "non renseignée")],
    )
    suivi = forms.ChoiceField(
        label="À regarder",
        required=False,
        choices=[("", "Tout"), *((cle, suivi.intitule) for cle, suivi in SUIVIS.items())],
    )

    public = forms.ChoiceField(label="Public ou enjeu", required=False)
    zone = forms.ChoiceField(label="Territoire", required=False)
    participation = forms.ChoiceField(
        label="Participation",
        required=False,
        choices=[
            ("", "Toutes"),
            *FicheAction.Participation.choices,
            (NON_RENSEIGNE, "non renseignée"),
        ],
    )
    elu = forms.ChoiceField(label="Élu référent", required=False)
    cadre = forms.ChoiceField(label="Autre cadre", required=False)

    # Ce qui se replie : les autres suffisent le plus souvent.
    REPLIES = ("public", "zone", "participation", "elu", "cadre")

    def __init__(self, *args: Any, choix: ChoixDesFiltres, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vide = (NON_RENSEIGNE, "non renseigné")
        groupes = {"Publics": choix.public, "Enjeux transversaux": choix.enjeu}
        proposes: dict[str, list[Any]] = {
            "axe": choix.axe,
            "pilote": choix.pilote,
            "public": [*((mot, liste) for mot, liste in groupes.items() if liste), vide],
            "zone": [(TOUT_LE_TERRITOIRE, "tout le territoire"), *choix.zone, vide],
            "elu": [*choix.elu, vide],
            "cadre": [*choix.cadre, vide],
        }
        for nom, liste in proposes.items():
            champ_a_choix(self, nom).choices = [("", "Tous"), *liste]

    def champs_courants(self) -> list[BoundField]:
        """Les filtres toujours montrés."""
        return [self[nom] for nom in FiltresForm.base_fields if nom not in self.REPLIES]

    def champs_replies(self) -> list[BoundField]:
        """Les filtres sous « Plus de filtres »."""
        return [self[nom] for nom in self.REPLIES]

    def est_deplie(self) -> bool:
        """Vrai si l'un des filtres repliés est posé : on doit le voir."""
        return any(self[nom].value() for nom in self.REPLIES)


@dataclass(frozen=True)
class LigneDEtape:
    """Une étape dans le formulaire : sa case, et sa date."""

    etape: Etape
    faite: BoundField
    jour: BoundField


class MiseAJourForm(FormulaireVersionne):
    """Où en est une action : état, météo, étapes et note, d'un seul envoi.

    `le` est le jour du geste : la date d'une étape cochée sans date, et celle de la note.
    """

    etat = forms.ChoiceField(
        label="Où en est l'action ?",
        choices=FicheAction.Etat.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez où en est l'action."},
    )
    meteo = forms.ChoiceField(
        label="Quelle est la météo des objectifs ?",
        required=False,
        choices=[*FicheAction.Meteo.choices, ("", "pas de météo")],
        widget=forms.RadioSelect,
    )
    meteo_commentaire = forms.CharField(
        label="Pourquoi cette météo ?",
        required=False,
        help_text="Obligatoire si des appuis manquent ou si un objectif est compromis.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label="Que s'est-il passé ?",
        required=False,
        help_text="Deux phrases suffisent. Elles iront au journal de la fiche.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note_du = JourField(label="Date de la note", required=False)

    def __init__(self, *args: Any, fiche: FicheAction, le: datetime.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _valeurs(fiche, le))
        super().__init__(*args, **kwargs)
        self.le = le
        self.etapes = list(fiche.etapes.all())
        for etape in self.etapes:
            libelle = f"Étape {etape.ordre}, {Truncator(etape.libelle).chars(60)}"
            self.fields[_case(etape)] = forms.BooleanField(label=libelle, required=False)
            jour = JourField(label=f"Étape {etape.ordre}, faite le", required=False)
            # L'exemple se lit une fois, au-dessus de toutes les étapes.
            jour.help_text = ""
            self.fields[_jour(etape)] = jour

    def lignes_d_etapes(self) -> list[LigneDEtape]:
        """Chaque étape avec ses deux champs."""
        return [LigneDEtape(e, self[_case(e)], self[_jour(e)]) for e in self.etapes]

    def mise_a_jour(self) -> dict[str, Any]:
        """Ce que `FicheAction.mettre_a_jour` attend de la saisie."""
        textes = {nom: self.cleaned_data[nom] for nom in ("etat", "meteo", "meteo_commentaire")}
        return textes | {
            "notes": self.notes(),
            "note_du": self.cleaned_data.get("note_du") or self.le,
            "etapes": {etape.pk: self._faite_le(etape) for etape in self.etapes},
            "version_ouverte": self.version_ouverte(),
        }

    def notes(self) -> dict[str, str]:
        """Genre de note → texte."""
        return {Note.Genre.FAIT_MARQUANT: self.cleaned_data["note"]}

    def _faite_le(self, etape: Etape) -> datetime.date | None:
        """Le jour où l'étape est faite, ou None ; cochée sans date, elle l'est ce jour-là."""
        if not self.cleaned_data[_case(etape)]:
            return None
        return self.cleaned_data[_jour(etape)] or self.le

    def clean(self) -> dict[str, Any]:
        """Les règles du modèle, dites à côté du champ qu'elles visent."""
        saisie: dict[str, Any] = super().clean() or {}
        self._expliquer_la_meteo(saisie)
        self._dater("note_du", saisie)
        for etape in self.etapes:
            self._dater(_jour(etape), saisie)
            self._cocher(etape, saisie)
        return saisie

    def _expliquer_la_meteo(self, saisie: dict[str, Any]) -> None:
        essai = FicheAction(
            meteo=saisie.get("meteo", ""), meteo_commentaire=saisie.get("meteo_commentaire", "")
        )
        try:
            FicheAction.METEO_EXPLIQUEE.validate(FicheAction, essai)
        except ValidationError as erreur:
            self.add_error("meteo_commentaire", erreur)

    def _dater(self, champ: str, saisie: dict[str, Any]) -> None:
        try:
            verifier_jour_passe(saisie.get(champ), self.le)
        except ActionImpossible as refus:
            self.add_error(champ, str(refus))

    def _cocher(self, etape: Etape, saisie: dict[str, Any]) -> None:
        jour = saisie.get(_jour(etape))
        if jour and not saisie.get(_case(etape)) and jour != etape.faite_le:
            self.add_error(_case(etape), "Cochez l'étape si elle est faite, ou effacez sa date.")


def _case(etape: Etape) -> str:
    return f"etape_{etape.pk}"


def _jour(etape: Etape) -> str:
    return f"etape_{etape.pk}_le"


def _valeurs(fiche: FicheAction, le: datetime.date) -> dict[str, Any]:
    valeurs: dict[str, Any] = {
        "version": fiche.version,
        "etat": fiche.etat,
        "meteo": fiche.meteo,
        "meteo_commentaire": fiche.meteo_commentaire,
        "note_du": le,
    }
    for etape in fiche.etapes.all():
        valeurs |= {_case(etape): etape.faite_le is not None, _jour(etape): etape.faite_le}
    return valeurs


class PilotesForm(FormulaireVersionne):
    """Qui pilote une fiche : chacun des présents garde, change ou quitte sa place ; un s'ajoute.

    `personnes` : organisme → (identifiant, libellé) de qui peut être désigné.
    """

    PILOTE, COPILOTE, PLUS = "pilote", "copilote", "plus"
    QUALITES = ((PILOTE, "pilote"), (COPILOTE, "co-pilote"))

    personne = forms.TypedChoiceField(
        label="Qui ajouter ?", required=False, coerce=int, empty_value=None
    )
    qualite = forms.ChoiceField(
        label="En tant que",
        choices=QUALITES,
        initial=PILOTE,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        fiche: FicheAction,
        personnes: dict[str, list[tuple[int, str]]],
        **kwargs: Any,
    ) -> None:
        self.presents: list[PiloteDeFiche] = list(fiche.pilotes_actuels)
        kwargs["initial"] = {"version": fiche.version, "qualite": self.PILOTE} | {
            _place(p): self.COPILOTE if p.est_copilote else self.PILOTE for p in self.presents
        }
        super().__init__(*args, **kwargs)
        deja = {p.personne_id for p in self.presents}
        champ_a_choix(self, "personne").choices = [
            ("", "Personne de plus"),
            *(
                (organisme, [choix for choix in groupe if choix[0] not in deja])
                for organisme, groupe in personnes.items()
            ),
        ]
        places = {
            _place(pilote): forms.ChoiceField(
                label=str(pilote.personne),
                choices=[*self.QUALITES, (self.PLUS, "ne pilote plus")],
                widget=forms.RadioSelect,
            )
            for pilote in self.presents
        }
        self.fields = places | self.fields
        if self.is_bound:
            # Qui est arrivé pendant la saisie n'y figure pas : il garde sa place.
            absentes = places.keys() - self.data.keys()
            faire_porter(self, {place: self.initial[place] for place in absentes})

    def designation(self) -> dict[str, Any]:
        """Ce que `FicheAction.designer_pilotes` attend de la saisie."""
        return {
            "pilotes": self._en_tant_que(self.PILOTE),
            "copilotes": self._en_tant_que(self.COPILOTE),
            "version_ouverte": self.version_ouverte(),
        }

    def _en_tant_que(self, qualite: str) -> list[Personne]:
        retenues = [p.personne for p in self.presents if self.cleaned_data[_place(p)] == qualite]
        ajoutee = self.cleaned_data["personne"]
        if ajoutee and self.cleaned_data["qualite"] == qualite:
            retenues.append(Personne.objects.get(pk=ajoutee))
        return retenues


def _place(pilote: PiloteDeFiche) -> str:
    return f"place_{pilote.personne_id}"
