"""Écrire les structures d'un import, par lots, sous l'acte en cours."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from ctg.socle import ecriture_par_lots as lots
from ctg.socle.historique import Acteur
from ctg.socle.versions import ConflitDeVersion
from equipements.echanges.rangement import ranger_par_lots
from equipements.echanges.registre import (
    collectivites_declarables,
    pour_echange,
    registre_de,
)
from equipements.models import Correction, Equipement, Geste, QuerySetDEquipements, Soutien
from equipements.valeurs import Brutes, poser

_DESSERVIES = "communes_desservies"
_EXEMPLES = 20
_DE_CONTACT = Equipement.CHAMPS_DE_CONTACT + Equipement.LISTES_DE_CONTACT
# Ce qui ne s'écrit pas dans la ligne de la structure.
_A_PART = {_DESSERVIES, *Equipement.LISTES}


@dataclass
class Bilan:
    """Ce qu'un import a fait."""

    nouvelles: int = 0
    brouillons: int = 0
    validees: int = 0
    changees: int = 0
    corrections: int = 0
    reponses: int = 0
    grilles: int = 0
    laissees: int = 0
    # Quelques structures à montrer : (clé, nom).
    exemples: list[tuple[int, str]] = field(default_factory=list)

    @property
    def a_change(self) -> bool:
        """Vrai si quelque chose a été écrit."""
        return bool(
            self.nouvelles or self.changees or self.corrections or self.reponses or self.grilles
        )

    def en_session(self) -> dict[str, Any]:
        """De quoi le redire à la page suivante."""
        return {champ.name: getattr(self, champ.name) for champ in fields(self)}


@dataclass(frozen=True)
class Ecriture:
    """Qui écrit, où, quand, et ce qui s'en dira."""

    convention: Convention
    utilisateur: Utilisateur | None
    par: Acteur
    le: datetime.date
    bilan: Bilan

    def registre(self, cles: Collection[int]) -> QuerySetDEquipements:
        """Ces structures, verrouillées, avec ce que la personne y peut."""
        verrou = Equipement._base_manager.select_for_update().filter(pk__in=cles).order_by("pk")
        list(verrou.values_list("pk"))
        return registre_de(self.convention, self.utilisateur).filter(pk__in=cles)

    def montrer(self, structures: Iterable[Equipement]) -> None:
        """Quelques structures de plus à montrer à la fin."""
        place = _EXEMPLES - len(self.bilan.exemples)
        self.bilan.exemples += [(s.pk, s.nom) for s in list(structures)[: max(place, 0)]]

    @property
    def valide(self) -> bool:
        """Vrai si la personne valide les structures de la convention ; une commande, non."""
        if self.utilisateur is None:
            return False
        siennes = Convention.objects.avec_droit(self.utilisateur, Droit.VALIDER)
        return siennes.contains(self.convention)


@dataclass(frozen=True)
class Neuve:
    """Une structure à ajouter : la partie qui la déclare, ses valeurs brutes.

    `est_choisie` : elle ressemble à une autre, et la personne a dit que c'en était une nouvelle.
    """

    partie: int
    valeurs: Brutes
    est_choisie: bool = False

    @property
    def cle(self) -> tuple[Any, ...]:
        """Ce qui la distingue de ses voisines."""
        return tuple(self.valeurs.get(champ) for champ in ("nom", "type", "commune"))


def modifier_par_lots(acteur: Ecriture, connues: Mapping[int, tuple[int, Brutes]]) -> None:
    """Structure → (version, valeurs changées) : pose ce qui s'applique, propose le reste.

    Lève `ConflitDeVersion` si une structure a changé, ou n'est plus à la personne.
    """
    for cles in lots.par_lots(connues):
        structures: dict[int, Any] = {
            structure.pk: structure for structure in pour_echange(acteur.registre(cles))
        }
        for pk in cles:
            structure = structures.get(pk)
            if structure is None or not structure.peut_saisir:
                raise ConflitDeVersion
            if structure.version != connues[pk][0]:
                raise ConflitDeVersion
        _modifier(acteur, structures, {pk: connues[pk][1] for pk in cles})


def _modifier(
    acteur: Ecriture, structures: Mapping[int, Any], changees: Mapping[int, Brutes]
) -> None:
    directes: dict[int, Brutes] = {}
    proposees: dict[int, Brutes] = {}
    for pk, valeurs in changees.items():
        est_relue = structures[pk].etat_saisie == Equipement.EtatSaisie.VALIDE
        if structures[pk].peut_valider or not est_relue:
            directes[pk] = valeurs
            continue
        directes[pk] = {n: v for n, v in valeurs.items() if n in _DE_CONTACT}
        if reste := {n: v for n, v in valeurs.items() if n not in directes[pk]}:
            proposees[pk] = reste
    _poser(structures, directes, proposees)
    _proposer(acteur, structures, proposees)
    acteur.bilan.changees += len(changees) - len(proposees)
    acteur.bilan.corrections += len(proposees)
    acteur.montrer(structures.values())


