"""Ce que toutes les pages du registre partagent : charger, se repérer, lire la version."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from conventions.droits import DROITS, Droit, Portee, Role, charger, utilisateur_de
from conventions.models import Convention, Habilitation
from equipements.models import LIGNES, Equipement
from equipements.rattachees import avec_les_rattachees, completer

MESSAGE_RELUE = (
    "C'est noté. Le contact est à jour tout de suite ; le reste attend le coordonnateur CTG."
)
EN_REDACTION = (Equipement.EtatSaisie.BROUILLON, Equipement.EtatSaisie.RENVOYE)


def convention_de(request: HttpRequest, slug: str, droit: Droit = Droit.LIRE) -> Convention:
    """La convention, pour qui a ce droit sur elle tout entière."""
    return charger(Convention.objects.all(), utilisateur_de(request), droit, slug=slug)


def structure_de(
    request: HttpRequest, slug: str, pk: int, droit: Droit, *, entiere: bool = False
) -> tuple[Convention, Equipement]:
    """La structure du registre de cette convention, avec les droits de la personne.

    `entiere` : avec tout ce qui s'y rattache (`equipements.rattachees`), sans requête de plus.
    """
    utilisateur = utilisateur_de(request)
    convention = convention_de(request, slug)
    structures = (
        Equipement.objects.de_la_convention(convention)
        .avec_les_droits_de(utilisateur)
        .select_related("commune", "sous_type", "fusionnee_dans")
    )
    if entiere:
        structures = avec_les_rattachees(structures, LIGNES)
    structure = charger(structures, utilisateur, droit, pk=pk)
    if entiere:
        completer(structure, LIGNES)
    if droit is not Droit.LIRE and structure.fusionnee_dans_id is not None:
        raise PermissionDenied(
            "Cette fiche est fusionnée dans une autre : elle se lit, et ne change plus."
        )
    return convention, structure


def contexte_de(
    convention: Convention, equipement: Equipement | None = None, **plus: Any
) -> dict[str, Any]:
    """Ce que chaque page reçoit : la convention, la structure, les étapes du fil d'Ariane."""
    etapes = [
        (convention.territoire, reverse("convention_detail", args=[convention.slug])),
        ("Registre", reverse("equipement_liste", args=[convention.slug])),
    ]
    if equipement is not None:
        etapes.append((equipement.nom, adresse_de("equipement_detail", convention, equipement)))
    return {"convention": convention, "equipement": equipement, "etapes": etapes, **plus}


def adresse_de(page: str, convention: Convention, equipement: Equipement) -> str:
    return reverse(page, args=[convention.slug, equipement.pk])


def version_enregistree(equipement: Equipement) -> int:
    """La version enregistrée à cet instant."""
    return Equipement.objects.values_list("version", flat=True).get(pk=equipement.pk)


def droits_sur(request: HttpRequest, convention: Convention) -> set[Droit]:
    """Les droits que la personne a sur toute la convention ; une requête."""
    roles = Habilitation.objects.filter(
        utilisateur=utilisateur_de(request), convention=convention
    ).values_list("role", flat=True)
    return {
        droit
        for role in roles
        for droit, portee in DROITS[Role(role)].items()
        if portee is Portee.CONVENTION
    }
