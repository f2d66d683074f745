"""La gouvernance d'une année : ses séances, qui y était, ce qui s'y est décidé, ce qui y manque.

Les pages et le document en disent la même chose. Aucun quorum n'est défini
par la convention : on compte les parties, on n'en déduit rien.
"""

import datetime
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from conventions.models import Convention, Partenaire, Signataire
from pilotage.models import Instance, Presence, Reunion

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
class DecisionLue:
    """Une décision et le numéro de la fiche qu'elle vise, s'il y en a une."""

    texte: str
    fiche: int | None


@dataclass(frozen=True)
class Seance:
    """Une séance et ses parties par leur nom ; `presentes` compte aussi les représentées.

    `genre` est celui d'`Instance`. Une version figée d'avant ne nomme ni les absentes ni les non
    notées : leur nombre reste dans `participation`.
    """

    genre: str
    instance: str
    date: datetime.date
    lieu: str
    participation: Participation
    presentes: tuple[str, ...]
    excusees: tuple[str, ...]
    decisions: tuple[DecisionLue, ...]
    absentes: tuple[str, ...] = ()
    non_notees: tuple[str, ...] = ()

    @property
    def sauf_celles_ci(self) -> bool:
        """Vrai si nommer les autres suffit à dire qui était là, et tient moins de place."""
        autres = len(self.excusees) + len(self.absentes) + len(self.non_notees)
        sont_toutes = autres + len(self.presentes) == self.participation.parties
        return sont_toutes and autres < len(self.presentes)


@dataclass(frozen=True)
class GouvernanceDeLAnnee:
    """Les séances d'une année, de la première à la dernière.

    `est_toleree` : rien ne lui est reproché (R32).
    """

    tenues: tuple[Seance, ...]
    a_venir: tuple[Seance, ...]
    est_toleree: bool


def parties_de(convention: Convention) -> list[Signataire]:
    """Les parties à la convention, dans l'ordre du texte, avec leur commune ; une requête."""
    return list(convention.signataires.select_related("partenaire__commune"))


def nom_court(signataire: Signataire) -> str:
    """Le nom d'une partie dans une liste : pour une commune, celui de la commune."""
    return nom_court_du_partenaire(signataire.partenaire)


def nom_court_du_partenaire(partenaire: Partenaire) -> str:
    """« Agen » pour la commune d'Agen ; le nom de l'organisme sinon. Suppose lue sa commune."""
    if partenaire.nature == Partenaire.Nature.COMMUNE and partenaire.commune is not None:
        return partenaire.commune.nom
    return partenaire.nom


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
    convention: Convention, annee: int, *, parties: Iterable[Signataire], le: datetime.date
) -> GouvernanceDeLAnnee:
    """Les séances de l'année, tenues ou à venir ce jour-là, en quatre requêtes.

    `parties` : toutes celles de la convention (`parties_de`).
    """
    noms = {partie.pk: partie for partie in parties}
    reunions = list(
        Reunion.objects.filter(instance__convention=convention)
        .de_l_annee(annee)
        .select_related("instance")
        .prefetch_related("presences", "decisions__fiche")
        .order_by("date", "pk")
    )
    return GouvernanceDeLAnnee(
        tenues=tuple(_seance(r, noms) for r in reunions if r.est_tenue(le)),
        a_venir=tuple(_seance(r, noms) for r in reunions if not r.est_tenue(le)),
        est_toleree=est_toleree(convention, annee),
    )


def _seance(reunion: Reunion, parties: Mapping[int, Signataire]) -> Seance:
    presences = [p for p in reunion.presences.all() if p.signataire_id in parties]

    def noms(*etats: str) -> tuple[str, ...]:
        return tuple(nom_court(parties[p.signataire_id]) for p in presences if p.etat in etats)

    return Seance(
        genre=reunion.instance.genre,
        instance=reunion.instance.nom_court,
        date=reunion.date,
        lieu=reunion.lieu,
        participation=participation(parties.values(), presences),
        presentes=noms(*PRESENTS),
        excusees=noms(Presence.Etat.EXCUSE),
        decisions=tuple(
            DecisionLue(decision.texte, decision.fiche.numero if decision.fiche else None)
            for decision in reunion.decisions.all()
        ),
        absentes=noms(Presence.Etat.ABSENT),
        non_notees=tuple(
            nom_court(partie)
            for cle, partie in parties.items()
            if cle not in {p.signataire_id for p in presences}
        ),
    )


def est_toleree(convention: Convention, annee: int) -> bool:
    """Vrai pour l'année où le texte fut délibéré, quand elle est la première (R32).

    Ni COPIL, ni COTECH, ni évaluation ne lui sont reprochés.
    """
    deliberee_le = convention.deliberee_le
    return (
        annee == convention.debut.year and deliberee_le is not None and (deliberee_le.year == annee)
    )


def obligations_de_l_annee(
    convention: Convention, annee: int, tenus: Container[str]
) -> dict[str, bool]:
    """Le COPIL et le COTECH se réunissent au moins une fois par an (annexe 4, R2 et R3).

    `tenus` : les genres d'instance réunis dans l'année. Genre → tenu ou non ; vide pour une année
    tolérée (R32) ou hors de la convention.
    """
    if annee not in convention.annees() or est_toleree(convention, annee):
        return {}
    return {genre: genre in tenus for genre in (Instance.Genre.COPIL, Instance.Genre.COTECH)}


def copils_sans_cotech(reunions: Iterable[Reunion]) -> Iterator[Reunion]:
    """Les COPIL qu'aucun COTECH n'a précédés depuis le COPIL d'avant (annexe 4, R4).

    `reunions` : toutes celles de la convention, avec leur instance. Un COTECH du même jour compte.
    """
    est_prepare = False
    genres = Instance.Genre
    for reunion in sorted(reunions, key=lambda r: (r.date, r.instance.genre == genres.COPIL)):
        if reunion.instance.genre == genres.COTECH:
            est_prepare = True
        elif reunion.instance.genre == genres.COPIL:
            if not est_prepare:
                yield reunion
            est_prepare = False
