"""Ce qui manque à l'évaluation d'une année : des phrases, ce qui le demande, où le compléter.

La page de l'évaluation et son document disent la même chose : leurs phrases viennent d'ici.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from actions.models import Indicateur, PiloteDeFiche
from conventions.models import Convention, Signataire
from ctg.socle.nombres import nombre_fr
from ctg.socle.templatetags.portail import jour
from equipements.registre import structures_comptees
from pilotage.gouvernance import (
    copils_sans_cotech,
    est_toleree,
    obligations_de_l_annee,
    participation,
)
from pilotage.lecture_du_plan import fiches_lues, jour_de_lecture, statut_lu
from pilotage.manque import Manque
from pilotage.manques_du_referentiel import faits_du_referentiel, manques_en_bref
from pilotage.models import Evaluation, Instance, Presence, Releve, Reunion
from pilotage.recits import PartieDeRecit


@dataclass(frozen=True)
class _IndicateurExamine:
    libelle: str
    est_a_definir: bool
    est_sans_reponse: bool


@dataclass(frozen=True)
class _FicheExaminee:
    """Ce qu'on regarde d'une fiche, telle qu'elle était au jour de lecture."""

    numero: int
    titre: str
    a_un_public: bool
    a_un_etat: bool
    a_un_pilote: bool
    a_une_etape_a_renseigner: bool
    indicateurs: tuple[_IndicateurExamine, ...]

    @property
    def sans_reponse(self) -> list[str]:
        """Les indicateurs qui doivent une réponse et n'en ont pas."""
        return [i.libelle for i in self.indicateurs if i.est_sans_reponse]

    @property
    def attendus(self) -> int:
        """Le nombre d'indicateurs qui doivent une réponse."""
        return sum(not i.est_a_definir for i in self.indicateurs)


def manques_de_l_evaluation(
    evaluation: Evaluation, *, parties: Sequence[PartieDeRecit], le: datetime.date
) -> list[Manque]:
    """Ce que la convention demande et que l'année n'a pas, du plus grave au plus simple à combler.

    L'évaluation peut n'être pas enregistrée. `parties` : ses récits (`parties_du_recit`). Une année
    qui n'est pas finie dit « pas encore ». Six requêtes, quel que soit le nombre de fiches.
    """
    fiches = _fiches_examinees(evaluation, jour_de_lecture(evaluation.annee, le))
    return [
        *_de_la_gouvernance(evaluation, le),
        *_du_plan(evaluation, fiches),
        *_des_indicateurs(evaluation, fiches),
        *_des_recits(evaluation, parties),
        *_du_contrat(evaluation, fiches),
    ]


def _vers(nom: str, evaluation: Evaluation, *reste: object) -> str:
    return reverse(nom, args=[evaluation.convention.slug, *reste])


def _de_la_gouvernance(evaluation: Evaluation, le: datetime.date) -> Iterator[Manque]:
    convention, annee = evaluation.convention, evaluation.annee
    toutes = _reunions_tenues(convention, le)
    reunions = [reunion for reunion in toutes if reunion.date.year == annee]
    encore = " encore" if le <= datetime.date(annee, 12, 31) else ""
    vers = _vers("instance_liste", evaluation), "Inscrire une réunion"
    tenus = {reunion.instance.genre for reunion in reunions}
    for genre, tenue in obligations_de_l_annee(convention, annee, tenus).items():
        if not tenue:
            mot = Instance.Genre(genre).label
            yield Manque(f"Aucun {mot} n'a{encore} été tenu en {annee}.", "annexe 4", (), *vers)
    if not est_toleree(convention, annee):
        for copil in copils_sans_cotech(toutes):
            if copil.date.year == annee:
                phrase = f"Aucun COTECH n'a préparé le COPIL du {jour(copil.date)}."
                yield Manque(phrase, "annexe 4", (), *vers)
    for reunion in reunions:
        if reunion.instance.genre == Instance.Genre.COPIL:
            yield from _des_copilotes(evaluation, reunion)
    if evaluation.reunion is None:
        yield Manque(
            f"{evaluation.dans_une_phrase} n'est rattachée à aucune séance du COPIL.",
            "art. 10",
            adresse=_vers("evaluation_rattacher", evaluation, evaluation.cle),
            geste="Choisir la séance",
        )


