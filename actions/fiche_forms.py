"""Ce que demandent les pages qui précisent une fiche : compléments, liens, étiquettes."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst

from actions.complements import (
    COMMUNE,
    PARTENAIRE,
    STRUCTURE,
    ZONE,
    Choix,
    Ligne,
    choix_de,
    lignes_de,
)
from actions.models import Axe, Etiquette, FicheAction, LienDeFiche
from actions.models.complements import Complements
from actions.services import elus_designables
from conventions.models import Partenaire, Zone
from ctg.socle.cases import CasesParGroupe
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import FormulaireVersionne, champ_a_choix
from equipements.models import PLURIELS, TypeEquipement

# Ce que chaque niveau veut dire, du moins au plus partagé.
_SENS = {
    "information": "on leur dit ce qui se fait",
    "consultation": "on leur demande leur avis",
    "concertation": "on en débat avec eux avant de décider",
    "coconstruction": "on décide et on fait avec eux",
}
_PARTICIPATION = [
    (niveau.value, f"{capfirst(niveau.label)} : {_SENS[niveau.value]}")
    for niveau in FicheAction.Participation
]
_ETENDUE = [(etendue.value, capfirst(etendue.label)) for etendue in FicheAction.Etendue]
_LONGUEUR = 150
_PAS_DIT = ("", "Pas encore dit")
# Le groupe de ce qui est coché, et que la convention ne propose plus.
_DEJA_LA = "Déjà cochés"
_ETIQUETTES = {"public": "Publics", "enjeu": "Enjeux transversaux", "cadre": "Cadres"}


@dataclass(frozen=True)
class Section:
    """Une partie du formulaire : son titre, ce qu'il faut savoir, ses questions."""

    titre: str
    intro: str
    champs: list[forms.BoundField]


def _cases(libelle: str, aide: str = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=libelle, help_text=aide, required=False, coerce=int, widget=CasesParGroupe
    )


def _radios(libelle: str, choix: Iterable[tuple[str, str]], aide: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=libelle,
        help_text=aide,
        required=False,
        choices=[*choix, _PAS_DIT],
        widget=forms.RadioSelect,
    )


