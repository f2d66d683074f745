"""Les campagnes en chiffres : combien ont répondu, à qui rappeler, à qui manque une adresse."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from conventions.liens import sans_lien_possible
from conventions.models import Campagne, Convention, Personne
from ctg.socle.demandes import DemandeDeBase
from pilotage.models import DemandeDeFiche

Etat = DemandeDeBase.Etat


def compter_les_demandes(convention: Convention) -> Any:
    """Les campagnes de la convention avec leur nombre de demandes et de réponses ; une requête."""
    return Campagne.objects.filter(convention=convention).annotate(
        nombre=_combien("demandes_de_fiche") + _combien("demandes_de_registre"),
        nombre_de_reponses=_combien("demandes_de_fiche", *_RENDUES)
        + _combien("demandes_de_registre", *_RENDUES),
    )


_RENDUES = (Etat.REPONDUE, Etat.ACCEPTEE)


def _combien(chemin: str, *etats: str) -> Count:
    seules = Q(**{f"{chemin}__etat__in": etats}) if etats else None
    return Count(chemin, filter=seules, distinct=True)


@dataclass(frozen=True)
class TableauDeBord:
    """Les demandes d'une campagne, et ce qu'elles comptent."""

    demandes: list[DemandeDeFiche]
    total: int
    reponses: int
    a_lire: int
    en_attente: int
    a_envoyer: int
    sans_adresse: list[DemandeDeFiche]
    sans_lien: list[DemandeDeFiche]

    @property
    def part(self) -> int:
        """La part des réponses, en pour cent entier ; 0 sans demande."""
        return round(100 * self.reponses / self.total) if self.total else 0


def tableau_de_bord(campagne: Campagne, etat: str = "") -> TableauDeBord:
    """Qui a répondu, en trois requêtes ; `etat` ne garde que les demandes de cet état."""
    toutes = list(campagne.demandes_de_fiche.pour_liste())
    restantes = [d for d in toutes if d.etat in DemandeDeFiche.OUVERTES]
    eteintes = sans_lien_possible(campagne.convention, {d.repondante for d in restantes})
    return TableauDeBord(
        demandes=[d for d in toutes if etat in ("", d.etat)],
        total=len(toutes),
        reponses=sum(d.etat in (Etat.REPONDUE, Etat.ACCEPTEE) for d in toutes),
        a_lire=sum(d.etat == Etat.REPONDUE for d in toutes),
        en_attente=sum(d.est_en_attente for d in toutes),
        a_envoyer=sum(d.etat == Etat.A_ENVOYER for d in toutes),
        sans_adresse=[d for d in restantes if not d.repondante.est_joignable],
        sans_lien=[d for d in restantes if d.repondante.pk in eteintes],
    )


def qui_doit_saisir(convention: Convention, annee: int) -> dict[int, Personne]:
    """Fiche → la personne à qui la campagne de l'année la demande ; une requête."""
    demandes = DemandeDeFiche.objects.filter(
        campagne__convention=convention, campagne__annee=annee
    ).select_related("personne", "transmise_a")
    return {demande.fiche_id: demande.repondante for demande in demandes.order_by("campagne")}
