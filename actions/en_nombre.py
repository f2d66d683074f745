"""Changer plusieurs fiches à la fois : d'abord un résumé, puis un seul acte.

Le résumé dit, fiche par fiche, de quoi à quoi, ou pourquoi rien ne change. Il porte la version de
chaque fiche : celle qui a changé depuis est laissée telle quelle, et dite. Chaque fiche changée a
sa ligne d'historique, signée de la personne.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Exists, OuterRef

from actions.models import FicheAction, PiloteDeFiche
from actions.models.ensembles import QuerySetDeFiches
from actions.models.pilotes import commencer_en_lot, finir_en_lot
from conventions.droits import Droit
from conventions.models import Convention, Personne, Utilisateur
from conventions.models.contrat import ConventionFigee
from ctg.socle.badges import BADGES
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from ctg.socle.nombres import nombre_fr
from ctg.socle.versions import enregistrer_en_lot, reserver_en_lot

# Au-delà, une phrase ne cite plus les numéros un à un.
_CITEES = 12

SANS_DROIT = "vous ne pouvez pas changer cela sur cette fiche"
CHANGEE_DEPUIS = "quelqu'un l'a modifiée depuis le résumé"


class Geste(Protocol):
    """Un même changement, qui s'applique à chaque fiche ; suppose ``avec_pilotes``."""

    @property
    def droit(self) -> Droit: ...

    @property
    def phrase(self) -> str: ...

    def avant(self, fiche: FicheAction) -> str: ...

    def apres(self, fiche: FicheAction) -> str: ...

    def exiger_possible(self, convention: Convention, le: datetime.date) -> None: ...

    def appliquer(self, fiches: Sequence[FicheAction], *, le: datetime.date) -> None: ...


@dataclass(frozen=True)
class ChangerEtat:
    """Toutes passent à cet état d'avancement."""

    etat: str
    droit = Droit.METTRE_A_JOUR_LES_FICHES

    @property
    def phrase(self) -> str:
        """Ce que le geste fait, dit à la personne."""
        return f"état « {BADGES[self.etat].mot} »"

    def avant(self, fiche: FicheAction) -> str:
        """L'état présent."""
        return BADGES[fiche.etat].mot

    def apres(self, fiche: FicheAction) -> str:
        """L'état voulu."""
        return BADGES[self.etat].mot

    def exiger_possible(self, convention: Convention, le: datetime.date) -> None:
        """Lève `ConventionFigee` hors de la période (art. 11)."""
        convention.exiger_modifiable(le)

    def appliquer(self, fiches: Sequence[FicheAction], *, le: datetime.date) -> None:
        """Comme `FicheAction.changer_d_etat`, pour des fiches réservées."""
        for fiche in fiches:
            fiche.dire_l_etat(self.etat, le=le)
        enregistrer_en_lot(fiches, ["etat", "mise_a_jour_le"])


@dataclass(frozen=True)
class ChangerPriorite:
    """Toutes reçoivent cette priorité ; vide : plus aucune."""

    priorite: str
    droit = Droit.METTRE_A_JOUR_LES_FICHES

    @property
    def phrase(self) -> str:
        """Ce que le geste fait, dit à la personne."""
        return f"priorité {BADGES[self.priorite].mot}" if self.priorite else "aucune priorité"

    def avant(self, fiche: FicheAction) -> str:
        """La priorité présente."""
        return BADGES[fiche.priorite].mot if fiche.priorite else "aucune"

    def apres(self, fiche: FicheAction) -> str:
        """La priorité voulue."""
        return BADGES[self.priorite].mot if self.priorite else "aucune"

    def exiger_possible(self, convention: Convention, le: datetime.date) -> None:
        """Lève `ConventionFigee` hors de la période (art. 11)."""
        convention.exiger_modifiable(le)

    def appliquer(self, fiches: Sequence[FicheAction], *, le: datetime.date) -> None:
        """Comme `FicheAction.prioriser`, pour des fiches réservées."""
        for fiche in fiches:
            fiche.dire_la_priorite(self.priorite)
        enregistrer_en_lot(fiches, ["priorite"])


