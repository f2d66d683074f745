"""Qui peut quoi : des rôles, des droits, une table. Rien d'autre n'en décide.

Un droit vaut sur toute la convention, ou seulement pour ce qui touche l'organisme de la personne
(`Portee.PARTENAIRE`). Deux qualités s'y ajoutent, que leurs salles connaissent : piloter une fiche
(`actions.PiloteDeFiche`) et siéger au COPIL ou au COTECH (`pilotage.MembreInstance`).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import ExpressionWrapper
from django.http import Http404, HttpRequest

if TYPE_CHECKING:
    from conventions.models import Utilisateur
    from conventions.perimetre import QuerySetDeConvention


class Role(models.TextChoices):
    """Ce qu'une personne est dans une convention."""

    ADMINISTRATEUR = "administrateur", "administrateur"
    COORDONNATEUR = "coordonnateur", "coordonnateur CTG"
    COPILOTE = "copilote", "copilote (Caf ou intercommunalité)"
    AGENT = "agent", "agent d'un signataire"
    LECTEUR = "lecteur", "lecteur"


class Droit(Enum):
    """Un droit, et la phrase qui le dit à l'écran."""

    LIRE = "Lire la convention, le plan, le registre et les indicateurs."
    METTRE_A_JOUR_LES_FICHES = "Mettre à jour l'avancement des fiches-actions."
    SAISIR_LE_REGISTRE = "Déclarer une structure et la corriger."
    VOIR_LES_MONTANTS = "Voir les soutiens, les bonus et les effectifs masqués."
    VALIDER = "Valider une structure ou une saisie, ouvrir et fermer une année."
    LIRE_LES_EVALUATIONS = "Lire l'évaluation en préparation."
    REDIGER_LES_EVALUATIONS = "Rédiger l'évaluation et la soumettre."
    APPROUVER_LES_EVALUATIONS = "Approuver l'évaluation présentée au COPIL."
    ANIMER_LES_INSTANCES = "Tenir les instances, leurs membres, leurs réunions."
    GERER_LA_CONVENTION = "Tenir les documents, les avenants, les anomalies, les pilotes."
    GERER_LES_PERSONNES = "Tenir les personnes, les rôles et les campagnes."
    OUVRIR_UNE_CONVENTION = "Ouvrir une autre convention, pour soi ou pour un autre territoire."


class Portee(Enum):
    """Jusqu'où va un droit."""

    CONVENTION = "toute la convention"
    PARTENAIRE = "ce qui touche son organisme"


_TOUT = dict.fromkeys(Droit, Portee.CONVENTION)

DROITS: dict[Role, dict[Droit, Portee]] = {
    Role.ADMINISTRATEUR: _TOUT,
    Role.COORDONNATEUR: _TOUT,
    Role.COPILOTE: {
        Droit.LIRE: Portee.CONVENTION,
        Droit.METTRE_A_JOUR_LES_FICHES: Portee.CONVENTION,
        Droit.SAISIR_LE_REGISTRE: Portee.CONVENTION,
        Droit.VOIR_LES_MONTANTS: Portee.CONVENTION,
        Droit.LIRE_LES_EVALUATIONS: Portee.CONVENTION,
        Droit.APPROUVER_LES_EVALUATIONS: Portee.CONVENTION,
    },
    Role.AGENT: {
        Droit.LIRE: Portee.CONVENTION,
        Droit.SAISIR_LE_REGISTRE: Portee.PARTENAIRE,
        Droit.VOIR_LES_MONTANTS: Portee.PARTENAIRE,
    },
    Role.LECTEUR: {Droit.LIRE: Portee.CONVENTION},
}

ROLES_D_UN_PARTENAIRE = (Role.AGENT, Role.COPILOTE)


def roles_ayant(droit: Droit, portee: Portee) -> list[Role]:
    """Les rôles qui ont ce droit avec cette portée."""
    return [role for role, droits in DROITS.items() if droits.get(droit) is portee]


M = TypeVar("M", bound=models.Model)


def charger(
    objets: QuerySetDeConvention[M], utilisateur: Utilisateur, droit: Droit, **cle: Any
) -> M:
    """L'objet désigné par `cle`, si la personne a ce droit sur lui.

    Hors de ses conventions : `Http404` (elle n'apprend pas qu'il existe). Dedans mais sans le
    droit : `PermissionDenied`. Une seule requête.
    """
    permis = ExpressionWrapper(objets.permis(utilisateur, droit), models.BooleanField())
    objet = objets.du_perimetre_de(utilisateur).filter(**cle).annotate(_est_permis=permis).first()
    if objet is None:
        raise Http404("Cette page n'existe pas, ou elle n'est pas à vous.")
    if not getattr(objet, "_est_permis", False):
        raise PermissionDenied(f"Il faudrait le droit suivant : {droit.value}")
    return cast("M", objet)


def utilisateur_de(request: HttpRequest) -> Utilisateur:
    """Le compte connecté ; les pages fermées n'en reçoivent jamais d'autre."""
    return cast("Utilisateur", request.user)