def _poser(
    structures: Mapping[int, Any], directes: Mapping[int, Brutes], proposees: Collection[int]
) -> None:
    """La version avance, même quand tout part en correction : deux envois se voient."""
    champs = {"version"}
    for pk, valeurs in directes.items():
        poser(structures[pk], valeurs)
        structures[pk].version += 1
        champs |= valeurs.keys() - _A_PART
    ecrites = [structures[pk] for pk in directes]
    lots.modifier(ecrites, sorted(champs))
    _desservir({pk: v[_DESSERVIES] for pk, v in directes.items() if _DESSERVIES in v})
    for geste, siennes in (
        (Geste.MODIFICATION, [s for s in ecrites if s.pk not in proposees]),
        (Geste.PROPOSITION, [s for s in ecrites if s.pk in proposees]),
    ):
        lots.garder(siennes, est_neuf=False, geste=geste)
    ranger_par_lots(directes)


def _proposer(
    acteur: Ecriture, structures: Mapping[int, Any], proposees: Mapping[int, Brutes]
) -> None:
    """Ce qu'une correction ouverte disait des autres champs y reste."""
    ouvertes = {
        c.equipement_id: c
        for c in Correction.objects.ouvertes().filter(equipement__in=list(proposees))
    }
    neuves: list[Correction] = []
    reprises: list[Correction] = []
    for pk, valeurs in proposees.items():
        correction = ouvertes.get(pk) or Correction(equipement=structures[pk])
        (reprises if pk in ouvertes else neuves).append(correction)
        correction.marquer_proposee(
            valeurs={**correction.valeurs, **valeurs}, par=acteur.par, le=acteur.le
        )
    lots.creer(neuves)
    lots.garder(neuves, est_neuf=True)
    lots.modifier(reprises, Correction.CHAMPS_D_UNE_PROPOSITION)
    lots.garder(reprises, est_neuf=False)


def declarer_par_lots(acteur: Ecriture, neuves: Sequence[Neuve], *, valider: bool) -> None:
    """Ajoute chaque structure et le soutien de sa partie ; complète, elle est soumise.

    Lève `ConflitDeVersion` si la personne ne peut plus déclarer pour une partie, ou si une
    structure a été ajoutée depuis le contrôle.
    """
    if not neuves:
        return
    parties = {
        partie.pk: partie
        for partie in collectivites_declarables(acteur.convention, acteur.utilisateur)
    }
    if not {neuve.partie for neuve in neuves} <= parties.keys() or _deja_la(neuves):
        raise ConflitDeVersion
    valide = valider and acteur.valide
    structures = [_neuve(acteur, neuve.valeurs, valide=valide) for neuve in neuves]
    paires = list(zip(structures, neuves, strict=True))
    lots.creer(structures)
    _desservir({s.pk: n.valeurs[_DESSERVIES] for s, n in paires if n.valeurs.get(_DESSERVIES)})
    lots.garder(structures, est_neuf=True, geste=Geste.DECLARATION)
    ranger_par_lots({s.pk: n.valeurs for s, n in paires})
    # La date du soutien n'est pas celle de la saisie : elle reste à dire.
    soutiens = [Soutien(equipement=s, partenaire=parties[n.partie]) for s, n in paires]
    lots.creer(soutiens)
    lots.garder(soutiens, est_neuf=True)
    acteur.bilan.nouvelles += len(structures)
    acteur.montrer(structures)


def _deja_la(neuves: Sequence[Neuve]) -> bool:
    """Vrai si l'une est déjà au registre : un fichier ne s'ajoute pas deux fois."""
    sures = {neuve.cle for neuve in neuves if not neuve.est_choisie}
    communes = {neuve.valeurs.get("commune") for neuve in neuves}
    vivantes = Equipement.objects.distinctes().filter(commune__in=communes)
    return not sures.isdisjoint(vivantes.values_list("nom", "type", "commune"))


def _neuve(acteur: Ecriture, valeurs: Brutes, *, valide: bool) -> Equipement:
    """Relue dans le rapport, elle est soumise si rien ne manque ; sinon, un brouillon attend."""
    structure = Equipement()
    poser(structure, valeurs)
    if structure.manques_pour_soumettre():
        acteur.bilan.brouillons += 1
        return structure
    structure.marquer_soumise(par=acteur.par, le=acteur.le)
    if valide:
        structure.marquer_validee(par=acteur.par, le=acteur.le)
        acteur.bilan.validees += 1
    return structure


def _desservir(desservies: Mapping[int, Collection[int]]) -> None:
    """Remplace les communes desservies ; `garder` en écrit ensuite l'histoire."""
    liaisons = Equipement.communes_desservies.through
    for cles in lots.par_lots(desservies):
        liaisons.objects.filter(equipement_id__in=cles).delete()
    lots.creer(
        [
            liaisons(equipement_id=pk, commune_id=commune)
            for pk, communes in desservies.items()
            for commune in communes
        ]
    )