class CompletementForm(FormulaireVersionne):
    """Qui, où, pour qui et avec quoi une action se mène, d'un seul envoi.

    L'élu référent n'y est que pour qui désigne aussi les pilotes. Chaque organisme déjà partenaire
    a son champ de rôle.
    """

    # Champ → sorte de choix.
    CHOIX = {
        "partenaires": (PARTENAIRE,),
        "zones": (ZONE,),
        "communes": (COMMUNE,),
        "publics": FicheAction.GENRES["publics"],
        "structures": (STRUCTURE,),
        "cadres": FicheAction.GENRES["cadres"],
    }

    elu_referent = forms.TypedChoiceField(
        label="Quel élu la porte ?",
        help_text="Une personne en mandat chez un signataire.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    partenaires = _cases("Quels signataires en sont partenaires ?")
    autres_partenaires = forms.CharField(
        label="Quels autres partenaires ?",
        required=False,
        help_text="Un par ligne. Son rôle peut suivre deux-points."
        " Par exemple : Mission locale : repère les jeunes.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    etendue = _radios("Quel territoire concerne-t-elle ?", _ETENDUE)
    zones = _cases("Si c'est une partie : quelles zones ?")
    communes = _cases("Et quelles communes ?")
    publics = _cases("Quels publics, et quels enjeux transversaux ?")
    participation = _radios("Comment les habitants y prennent-ils part ?", _PARTICIPATION)
    structures = _cases("Quelles structures concerne-t-elle ?")
    cadres = _cases(
        "Quels autres cadres sert-elle ?", "Ceux que la Caf et l'État suivent avec la CTG."
    )

    def __init__(self, *args: Any, fiche: FicheAction, le: datetime.date, **kwargs: Any) -> None:
        self.choix = choix_de(fiche.convention)
        lignes = lignes_de(fiche)
        self._garder_ce_qui_est_coche(lignes)
        presents = {(ligne.sorte, ligne.pk) for ligne in lignes if ligne.pk}
        connus = [ligne for ligne in lignes if ligne.sorte == PARTENAIRE and ligne.pk]
        libres = [ligne for ligne in lignes if ligne.sorte == PARTENAIRE and not ligne.pk]
        kwargs["initial"] = {
            "version": fiche.version,
            "elu_referent": fiche.elu_referent_id,
            "etendue": fiche.etendue,
            "participation": fiche.participation,
            "autres_partenaires": "\n".join(_en_une_ligne(li.nom, li.precision) for li in libres),
            **{_role(li.pk): li.precision for li in connus},
            **{nom: self._coches(sortes, presents) for nom, sortes in self.CHOIX.items()},
        }
        super().__init__(*args, **kwargs)
        for nom, sortes in self.CHOIX.items():
            offerts = [choix for sorte in sortes for choix in self.choix.get(sorte, [])]
            champ_a_choix(self, nom).choices = _groupes(offerts, sortes[0])
        self.roles = [ligne.pk for ligne in connus]
        for ligne in connus:
            self.fields[_role(ligne.pk)] = forms.CharField(
                label=f"Rôle : {ligne.nom}", required=False, max_length=_LONGUEUR
            )
        self._proposer_les_elus(fiche, le)

    def _garder_ce_qui_est_coche(self, lignes: Iterable[Ligne]) -> None:
        """Un signataire parti, une zone détachée restent cochés tant que personne ne décoche."""
        proposes = {(sorte, un.pk) for sorte, choix in self.choix.items() for un in choix}
        for ligne in lignes:
            if ligne.pk and (ligne.sorte, ligne.pk) not in proposes:
                un = Choix(ligne.pk, ligne.nom, _DEJA_LA)
                self.choix.setdefault(ligne.sorte, []).append(un)

    def _coches(self, sortes: Iterable[str], presents: set[tuple[str, int]]) -> list[int]:
        """Dans l'ordre où les cases se lisent : deux versions s'y comparent."""
        return [c.pk for s in sortes for c in self.choix.get(s, []) if (s, c.pk) in presents]

    def _proposer_les_elus(self, fiche: FicheAction, le: datetime.date) -> None:
        self._elu_present = fiche.elu_referent_id
        if not fiche.est_administrable:
            del self.fields["elu_referent"]
            return
        elus = elus_designables(fiche, le)
        champ_a_choix(self, "elu_referent").choices = [("", "Aucun élu référent"), *elus.items()]

    def sections(self) -> list[Section]:
        """Les questions, rangées comme on les lit."""
        qui = ["elu_referent", "partenaires", *map(_role, self.roles), "autres_partenaires"]
        return [
            self._section("Avec qui ?", "Les pilotes se désignent à part.", qui),
            self._section("Où ?", "", ["etendue", "zones", "communes"]),
            self._section("Pour qui, et avec eux ?", "", ["publics", "participation"]),
            self._section("Avec quoi ?", "", ["structures", "cadres"]),
        ]

    def _section(self, titre: str, intro: str, noms: Iterable[str]) -> Section:
        # Une liste sans rien à cocher n'est pas une question.
        utiles = [
            nom
            for nom in noms
            if nom in self.fields and (nom not in self.CHOIX or champ_a_choix(self, nom).choices)
        ]
        return Section(titre, intro, [self[nom] for nom in utiles])

    def clean_autres_partenaires(self) -> dict[str, str]:
        """Nom → rôle ; un nom écrit deux fois n'en fait qu'un."""
        ecrits: dict[str, tuple[str, str]] = {}
        for ligne in self.cleaned_data["autres_partenaires"].splitlines():
            nom, _, role = (morceau.strip() for morceau in ligne.partition(":"))
            if not nom:
                continue
            if max(len(nom), len(role)) > _LONGUEUR:
                raise forms.ValidationError(
                    f"Un nom et un rôle comptent {_LONGUEUR} caractères au plus : « {nom[:40]}… »."
                )
            ecrits.setdefault(nom.lower(), (nom, role))
        return dict(ecrits.values())

    def clean(self) -> dict[str, Any]:
        """La règle du modèle sur les lieux, dite à côté de l'étendue."""
        saisie: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.complements().verifier()
            except ActionImpossible as refus:
                self.add_error("etendue", " ".join(refus.manques))
        return saisie

    def complements(self) -> Complements:
        """Ce que `FicheAction.completer` attend de la saisie.

        Qui coche des lieux sans dire l'étendue a répondu : une partie du territoire.
        """
        saisie = self.cleaned_data
        a_des_lieux = bool(saisie["zones"] or saisie["communes"])
        return Complements(
            elu_referent=saisie.get("elu_referent", self._elu_present),
            etendue=saisie["etendue"] or (FicheAction.Etendue.PARTIE if a_des_lieux else ""),
            participation=saisie["participation"],
            zones=saisie["zones"],
            communes=saisie["communes"],
            publics=saisie["publics"],
            cadres=saisie["cadres"],
            structures=saisie["structures"],
            partenaires={
                **{pk: saisie.get(_role(pk), "").strip() for pk in saisie["partenaires"]},
                **saisie["autres_partenaires"],
            },
        )


def _role(pk: int) -> str:
    return f"role_{pk}"


def _en_une_ligne(nom: str, role: str) -> str:
    return f"{nom} : {role}" if role else nom


def _groupes(offerts: list[Choix], sorte: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Les choix sous leur titre, les titres dans l'ordre où ils viennent."""
    groupes: dict[str, list[tuple[int, str]]] = {}
    if sorte == STRUCTURE:
        # Les familles de services se lisent dans l'ordre du registre.
        groupes = {_titre(sorte, famille): [] for famille in TypeEquipement.values}
    for un in offerts:
        groupes.setdefault(_titre(sorte, un.groupe), []).append((un.pk, un.nom))
    return [(titre, cases) for titre, cases in groupes.items() if cases]


def _titre(sorte: str, groupe: str) -> str:
    if groupe == _DEJA_LA:
        return groupe
    if sorte == PARTENAIRE:
        est_commune = groupe == Partenaire.Nature.COMMUNE
        return "Communes" if est_commune else "Institutions et collectivités"
    if sorte == ZONE:
        return capfirst(Zone.Genre(groupe).label)
    if sorte == COMMUNE:
        return "Communes"
    if sorte == STRUCTURE:
        famille = TypeEquipement(groupe)
        return capfirst(PLURIELS.get(famille, str(famille.label)))
    return _ETIQUETTES[groupe]


class LienForm(forms.Form):
    """Une autre action, ou un axe, et pourquoi l'action lui est liée."""

    FICHE, AXE = "fiche", "axe"

    cible = forms.ChoiceField(
        label="À quoi la lier ?",
        error_messages={"required": "Choisissez une action ou un axe."},
    )
    raison = forms.CharField(
        label="Pourquoi ?",
        max_length=200,
        help_text="Quelques mots. Le lien se lira des deux côtés.",
        error_messages={"required": "Dites en quelques mots pourquoi elles sont liées."},
    )

    def __init__(
        self, *args: Any, fiches: Iterable[FicheAction], axes: Iterable[Axe], **kwargs: Any
    ) -> None:
        """`fiches` et `axes` : ce qu'on peut lier."""
        super().__init__(*args, **kwargs)
        self._cibles: dict[str, FicheAction | Axe] = {
            **{f"{self.FICHE}:{f.pk}": f for f in fiches},
            **{f"{self.AXE}:{a.pk}": a for a in axes},
        }
        groupes: dict[str, list[tuple[str, str]]] = {"Une autre action": [], "Un axe": []}
        for cle, cible in self._cibles.items():
            groupe = "Un axe" if isinstance(cible, Axe) else "Une autre action"
            groupes[groupe].append((cle, str(cible)))
        champ_a_choix(self, "cible").choices = [("", "Choisir"), *groupes.items()]

    def lien(self, fiche: FicheAction) -> LienDeFiche:
        """Le lien demandé, pas encore posé."""
        cible = self._cibles[self.cleaned_data["cible"]]
        return LienDeFiche(
            fiche=fiche,
            vers_fiche=cible if isinstance(cible, FicheAction) else None,
            vers_axe=cible if isinstance(cible, Axe) else None,
            raison=self.cleaned_data["raison"].strip(),
        )


def _nom_d_etiquette(libelle: str) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        max_length=80,
        error_messages={"required": "Écrivez le nom de l'étiquette."},
    )


class RenommageForm(FormulaireVersionne):
    """Le nom d'une étiquette déjà là."""

    nom = _nom_d_etiquette("Quel nom lui donner ?")


class EtiquetteForm(forms.Form):
    """Une étiquette nouvelle : ce qu'elle dit, et son nom."""

    genre = forms.ChoiceField(
        label="Que dit-elle ?",
        choices=[
            (Etiquette.Genre.PUBLIC, "un public"),
            (Etiquette.Genre.ENJEU, "un enjeu transversal"),
            (Etiquette.Genre.CADRE, "un cadre"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si c'est un public, un enjeu ou un cadre."},
    )
    nom = _nom_d_etiquette("Quel est son nom ?")
