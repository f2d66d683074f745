"""Ce qui précise une fiche, lu d'une seule requête : où, pour qui, avec qui, avec quoi."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import CharField, Value
from django.db.models.functions import Concat

from actions.models import Etiquette, FicheAction, PartenaireDeFiche
from conventions.models import Commune, Convention, Partenaire
from ctg.socle.recherche import cle_de_tri
from equipements.models import Equipement

# De quelle sorte est une ligne ; une étiquette dit la sienne, par son genre.
PARTENAIRE, ZONE, COMMUNE, STRUCTURE = "partenaire", "zone", "commune", "structure"


@dataclass(frozen=True)
class Partenariat:
    """Un partenaire d'une fiche ; `code` mène à sa page s'il est partie à la convention."""

    nom: str
    role: str
    code: str


@dataclass(frozen=True)
class StructureConcernee:
    """Une structure du registre, telle qu'on la cite."""

    pk: int
    nom: str
    commune: str


@dataclass
class CeQuiPrecise:
    """Tout ce qui précise une fiche, dans l'ordre où on le lit ; une liste vide n'est pas dite."""

    partenaires: list[Partenariat] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    publics: list[str] = field(default_factory=list)
    enjeux: list[str] = field(default_factory=list)
    cadres: list[str] = field(default_factory=list)
    structures: list[StructureConcernee] = field(default_factory=list)


class Ligne(NamedTuple):
    """Une chose qui précise une fiche ; `pk` est sa clé, 0 pour un nom libre.

    `precision` : le rôle d'un partenaire, l'état de saisie d'une structure ; `suite` : le code d'un
    organisme, la commune d'une structure.
    """

    sorte: str
    pk: int
    nom: str
    precision: str
    suite: str


def lignes_de(fiche: FicheAction) -> list[Ligne]:
    """Tout ce qui précise une fiche, par nom. Une requête."""
    return _lignes_par_fiche([fiche.pk])[fiche.pk]


def _lignes_par_fiche(fiches: Collection[int]) -> defaultdict[int, list[Ligne]]:
    zones, communes, publics, cadres, structures = (
        getattr(FicheAction, nom).through.objects.filter(ficheaction__in=fiches).order_by()
        for nom in FicheAction.RELATIONS
    )
    partenaires = PartenaireDeFiche.objects.filter(fiche__in=fiches).order_by()
    connus, libres = partenaires.exclude(partenaire=None), partenaires.filter(partenaire=None)
    rien = (_mot(""), _mot(""))
    etiquette = ("etiquette__genre", "etiquette", "etiquette__nom")
    lignes = zones.values_list("ficheaction", _mot(ZONE), "zone", "zone__nom", *rien).union(
        communes.values_list("ficheaction", _mot(COMMUNE), "commune", "commune__nom", *rien),
        publics.values_list("ficheaction", *etiquette, *rien),
        cadres.values_list("ficheaction", *etiquette, *rien),
        structures.values_list(
            "ficheaction",
            _mot(STRUCTURE),
            "equipement",
            "equipement__nom",
            "equipement__etat_saisie",
            "equipement__commune__nom",
        ),
        connus.values_list(
            "fiche", _mot(PARTENAIRE), "partenaire", "partenaire__nom", "role", "partenaire__code"
        ),
        libres.values_list("fiche", _mot(PARTENAIRE), Value(0), "nom_libre", "role", _mot("")),
        all=True,
    )
    par_fiche: defaultdict[int, list[Ligne]] = defaultdict(list)
    for fiche, *ligne in lignes:
        par_fiche[fiche].append(Ligne(*ligne))
    for siennes in par_fiche.values():
        siennes.sort(key=lambda ligne: ligne.nom.lower())
    return par_fiche


def ce_qui_precise(fiche: FicheAction) -> CeQuiPrecise:
    """Les partenaires, lieux, étiquettes et structures d'une fiche. Une requête.

    Une structure dont la saisie n'est pas validée n'est pas citée.
    """
    return ce_qui_precise_chacune([fiche.pk])[fiche.pk]


def ce_qui_precise_chacune(fiches: Collection[int]) -> dict[int, CeQuiPrecise]:
    """Clé d'une fiche → ce qui la précise, comme `ce_qui_precise`. Une requête pour toutes."""
    lignes = _lignes_par_fiche(fiches)
    return {fiche: _ranger(lignes[fiche]) for fiche in fiches}


def _ranger(lignes: list[Ligne]) -> CeQuiPrecise:
    lu = CeQuiPrecise()
    listes = {
        ZONE: lu.zones,
        COMMUNE: lu.communes,
        Etiquette.Genre.PUBLIC: lu.publics,
        Etiquette.Genre.ENJEU: lu.enjeux,
        Etiquette.Genre.CADRE: lu.cadres,
    }
    for sorte, pk, nom, precision, suite in lignes:
        if sorte == PARTENAIRE:
            lu.partenaires.append(Partenariat(nom, precision, suite))
        elif sorte != STRUCTURE:
            listes[sorte].append(nom)
        elif precision == Equipement.EtatSaisie.VALIDE:
            lu.structures.append(StructureConcernee(pk, nom, suite))
    return lu


@dataclass(frozen=True)
class Choix:
    """Ce qui peut être coché : sa clé, son nom, et le groupe sous lequel il se lit."""

    pk: int
    nom: str
    groupe: str


def choix_de(convention: Convention) -> dict[str, list[Choix]]:
    """Sorte → ce qu'une fiche de la convention peut dire, par nom. Une requête.

    Les organismes sont ses signataires ; les communes, celles qui ont signé ; les structures,
    celles de son registre dont la saisie est validée.
    """
    organismes = Partenaire.objects.filter(signataires__convention=convention).order_by()
    structures = Equipement.objects.de_la_convention(convention).valides().order_by()
    situe = Concat("nom", Value(" – "), "commune__nom", output_field=CharField())
    lignes = organismes.values_list(_mot(PARTENAIRE), "pk", "nom", "nature").union(
        convention.zones.order_by().values_list(_mot(ZONE), "pk", "nom", "genre"),
        Commune.objects.signataires_de(convention)
        .order_by()
        .values_list(_mot(COMMUNE), "pk", "nom", _mot("")),
        convention.etiquettes.order_by().values_list("genre", "pk", "nom", "genre"),
        structures.values_list(_mot(STRUCTURE), "pk", situe, "type"),
        all=True,
    )
    choix: dict[str, list[Choix]] = {}
    for sorte, pk, nom, groupe in sorted(lignes, key=lambda ligne: cle_de_tri(ligne[2])):
        choix.setdefault(sorte, []).append(Choix(pk, nom, groupe))
    return choix


def _mot(mot: str) -> Value:
    return Value(mot, output_field=CharField())