@dataclass(frozen=True)
class ChangerPilote:
    """Cette personne devient pilote ou co-pilote de toutes, ou n'en pilote plus aucune."""

    personne: Personne
    # « pilote », « co-pilote », ou vide : elle ne pilote plus.
    qualite: str
    droit = Droit.GERER_LA_CONVENTION

    @property
    def phrase(self) -> str:
        """Ce que le geste fait, dit à la personne."""
        if self.qualite:
            return f"{self.personne} est {self.qualite}"
        return f"{self.personne} ne pilote plus"

    def avant(self, fiche: FicheAction) -> str:
        """Ce que la personne est dans cette fiche."""
        for pilote in fiche.pilotes_actuels:
            if pilote.personne_id == self.personne.pk:
                return "co-pilote" if pilote.est_copilote else "pilote"
        return "ne pilote pas"

    def apres(self, fiche: FicheAction) -> str:
        """Ce qu'elle y sera."""
        return self.qualite or "ne pilote pas"

    def exiger_possible(self, convention: Convention, le: datetime.date) -> None:
        """Lève `ConventionFigee` une fois la convention close."""
        convention.exiger_ouverte()

    def appliquer(self, fiches: Sequence[FicheAction], *, le: datetime.date) -> None:
        """Comme `FicheAction.designer_pilotes` ; les autres pilotes gardent leur place.

        Les pilotes lus avec une fiche réservée sont les siens : en changer change sa version.
        """
        enregistrer_en_lot(fiches, [])
        pilotages = [p for fiche in fiches for p in fiche.pilotes_actuels]
        finir_en_lot([p for p in pilotages if p.personne_id == self.personne.pk], le=le)
        if self.qualite:
            est_copilote = self.qualite == "co-pilote"
            commencer_en_lot(
                [
                    PiloteDeFiche(
                        fiche=fiche, personne=self.personne, est_copilote=est_copilote, debut=le
                    )
                    for fiche in fiches
                ]
            )


@dataclass(frozen=True)
class Ligne:
    """Une fiche du résumé : de quoi à quoi, ou la raison pour laquelle rien ne change."""

    fiche: FicheAction
    avant: str
    apres: str
    raison: str = ""


@dataclass(frozen=True)
class Resume:
    """Ce qu'un geste fera : les fiches qui changent, et celles qui ne changent pas."""

    changent: list[Ligne]
    restent: list[Ligne]

    @property
    def versions(self) -> str:
        """Les fiches qui changent et leur version, telles que le formulaire les porte."""
        return " ".join(f"{ligne.fiche.pk}:{ligne.fiche.version}" for ligne in self.changent)


@dataclass
class Bilan:
    """Ce qu'un geste a fait : les fiches changées, et les refus (fiche, raison)."""

    geste: Geste
    changees: list[FicheAction] = field(default_factory=list)
    refusees: list[tuple[FicheAction, str]] = field(default_factory=list)

    def phrase(self) -> str:
        """« 3 actions changées (1, 4 et 6) : état « en cours ». »"""
        nombre = len(self.changees)
        mot = "action est changée" if nombre == 1 else "actions sont changées"
        return f"{nombre_fr(nombre)} {mot} ({_citer(self.changees)}) : {self.geste.phrase}."

    def refus(self) -> list[str]:
        """Une phrase par raison : quelles fiches n'ont pas changé, et pourquoi."""
        par_raison: dict[str, list[FicheAction]] = {}
        for fiche, raison in self.refusees:
            par_raison.setdefault(raison, []).append(fiche)
        return [
            f"Pas de changement ({_citer(fiches)}) : {raison}."
            for raison, fiches in par_raison.items()
        ]


def _citer(fiches: list[FicheAction]) -> str:
    """« action 3 », « actions 3, 5 et 8 » ; au-delà d'une douzaine, « et 40 autres »."""
    numeros = [str(fiche.numero) for fiche in sorted(fiches, key=lambda f: f.numero)]
    if len(numeros) == 1:
        return f"action {numeros[0]}"
    if len(numeros) > _CITEES:
        reste = nombre_fr(len(numeros) - _CITEES)
        return f"actions {', '.join(numeros[:_CITEES])} et {reste} de plus"
    return f"actions {', '.join(numeros[:-1])} et {numeros[-1]}"


