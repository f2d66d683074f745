"""Le registre tel qu'il était un jour : ce que l'historique en garde."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from conventions.models import Convention
from equipements.models import Equipement


@dataclass(frozen=True)
class StructureAlors:
    """Ce qu'une structure disait d'elle un soir ; les communes sont par leur clé."""

    pk: int
    type: str
    commune: int
    a_referent_handicap: bool | None
    desservies: Collection[int]


def structures_du_jour(convention: Convention) -> list[StructureAlors]:
    """Les structures validées et ouvertes du registre, telles qu'elles sont ; deux requêtes."""
    structures = Equipement.objects.de_la_convention(convention).filter(_comptent())
    return [
        StructureAlors(
            s.pk,
            s.type,
            s.commune_id,
            s.a_referent_handicap,
            {commune.pk for commune in s.communes_desservies.all()},
        )
        for s in structures.prefetch_related("communes_desservies")
    ]


def _comptent() -> Q:
    """Validées, ouvertes, et pas fusionnées dans une autre."""
    return Q(
        etat_saisie=Equipement.EtatSaisie.VALIDE,
        statut=Equipement.Statut.OUVERT,
        fusionnee_dans=None,
    )


def structures_au(convention: Convention, au: datetime.date) -> list[StructureAlors]:
    """Les structures qui étaient validées et ouvertes un soir passé, en deux requêtes.

    Ce sont celles que le registre de la convention connaît aujourd'hui ; une liste vide dit que
    l'historique ne remonte pas jusque-là, ou que rien n'était encore validé.
    """
    soir = timezone.make_aware(datetime.datetime.combine(au, datetime.time.max))
    historique: Any = Equipement.historique
    avant = historique.filter(id=OuterRef("id"), history_date__lte=soir)
    derniere = avant.order_by("-history_date", "-history_id").values("history_id")[:1]
    connues = Equipement.objects.de_la_convention(convention).values("pk")
    lignes = list(
        historique.filter(_comptent(), id__in=connues, history_id=Subquery(derniere)).exclude(
            history_type="-"
        )
    )
    desservies: dict[int, set[int]] = defaultdict(set)
    # simple-history range les communes de chaque ligne dans une table à part.
    for lien in historique.model.communes_desservies.model.objects.filter(
        history__in=[ligne.history_id for ligne in lignes]
    ):
        desservies[lien.history_id].add(lien.commune_id)
    return [
        StructureAlors(
            ligne.id,
            ligne.type,
            ligne.commune_id,
            ligne.a_referent_handicap,
            desservies[ligne.history_id],
        )
        for ligne in lignes
    ]
