"""Ce qui manque à l'évaluation d'une année, en phrases, avec l'article qui le demande."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ctg.socle.nombres import nombre_fr
from ctg.socle.templatetags.portail import jour
from equipements.registre import RegistreEnChiffres
from pilotage.lecture_des_seances import GouvernanceLue
from pilotage.lecture_du_plan import AxeLu, FicheLue
from pilotage.models import Evaluation, Instance


@dataclass(frozen=True)
class Manque:
    """Ce qui manque : une phrase, ce qui le demande, et la liste quand elle aide."""

    phrase: str
    source: str
    details: tuple[str, ...] = ()


def manques_de_l_evaluation(
    evaluation: Evaluation,
    *,
    le: datetime.date,
    nombre_de_parties: int,
    axes: Sequence[AxeLu],
    gouvernance: GouvernanceLue,
    registre: RegistreEnChiffres,
    recits: Mapping[int | None, str],
) -> tuple[Manque, ...]:
    """Ce que la convention demande et que l'année n'a pas, du plus grave au plus simple à combler.

    Une année qui n'est pas finie dit « pas encore ».
    """
    fiches = [fiche for axe in axes for fiche in axe.fiches]
    en_cours = le <= datetime.date(evaluation.annee, 12, 31)
    return (
        *_de_la_gouvernance(evaluation, gouvernance, en_cours),
        *_du_plan(fiches),
        *_des_indicateurs(fiches, evaluation.annee),
        *_des_recits(axes, recits),
        *_du_contrat(fiches, nombre_de_parties, registre),
    )


def _de_la_gouvernance(
    evaluation: Evaluation, gouvernance: GouvernanceLue, en_cours: bool
) -> Iterator[Manque]:
    annee = evaluation.annee
    copils = gouvernance.de(Instance.Genre.COPIL)
    cotechs = gouvernance.de(Instance.Genre.COTECH)
    pas = "Aucun {} n’a encore été tenu en {}." if en_cours else "Aucun {} n’a été tenu en {}."
    if not gouvernance.est_toleree:
        if not copils:
            yield Manque(pas.format("COPIL", annee), "annexe 4")
        if not cotechs:
            yield Manque(pas.format("COTECH", annee), "annexe 4")
    for copil in copils:
        if copil.participation.copilotes_absents:
            yield Manque(
                f"Au COPIL du {jour(copil.date)}, un copilote n’était ni présent ni représenté.",
                "art. 7",
                copil.participation.copilotes_absents,
            )
    if evaluation.reunion is None:
        yield Manque(f"L’évaluation {annee} n’est rattachée à aucune séance du COPIL.", "art. 10")


def _du_plan(fiches: Sequence[FicheLue]) -> Iterator[Manque]:
    constats: list[tuple[str, str, str, Callable[[FicheLue], bool]]] = [
        ("n’a pas de pilote", "n’ont pas de pilote", "annexe 4", lambda f: not f.pilotes),
        (
            "n’a pas d’état d’avancement",
            "n’ont pas d’état d’avancement",
            "annexe 3",
            lambda f: not f.etat,
        ),
        (
            "a une étape passée dont personne n’a dit où elle en est",
            "ont une étape passée dont personne n’a dit où elle en est",
            "annexe 3",
            lambda f: any(etape.statut == "a_renseigner" for etape in f.etapes),
        ),
        (
            "n’a pas de public cible dans le contrat",
            "n’ont pas de public cible dans le contrat",
            "annexe 3",
            lambda f: not f.public_cible,
        ),
        (
            "n’a aucun indicateur",
            "n’ont aucun indicateur",
            "art. 10",
            lambda f: not f.indicateurs,
        ),
    ]
    for un, plusieurs, source, manque in constats:
        concernees = [fiche for fiche in fiches if manque(fiche)]
        n = len(concernees)
        if n > 1 and n == len(fiches):
            yield Manque(f"Les {nombre_fr(n)} actions {plusieurs}.", source)
        elif concernees:
            yield Manque(
                f"{_compte(n, 'action', 'actions')} {un if n < 2 else plusieurs}.",
                source,
                tuple(f"Action {fiche.numero} – {fiche.titre}" for fiche in concernees),
            )


def _des_indicateurs(fiches: Sequence[FicheLue], annee: int) -> Iterator[Manque]:
    muets = {
        fiche.numero: [i.libelle for i in fiche.indicateurs if i.est_sans_reponse]
        for fiche in fiches
    }
    n = sum(map(len, muets.values()))
    if n:
        attendus = sum(fiche.indicateurs_attendus for fiche in fiches)
        yield Manque(
            f"{_compte(n, 'indicateur', 'indicateurs')} sur {nombre_fr(attendus)} "
            f"{'n’a' if n < 2 else 'n’ont'} pas de réponse pour {annee}.",
            "art. 10",
            tuple(
                f"Action {fiche.numero} – {_liste(muets[fiche.numero], fiche)}"
                for fiche in fiches
                if muets[fiche.numero]
            ),
        )
    a_definir = [
        f"Action {fiche.numero} – {indicateur.libelle}"
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if indicateur.est_a_definir
    ]
    if a_definir:
        n = len(a_definir)
        yield Manque(
            f"{_compte(n, 'indicateur reste', 'indicateurs restent')} à définir ensemble.",
            "annexe 3",
            tuple(a_definir),
        )


def _liste(muets: Sequence[str], fiche: FicheLue) -> str:
    """Les indicateurs sans réponse d'une fiche ; d'un mot quand ils le sont tous."""
    if len(muets) > 1 and len(muets) == fiche.indicateurs_attendus:
        return f"ses {nombre_fr(len(muets))} indicateurs"
    return " ; ".join(muets)


def _des_recits(axes: Sequence[AxeLu], recits: Mapping[int | None, str]) -> Iterator[Manque]:
    if not recits.get(None):
        yield Manque("Le récit d’ensemble de l’année n’est pas écrit.", "art. 10")
    muets = [axe for axe in axes if not axe.recit]
    if muets:
        n = len(muets)
        yield Manque(
            f"Le récit de {_compte(n, 'axe', 'axes')} n’est pas écrit.",
            "art. 10",
            tuple(f"Axe {axe.numero} – {axe.titre_court}" for axe in muets),
        )


def _du_contrat(
    fiches: Sequence[FicheLue], nombre_de_parties: int, registre: RegistreEnChiffres
) -> Iterator[Manque]:
    if not nombre_de_parties:
        yield Manque("Aucune partie à la convention n’est enregistrée.", "préambule")
    if not fiches:
        yield Manque("Le plan d’actions n’est pas enregistré.", "annexe 3")
    if not registre.total:
        yield Manque("Le registre ne compte aucune structure validée.", "annexe 2")


def _compte(n: int, un: str, plusieurs: str) -> str:
    return f"{nombre_fr(n)}\u00a0{un if n < 2 else plusieurs}"
