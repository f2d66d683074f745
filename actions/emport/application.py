"""Appliquer ce qu'un classeur contrôlé changerait, d'un seul acte, par les commandes des pages.

Entre le contrôle et l'acte, rien n'est gardé sur le serveur : la page porte les seules différences,
signées et datées. Le classeur lui-même n'est rangé nulle part, et il n'y a rien à purger.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from actions.emport.ecarts import LigneReprise
from actions.models import FicheAction, Note
from conventions.models import Convention, Utilisateur
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from ctg.socle.lot_signe import ouvrir, signer
from ctg.socle.versions import ConflitDeVersion

_SEL = "reprise-du-plan"
CHANGEE_DEPUIS = "quelqu'un l'a modifiée depuis le contrôle"
SANS_DROIT = "vous ne mettez pas à jour cette fiche"
_DATES = ("faite_le", "note_du")
_DITS_PAR_UNE_MISE_A_JOUR = ("etat", "meteo", "meteo_commentaire", "note")


@dataclass(frozen=True)
class LigneDuLot:
    """Une ligne à appliquer, telle que la page l'a portée."""

    cle: str
    fiche_id: int
    version: int
    est_protegee: bool
    valeurs: dict[str, Any]


def signer_le_lot(
    lignes: Iterable[LigneReprise], convention: Convention, utilisateur: Utilisateur
) -> str:
    """Les différences d'un contrôle, pour un champ caché. Lève `ActionImpossible` si c'est trop."""
    charge = [
        [
            ligne.cle,
            ligne.fiche.pk,
            ligne.version,
            ligne.est_protegee,
            {cle: _en_json(valeur) for cle, valeur in ligne.valeurs.items()},
        ]
        for ligne in lignes
    ]
    return signer(charge, sel=_SEL, portee=(convention.pk, utilisateur.pk))


def lire_le_lot(lot: str, convention: Convention, utilisateur: Utilisateur) -> list[LigneDuLot]:
    """Les lignes d'un lot signé pour cette convention et cette personne ; lève `LotIllisible`."""
    charge = ouvrir(lot, sel=_SEL, portee=(convention.pk, utilisateur.pk))
    return [
        LigneDuLot(cle, fiche, version, protegee, _de_json(valeurs))
        for cle, fiche, version, protegee, valeurs in charge
    ]


def _en_json(valeur: Any) -> Any:
    return valeur.isoformat() if isinstance(valeur, datetime.date) else valeur


def _de_json(valeurs: dict[str, Any]) -> dict[str, Any]:
    return {
        cle: datetime.date.fromisoformat(valeur) if cle in _DATES and valeur else valeur
        for cle, valeur in valeurs.items()
    }


@dataclass
class Bilan:
    """Ce qu'une reprise a fait.

    `changees` : numéro d'action → nombre de lignes ; `refusees` : (numéro, raison) ; `laissees` :
    combien de lignes protégées n'ont pas été choisies.
    """

    changees: dict[int, int] = field(default_factory=dict)
    refusees: list[tuple[int, str]] = field(default_factory=list)
    laissees: int = 0
    etapes: int = 0
    notes: int = 0

    @property
    def lignes(self) -> int:
        """Combien de lignes du classeur ont été appliquées."""
        return sum(self.changees.values())

    @classmethod
    def de_la_session(cls, garde: dict[str, Any]) -> "Bilan":
        """Le bilan que `en_session` a rangé."""
        return cls(
            changees={int(numero): int(lignes) for numero, lignes in garde["changees"]},
            refusees=[(int(numero), str(raison)) for numero, raison in garde["refusees"]],
            laissees=garde["laissees"],
            etapes=garde["etapes"],
            notes=garde["notes"],
        )

    def en_session(self) -> dict[str, Any]:
        """De quoi le redire à la page suivante."""
        return {
            "changees": [[numero, lignes] for numero, lignes in self.changees.items()],
            "refusees": self.refusees,
            "laissees": self.laissees,
            "etapes": self.etapes,
            "notes": self.notes,
        }


def appliquer(
    lignes: Iterable[LigneDuLot],
    choisies: Collection[str],
    *,
    convention: Convention,
    par: Utilisateur,
    le: datetime.date,
) -> Bilan:
    """Applique les lignes libres, et celles des protégées qui sont choisies, en un seul acte.

    `choisies` : leurs clés. Une fiche qui a changé depuis le contrôle, ou que la personne ne met
    pas à jour, est laissée telle quelle et dite ; les autres s'appliquent. Lève `ConventionFigee`
    si le plan ne se modifie plus (art. 11).
    """
    convention.exiger_modifiable(le)
    bilan = Bilan()
    par_fiche: dict[int, list[LigneDuLot]] = {}
    for ligne in lignes:
        if ligne.est_protegee and ligne.cle not in choisies:
            bilan.laissees += 1
        else:
            par_fiche.setdefault(ligne.fiche_id, []).append(ligne)
    fiches = FicheAction.objects.filter(convention=convention, pk__in=par_fiche)
    fiches = fiches.avec_permissions(par).select_related("convention").order_by("numero")
    with acte(par):
        for fiche in fiches.prefetch_related("etapes"):
            siennes = par_fiche[fiche.pk]
            if raison := _appliquer_a(fiche, siennes, par, le):
                bilan.refusees.append((fiche.numero, raison))
                continue
            bilan.changees[fiche.numero] = len(siennes)
            bilan.etapes += sum(ligne.cle.startswith("E") for ligne in siennes)
            bilan.notes += sum("note" in ligne.valeurs for ligne in siennes)
    return bilan


def _appliquer_a(
    fiche: FicheAction, lignes: list[LigneDuLot], par: Utilisateur, le: datetime.date
) -> str:
    """Applique ces lignes à la fiche ; la raison du refus, ou rien. Tout, ou rien, d'une fiche."""
    if not fiche.est_modifiable:
        return SANS_DROIT
    if any(ligne.version != fiche.version for ligne in lignes):
        return CHANGEE_DEPUIS
    valeurs: dict[str, Any] = {}
    etapes: dict[int, datetime.date | None] = {}
    for ligne in lignes:
        if ligne.cle.startswith("E"):
            etapes[int(ligne.cle[1:])] = ligne.valeurs["faite_le"]
        else:
            valeurs |= ligne.valeurs
    try:
        with acte(par):
            _ecrire(fiche, valeurs, etapes, par, le)
    except ConflitDeVersion:
        return CHANGEE_DEPUIS
    except ActionImpossible as refus:
        return " ".join(refus.manques).rstrip(".")
    except ValidationError as erreur:
        return " ".join(erreur.messages).rstrip(".")
    return ""


def _ecrire(
    fiche: FicheAction,
    valeurs: dict[str, Any],
    etapes: dict[int, datetime.date | None],
    par: Utilisateur,
    le: datetime.date,
) -> None:
    """Les commandes mêmes que celles des formulaires."""
    if etapes or any(champ in valeurs for champ in _DITS_PAR_UNE_MISE_A_JOUR):
        fiche.mettre_a_jour(
            etat=valeurs.get("etat", fiche.etat),
            meteo=valeurs.get("meteo", fiche.meteo),
            meteo_commentaire=valeurs.get("meteo_commentaire", fiche.meteo_commentaire),
            etapes=etapes,
            notes={Note.Genre.FAIT_MARQUANT: valeurs.get("note", "")},
            note_du=valeurs.get("note_du") or le,
            version_ouverte=fiche.version,
            par=par,
            le=le,
        )
    if "priorite" in valeurs:
        fiche.prioriser(priorite=valeurs["priorite"], version_ouverte=fiche.version, par=par, le=le)
