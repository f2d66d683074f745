"""Ce que la salle sait d'une personne : ce qu'elle a saisi ou validé au registre."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models

from conventions.models import Personne
from ctg.socle.signatures import Signatures, lisible
from equipements.models import (
    AnneeFermee,
    ChiffreAnnuel,
    Correction,
    Equipement,
    ExplicationDInscription,
    GrilleDePrix,
    MontantDeSoutien,
    PasUnDoublon,
)

# Ce qu'une personne signe ici : (singulier, pluriel, modèle, champ qui la nomme, ce qu'on en dit).
_SIGNES: tuple[tuple[str, str, type[models.Model], str, tuple[str, ...]], ...] = (
    ("chiffre saisi", "chiffres saisis", ChiffreAnnuel, "saisi_par", ("equipement", "saisi_le")),
    (
        "chiffre confirmé",
        "chiffres confirmés",
        ChiffreAnnuel,
        "confirme_par",
        ("equipement", "confirme_le"),
    ),
    (
        "montant de soutien saisi",
        "montants de soutien saisis",
        MontantDeSoutien,
        "saisi_par",
        ("annee", "saisi_le"),
    ),
    (
        "montant de soutien confirmé",
        "montants de soutien confirmés",
        MontantDeSoutien,
        "confirme_par",
        ("annee", "confirme_le"),
    ),
    (
        "grille de prix saisie",
        "grilles de prix saisies",
        GrilleDePrix,
        "saisie_par",
        ("equipement", "annee_scolaire", "saisie_le"),
    ),
    (
        "grille de prix confirmée",
        "grilles de prix confirmées",
        GrilleDePrix,
        "confirmee_par",
        ("equipement", "annee_scolaire", "confirmee_le"),
    ),
    ("année fermée", "années fermées", AnneeFermee, "fermee_par", ("annee", "fermee_le")),
    ("fiche fusionnée", "fiches fusionnées", Equipement, "fusionnee_par", ("nom", "fusionnee_le")),
    (
        "doublon écarté",
        "doublons écartés",
        PasUnDoublon,
        "decide_par",
        ("motif", "decide_le"),
    ),
    (
        "double inscription expliquée",
        "doubles inscriptions expliquées",
        ExplicationDInscription,
        "ecrite_par",
        ("equipement", "texte", "ecrite_le"),
    ),
)


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
        **{
            pluriel: [lisible(objet, *dits) for objet in signatures.textes(modele, champ)]
            for _, pluriel, modele, champ, dits in _SIGNES
        },
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
        *(
            (f"{singulier},{pluriel}", signatures.textes(modele, champ))
            for singulier, pluriel, modele, champ, _ in _SIGNES
        ),
    ]
