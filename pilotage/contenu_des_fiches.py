"""Ce que l'année ajoute à chaque fiche : son argent, ses temps forts."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from actions.financements import Montants, totaux
from actions.models import Financement, TempsFort
from conventions.models import Convention


@dataclass(frozen=True)
class LigneDArgent:
    """Un financement de l'année ; un montant à None n'est pas renseigné.

    `demande` : une clé de badge.
    """

    financeur: str
    nature: str
    demande: str
    prevu: Decimal | None
    obtenu: Decimal | None
    depense: Decimal | None


@dataclass(frozen=True)
class ArgentDeFiche:
    """L'argent d'une fiche, cette année : ses lignes et leur somme."""

    lignes: tuple[LigneDArgent, ...] = ()
    ensemble: Montants = field(default_factory=Montants)


@dataclass(frozen=True)
class TempsFortLu:
    """Ce qui s'est passé, où, et qui y était ; un nombre à None n'est pas connu."""

    date: datetime.date
    titre: str
    genre: str
    commune: str
    participants: int | None
    familles: int | None
    jeunes: int | None
    formes: int | None
    recit: str
    fiches: tuple[int, ...]

    @property
    def presences(self) -> tuple[tuple[int, str], ...]:
        """Qui y était, de ce qui est connu : (combien, singulier et pluriel)."""
        mots = (
            (self.participants, "participant,participants"),
            (self.familles, "famille,familles"),
            (self.jeunes, "jeune,jeunes"),
            (self.formes, "personne formée,personnes formées"),
        )
        return tuple((nombre, mot) for nombre, mot in mots if nombre is not None)


@dataclass(frozen=True)
class MontantsDe:
    """Une somme et ce qu'elle réunit : un axe, un financeur.

    `envisage` : ce que le prévu compte sans que personne ne l'ait encore demandé ; None : rien.
    """

    nom: str
    axe: int | None
    montants: Montants
    envisage: Decimal | None = None


@dataclass(frozen=True)
class ArgentDuPlan:
    """L'argent des actions, cette année : en tout, par axe, par financeur.

    `envisage` : ce que le prévu compte sans que personne ne l'ait encore demandé ; None : rien.
    """

    ensemble: Montants = field(default_factory=Montants)
    par_axe: tuple[MontantsDe, ...] = ()
    par_financeur: tuple[MontantsDe, ...] = ()
    envisage: Decimal | None = None


@dataclass(frozen=True)
class VieDuPlan:
    """L'argent et les temps forts d'une année, rangés par numéro de fiche."""

    argent: dict[int, ArgentDeFiche]
    argent_du_plan: ArgentDuPlan
    temps_forts: tuple[TempsFortLu, ...]


def vie_du_plan(convention: Convention, annee: int, lue_au: datetime.date) -> VieDuPlan:
    """L'argent et les temps forts de l'année ; trois requêtes."""
    financements = list(
        Financement.objects.filter(fiche__convention=convention, annee=annee)
        .select_related("fiche__axe", "financeur")
        .order_by("fiche__numero", "pk")
    )
    return VieDuPlan(
        argent=_par_fiche(financements),
        argent_du_plan=_du_plan(financements),
        temps_forts=tuple(
            _temps_fort(un)
            for un in TempsFort.objects.filter(
                convention=convention, date__year=annee, date__lte=lue_au
            )
            .pour_liste()
            .order_by("date", "pk")
        ),
    )


def _par_fiche(financements: Iterable[Financement]) -> dict[int, ArgentDeFiche]:
    rangs: dict[int, list[Financement]] = defaultdict(list)
    for un in financements:
        rangs[un.fiche.numero].append(un)
    return {
        numero: ArgentDeFiche(tuple(map(_ligne, siens)), _somme(siens))
        for numero, siens in rangs.items()
    }


def _ligne(un: Financement) -> LigneDArgent:
    return LigneDArgent(
        financeur=un.nom_du_financeur,
        nature=str(un.get_nature_display()),
        demande=un.demande,
        prevu=un.prevu,
        obtenu=un.obtenu,
        depense=un.depense,
    )


def _somme(financements: Iterable[Financement]) -> Montants:
    somme = Montants()
    for un in financements:
        somme.ajouter(un)
    return somme


def _du_plan(financements: list[Financement]) -> ArgentDuPlan:
    compte = totaux(financements)
    envisages = totaux([un for un in financements if un.demande == Financement.Demande.ENVISAGE])
    return ArgentDuPlan(
        compte.ensemble,
        tuple(
            MontantsDe(
                axe.titre_court,
                axe.numero,
                montants,
                envisages.par_axe[axe].prevu if axe in envisages.par_axe else None,
            )
            for axe, montants in compte.par_axe.items()
        ),
        tuple(
            MontantsDe(
                nom,
                None,
                montants,
                envisages.par_financeur[nom].prevu if nom in envisages.par_financeur else None,
            )
            for nom, montants in compte.par_financeur.items()
        ),
        envisages.ensemble.prevu,
    )


def _temps_fort(un: TempsFort) -> TempsFortLu:
    return TempsFortLu(
        date=un.date,
        titre=un.titre,
        genre=str(un.get_genre_display()),
        commune=un.commune.nom if un.commune else "",
        participants=un.participants,
        familles=un.familles,
        jeunes=un.jeunes,
        formes=un.formes,
        recit=un.recit,
        fiches=tuple(sorted(fiche.numero for fiche in un.fiches.all())),
    )
