"""Ce qu'une personne pilote ou doit faire au plan, quand sa fonction passe à une autre."""

import datetime
from collections.abc import Collection

from django.db import models

from actions.models import Etape, PiloteDeFiche
from actions.models.pilotes import QuerySetDePilotes
from conventions.models import Convention, Partenaire, Personne
from ctg.socle.historique import Acteur, acte
from ctg.socle.succession import LENDEMAIN, AReprendre, identifiants

PILOTAGE, ETAPE = "pilotage", "etape"


def a_reprendre(
    personne: Personne, convention: Convention, partenaire: Partenaire, le: datetime.date
) -> list[AReprendre]:
    """Les actions qu'elle pilote ou co-pilote, les étapes dont elle répond. Deux requêtes.

    Un pilotage ne dit pas au nom de quel organisme : toutes sont proposées.
    """
    return [
        AReprendre(
            f"{PILOTAGE}:{pilotage.pk}",
            "Actions à piloter",
            f"{pilotage.fiche}{' (co-pilote)' if pilotage.est_copilote else ''}",
        )
        for pilotage in _pilotages(personne, convention)
    ] + [
        AReprendre(
            f"{ETAPE}:{etape.pk}",
            "Étapes à faire",
            f"Action {etape.fiche.numero}, étape {etape.ordre} : {etape.libelle}",
        )
        for etape in _etapes(personne, convention)
    ]


def _etapes(personne: Personne, convention: Convention) -> models.QuerySet[Etape]:
    """Celles qui restent à faire : de ce qui est fait, on garde qui l'a fait."""
    return (
        Etape.objects.filter(responsable=personne, faite_le=None, fiche__convention=convention)
        .select_related("fiche__convention")
        .order_by("fiche__numero", "ordre")
    )


def _pilotages(personne: Personne, convention: Convention) -> QuerySetDePilotes:
    return (
        PiloteDeFiche.objects.actuels()
        .filter(personne=personne, fiche__convention=convention)
        .select_related("fiche__convention")
        .order_by("fiche__numero")
    )


def reprendre(
    cles: Collection[str],
    *,
    de: Personne,
    vers: Personne,
    convention: Convention,
    partenaire: Partenaire,
    fin: datetime.date,
    par: Acteur,
) -> None:
    """Fait piloter ces actions par `vers` dès le lendemain, au même titre ; le passé est gardé.

    Les étapes à faire changent de responsable aussitôt.

    Lève `ConventionFigee` une fois la convention close, `ConflitDeVersion` si les pilotes d'une
    fiche changent au même instant.
    """
    voulus = _pilotages(de, convention).filter(pk__in=identifiants(cles, PILOTAGE))
    with acte(par):
        for pilotage in voulus.select_for_update(of=("self",)):
            pilotage.fiche.convention.exiger_ouverte()
            pilotage.fiche.enregistrer_sur(pilotage.fiche.version)
            _finir(pilotage, fin)
            _commencer(pilotage, vers, fin)
        etapes = _etapes(de, convention).filter(pk__in=identifiants(cles, ETAPE))
        for etape in etapes.select_for_update(of=("self", "fiche")):
            etape.fiche.convention.exiger_ouverte()
            etape.responsable = vers
            etape.enregistrer_sur(etape.version)


def _finir(pilotage: PiloteDeFiche, fin: datetime.date) -> None:
    pilotage.finir(le=max(fin, pilotage.debut or fin))


def _commencer(ancien: PiloteDeFiche, vers: Personne, fin: datetime.date) -> None:
    """Qui pilote déjà garde sa place ; qui co-pilotait devient pilote à la suite d'un pilote."""
    deja = PiloteDeFiche.objects.actuels().filter(fiche=ancien.fiche, personne=vers).first()
    if deja is not None:
        if ancien.est_copilote or not deja.est_copilote:
            return
        _finir(deja, fin)
    PiloteDeFiche.objects.create(
        fiche=ancien.fiche,
        personne=vers,
        est_copilote=ancien.est_copilote,
        debut=fin + LENDEMAIN,
    )
