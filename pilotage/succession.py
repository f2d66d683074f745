"""Les sièges et les demandes d'une personne, quand sa fonction passe à quelqu'un d'autre."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from conventions.models import (
    Convention,
    Demande,
    Partenaire,
    Personne,
    QuerySetDeDemandesDeCampagne,
)
from conventions.succession import Passage
from ctg.socle.historique import Acteur, acte
from ctg.socle.succession import LENDEMAIN, AReprendre, identifiants
from pilotage.models import MembreInstance
from pilotage.models.instances import QuerySetDeMembres

SIEGE, DEMANDE = "siege", "demande"


def a_reprendre(
    personne: Personne, convention: Convention, partenaire: Partenaire, le: datetime.date
) -> list[AReprendre]:
    """Ses sièges au nom de cet organisme, et ses demandes sans réponse. Quatre requêtes."""
    sieges = [
        AReprendre(
            f"{SIEGE}:{siege.pk}",
            "Sièges",
            f"{siege.instance}{' (à titre consultatif)' if siege.est_consultatif else ''}",
        )
        for siege in _sieges(personne, convention, partenaire)
    ]
    demandes = [
        AReprendre(
            f"{_prefixe(table)}:{demande.pk}",
            "Demandes sans réponse",
            f"{demande.tache}, {demande.detail} ({demande.get_etat_display()})",
        )
        for table in Demande.tables()
        for demande in _demandes(table, personne, convention)
    ]
    return sieges + demandes


def _sieges(
    personne: Personne, convention: Convention, partenaire: Partenaire
) -> QuerySetDeMembres:
    return (
        MembreInstance.objects.actuels()
        .filter(personne=personne, instance__convention=convention)
        .filter(Q(partenaire=partenaire) | Q(partenaire=None))
        .select_related("instance__convention", "partenaire")
    )


def _prefixe(table: type[Demande]) -> str:
    return f"{DEMANDE}-{table.CODE}"


def _demandes(
    table: type[Demande], personne: Personne, convention: Convention
) -> QuerySetDeDemandesDeCampagne[Any]:
    """Celles qui attendent sa réponse à elle : une demande transmise attend celle d'un autre."""
    a_elle = Q(transmise_a=personne) | Q(personne=personne, transmise_a=None)
    return table.lues().filter(
        a_elle,
        campagne__convention=convention,
        campagne__close_le=None,
        etat__in=Demande.OUVERTES,
    )


def reprendre(cles: Collection[str], passage: Passage) -> None:
    """Fait siéger qui arrive dès le lendemain et lui adresse les demandes ; le passé est gardé.

    Lève `ConventionFigee` une fois la convention close, `ConflitDeVersion` si une réponse part au
    même instant.
    """
    de, vers, convention, par = passage.de, passage.vers, passage.convention, passage.par
    sieges = _sieges(de, convention, passage.partenaire).filter(pk__in=identifiants(cles, SIEGE))
    with acte(par):
        for siege in sieges.select_for_update(of=("self",)):
            siege.retirer(par=par, le=passage.fin)
            _faire_sieger(siege, vers, par, passage.fin)
        for table in Demande.tables():
            demandes = _demandes(table, de, convention)
            reprises = demandes.filter(pk__in=identifiants(cles, _prefixe(table)))
            for demande in reprises.select_for_update(of=("self",)):
                _confier(demande, de, vers, par)


def _faire_sieger(ancien: MembreInstance, vers: Personne, par: Acteur, fin: datetime.date) -> None:
    """Qui siège déjà dans l'instance y garde sa place."""
    if ancien.instance.membres.filter(personne=vers, fin=None).exists():
        return
    ancien.instance.faire_sieger(
        personne=vers,
        partenaire=ancien.partenaire,
        est_consultatif=ancien.est_consultatif,
        par=par,
        le=fin + LENDEMAIN,
    )


def _confier(demande: Demande, de: Personne, vers: Personne, par: Acteur) -> None:
    """La demande change de main, avec ce qui y est déjà écrit, et reste à envoyer à qui la prend.

    Renvoyée, elle garde son motif : le prochain rappel le dira.
    """
    if demande.personne_id == de.pk:
        demande.personne = vers
    if demande.transmise_a_id == de.pk:
        demande.transmise_a = None if demande.personne_id == vers.pk else vers
    demande.changer_de_main(par=par)
