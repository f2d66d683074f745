"""Le plan d'actions tel qu'il était un jour donné, pour le document d'une année.

Les étapes se lisent par leurs dates, l'état et la météo par l'historique des fiches : une étape
faite en 2024 n'est pas encore faite dans l'évaluation de 2023.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import get_current_timezone

from actions.models import Axe, Etape, FicheAction, Indicateur, Note, PiloteDeFiche, Reference
from conventions.models import Convention
from ctg.socle.nombres import quantite_fr
from pilotage.models import Releve

CLOSE = "close"
ETATS_CLOS = (FicheAction.Etat.REALISE, FicheAction.Etat.ABANDONNE)
COMPARATEURS = {"<": "moins de", ">": "plus de", "<=": "au plus", ">=": "au moins"}


@dataclass(frozen=True)
class EtapeLue:
    """Une étape telle qu'elle était ce jour-là.

    `statut` est une clé de badge, ou `CLOSE` : passée et non faite, d'une action close, elle
    n'attend plus personne (R24).
    """

    libelle: str
    periode: str
    statut: str
    faite_le: datetime.date | None
    est_au_dela_du_terme: bool


@dataclass(frozen=True)
class NoteLue:
    """Une note du journal d'une fiche."""

    date: datetime.date
    texte: str
    auteur: str


@dataclass(frozen=True)
class ReponseLue:
    """La réponse d'une année : sa clé (`Releve.Reponse`), écrite, son récit ou sa raison."""

    reponse: str
    niveau: str
    en_clair: str
    texte: str


@dataclass(frozen=True)
class ReferenceLue:
    """Une valeur de référence donnée par le texte, déjà écrite : « moins de 1 % »."""

    valeur: str
    libelle: str
    source: str


@dataclass(frozen=True)
class IndicateurLu:
    """Un indicateur, sa réponse de l'année, celle d'avant, ses repères ; `None` : sans réponse."""

    libelle: str
    est_a_definir: bool
    reponse: ReponseLue | None
    precedente: ReponseLue | None
    references: tuple[ReferenceLue, ...]

    @property
    def est_sans_reponse(self) -> bool:
        """Vrai si l'année lui en doit une et qu'il ne l'a pas (art. 10)."""
        return self.reponse is None and not self.est_a_definir


@dataclass(frozen=True)
class FicheLue:
    """Une fiche-action ce jour-là ; `etat` et `meteo` sont des clés de badge, vides si inconnus."""

    numero: int
    titre: str
    objectifs: str
    public_cible: str
    conduite_ecrite: str
    etat: str
    meteo: str
    meteo_commentaire: str
    pilotes: tuple[str, ...]
    copilotes: tuple[str, ...]
    etapes: tuple[EtapeLue, ...]
    notes: tuple[NoteLue, ...]
    indicateurs: tuple[IndicateurLu, ...]
    references: tuple[ReferenceLue, ...]

    @property
    def etapes_faites(self) -> int:
        """Le nombre d'étapes faites."""
        return sum(etape.statut == "faite" for etape in self.etapes)

    @property
    def etapes_sont_connues(self) -> bool:
        """Vrai si quelqu'un a dit où en est l'action : sinon, aucune étape faite ne dit rien."""
        return bool(self.etat) or any(e.statut in ("faite", "en_retard") for e in self.etapes)

    @property
    def indicateurs_attendus(self) -> int:
        """Le nombre d'indicateurs qui doivent une réponse."""
        return sum(not indicateur.est_a_definir for indicateur in self.indicateurs)

    @property
    def indicateurs_repondus(self) -> int:
        """Le nombre d'indicateurs attendus qui ont leur réponse."""
        return self.indicateurs_attendus - sum(i.est_sans_reponse for i in self.indicateurs)


@dataclass(frozen=True)
class AxeLu:
    """Un axe, ce que le contrat en dit, le récit de l'année et ses fiches."""

    numero: int
    titre: str
    titre_court: str
    description: str
    references: tuple[ReferenceLue, ...]
    recit: str
    fiches: tuple[FicheLue, ...]


def axes_lus(
    convention: Convention,
    *,
    annee: int,
    lue_au: datetime.date,
    recits: Mapping[int | None, str],
) -> tuple[AxeLu, ...]:
    """Les axes et leurs fiches, lus à ce jour, en neuf requêtes quel que soit leur nombre.

    `recits` : identifiant d'axe → récit de l'année.
    """
    axes = list(Axe.objects.filter(convention=convention))
    plan = _Plan(convention, annee, lue_au)
    return tuple(
        AxeLu(
            numero=axe.numero,
            titre=axe.titre,
            titre_court=axe.titre_court,
            description=axe.description,
            references=plan.references_d_axe(axe),
            recit=recits.get(axe.pk, ""),
            fiches=tuple(plan.fiche(fiche) for fiche in plan.fiches if fiche.axe_id == axe.pk),
        )
        for axe in axes
    )


