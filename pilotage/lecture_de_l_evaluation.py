"""Le projet d'évaluation à l'écran, section par section : le récit à côté des chiffres.

Le document dit tout ; cette page va à l'essentiel, pour un téléphone, et chaque section s'y
commente. Le nombre de requêtes ne dépend ni du nombre d'actions, ni de celui des commentaires.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from actions.models import FicheAction
from ctg.socle.nombres import nombre_fr
from ctg.socle.templatetags.portail import accorde, jour
from equipements.models import TypeEquipement
from equipements.registre import structures_comptees
from pilotage.lecture_du_plan import fiches_lues, jour_de_lecture
from pilotage.models import (
    CommentaireDEvaluation,
    Evaluation,
    Instance,
    Releve,
    Reunion,
    SectionDeLecture,
    SectionDeRecit,
)
from pilotage.recits import PartieDeRecit, toutes_les_parties

_S = SectionDeLecture

# Chaque section qu'on lit d'un tenant, et les récits qui s'y écrivent.
RECITS_DE_LA_SECTION = {
    _S.SYNTHESE: (
        SectionDeRecit.ENSEMBLE,
        SectionDeRecit.FAIT,
        SectionDeRecit.BLOQUE,
        SectionDeRecit.DEMANDE_AU_COPIL,
    ),
    _S.GOUVERNANCE: (SectionDeRecit.GOUVERNANCE,),
    _S.REGISTRE: (SectionDeRecit.REGISTRE,),
    _S.ARGENT: (SectionDeRecit.ARGENT,),
    _S.CONCLUSION: (SectionDeRecit.CONCLUSION,),
    _S.SUITE_DE_LA_CONVENTION: (SectionDeRecit.SUITE_DE_LA_CONVENTION,),
}


@dataclass(frozen=True)
class Chiffre:
    """Un chiffre de la section, déjà écrit ; `badge` : sa clé, quand c'est un état."""

    libelle: str
    valeur: str = ""
    badge: str = ""


@dataclass(frozen=True)
class ReponseDIndicateur:
    """Ce qu'un indicateur dit de l'année."""

    libelle: str
    releve: Releve


@dataclass(frozen=True)
class Bloc:
    """Une section : ses récits, ses chiffres, ce que les membres en disent.

    `cle` la désigne dans les adresses : « synthese », « axe-1 », « fiche-3 ». `numero` : celui de
    l'axe où elle se range, 0 hors d'un axe.
    """

    cle: str
    section: str
    titre: str
    recits: tuple[PartieDeRecit, ...]
    chiffres: tuple[Chiffre, ...] = ()
    indicateurs: tuple[ReponseDIndicateur, ...] = ()
    commentaires: tuple[CommentaireDEvaluation, ...] = ()
    numero: int = 0
    axe: int | None = None
    fiche: int | None = None

    @property
    def est_une_fiche(self) -> bool:
        """Vrai pour une action, sous son axe."""
        return self.fiche is not None

    @property
    def est_ecrit(self) -> bool:
        """Vrai si l'un de ses récits l'est."""
        return any(recit.texte for recit in self.recits)

    @property
    def recits_ecrits(self) -> list[PartieDeRecit]:
        """Ceux qui disent quelque chose."""
        return [recit for recit in self.recits if recit.texte]

    @property
    def ouverts(self) -> int:
        """Les commentaires qui attendent une réponse."""
        return sum(commentaire.est_ouvert for commentaire in self.commentaires)


def blocs(evaluation: Evaluation, le: datetime.date) -> list[Bloc]:
    """Les sections du projet, dans l'ordre du document ; sept requêtes.

    Validée, ses chiffres sont ceux du document figé : ceux du jour ne se montrent plus à côté.
    """
    lus = _Lecture(evaluation, le).blocs()
    if evaluation.est_figee:
        return [replace(lu, chiffres=(), indicateurs=()) for lu in lus]
    return list(lus)


def bloc(evaluation: Evaluation, cle: str, le: datetime.date) -> Bloc | None:
    """La section de cette clé ; None si la convention n'en a pas de telle."""
    return next((b for b in blocs(evaluation, le) if b.cle == cle), None)


