"""Ranger les grilles de prix d'un import, sous l'acte en cours."""

from collections.abc import Sequence
from typing import Any

from ctg.socle import ecriture_par_lots as lots
from ctg.socle.versions import ConflitDeVersion
from equipements import services
from equipements.echanges.ecriture import Ecriture
from equipements.echanges.prix_lus import prix_de_la_liste
from equipements.models import GrilleDePrix


def tarifer_par_lots(acteur: Ecriture, charges: Sequence[Sequence[Any]]) -> None:
    """Range chaque grille par la commande que la page emploie.

    Lève `AnneeClose`, et `ConflitDeVersion` si une grille a changé depuis le contrôle.
    """
    for lot in lots.par_lots(charges):
        cles = {pk for pk, *_ in lot}
        structures: dict[int, Any] = {s.pk: s for s in acteur.registre(cles)}
        grilles = {
            (grille.equipement_id, grille.annee_scolaire): grille
            for grille in GrilleDePrix.objects.filter(equipement__in=cles).prefetch_related("prix")
        }
        for pk, annee, version, lignes in lot:
            structure = structures.get(pk)
            if structure is None or not structure.peut_saisir:
                raise ConflitDeVersion
            grille = grilles.get((pk, annee))
            if (grille.version if grille else 0) != version:
                raise ConflitDeVersion
            grille = grille or GrilleDePrix(equipement=structure, annee_scolaire=annee)
            services.enregistrer_la_grille(
                grille=grille,
                convention=acteur.convention,
                lignes=[prix_de_la_liste(ligne) for ligne in lignes],
                precisions=grille.precisions,
                version_ouverte=version,
                par=acteur.par,
                le=acteur.le,
            )
        acteur.bilan.grilles += len(lot)
        acteur.montrer(structures.values())
