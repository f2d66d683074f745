"""Ce qu'une version validée dit d'elle, dans chacun de ses documents : qui, quand, et de quoi
vérifier. Hors de l'instantané : elle en porte l'empreinte.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from pilotage.models import Evaluation, VersionFigee, a_la_seance


@dataclass(frozen=True)
class ApprobateurDit:
    """Qui a approuvé, au nom de qui, quel jour (None : non dit), et comment."""

    qualite: str
    nom: str
    le: datetime.date | None
    comment: str


@dataclass(frozen=True)
class VersionDite:
    """Une version : son numéro, sa séance, qui l'approuve, ce qu'elle remplace et pourquoi.

    `precedente` : le numéro du maillon d'avant dans la chaîne, vide pour le premier.
    `empreinte_du_pdf`, `empreinte` : vides dans le PDF, qui ne peut pas les porter. `adresse` : la
    page du portail où tout se compare, sans compte si l'évaluation est publique.
    """

    numero: str
    seance: str
    validee_le: datetime.date
    approbateurs: tuple[ApprobateurDit, ...]
    remplace: str
    motif: str
    precedente: str
    empreinte_precedente: str
    empreinte_de_l_instantane: str
    adresse: str
    empreinte_du_pdf: str = ""
    empreinte: str = ""

    @property
    def a_la_seance(self) -> str:
        """« au COPIL du 18 juin 2026 », ou après lui si le texte fut repris ensuite."""
        return a_la_seance(self.seance)


def version_dite(version: VersionFigee) -> VersionDite:
    """Ce que dit une version gardée, si ancienne soit-elle ; une requête."""
    precedente = (
        VersionFigee.objects.filter(convention=version.convention_id, rang=version.rang - 1)
        .values_list("numero", flat=True)
        .first()
    )
    return VersionDite(
        numero=version.numero,
        seance=version.seance,
        validee_le=timezone.localdate(version.figee_le),
        approbateurs=approbateurs_dits(version.approbateurs),
        remplace=version.remplace.numero if version.remplace else "",
        motif=version.motif,
        precedente=precedente or "",
        empreinte_precedente=version.empreinte_precedente,
        empreinte_de_l_instantane=version.empreinte_de_l_instantane,
        adresse=adresse_de_la_version(version.evaluation, version.numero),
        empreinte_du_pdf=version.empreinte_du_pdf,
        empreinte=version.empreinte,
    )


def approbateurs_dits(notes: Iterable[Mapping[str, str]]) -> tuple[ApprobateurDit, ...]:
    """Les approbateurs tels que la version les garde."""
    return tuple(
        ApprobateurDit(
            note.get("qualite", ""),
            note.get("nom", ""),
            datetime.date.fromisoformat(note["le"]) if note.get("le") else None,
            note.get("comment", ""),
        )
        for note in notes
    )


def adresse_de_la_version(evaluation: Evaluation, numero: str) -> str:
    """L'adresse complète où la comparer ; elle s'imprime avant qu'on la sache publique ou non."""
    page = reverse("version_comparer", args=[evaluation.convention.slug, evaluation.cle, numero])
    return f"{settings.ADRESSE_DU_PORTAIL.rstrip('/')}{page}"