def _reunions_tenues(convention: Convention, le: datetime.date) -> list[Reunion]:
    """Toutes les réunions tenues, avec la présence des seuls copilotes ; deux requêtes."""
    copilotes = Presence.objects.filter(signataire__est_copilote=True)
    return list(
        Reunion.objects.filter(instance__convention=convention, date__lte=le)
        .select_related("instance")
        .prefetch_related(Prefetch("presences", copilotes.select_related("signataire__partenaire")))
        .order_by("date", "pk")
    )


def _des_copilotes(evaluation: Evaluation, copil: Reunion) -> Iterator[Manque]:
    """R19 : la Caf et l'agglomération pilotent ensemble, leur absence se dit (art. 7)."""
    presences = copil.presences.all()
    absents = participation([p.signataire for p in presences], presences).copilotes_absents
    if absents:
        yield Manque(
            f"Au COPIL du {jour(copil.date)}, un copilote n'était ni présent ni représenté.",
            "art. 7",
            absents,
            _vers("reunion_detail", evaluation, copil.pk),
            "Voir la séance",
        )


def _fiches_examinees(evaluation: Evaluation, lue_au: datetime.date) -> list[_FicheExaminee]:
    """Les fiches telles qu'on les savait ce jour-là ; trois requêtes."""
    pilotes = PiloteDeFiche.objects.en_cours(lue_au).filter(
        fiche=OuterRef("pk"), est_copilote=False
    )
    releves = Releve.objects.dits().filter(indicateur=OuterRef("pk"), annee=evaluation.annee)
    indicateurs = Indicateur.objects.annotate(a_une_reponse=Exists(releves)).order_by("ordre")
    fiches = (
        fiches_lues(evaluation.convention, lue_au)
        .annotate(a_un_pilote=Exists(pilotes))
        .prefetch_related("etapes", Prefetch("indicateurs", indicateurs))
        .order_by("numero")
    )
    return [_examinee(fiche, lue_au) for fiche in fiches]


def _examinee(fiche: Any, lue_au: datetime.date) -> _FicheExaminee:
    etat = fiche.etat_lu or ""
    statuts = {statut_lu(etape, lue_au, etat=etat) for etape in fiche.etapes.all()}
    return _FicheExaminee(
        numero=fiche.numero,
        titre=fiche.titre,
        a_un_public=bool(fiche.public_cible),
        a_un_etat=bool(etat),
        a_un_pilote=fiche.a_un_pilote,
        a_une_etape_a_renseigner="a_renseigner" in statuts,
        indicateurs=tuple(
            _IndicateurExamine(
                i.libelle, i.est_a_definir, not i.est_a_definir and not i.a_une_reponse
            )
            for i in fiche.indicateurs.all()
        ),
    )


@dataclass(frozen=True)
class _Constat:
    """Ce qui manque à une fiche, au singulier et au pluriel ; `se_complete` : dans le portail."""

    un: str
    plusieurs: str
    source: str
    vaut_pour: Callable[[_FicheExaminee], bool]
    se_complete: bool = True


_CONSTATS = (
    _Constat(
        "n'a pas de pilote", "n'ont pas de pilote", "annexe 4", lambda fiche: not fiche.a_un_pilote
    ),
    _Constat(
        "n'a pas d'état d'avancement",
        "n'ont pas d'état d'avancement",
        "annexe 3",
        lambda fiche: not fiche.a_un_etat,
    ),
    _Constat(
        "a une étape passée dont personne n'a dit où elle en est",
        "ont une étape passée dont personne n'a dit où elle en est",
        "annexe 3",
        lambda fiche: fiche.a_une_etape_a_renseigner,
    ),
    _Constat(
        "n'a pas de public cible dans le contrat",
        "n'ont pas de public cible dans le contrat",
        "annexe 3",
        lambda fiche: not fiche.a_un_public,
        se_complete=False,
    ),
    _Constat(
        "n'a aucun indicateur",
        "n'ont aucun indicateur",
        "art. 10",
        lambda fiche: not fiche.indicateurs,
        se_complete=False,
    ),
)


