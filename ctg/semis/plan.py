"""Le plan et l'évaluation de chaque convention inventée, réduits à ce qu'une page en montre."""

import datetime
from collections.abc import Iterator

from actions.models import Axe, Etape, FicheAction, Indicateur
from conventions.models import Convention
from ctg.semis.lots import Lots
from pilotage.models import Evaluation, Instance

AXES = 3
FICHES_PAR_AXE = 4
ETAPES = 3
INDICATEURS = 2
ETATS = (FicheAction.Etat.EN_COURS, FicheAction.Etat.REALISE, FicheAction.Etat.A_VENIR, "")


def planifier(conventions: list[Convention], le: datetime.date, lots: Lots) -> None:
    """Sème les axes, les fiches, leurs étapes et indicateurs, le COPIL et une évaluation."""
    axes = lots.garder(Axe, _axes(conventions))
    fiches = lots.garder(FicheAction, _fiches(axes, le))
    lots.poser(Etape, _etapes(fiches, le))
    lots.poser(Indicateur, _indicateurs(fiches))
    lots.poser(
        Instance,
        (
            Instance(convention=convention, genre=Instance.Genre.COPIL, nom="COPIL inventé")
            for convention in conventions
        ),
    )
    lots.poser(
        Evaluation,
        (
            Evaluation(convention=convention, annee=le.year - 1, ouverte_le=le)
            for convention in conventions
        ),
    )


def _axes(conventions: list[Convention]) -> Iterator[Axe]:
    for convention in conventions:
        for numero in range(1, AXES + 1):
            yield Axe(
                convention=convention,
                numero=numero,
                titre=f"Axe inventé {numero}",
                titre_court=f"Axe inventé {numero}",
            )


def _fiches(axes: list[Axe], le: datetime.date) -> Iterator[FicheAction]:
    for axe in axes:
        for rang in range(FICHES_PAR_AXE):
            numero = (axe.numero - 1) * FICHES_PAR_AXE + rang + 1
            etat = ETATS[numero % len(ETATS)]
            yield FicheAction(
                convention=axe.convention,
                axe=axe,
                numero=numero,
                titre=f"Action inventée {numero}",
                objectifs="- Un objectif inventé\n- Un autre objectif inventé",
                etat=etat,
                mise_a_jour_le=le - datetime.timedelta(days=numero) if etat else None,
            )


def _etapes(fiches: list[FicheAction], le: datetime.date) -> Iterator[Etape]:
    for fiche in fiches:
        for ordre in range(1, ETAPES + 1):
            annee = le.year - ETAPES + ordre
            yield Etape(
                fiche=fiche,
                ordre=ordre,
                libelle=f"Étape inventée {ordre}",
                debut=datetime.date(annee, 1, 1),
                fin=datetime.date(annee, 12, 31),
            )


def _indicateurs(fiches: list[FicheAction]) -> Iterator[Indicateur]:
    for fiche in fiches:
        for ordre in range(1, INDICATEURS + 1):
            yield Indicateur(fiche=fiche, ordre=ordre, libelle=f"Indicateur inventé {ordre}")
