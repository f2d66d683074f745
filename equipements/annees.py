"""Les années du registre : ce qui y est saisi, ce qui reste à confirmer, lesquelles sont closes."""

import datetime
from collections import Counter
from dataclasses import dataclass

from conventions.models import Convention
from equipements.models import AnneeFermee, ChiffreAnnuel, MontantDeSoutien, annees_commencees
from equipements.registre import structures_comptees


@dataclass(frozen=True)
class AnneeDuRegistre:
    """Une année : combien de structures ont répondu, sur combien, et ce qui attend."""

    annee: int
    structures: int
    repondues: int
    a_confirmer: int
    fermeture: AnneeFermee | None


def annees_du_registre(convention: Convention, le: datetime.date) -> list[AnneeDuRegistre]:
    """Les années commencées de la convention, la plus récente d'abord ; quatre requêtes."""
    structures = set(structures_comptees(convention).values_list("pk", flat=True))
    dits: list[tuple[int, int, datetime.date | None]] = [
        *ChiffreAnnuel.objects.filter(equipement__in=structures_comptees(convention)).values_list(
            "annee", "equipement", "confirme_le"
        ),
        *MontantDeSoutien.objects.filter(
            soutien__equipement__in=structures_comptees(convention)
        ).values_list("annee", "soutien__equipement", "confirme_le"),
    ]
    repondues = Counter(annee for annee, _ in {(annee, cle) for annee, cle, _ in dits})
    a_confirmer = Counter(annee for annee, _, confirme_le in dits if confirme_le is None)
    fermetures = {f.annee: f for f in AnneeFermee.objects.filter(convention=convention)}
    return [
        AnneeDuRegistre(
            annee, len(structures), repondues[annee], a_confirmer[annee], fermetures.get(annee)
        )
        for annee in annees_commencees(convention, le)
    ]
