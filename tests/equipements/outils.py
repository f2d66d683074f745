"""Ce que les tests des pages du registre partagent."""

from typing import Any

from django.urls import reverse

from conventions.models import Convention
from equipements.models import Equipement


def adresse(page: str, convention: Convention, structure: Equipement | None = None) -> str:
    """L'adresse d'une page du registre."""
    return reverse(page, args=[convention.slug, *([structure.pk] if structure else [])])


def reponses(structure: Equipement | None = None, **champs: Any) -> dict[str, Any]:
    """Un formulaire complet ; celui de `structure` si elle est donnée, sur sa version."""
    e = structure
    base: dict[str, Any] = {
        "nom": e.nom if e else "ALSH déclaré",
        "type": e.type if e else "alsh",
        "commune": e.commune_id if e else "",
        "adresse": e.adresse if e else "1 rue du Test",
        "code_postal": e.code_postal if e else "90100",
        "gestionnaire": e.gestionnaire if e else "La commune",
        "capacite": (e.capacite if e.capacite is not None else "") if e else 40,
        "statut": e.statut if e else "ouvert",
        "horaires": e.horaires if e else "",
        "telephone": e.telephone if e else "",
    }
    if e:
        base["version"] = e.version
    return {**base, **champs}


def page(reponse: Any) -> str:
    """Le corps d'une réponse."""
    return str(reponse.content.decode())
