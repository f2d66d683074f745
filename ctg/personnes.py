"""Une personne vue de toutes les salles : qui elle est, ce qu'elle tient, ce qu'on lui demande."""

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from actions.models import FicheAction, PiloteDeFiche
from conventions.comptes import CompteLisible
from conventions.mandats import MandatLisible, mandats_de
from conventions.models import (
    Convention,
    Demande,
    Envoi,
    Habilitation,
    LienPersonnel,
    Mandat,
    Personne,
    Utilisateur,
)
from conventions.models.partenaires import QuerySetDePersonnes
from conventions.personnes import derniere_activite, envois_de, liens_de
from ctg.socle.historique import Changement, changements
from pilotage.models import MembreInstance

ENVOIS_MONTRES = 10


def personnes_de(convention: Convention) -> QuerySetDePersonnes:
    """Toutes les personnes d'une convention, même qui ne fait plus que piloter, suivre, siéger."""
    elle, d_ici = OuterRef("pk"), {"campagne__convention": convention}
    connues = Personne.objects.de_la_convention(convention).filter(pk=elle)
    demandes = [
        Q(Exists(table.lues().filter(Q(personne=elle) | Q(transmise_a=elle), **d_ici)))
        for table in Demande.tables()
    ]
    return Personne.objects.filter(
        Q(Exists(connues))
        | Q(Exists(PiloteDeFiche.objects.filter(personne=elle, fiche__convention=convention)))
        | Q(Exists(FicheAction.objects.filter(elu_referent=elle, convention=convention)))
        | Q(Exists(MembreInstance.objects.filter(personne=elle, instance__convention=convention)))
        | reduce(or_, demandes)
    )


@dataclass(frozen=True)
class LigneDePersonne:
    """Une ligne de la liste : qui, à quel titre, avec quel compte, et quand pour la dernière fois.

    `a_fini` : elle a eu des mandats, et n'en a plus.
    """

    personne: Personne
    compte: Utilisateur | None
    mandats: list[Mandat]
    a_fini: bool
    roles: list[Habilitation]
    lien_est_signale: bool
    derniere_activite: datetime.datetime | None


def ecrire_les_lignes(
    personnes: list[Personne], convention: Convention, le: datetime.date
) -> list[LigneDePersonne]:
    """Les lignes de ces personnes, lues par `personnes_filtrees`. Deux requêtes."""
    mandats = Mandat.objects.des_parties(convention).select_related("partenaire")
    roles = Habilitation.objects.filter(convention=convention).select_related("partenaire")
    prefetch_related_objects(
        personnes,
        Prefetch("mandats", queryset=mandats.order_by("pk"), to_attr="mandats_ici"),
        Prefetch("compte__habilitations", queryset=roles, to_attr="roles_ici"),
    )
    return [_ligne(personne, le) for personne in personnes]


def _ligne(personne: Any, le: datetime.date) -> LigneDePersonne:
    compte = getattr(personne, "compte", None)
    restants = [mandat for mandat in personne.mandats_ici if not mandat.est_fini(le)]
    return LigneDePersonne(
        personne=personne,
        compte=compte,
        mandats=restants,
        a_fini=bool(personne.mandats_ici) and not restants,
        roles=compte.roles_ici if compte else [],
        lien_est_signale=personne.lien_est_signale,
        derniere_activite=derniere_activite(
            compte.last_login if compte else None, personne.dernier_lien_le
        ),
    )


@dataclass(frozen=True)
class LienLisible:
    """Un lien et où il en est."""

    lien: LienPersonnel
    situation: str

    @property
    def est_revocable(self) -> bool:
        """Vrai s'il ouvre encore, ou attend qu'on tranche : expiré ou révoqué, il est éteint."""
        return self.situation in ("lien_valable", "lien_signale")

    @property
    def est_a_redonner(self) -> bool:
        """Vrai pour un lien de réponse éteint, que seul le coordonnateur rallume."""
        return self.lien.est_eteint and self.lien.usage == LienPersonnel.Usage.REPONDRE


