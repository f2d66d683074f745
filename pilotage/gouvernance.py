"""La gouvernance en chiffres : les séances d'une année, qui y était, ce qui s'y est décidé.

Aucun quorum n'est défini par la convention : on compte les parties, on n'en déduit rien.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conventions.models import Convention, Signataire
from pilotage.models import Decision, Instance, Presence, Reunion

PRESENTS = (Presence.Etat.PRESENT, Presence.Etat.REPRESENTE)


@dataclass(frozen=True)
class Participation:
    """Qui était là : le nombre de parties par état, sur toutes les parties de la convention.

    `copilotes_absents` : la Caf ou l'agglomération, notée excusée ou absente (R19).
    `copilotes_non_notes` : celle dont la présence n'est pas notée, alors que d'autres le sont.
    """

    parties: int
    presentes: int
    representees: int
    excusees: int
    absentes: int
    copilotes_absents: tuple[str, ...] = ()
    copilotes_non_notes: tuple[str, ...] = ()

    @property
    def presentes_ou_representees(self) -> int:
        """Les parties présentes ou représentées."""
        return self.presentes + self.representees

    @property
    def notees(self) -> int:
        """Les parties dont la présence est notée, quelle qu'elle soit."""
        return self.presentes_ou_representees + self.excusees + self.absentes

    @property
    def non_notees(self) -> int:
        """Les parties dont rien n'est dit : ce n'est pas une absence."""
        return self.parties - self.notees

    def en_clair(self) -> str:
        """« 31 parties présentes ou représentées sur 49 », ou que rien n'est noté."""
        if not self.notees:
            return "présences non notées"
        n = self.presentes_ou_representees
        mots = "partie présente ou représentée" if n < 2 else "parties présentes ou représentées"
        return f"{n} {mots} sur {self.parties}"


@dataclass(frozen=True)
class Seance:
    """Une séance d'une instance, sa participation et ses décisions dans l'ordre."""

    reunion: Reunion
    genre: str
    instance: str
    date: datetime.date
    lieu: str
    participation: Participation
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class GouvernanceDeLAnnee:
    """Les séances tenues d'une année, de la première à la dernière, et celles à venir."""

    annee: int
    parties: int
    seances: tuple[Seance, ...]
    a_venir: tuple[Seance, ...] = ()
    est_toleree: bool = False

    def seances_de(self, genre: str) -> tuple[Seance, ...]:
        """Les séances tenues d'un genre d'instance."""
        return tuple(seance for seance in self.seances if seance.genre == genre)

    def a_tenu(self, genre: str) -> bool:
        """Vrai si une instance de ce genre s'est réunie dans l'année."""
        return bool(self.seances_de(genre))

    @property
    def decisions(self) -> int:
        """Le nombre de décisions de l'année."""
        return sum(len(seance.decisions) for seance in self.seances)


def participation(parties: Iterable[Signataire], presences: Iterable[Presence]) -> Participation:
    """Compte les présences d'une réunion ; `parties` : tous les signataires de la convention."""
    parties = list(parties)
    connues = {partie.pk for partie in parties}
    etats = {p.signataire_id: p.etat for p in presences if p.signataire_id in connues}
    comptes = Counter(etats.values())
    copilotes = [partie for partie in parties if partie.est_copilote]
    return Participation(
        parties=len(parties),
        presentes=comptes[Presence.Etat.PRESENT],
        representees=comptes[Presence.Etat.REPRESENTE],
        excusees=comptes[Presence.Etat.EXCUSE],
        absentes=comptes[Presence.Etat.ABSENT],
        copilotes_absents=tuple(
            str(partie)
            for partie in copilotes
            if partie.pk in etats and etats[partie.pk] not in PRESENTS
        ),
        copilotes_non_notes=tuple(
            str(partie) for partie in copilotes if etats and partie.pk not in etats
        ),
    )


def gouvernance_de_l_annee(
    convention: Convention, annee: int, le: datetime.date | None = None
) -> GouvernanceDeLAnnee:
    """Les séances de l'année `annee`, en quatre requêtes.

    `le` sépare les séances tenues de celles à venir ; sans lui, toutes comptent comme tenues.
    """
    parties = list(convention.signataires.select_related("partenaire"))
    reunions = (
        Reunion.objects.filter(instance__convention=convention)
        .de_l_annee(annee)
        .select_related("instance")
        .prefetch_related("presences", "decisions__fiche")
        .order_by("date", "pk")
    )
    seances = [_seance(reunion, parties) for reunion in reunions]
    return GouvernanceDeLAnnee(
        annee=annee,
        parties=len(parties),
        seances=tuple(s for s in seances if le is None or s.date <= le),
        a_venir=tuple(s for s in seances if le is not None and s.date > le),
        est_toleree=est_toleree(convention, annee),
    )


def est_toleree(convention: Convention, annee: int) -> bool:
    """Vrai pour l'année où le texte fut délibéré, quand elle est la première (R32).

    Ni COPIL, ni COTECH, ni évaluation ne lui sont reprochés.
    """
    deliberee_le = convention.deliberee_le
    return (
        annee == convention.debut.year and deliberee_le is not None and (deliberee_le.year == annee)
    )


def _seance(reunion: Reunion, parties: list[Signataire]) -> Seance:
    return Seance(
        reunion=reunion,
        genre=reunion.instance.genre,
        instance=reunion.instance.nom_court,
        date=reunion.date,
        lieu=reunion.lieu,
        participation=participation(parties, reunion.presences.all()),
        decisions=tuple(reunion.decisions.all()),
    )


def genres_tenus(convention: Convention, annee: int, le: datetime.date) -> frozenset[str]:
    """Les genres d'instance qui se sont réunis dans l'année, jusqu'à ce jour ; une requête."""
    return frozenset(
        Reunion.objects.filter(instance__convention=convention, date__lte=le)
        .de_l_annee(annee)
        .values_list("instance__genre", flat=True)
        .distinct()
        .order_by()
    )


def obligations_de_l_annee(
    convention: Convention, annee: int, le: datetime.date
) -> dict[str, bool]:
    """Le COPIL et le COTECH se réunissent au moins une fois par an (annexe 4, R2 et R3).

    Genre d'instance → tenue ou non ; vide pour une année tolérée (R32).
    """
    if est_toleree(convention, annee):
        return {}
    tenus = genres_tenus(convention, annee, le)
    return {genre: genre in tenus for genre in (Instance.Genre.COPIL, Instance.Genre.COTECH)}