def _du_plan(evaluation: Evaluation, fiches: Sequence[_FicheExaminee]) -> Iterator[Manque]:
    vers_le_plan = _vers("fiche_liste", evaluation), "Voir le plan"
    for constat in _CONSTATS:
        concernees = [fiche for fiche in fiches if constat.vaut_pour(fiche)]
        n = len(concernees)
        vers = vers_le_plan if constat.se_complete else ("", "")
        if n > 1 and n == len(fiches):
            # Toutes : les énumérer n'apprendrait rien.
            phrase = f"Les {nombre_fr(n)} actions {constat.plusieurs}."
            yield Manque(phrase, constat.source, (), *vers)
        elif concernees:
            verbe = constat.un if n < 2 else constat.plusieurs
            yield Manque(
                f"{_compte(n, 'action', 'actions')} {verbe}.",
                constat.source,
                tuple(f"Action {fiche.numero} – {fiche.titre}" for fiche in concernees),
                *vers,
            )


def _des_indicateurs(evaluation: Evaluation, fiches: Sequence[_FicheExaminee]) -> Iterator[Manque]:
    annee = evaluation.annee
    n = sum(len(fiche.sans_reponse) for fiche in fiches)
    if n:
        sujet = _compte(n, "indicateur", "indicateurs")
        attendus = nombre_fr(sum(fiche.attendus for fiche in fiches))
        verbe = "n'a" if n < 2 else "n'ont"
        yield Manque(
            f"{sujet} sur {attendus} {verbe} pas de réponse pour {annee}.",
            "art. 10",
            tuple(_sans_reponse(fiche) for fiche in fiches if fiche.sans_reponse),
            f"{_vers('releve_liste', evaluation)}?annee={annee}&reponse=sans",
            "Compléter les réponses",
        )
    a_definir = [
        f"Action {fiche.numero} – {indicateur.libelle}"
        for fiche in fiches
        for indicateur in fiche.indicateurs
        if indicateur.est_a_definir
    ]
    if a_definir:
        sujet = _compte(len(a_definir), "indicateur reste", "indicateurs restent")
        yield Manque(f"{sujet} à définir ensemble.", "annexe 3", tuple(a_definir))


def _sans_reponse(fiche: _FicheExaminee) -> str:
    """Les indicateurs sans réponse d'une fiche ; d'un mot quand ils le sont tous."""
    muets = fiche.sans_reponse
    if len(muets) > 1 and len(muets) == fiche.attendus:
        return f"Action {fiche.numero} – ses {nombre_fr(len(muets))} indicateurs"
    return f"Action {fiche.numero} – {' ; '.join(muets)}"


def _des_recits(evaluation: Evaluation, parties: Sequence[PartieDeRecit]) -> Iterator[Manque]:
    muettes = [partie for partie in parties if not partie.texte]
    axes = [partie for partie in muettes if partie.numero]
    if len(axes) < len(muettes):
        yield Manque(
            "Le récit d'ensemble de l'année n'est pas écrit.",
            "art. 10",
            adresse=_vers("recit_ecrire", evaluation, evaluation.cle, "ensemble"),
            geste="Écrire",
        )
    if axes:
        yield Manque(
            f"Le récit de {_compte(len(axes), 'axe', 'axes')} n'est pas écrit.",
            "art. 10",
            tuple(f"Axe {axe.numero} – {axe.titre_court}" for axe in axes),
            _vers("recit_ecrire", evaluation, evaluation.cle, axes[0].cle),
            "Écrire",
        )


def _du_contrat(evaluation: Evaluation, fiches: Sequence[_FicheExaminee]) -> Iterator[Manque]:
    """Le référentiel, ce qui se charge avec le texte, et le registre ; une requête."""
    convention = evaluation.convention
    faits: Any = Convention.objects.annotate(
        a_des_parties=Exists(Signataire.objects.filter(convention=OuterRef("pk"))),
        a_un_registre=Exists(structures_comptees(convention)),
        **faits_du_referentiel(evaluation),
    ).get(pk=convention.pk)
    yield from manques_en_bref(evaluation, faits)
    if not faits.a_des_parties:
        yield Manque("Aucune partie à la convention n'est enregistrée.", "préambule")
    if not fiches:
        yield Manque("Le plan d'actions n'est pas enregistré.", "annexe 3")
    if not faits.a_un_registre:
        yield Manque(
            "Le registre ne compte aucune structure validée.",
            "annexe 2",
            adresse=reverse("equipement_liste", args=[convention.slug]),
            geste="Voir le registre",
        )


def _compte(n: int, un: str, plusieurs: str) -> str:
    return f"{nombre_fr(n)}\u00a0{un if n < 2 else plusieurs}"
