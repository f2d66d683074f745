"""Ce que la salle sait d'une personne : ce qu'elle a saisi ou validé au registre."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models

from conventions.models import Personne
from ctg.socle.signatures import Signatures, lisible
from equipements.models import Correction, Equipement


def export(personne: Personne, signatures: Signatures) -> dict[str, Any]:
    """Les saisies qu'elle a soumises ou validées, les corrections proposées ou tranchées."""
    corrections = signatures.textes(Correction, "proposee_par").select_related("equipement")
    tranchees = signatures.textes(Correction, "tranchee_par").select_related("equipement")
    return {
        "structures soumises": [
            {"structure": str(e), **lisible(e, "soumis_le")}
            for e in signatures.textes(Equipement, "soumis_par")
        ],
        "structures validées": [
            {"structure": str(e), **lisible(e, "valide_le")}
            for e in signatures.textes(Equipement, "valide_par")
        ],
        "corrections proposées": [
            lisible(c, "equipement", "proposee_le", "valeurs", "etat") for c in corrections
        ],
        "corrections tranchées": [
            lisible(c, "equipement", "tranchee_le", "etat", "motif") for c in tranchees
        ],
    }


def engagements(
    personnes: models.QuerySet[Personne], le: datetime.date
) -> Iterator[tuple[int, str]]:
    """Le registre n'engage personne : une saisie appartient à la structure."""
    yield from ()


def activites(personnes: models.QuerySet[Personne]) -> Iterator[tuple[int, datetime.date]]:
    """Saisir au registre demande un compte : sa connexion en est le signe."""
    yield from ()


def appuis(
    personne: Personne, signatures: Signatures, le: datetime.date
) -> list[tuple[str, models.QuerySet[Any]]]:
    """Ce qui, au registre, porte son nom : (« singulier,pluriel », objets)."""
    return [
        ("structure soumise,structures soumises", signatures.textes(Equipement, "soumis_par")),
        ("structure validée,structures validées", signatures.textes(Equipement, "valide_par")),
        (
            "correction proposée,corrections proposées",
            signatures.textes(Correction, "proposee_par"),
        ),
        (
            "correction tranchée,corrections tranchées",
            signatures.textes(Correction, "tranchee_par"),
        ),
    ]