class _Lecture:
    def __init__(self, evaluation: Evaluation, le: datetime.date) -> None:
        self.evaluation, self.annee = evaluation, evaluation.annee
        self.lue_au = jour_de_lecture(evaluation.annee, le)
        self.parties = toutes_les_parties(evaluation)
        self.fiches = {fiche.pk: fiche for fiche in self._fiches()}
        self.releves = self._releves()
        self.commentaires: dict[tuple[str, int | None], list[CommentaireDEvaluation]] = defaultdict(
            list
        )
        for commentaire in CommentaireDEvaluation.objects.filter(evaluation=evaluation.pk):
            place = commentaire.axe_id or commentaire.fiche_id
            self.commentaires[commentaire.section, place].append(commentaire)

    def _fiches(self) -> QuerySet[Any]:
        faites = Q(etapes__faite_le__lte=self.lue_au)
        attendus = Q(indicateurs__est_a_definir=False)
        return fiches_lues(self.evaluation.convention, self.lue_au).annotate(
            prevues_alors=Count("etapes", distinct=True),
            faites_alors=Count("etapes", filter=faites, distinct=True),
            attendus=Count("indicateurs", filter=attendus, distinct=True),
        )

    def _releves(self) -> dict[int, list[Releve]]:
        ranges: dict[int, list[Releve]] = defaultdict(list)
        releves = (
            Releve.objects.dits()
            .filter(indicateur__fiche__convention=self.evaluation.convention_id, annee=self.annee)
            .pour_lecture()
            .select_related("indicateur")
            .order_by("indicateur__ordre", "pk")
        )
        for releve in releves:
            ranges[releve.indicateur.fiche_id].append(releve)
        return ranges

    def blocs(self) -> Iterator[Bloc]:
        yield self._simple(_S.SYNTHESE, self._de_la_synthese())
        yield self._simple(_S.GOUVERNANCE, self._de_la_gouvernance())
        for partie in self.parties:
            if partie.section == SectionDeRecit.AXE:
                yield self._axe(partie)
                yield from self._fiches_de(partie)
        yield self._simple(_S.REGISTRE, self._du_registre())
        for section in (_S.ARGENT, _S.CONCLUSION):
            yield self._simple(section, ())
        if self.evaluation.est_finale:
            yield self._simple(_S.SUITE_DE_LA_CONVENTION, ())

    def _simple(self, section: SectionDeLecture, chiffres: Iterable[Chiffre]) -> Bloc:
        recits = [p for p in self.parties if p.section in RECITS_DE_LA_SECTION[section]]
        return Bloc(
            section.value,
            section.value,
            str(section.label),
            tuple(recits),
            tuple(chiffres),
            commentaires=tuple(self.commentaires[section.value, None]),
        )

    def _axe(self, partie: PartieDeRecit) -> Bloc:
        fiches = [fiche for fiche in self.fiches.values() if fiche.axe_id == partie.axe]
        return Bloc(
            f"axe-{partie.numero}",
            _S.AXE.value,
            partie.titre,
            (partie,),
            tuple(self._chiffres(fiches)) if fiches else (),
            commentaires=tuple(self.commentaires[_S.AXE.value, partie.axe]),
            numero=partie.numero,
            axe=partie.axe,
        )

    def _fiches_de(self, axe: PartieDeRecit) -> Iterator[Bloc]:
        for fiche in self.fiches.values():
            if fiche.axe_id != axe.axe:
                continue
            yield Bloc(
                f"fiche-{fiche.numero}",
                _S.FICHE.value,
                f"Action {fiche.numero} – {fiche.titre}",
                tuple(p for p in self.parties if p.fiche == fiche.pk),
                (
                    Chiffre("État", badge=fiche.etat_lu or ""),
                    *([Chiffre("Météo", badge=fiche.meteo_lue)] if fiche.meteo_lue else []),
                    *self._etapes_et_indicateurs([fiche]),
                ),
                tuple(
                    ReponseDIndicateur(r.indicateur.libelle, r)
                    for r in self.releves.get(fiche.pk, [])
                ),
                tuple(self.commentaires[_S.FICHE.value, fiche.pk]),
                numero=axe.numero,
                fiche=fiche.pk,
            )

    def _de_la_synthese(self) -> Iterator[Chiffre]:
        fiches = list(self.fiches.values())
        if fiches:
            yield from self._chiffres(fiches)

    def _chiffres(self, fiches: list[Any]) -> Iterator[Chiffre]:
        realisees = sum(fiche.etat_lu == FicheAction.Etat.REALISE for fiche in fiches)
        connues = sum(bool(fiche.etat_lu) for fiche in fiches)
        yield Chiffre("Actions dont l'état est connu", _sur(connues, len(fiches)))
        yield Chiffre("Actions réalisées", _sur(realisees, len(fiches)))
        yield from self._etapes_et_indicateurs(fiches)

    def _etapes_et_indicateurs(self, fiches: list[Any]) -> Iterator[Chiffre]:
        prevues = sum(fiche.prevues_alors for fiche in fiches)
        if prevues:
            faites = sum(fiche.faites_alors for fiche in fiches)
            # Zéro étape faite là où personne n'a rien dit ne serait pas un fait.
            connu = faites or any(fiche.etat_lu for fiche in fiches)
            yield Chiffre("Étapes faites", _sur(faites, prevues) if connu else "non renseigné")
        attendus = sum(fiche.attendus for fiche in fiches)
        if attendus:
            releves = [r for fiche in fiches for r in self.releves.get(fiche.pk, [])]
            repondus = len({releve.indicateur_id for releve in releves})
            yield Chiffre("Indicateurs qui ont leur réponse", _sur(repondus, attendus))

    def _de_la_gouvernance(self) -> Iterator[Chiffre]:
        reunions = list(
            Reunion.objects.filter(
                instance__convention=self.evaluation.convention_id,
                date__year=self.annee,
                date__lte=self.lue_au,
            )
            .select_related("instance")
            .annotate(nombre_de_decisions=Count("decisions"))
            .order_by("date")
        )
        for genre in (Instance.Genre.COPIL, Instance.Genre.COTECH):
            tenues = [r for r in reunions if r.instance.genre == genre]
            dates = ", ".join(jour(reunion.date) for reunion in tenues)
            yield Chiffre(f"{genre.label} de l'année", dates or "aucun tenu")
        decisions = sum(getattr(r, "nombre_de_decisions", 0) for r in reunions)
        if decisions:
            yield Chiffre("Décisions au relevé", nombre_fr(decisions))

    def _du_registre(self) -> Iterator[Chiffre]:
        comptes = dict(
            structures_comptees(self.evaluation.convention)
            .order_by()
            .values_list("type")
            .annotate(nombre=Count("pk", distinct=True), ordre=F("type"))
            .values_list("type", "nombre")
        )
        for type_ in TypeEquipement:
            if comptes.get(type_.value):
                yield Chiffre(
                    str(type_.label), accorde(comptes[type_.value], "structure,structures")
                )


def _sur(nombre: int, total: int) -> str:
    return f"{nombre_fr(nombre)} sur {nombre_fr(total)}"
