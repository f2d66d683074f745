"""Le registre tel qu'une personne, ou une commande, peut l'emporter et le corriger."""

from typing import Any

from django.db.models import Prefetch, Value

from conventions.droits import Droit
from conventions.models import Convention, Partenaire, Utilisateur
from equipements.declarants import signataires_avec_mes_droits
from equipements.models import LIGNES, Equipement, QuerySetDEquipements, Soutien


def registre_de(convention: Convention, utilisateur: Utilisateur | None) -> QuerySetDEquipements:
    """Les structures lisibles, chacune avec `peut_saisir`, `peut_valider`, `voit_les_montants`.

    Sans `utilisateur`, c'est une commande de gestion : elle lit et corrige tout le registre.
    """
    structures = Equipement.objects.de_la_convention(convention).distinctes()
    if utilisateur is None:
        tout: Any = dict.fromkeys(("peut_saisir", "peut_valider", "voit_les_montants"), Value(True))
        return structures.annotate(**tout)
    return structures.avec_droit(utilisateur, Droit.LIRE).avec_les_droits_de(utilisateur)


def pour_echange(structures: QuerySetDEquipements) -> QuerySetDEquipements:
    """Avec tout ce que lisent les colonnes, en sept requêtes."""
    return structures.select_related("commune", "sous_type").prefetch_related(
        "communes_desservies",
        *LIGNES,
        Prefetch(
            "soutiens",
            queryset=Soutien.objects.actuels().select_related("partenaire"),
            to_attr="soutiens_actuels",
        ),
    )


def collectivites_declarables(
    convention: Convention, utilisateur: Utilisateur | None
) -> list[Partenaire]:
    """Celles au nom desquelles déclarer une structure."""
    signataires: Any = signataires_avec_mes_droits(utilisateur, convention)
    return [signataire.partenaire for signataire in signataires if signataire.est_declarable]