class _Plan:
    """Ce que la base sait du plan, chargé d'un coup et rangé par fiche."""

    def __init__(self, convention: Convention, annee: int, lue_au: datetime.date) -> None:
        self.annee, self.lue_au, self.terme = annee, lue_au, convention.terme
        self.fiches = list(FicheAction.objects.filter(convention=convention))
        self._vies = _vies(convention, lue_au)
        self._etapes = _ranger(Etape.objects.filter(fiche__convention=convention), "fiche_id")
        self._pilotes = _ranger(
            PiloteDeFiche.objects.filter(fiche__convention=convention).select_related("personne"),
            "fiche_id",
        )
        self._notes = _ranger(
            Note.objects.filter(
                fiche__convention=convention, date__year=annee, date__lte=lue_au
            ).order_by("date", "pk"),
            "fiche_id",
        )
        self._indicateurs = _ranger(
            Indicateur.objects.filter(fiche__convention=convention), "fiche_id"
        )
        references = list(
            Reference.objects.filter(fiche__convention=convention)
            | Reference.objects.filter(axe__convention=convention)
        )
        self._references = {
            champ: _ranger(references, champ) for champ in ("axe_id", "fiche_id", "indicateur_id")
        }
        releves = Releve.objects.filter(
            indicateur__fiche__convention=convention, annee__in=[annee, annee - 1]
        ).select_related("indicateur")
        self._releves = {(releve.indicateur_id, releve.annee): releve for releve in releves}

    def references_d_axe(self, axe: Axe) -> tuple[ReferenceLue, ...]:
        return tuple(map(_reference, self._references["axe_id"].get(axe.pk, [])))

    def fiche(self, fiche: FicheAction) -> FicheLue:
        vie = self._vies.get(fiche.pk, {})
        pilotes = [p for p in self._pilotes.get(fiche.pk, []) if self._pilotait(p)]
        return FicheLue(
            numero=fiche.numero,
            titre=fiche.titre,
            objectifs=fiche.objectifs,
            public_cible=fiche.public_cible,
            conduite_ecrite=fiche.conduite_ecrite,
            etat=vie.get("etat", ""),
            meteo=vie.get("meteo", ""),
            meteo_commentaire=vie.get("meteo_commentaire", ""),
            pilotes=tuple(str(p.personne) for p in pilotes if not p.est_copilote),
            copilotes=tuple(str(p.personne) for p in pilotes if p.est_copilote),
            etapes=tuple(
                self._etape(etape, est_close=vie.get("etat") in ETATS_CLOS)
                for etape in self._etapes.get(fiche.pk, [])
            ),
            notes=tuple(
                NoteLue(note.date, note.texte, note.auteur)
                for note in self._notes.get(fiche.pk, [])
            ),
            indicateurs=tuple(map(self._indicateur, self._indicateurs.get(fiche.pk, []))),
            references=tuple(
                _reference(reference)
                for reference in self._references["fiche_id"].get(fiche.pk, [])
                if reference.indicateur_id is None
            ),
        )

    def _pilotait(self, pilote: PiloteDeFiche) -> bool:
        return (pilote.debut is None or pilote.debut <= self.lue_au) and (
            pilote.fin is None or pilote.fin >= self.lue_au
        )

    def _etape(self, etape: Etape, *, est_close: bool) -> EtapeLue:
        faite_le = etape.faite_le if etape.faite_le and etape.faite_le <= self.lue_au else None
        vue_le = etape.vue_le if etape.vue_le and etape.vue_le <= self.lue_au else None
        # L'étape telle qu'on la savait alors ; elle n'est jamais enregistrée.
        alors = Etape(debut=etape.debut, fin=etape.fin, faite_le=faite_le, vue_le=vue_le)
        return EtapeLue(
            libelle=etape.libelle,
            periode=etape.periode_ecrite or _periode(etape),
            statut=CLOSE
            if est_close and alors.est_passee(self.lue_au)
            else alors.statut(self.lue_au),
            faite_le=faite_le,
            est_au_dela_du_terme=etape.depasse(self.terme),
        )

    def _indicateur(self, indicateur: Indicateur) -> IndicateurLu:
        return IndicateurLu(
            libelle=indicateur.libelle,
            est_a_definir=indicateur.est_a_definir,
            reponse=_reponse(self._releves.get((indicateur.pk, self.annee))),
            precedente=_reponse(self._releves.get((indicateur.pk, self.annee - 1))),
            references=tuple(
                map(_reference, self._references["indicateur_id"].get(indicateur.pk, []))
            ),
        )


def _ranger(objets: Iterable[Any], champ: str) -> dict[int, list[Any]]:
    rangs: dict[int, list[Any]] = defaultdict(list)
    for objet in objets:
        rangs[getattr(objet, champ)].append(objet)
    return rangs


def _vies(convention: Convention, lue_au: datetime.date) -> dict[int, dict[str, str]]:
    """Identifiant de fiche → état et météo à la fin de ce jour ; absente si rien n'en fut écrit."""
    lendemain = datetime.datetime.combine(
        lue_au + datetime.timedelta(days=1), datetime.time(), get_current_timezone()
    )
    lignes = (
        FicheAction.historique.filter(convention_id=convention.pk, history_date__lt=lendemain)
        .order_by("history_date", "history_id")
        .values("id", "etat", "meteo", "meteo_commentaire", "history_type")
    )
    vies: dict[int, dict[str, str]] = {}
    for ligne in lignes:
        # Une fiche chargée après coup naît après ce qu'on a daté d'avant : sa création ne dit rien.
        if ligne["history_type"] != "+" or ligne["id"] not in vies:
            vies[ligne["id"]] = ligne
    return vies


def _periode(etape: Etape) -> str:
    debut, fin = etape.debut, etape.fin
    if debut and fin:
        if debut.year == fin.year:
            return str(debut.year)
        return f"{debut.year}-{fin.year}"
    if debut:
        return f"à partir de {debut.year}"
    return f"jusqu’en {fin.year}" if fin else ""


def _reference(reference: Reference) -> ReferenceLue:
    mot = COMPARATEURS.get(reference.comparateur, "")
    valeur = quantite_fr(reference.valeur, reference.unite)
    return ReferenceLue(f"{mot} {valeur}".strip(), reference.libelle, reference.source)


def _reponse(releve: Releve | None) -> ReponseLue | None:
    if releve is None:
        return None
    return ReponseLue(
        reponse=releve.reponse,
        niveau=releve.niveau,
        en_clair=releve.en_clair(),
        texte=(releve.recit or releve.motif).strip(),
    )