def resumer(
    geste: Geste,
    fiches: QuerySetDeFiches,
    *,
    convention: Convention,
    utilisateur: Utilisateur,
    le: datetime.date,
) -> Resume:
    """Ce que le geste ferait à ces fiches de la convention ; n'écrit rien. Deux requêtes."""
    resume = Resume([], [])
    fige = _refus_de_la_convention(geste, convention, le)
    for fiche in _avec_le_droit(fiches, geste, utilisateur):
        ligne = Ligne(fiche, geste.avant(fiche), geste.apres(fiche))
        raison = fige or _raison(geste, fiche)
        if raison:
            resume.restent.append(Ligne(fiche, ligne.avant, ligne.avant, raison))
        else:
            resume.changent.append(ligne)
    return resume


def changer(
    geste: Geste,
    versions: Mapping[int, int],
    *,
    convention: Convention,
    par: Utilisateur,
    le: datetime.date,
) -> Bilan:
    """Applique le geste aux fiches du résumé, chacune sur la version qui y était montrée.

    `versions` : identifiant de fiche → version. Une fiche d'une autre convention est ignorée ; une
    fiche changée depuis, déjà à cette valeur ou hors de portée de la personne est refusée, ligne
    par ligne, sans empêcher les autres. Quelques requêtes, quel que soit leur nombre. Lève
    `ConventionFigee` si le plan est figé (art. 11), `ActionImpossible` si aucune fiche n'a pu
    changer.
    """
    geste.exiger_possible(convention, le)
    bilan = Bilan(geste)
    fiches = FicheAction.objects.filter(convention=convention)
    with acte(par):
        voulues = [f for f in _avec_le_droit(fiches, geste, par) if f.pk in versions]
        possibles = [fiche for fiche in voulues if not _raison(geste, fiche)]
        bilan.changees = reserver_en_lot(possibles, versions)
        geste.appliquer(bilan.changees, le=le)
    bilan.refusees = _refusees(geste, voulues, bilan.changees, versions)
    if not bilan.changees:
        raise ActionImpossible(*(bilan.refus() or ["Aucune fiche n'est à changer."]))
    return bilan


def _refusees(
    geste: Geste,
    voulues: Iterable[FicheAction],
    changees: Iterable[FicheAction],
    versions: Mapping[int, int],
) -> list[tuple[FicheAction, str]]:
    """Les fiches restées telles quelles, et pourquoi : changées depuis, ou rien à y changer."""
    cles = {fiche.pk for fiche in changees}
    return [
        (
            fiche,
            CHANGEE_DEPUIS
            if fiche.version != versions[fiche.pk]
            else _raison(geste, fiche) or CHANGEE_DEPUIS,
        )
        for fiche in voulues
        if fiche.pk not in cles
    ]


def _raison(geste: Geste, fiche: FicheAction) -> str:
    """Pourquoi le geste ne changerait pas cette fiche ; vide s'il la change."""
    if not fiche.est_permise:  # type: ignore[attr-defined]
        return SANS_DROIT
    return "c'est déjà le cas" if geste.avant(fiche) == geste.apres(fiche) else ""


def _refus_de_la_convention(geste: Geste, convention: Convention, le: datetime.date) -> str:
    try:
        geste.exiger_possible(convention, le)
    except ConventionFigee as refus:
        return " ".join(refus.manques).rstrip(".")
    return ""


def _avec_le_droit(
    fiches: QuerySetDeFiches, geste: Geste, utilisateur: Utilisateur
) -> Iterable[FicheAction]:
    """Ces fiches, leurs pilotes, et si la personne peut y faire ce geste (`est_permise`)."""
    permises = FicheAction.objects.filter(pk=OuterRef("pk")).avec_droit(utilisateur, geste.droit)
    return (
        fiches.select_related("convention")
        .avec_pilotes()
        .annotate(est_permise=Exists(permises))
        .order_by("numero")
    )
