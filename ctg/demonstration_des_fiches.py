"""Ce qui précise les fiches, en démonstration : élus, territoires, participation, liens.

Ce que le texte en dit est déjà chargé ; la démonstration l'étend, sans rien y défaire.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from actions.complements import PARTENAIRE, lignes_de
from actions.models import FicheAction, LienDeFiche
from actions.models.complements import Complements
from conventions.models import Commune, Convention, Personne
from ctg.socle.historique import Acteur, antidater
from equipements.models import Equipement

Acteurs = Callable[[str], Acteur]


def preciser(
    convention: Convention,
    contenu: dict[str, Any],
    acteur: Acteurs,
    personnes: Mapping[str, Personne],
) -> None:
    """Joue les précisions et les liens du contenu ; `personnes` : code → personne."""
    for donnees in contenu["precisions"]:
        fiche = convention.fiches.get(numero=donnees["fiche"])
        le = datetime.date.fromisoformat(donnees["le"])
        elu = personnes.get(donnees.get("elu") or "")
        with antidater(_midi(le)):
            fiche.completer(
                _etendus(fiche, donnees, elu),
                version_ouverte=fiche.version,
                par=acteur(donnees["par"]),
                le=le,
            )
    for donnees in contenu["liens"]:
        le = datetime.date.fromisoformat(donnees["le"])
        lien = LienDeFiche(
            fiche=convention.fiches.get(numero=donnees["fiche"]),
            vers_fiche=convention.fiches.filter(numero=donnees.get("vers_fiche")).first(),
            vers_axe=convention.axes.filter(numero=donnees.get("vers_axe")).first(),
            raison=donnees["raison"],
        )
        with antidater(_midi(le)):
            lien.ajouter(par=acteur(donnees["par"]), le=le)


def _midi(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


def _etendus(fiche: FicheAction, donnees: dict[str, Any], elu: Personne | None) -> Complements:
    """Ce qui est déjà dit de la fiche, et ce que la démonstration y ajoute."""
    roles = donnees.get("roles", {})
    partenaires = {
        ligne.pk or ligne.nom: roles.get(ligne.suite, ligne.precision)
        for ligne in lignes_de(fiche)
        if ligne.sorte == PARTENAIRE
    }
    cadres = fiche.convention.etiquettes.filter(genre="cadre", nom__in=donnees.get("cadres", []))
    zones = fiche.convention.zones.filter(nom__in=donnees.get("zones", []))
    communes = Commune.objects.filter(code_insee__in=donnees.get("communes", []))
    structures = Equipement.objects.filter(code__in=donnees.get("structures", []))
    return Complements(
        elu_referent=elu.pk if elu else None,
        etendue=donnees.get("etendue", fiche.etendue),
        participation=donnees.get("participation", ""),
        zones=[zone.pk for zone in zones],
        communes=[commune.pk for commune in communes],
        publics=[public.pk for public in fiche.publics.all()],
        cadres=[cadre.pk for cadre in cadres],
        structures=[structure.pk for structure in structures],
        partenaires=partenaires,
    )