@dataclass(frozen=True)
class PersonneLisible:
    """Tout ce que la page d'une personne montre, dans une convention."""

    personne: Personne
    compte: CompteLisible
    mandats: list[MandatLisible]
    liens: list[LienLisible]
    pilotages: list[PiloteDeFiche]
    fiches_suivies: list[FicheAction]
    sieges: list[MembreInstance]
    demandes: list[Demande]
    envois: list[Envoi]
    derniere_activite: datetime.datetime | None

    @property
    def mandats_tenus(self) -> list[MandatLisible]:
        """Ceux qui courent, et ceux qui vont commencer."""
        return [mandat for mandat in self.mandats if not mandat.est_fini]

    @property
    def a_des_liens_revocables(self) -> bool:
        """Vrai si un lien au moins ouvre encore."""
        return any(lien.est_revocable for lien in self.liens)

    @property
    def a_un_lien_signale(self) -> bool:
        """Vrai si un lien est arrivé chez quelqu'un d'autre, et n'est ni révoqué ni redonné."""
        return any(lien.situation == "lien_signale" for lien in self.liens)

    @property
    def pilotages_actuels(self) -> list[PiloteDeFiche]:
        """Les actions qu'elle pilote encore."""
        return [pilotage for pilotage in self.pilotages if pilotage.fin is None]

    @property
    def sieges_actuels(self) -> list[MembreInstance]:
        """Les instances où elle siège encore."""
        return [siege for siege in self.sieges if siege.fin is None]

    @property
    def tient_encore(self) -> bool:
        """Vrai si ses mandats sont tous finis alors qu'elle pilote, suit, siège ou a un rôle."""
        return (
            bool(self.mandats)
            and not self.mandats_tenus
            and bool(
                self.pilotages_actuels
                or self.fiches_suivies
                or self.sieges_actuels
                or self.compte.roles
            )
        )


def lire_personne(
    personne: Personne,
    convention: Convention,
    compte: CompteLisible,
    le: datetime.date,
    instant: datetime.datetime,
) -> PersonneLisible:
    """La personne, salle par salle. Huit requêtes, quel que soit ce qu'elle tient."""
    liens = list(liens_de(convention).filter(personne=personne).select_related("transmis_par"))
    demandes = [
        demande
        for table in Demande.tables()
        for demande in table.lues().adressees_a(personne).filter(campagne__convention=convention)
    ]
    return PersonneLisible(
        personne=personne,
        compte=compte,
        mandats=mandats_de(personne, convention, le),
        liens=[LienLisible(lien, lien.situation(instant)) for lien in liens],
        pilotages=list(
            PiloteDeFiche.objects.filter(personne=personne, fiche__convention=convention)
            .select_related("fiche__axe")
            .order_by("fin", "fiche__numero")
        ),
        fiches_suivies=list(
            FicheAction.objects.filter(elu_referent=personne, convention=convention)
            .select_related("axe")
            .defer(*FicheAction.CHAMPS_DU_CONTRAT)
            .order_by("numero")
        ),
        sieges=list(
            MembreInstance.objects.filter(personne=personne, instance__convention=convention)
            .select_related("instance", "partenaire")
            .order_by("fin", "instance")
        ),
        demandes=sorted(demandes, key=lambda d: (-d.campagne.annee, d.CODE, d.rang)),
        envois=list(envois_de(convention).filter(personne=personne)[:ENVOIS_MONTRES]),
        derniere_activite=derniere_activite(
            compte.compte.last_login if compte.compte else None,
            *(lien.dernier_usage_le for lien in liens),
        ),
    )


def historique_de_la_personne(personne: Personne, convention: Convention) -> list[Changement]:
    """Ce qui a changé pour elle : son nom, ses mandats, ses rôles, ses liens, ce qu'elle tient."""
    compte: Utilisateur | None = getattr(personne, "compte", None)
    siens: dict[str, Any] = {"personne_id": personne.pk}
    parties = convention.signataires.values("partenaire")
    d_ici = Q(convention_id=convention.pk) | Q(convention_id=None)
    return changements(
        personne.historique.all(),
        Mandat.historique.filter(**siens, partenaire_id__in=parties),
        Utilisateur.historique.filter(**siens),
        Habilitation.historique.filter(
            utilisateur_id=compte.pk if compte else None, convention_id=convention.pk
        ),
        LienPersonnel.historique.filter(d_ici, **siens),
        nommer=_nommer,
    )


def _nommer(ligne: Any) -> str:
    """« mandat, maire » : assez pour savoir duquel l'on parle, sans requête."""
    nom = str(ligne.instance_type._meta.verbose_name)
    if ligne.instance_type is Mandat:
        return f"{nom}, {ligne.fonction}"
    if ligne.instance_type is Habilitation:
        return f"rôle, {ligne.get_role_display()}"
    if ligne.instance_type is LienPersonnel:
        return f"{nom}, {ligne.get_usage_display()}"
    return nom
