"""Les séances d'une année telles que le document en rend compte : qui y était, par son nom."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from conventions.models import Partenaire, Signataire
from pilotage.gouvernance import PRESENTS, GouvernanceDeLAnnee, Participation, Seance
from pilotage.models import Presence


@dataclass(frozen=True)
class DecisionLue:
    """Une décision et le numéro de la fiche qu'elle vise, s'il y en a une."""

    texte: str
    fiche: int | None


@dataclass(frozen=True)
class SeanceLue:
    """Une séance : `genre` est celui d'`Instance` ; `presentes` compte aussi les représentées."""

    genre: str
    instance: str
    date: datetime.date
    lieu: str
    participation: Participation
    presentes: tuple[str, ...]
    excusees: tuple[str, ...]
    decisions: tuple[DecisionLue, ...]


@dataclass(frozen=True)
class GouvernanceLue:
    """Les séances d'une année ; `est_toleree` : rien ne lui est reproché (R32)."""

    tenues: tuple[SeanceLue, ...]
    a_venir: tuple[SeanceLue, ...]
    est_toleree: bool

    def de(self, genre: str) -> tuple[SeanceLue, ...]:
        """Les séances tenues d'un genre d'instance."""
        return tuple(seance for seance in self.tenues if seance.genre == genre)


def nom_court(signataire: Signataire) -> str:
    """Le nom d'une partie dans une liste : pour une commune, celui de la commune."""
    partenaire = signataire.partenaire
    if partenaire.nature == Partenaire.Nature.COMMUNE and partenaire.commune is not None:
        return partenaire.commune.nom
    return partenaire.nom


def gouvernance_lue(
    gouvernance: GouvernanceDeLAnnee, signataires: Iterable[Signataire]
) -> GouvernanceLue:
    """La gouvernance d'une année, ses parties nommées ; sans requête de plus."""
    noms = {signataire.pk: nom_court(signataire) for signataire in signataires}
    return GouvernanceLue(
        tenues=tuple(_seance(seance, noms) for seance in gouvernance.seances),
        a_venir=tuple(_seance(seance, noms) for seance in gouvernance.a_venir),
        est_toleree=gouvernance.est_toleree,
    )


def _seance(seance: Seance, noms: dict[int, str]) -> SeanceLue:
    presences = [p for p in seance.reunion.presences.all() if p.signataire_id in noms]
    return SeanceLue(
        genre=seance.genre,
        instance=seance.instance,
        date=seance.date,
        lieu=seance.lieu,
        participation=seance.participation,
        presentes=tuple(noms[p.signataire_id] for p in presences if p.etat in PRESENTS),
        excusees=tuple(noms[p.signataire_id] for p in presences if p.etat == Presence.Etat.EXCUSE),
        decisions=tuple(
            DecisionLue(decision.texte, decision.fiche.numero if decision.fiche else None)
            for decision in seance.decisions
        ),
    )
