"""Le journal, prêt à lire : celui d'une fiche, celui de toute la convention."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.models import CommentaireDeFiche, FicheAction, Note
from actions.models.journal import QuerySetDeNotes
from conventions.models import Convention, Utilisateur


@dataclass(frozen=True)
class NoteMontree:
    """Une note, et si la personne peut encore la corriger."""

    note: Note
    est_modifiable: bool


@dataclass(frozen=True)
class JournalDeFiche:
    """Le journal d'une fiche, filtré sur un genre ; `total` compte toutes ses notes."""

    notes: list[NoteMontree]
    total: int
    genre: str
    genres: list[tuple[str, str, int]]


def journal_de_la_fiche(
    fiche: FicheAction, utilisateur: Utilisateur, genre: str, maintenant: datetime.datetime
) -> JournalDeFiche:
    """Les notes d'une fiche ; suppose ``pour_detail`` et ``avec_permissions``. Aucune requête.

    Un genre inconnu ne filtre pas. `genres` : valeur, mot, nombre, pour ceux qui ont une note.
    """
    toutes = list(fiche.notes.all())
    comptes = {cle: sum(note.genre == cle for note in toutes) for cle in Note.Genre.values}
    retenu = genre if comptes.get(genre) else ""
    return JournalDeFiche(
        notes=[
            NoteMontree(
                note,
                note.est_modifiable_par(
                    utilisateur, est_administree=fiche.est_administrable, maintenant=maintenant
                ),
            )
            for note in toutes
            if retenu in ("", note.genre)
        ],
        total=len(toutes),
        genre=retenu,
        genres=[
            (str(cle), str(mot), comptes[cle]) for cle, mot in Note.Genre.choices if comptes[cle]
        ],
    )


@dataclass(frozen=True)
class CommentaireMontre:
    """Un commentaire, et si la personne peut encore le corriger."""

    commentaire: CommentaireDeFiche
    est_modifiable: bool


@dataclass(frozen=True)
class CommentairesDeFiche:
    """Les commentaires d'une fiche : ceux qui attendent une suite, puis ceux qui l'ont."""

    ouverts: list[CommentaireMontre]
    regles: list[CommentaireMontre]
    se_reglent: bool
    est_ouverte: bool


def commentaires_de_la_fiche(
    fiche: FicheAction, utilisateur: Utilisateur, maintenant: datetime.datetime
) -> CommentairesDeFiche:
    """Les commentaires d'une fiche ; suppose ``pour_detail``. Aucune requête.

    `se_reglent` : la personne peut les régler et les rouvrir.
    """
    ouverte = fiche.convention.est_ouverte
    montres = [
        CommentaireMontre(
            commentaire,
            ouverte
            and commentaire.compte_de_l_auteur == utilisateur.pk
            and not commentaire.est_figee(maintenant),
        )
        for commentaire in fiche.commentaires.all()
    ]
    return CommentairesDeFiche(
        ouverts=[m for m in montres if m.commentaire.est_ouvert],
        regles=[m for m in montres if not m.commentaire.est_ouvert],
        se_reglent=fiche.est_modifiable and ouverte,
        est_ouverte=ouverte,
    )


def notes_du_journal(convention: Convention, choisis: Mapping[str, Any]) -> QuerySetDeNotes:
    """Les notes d'une convention que les filtres (``q fiche genre du au``) retiennent."""
    notes = Note.objects.filter(fiche__convention=convention).chercher(choisis.get("q", ""))
    filtres = {"fiche": "fiche__numero", "genre": "genre", "du": "date__gte", "au": "date__lte"}
    for nom, champ in filtres.items():
        if nom in choisis:
            notes = notes.filter(**{champ: choisis[nom]})
    return notes.pour_liste()
