"""L'évaluation finale : ce que furent les années, et ce que la prochaine convention reprendrait.

Art. 10 : une évaluation est conduite « à l'issue de la présente convention ». Art. 11 : rien ne la
prolonge qu'une reconduction expresse.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from actions.models import Etape, FicheAction
from conventions.models import Convention
from ctg.socle.nombres import quantite_fr
from pilotage.contenu_de_l_avenant import ModificationsAPorter
from pilotage.contenu_du_registre import ArgentLu
from pilotage.lecture_du_plan import FicheLue, fiches_lues, jour_de_lecture
from pilotage.models import Instance, Reunion
from pilotage.releves import taux_par_annee


@dataclass(frozen=True)
class AnneeDeTendance:
    """Une année de la convention, d'un regard ; None : non renseigné.

    `etats` : état d'avancement → nombre d'actions, à la fin de l'année.
    """

    annee: int
    etats: dict[str, int]
    etapes_faites: int
    etapes: int
    reponses: int
    attendus: int
    copils: int
    cotechs: int
    soutiens: Decimal | None
    bonus: Decimal | None


@dataclass(frozen=True)
class TendanceDeFiche:
    """L'état d'une action à la fin de chaque année : des clés de badge, vides si inconnus."""

    numero: int
    titre: str
    axe: int
    etats: tuple[str, ...]


@dataclass(frozen=True)
class AReporter:
    """Ce que la prochaine convention reprendrait ; `details` : la liste, action par action."""

    phrase: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tendances:
    """Les années commencées de la convention, et ce qu'il y a à porter dans la prochaine."""

    annees: tuple[AnneeDeTendance, ...]
    fiches: tuple[TendanceDeFiche, ...]
    a_reporter: tuple[AReporter, ...]


def tendances(
    convention: Convention,
    *,
    le: datetime.date,
    fiches: Sequence[FicheLue],
    argent: ArgentLu,
    modifications: ModificationsAPorter,
) -> Tendances:
    """Les années de la convention jusqu'à `le` ; trois requêtes, et une par année."""
    annees = [annee for annee in convention.annees() if annee <= le.year]
    lues = {
        annee: list(
            fiches_lues(convention, jour_de_lecture(annee, le))
            .select_related("axe")
            .order_by("numero")
        )
        for annee in annees
    }
    taux = taux_par_annee(convention, annees)
    seances = _seances(convention, le)
    etapes = _etapes(convention, annees, le)
    return Tendances(
        annees=tuple(
            AnneeDeTendance(
                annee=annee,
                etats=dict(Counter(_etat(fiche) for fiche in lues[annee])),
                etapes_faites=etapes[f"faites_{annee}"],
                etapes=etapes["toutes"],
                reponses=taux[annee].repondus,
                attendus=taux[annee].attendus,
                copils=seances[annee, Instance.Genre.COPIL.value],
                cotechs=seances[annee, Instance.Genre.COTECH.value],
                soutiens=lue.soutiens.total if (lue := argent.de(annee)) else None,
                bonus=lue.bonus.total if lue else None,
            )
            for annee in annees
        ),
        fiches=tuple(
            TendanceDeFiche(
                fiche.numero,
                fiche.titre,
                fiche.axe.numero,
                tuple(_etat(lues[annee][rang]) for annee in annees),
            )
            for rang, fiche in enumerate(lues[annees[-1]] if annees else [])
        ),
        a_reporter=tuple(_a_reporter(fiches, modifications)),
    )


def _etat(fiche: FicheAction) -> str:
    # Posé par `fiches_lues` ; None : rien n'était écrit.
    return getattr(fiche, "etat_lu", None) or ""


def _seances(convention: Convention, le: datetime.date) -> Counter[tuple[int, str]]:
    tenues = Reunion.objects.filter(instance__convention=convention, date__lte=le)
    return Counter(
        (date.year, str(genre)) for date, genre in tenues.values_list("date", "instance__genre")
    )


def _etapes(convention: Convention, annees: Sequence[int], le: datetime.date) -> dict[str, int]:
    """Les étapes faites à la fin de chaque année, et toutes ; une requête."""
    comptes: dict[str, int] = Etape.objects.filter(fiche__convention=convention).aggregate(
        toutes=Count("pk"),
        **{
            f"faites_{annee}": Count("pk", filter=Q(faite_le__lte=jour_de_lecture(annee, le)))
            for annee in annees
        },
    )
    return comptes


def _a_reporter(
    fiches: Sequence[FicheLue], modifications: ModificationsAPorter
) -> Iterator[AReporter]:
    ouvertes = [f for f in fiches if f.etat not in FicheAction.ETATS_CLOS]
    if ouvertes:
        yield AReporter(
            f"{_n(len(ouvertes), 'action', 'actions')} dont le terme de la convention n’a pas vu"
            " la fin.",
            tuple(f"Action {f.numero} – {f.titre}" for f in ouvertes),
        )
    etapes = [
        f"Action {f.numero} – {etape.libelle}"
        for f in ouvertes
        for etape in f.etapes
        if etape.statut != "faite"
    ]
    if etapes:
        yield AReporter(
            f"{_n(len(etapes), 'étape qui n’est pas faite', 'étapes qui ne sont pas faites')}.",
            tuple(etapes),
        )
    a_definir = [
        f"Action {f.numero} – {indicateur.libelle}"
        for f in fiches
        for indicateur in f.indicateurs
        if indicateur.est_a_definir
    ]
    if a_definir:
        mots = "indicateur resté à définir", "indicateurs restés à définir"
        yield AReporter(f"{_n(len(a_definir), *mots)}.", tuple(a_definir))
    if modifications.total:
        mots = (
            "modification qu’aucun avenant signé ne porte",
            "modifications qu’aucun avenant signé ne porte",
        )
        yield AReporter(
            f"{_n(modifications.total, *mots)}.",
            tuple(
                f"{m.objet} : {m.constat}"
                for m in (*modifications.du_plan, *modifications.de_l_annexe)
            ),
        )
    if modifications.anomalies:
        mots = "anomalie du texte à trancher", "anomalies du texte à trancher"
        yield AReporter(f"{_n(modifications.anomalies, *mots)}.")


def _n(nombre: int, un: str, plusieurs: str) -> str:
    return quantite_fr(nombre, un if nombre < 2 else plusieurs)
