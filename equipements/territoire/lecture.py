"""Le registre lu une fois, commune par commune : toutes les figures partent de là."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F
from django.db.models.functions import JSONObject

from conventions.models import Commune, Convention
from ctg.socle.listes_liees import liste_liee
from equipements.models import DemandeDeRegistre, Equipement, TypeEquipement
from equipements.rattachees import avec_les_rattachees, completer
from equipements.recapitulatif import par_nom

RENDUES = (DemandeDeRegistre.Etat.REPONDUE, DemandeDeRegistre.Etat.ACCEPTEE)


@dataclass(frozen=True)
class Dite:
    """Ce qu'une commune dit, dans une campagne, qui sert ses familles.

    `structures` : celles qu'elle nomme, clé → type.
    """

    demande: DemandeDeRegistre
    structures: Mapping[int, str]


@dataclass(frozen=True)
class Territoire:
    """Les communes signataires, et les structures que le registre compte.

    `structures` : validées, non fermées, chacune avec sa commune, les clés de ses communes
    desservies (`desservies`) et ses soutiens actuels (`soutiens_actuels`), déjà chargés.
    `soumises` : celles dont la saisie attend d'être validée.
    """

    convention: Convention
    communes: list[Commune]
    structures: list[Any]
    soumises: list[Any] = field(default_factory=list)

    @cached_property
    def _reponses(self) -> list[tuple[int, Dite]]:
        """(commune, ce qu'elle dit), par année ; une requête."""
        return _dites_par_les_communes(self.convention)

    @cached_property
    def dites(self) -> dict[int, Dite]:
        """Commune → ce qu'elle a dit en dernier qui la dessert, même à confirmer."""
        return {c: dite for c, dite in self._reponses if dite.demande.dessert or dite.structures}

    @cached_property
    def confirmees(self) -> dict[int, Dite]:
        """Commune → la dernière réponse où elle confirme n'avoir aucune structure."""
        return {
            c: dite
            for c, dite in self._reponses
            if dite.demande.sans_structure and dite.demande.etat in RENDUES
        }

    def dites_desservir(self, commune: Commune) -> list[Any]:
        """Celles d'ailleurs dont la commune seule confirme qu'elles servent ses familles."""
        dite = self.confirmees.get(commune.pk)
        return [
            s
            for s in self.structures
            if dite is not None
            and s.pk in dite.structures
            and s.commune_id != commune.pk
            and commune.pk not in s.desservies
        ]

    def de_type(self, type_: str) -> list[Any]:
        """Les structures comptées de ce type ; toutes, sans type."""
        return [s for s in self.structures if not type_ or s.type == type_]

    def ouvertes(self, type_: str) -> list[Any]:
        """Celles de ce type qui accueillent : ni en projet, ni fermées pour un temps."""
        return [s for s in self.de_type(type_) if s.statut == Equipement.Statut.OUVERT]

    def en_suspens(self, type_: str) -> list[Any]:
        """Celles de ce type dont on ne sait pas si elles accueillent : à valider, ou en pause."""
        pause = Equipement.Statut.FERME_TEMPORAIREMENT
        en_pause = [s for s in self.de_type(type_) if s.statut == pause]
        return [*(s for s in self.soumises if s.type == type_), *en_pause]

    @property
    def types(self) -> list[TypeEquipement]:
        """Les types présents au registre, dans leur ordre."""
        presents = {structure.type for structure in self.structures}
        return [type_ for type_ in TypeEquipement if type_ in presents]


def lire_territoire(convention: Convention) -> Territoire:
    """Le territoire d'une convention, en deux requêtes."""
    etats = Equipement.EtatSaisie
    comptees = (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .filter(etat_saisie__in=[etats.VALIDE, etats.SOUMIS])
        .exclude(statut=Equipement.Statut.FERME)
        .order_by("nom", "pk")
    )
    structures: list[Any] = [
        completer(s) for s in avec_les_rattachees(comptees).select_related("commune")
    ]
    return Territoire(
        convention,
        par_nom(Commune.objects.signataires_de(convention)),
        [s for s in structures if s.etat_saisie == etats.VALIDE],
        [s for s in structures if s.etat_saisie == etats.SOUMIS],
    )


def _dites_par_les_communes(convention: Convention) -> list[tuple[int, Dite]]:
    """Les demandes faites aux communes, et les structures que chacune y nomme ; une requête."""
    nommees = DemandeDeRegistre.desservie_par.through._default_manager.all()
    demandes: Any = (
        DemandeDeRegistre.objects.filter(
            signataire__convention=convention, signataire__partenaire__commune__isnull=False
        )
        .select_related("campagne")
        .annotate(
            commune=F("signataire__partenaire__commune"),
            nommees=liste_liee(
                nommees,
                "demandederegistre",
                JSONObject(pk=F("equipement"), type=F("equipement__type")),
            ),
        )
        .order_by("campagne__annee", "pk")
    )
    return [(d.commune, Dite(d, {s["pk"]: s["type"] for s in d.nommees or []})) for d in demandes]


def desserte(structures: Iterable[Any], commune: Commune) -> list[Any]:
    """Celles qui disent desservir cette commune ; sans requête."""
    return [s for s in structures if commune.pk in s.desservies]
