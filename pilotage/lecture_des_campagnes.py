"""Les campagnes en chiffres : combien ont répondu, à qui rappeler, à qui manque une adresse."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Trim

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


def avec_qui_doit_saisir(fiches: Any, annee: int) -> Any:
    """Les fiches, avec la personne à qui la dernière campagne de l'année les demande.

    `sollicitee_id` et `sollicitee` (son nom) ; None : personne. Aucune requête de plus.
    """
    demandes = (
        DemandeDeFiche.objects.filter(fiche=OuterRef("pk"), campagne__annee=annee)
        .order_by("-campagne")
        .annotate(qui=Coalesce("transmise_a", "personne"))
    )
    personnes = Personne.objects.filter(pk=OuterRef("sollicitee_id"))
    nom = personnes.annotate(dit=Trim(Concat("prenom", Value(" "), "nom"))).values("dit")
    return fiches.annotate(sollicitee_id=Subquery(demandes.values("qui")[:1])).annotate(
        sollicitee=Subquery(nom)
    )
