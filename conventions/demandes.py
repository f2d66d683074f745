"""Ce que les campagnes demandent à une personne, toutes salles ensemble : sa page le lui dit."""

import datetime
from dataclasses import replace

from django.urls import reverse

from conventions.droits import Droit
from conventions.models import Campagne, Convention, Demande, Personne, Utilisateur
from ctg.socle.attentes import Attente
from ctg.socle.templatetags.portail import accorde

_CACHEES = (Demande.Etat.A_ENVOYER, Demande.Etat.SANS_REPONSE)


def demandes_a(
    personne: Personne, le: datetime.date, convention: Convention | None = None
) -> list[Attente]:
    """Ce qu'on demande à cette personne, et ce à quoi elle a répondu. Une requête par table.

    `convention` borne à une seule : un lien n'ouvre que la sienne.
    """
    attentes = []
    for table in Demande.tables():
        demandes = (
            table.lues()
            .adressees_a(personne)
            .exclude(etat__in=_CACHEES)
            .exclude(campagne__ouverte_le=None)
        )
        if convention is not None:
            demandes = demandes.filter(campagne__convention=convention)
        attentes += _attentes_de(table, list(demandes), personne, le)
    return attentes


def _attentes_de(
    table: type[Demande], demandes: list[Demande], personne: Personne, le: datetime.date
) -> list[Attente]:
    """Une ligne par demande ; une seule, par campagne, pour celles qui se répondent ensemble."""
    ensemble: dict[Campagne, list[Demande]] = {}
    seules = []
    for demande in demandes:
        est_due = demande.est_en_attente and demande.repondante == personne
        if table.SE_REPOND_ENSEMBLE and est_due:
            ensemble.setdefault(demande.campagne, []).append(demande)
        else:
            seules.append(demande)
    groupees = [
        attente_de(dues[0], le)
        if len(dues) == 1
        else replace(
            attente_de(dues[0], le), detail=f"{accorde(len(dues), table.UNITE)}, sur une page."
        )
        for dues in ensemble.values()
    ]
    return [*groupees, *(attente_de(demande, le) for demande in seules)]


def demandes_en_attente(
    table: type[Demande], personne: Personne, convention: Convention, le: datetime.date
) -> list[Attente]:
    """Ce que cette personne n'a pas encore rendu, d'une table, dans cette convention."""
    return [
        attente_de(demande, le)
        for demande in table.lues().attendues(convention).adressees_a(personne)
    ]


def reponses_a_lire(
    table: type[Demande], convention: Convention, utilisateur: Utilisateur
) -> list[Attente]:
    """Pour qui valide : les réponses reçues d'une table, campagne par campagne. Une requête."""
    comptes: dict[Campagne, int] = {}
    recues = table.lues().a_lire_dans(convention)
    for demande in recues.avec_droit(utilisateur, Droit.VALIDER):
        comptes[demande.campagne] = comptes.get(demande.campagne, 0) + 1
    return [
        Attente(
            titre=accorde(nombre, table.A_LIRE),
            adresse=reverse(table.SUIVI, args=[convention.slug, campagne.pk]) + "?etat=repondue",
            geste="Lire les réponses",
            detail=f"{campagne}. Acceptez-les, ou renvoyez-les avec un motif.",
        )
        for campagne, nombre in comptes.items()
    ]


def attente_de(demande: Demande, le: datetime.date) -> Attente:
    """Une demande, telle que la page d'une personne la montre."""
    return Attente(
        titre=demande.tache,
        adresse=demande.page(),
        geste="Reprendre" if demande.est_commencee else "Répondre",
        detail=demande.detail,
        echeance=demande.campagne.dernier_jour,
        est_pressante=demande.est_en_attente and le > demande.campagne.dernier_jour,
        etat=demande.etat,
        faite_le=None if demande.est_en_attente else demande.repondue_le,
    )
