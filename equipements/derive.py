"""Ce qui sépare l'annexe 2 signée des structures vivantes, et qu'un avenant doit porter.

Art. 6 : l'annexe 2 liste ce qui est soutenu ; art. 12 : toute modification passe par un avenant ;
art. 13 : un terme changé sans avenant expose à la résiliation. Rien n'est comparé mot à mot : le
texte a ses coquilles. Ce qui a changé depuis l'entrée au registre, si.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min

from conventions.models import Convention
from ctg.socle.templatetags.portail import jour
from equipements.annexe2 import Annexe2Signee, annexe2_signee, structures_de
from equipements.argent import SoutienArrete
from equipements.models import Equipement, LigneAnnexe2, TypeEquipement


@dataclass(frozen=True)
class EcartAvecLeSigne:
    """Un écart : de quoi il s'agit, ce qui est signé, ce qui est vrai aujourd'hui, l'article."""

    structure: str
    commune: str
    constat: str
    signe: str
    aujourd_hui: str
    source: str


def ecarts_avec_le_signe(
    convention: Convention, arretes: Iterable[SoutienArrete]
) -> tuple[EcartAvecLeSigne, ...]:
    """Les écarts d'une convention, dans l'ordre de l'annexe ; cinq requêtes au plus.

    `arretes` : les soutiens arrêtés sans qu'une compétence ait changé (`argent_du_registre`).
    """
    annexe = annexe2_signee(convention)
    lignes = [
        ligne for bloc in annexe.blocs for ligne in bloc.lignes if ligne.retiree_par_id is None
    ]
    entrees = _entrees(s for ligne in lignes for s in structures_de(ligne))
    return (
        *(ecart for ligne in lignes for ecart in _de_la_ligne(ligne, entrees)),
        *_hors_annexe(annexe),
        *_doubles(annexe),
        *map(_du_soutien, arretes),
    )


def _entrees(structures: Iterable[Equipement]) -> dict[int, Any]:
    """Structure → sa première ligne d'historique : ce qu'elle était en entrant au registre."""
    historique: Any = Equipement.historique
    premieres = (
        historique.filter(id__in={s.pk for s in structures})
        .values("id")
        .annotate(premiere=Min("history_id"))
        .values("premiere")
    )
    return {
        ligne.id: ligne
        for ligne in historique.filter(history_id__in=premieres).select_related("commune")
    }


def _de_la_ligne(ligne: LigneAnnexe2, entrees: dict[int, Any]) -> Iterator[EcartAvecLeSigne]:
    structures = structures_de(ligne)
    if not structures:
        yield EcartAvecLeSigne(
            ligne.libelle.splitlines()[0],
            str(ligne.signataire.partenaire),
            "ligne sans structure",
            ligne.libelle,
            "aucune structure du registre",
            "annexe 2",
        )
    for structure in structures:
        yield from _de_la_structure(structure, ligne, entrees.get(structure.pk))


def _de_la_structure(
    structure: Equipement, ligne: LigneAnnexe2, entree: Any
) -> Iterator[EcartAvecLeSigne]:
    ou = structure.nom, structure.commune.nom
    if structure.statut == Equipement.Statut.FERME:
        depuis = f" depuis le {jour(structure.statut_depuis)}" if structure.statut_depuis else ""
        yield EcartAvecLeSigne(
            *ou, "structure fermée", ligne.libelle, f"fermée{depuis}", "annexe 2, art. 12"
        )
    if structure.type != ligne.type:
        yield EcartAvecLeSigne(
            *ou,
            "type changé",
            str(TypeEquipement(ligne.type).label),
            str(TypeEquipement(structure.type).label),
            "annexe 2, art. 12",
        )
    if entree is None:
        return
    if entree.nom != structure.nom:
        yield EcartAvecLeSigne(*ou, "nom changé", entree.nom, structure.nom, "annexe 2, art. 12")
    if entree.commune_id != structure.commune_id:
        yield EcartAvecLeSigne(
            *ou, "commune changée", entree.commune.nom, structure.commune.nom, "annexe 2, art. 12"
        )
    elif entree.adresse and structure.adresse and entree.adresse != structure.adresse:
        yield EcartAvecLeSigne(
            *ou, "adresse changée", entree.adresse, structure.adresse, "annexe 2, art. 12"
        )


def _hors_annexe(annexe: Annexe2Signee) -> Iterator[EcartAvecLeSigne]:
    for structure in annexe.hors_annexe:
        yield EcartAvecLeSigne(
            structure.nom,
            structure.commune.nom,
            "hors de l'annexe 2",
            "aucune ligne",
            f"{TypeEquipement(structure.type).label} validé au registre",
            "art. 6",
        )


def _doubles(annexe: Annexe2Signee) -> Iterator[EcartAvecLeSigne]:
    for double in annexe.doubles:
        if double.explication is None:
            noms = [str(ligne.signataire.partenaire) for ligne in double.lignes]
            yield EcartAvecLeSigne(
                double.equipement.nom,
                double.equipement.commune.nom,
                "inscrite deux fois, sans explication",
                " ; ".join(noms),
                "une seule structure",
                "annexe 2",
            )


def _du_soutien(arrete: SoutienArrete) -> EcartAvecLeSigne:
    soutien = arrete.soutien
    fin = f"arrêté le {jour(soutien.fin)}" if soutien.fin else "arrêté"
    suite = "une autre partie la soutient" if arrete.est_relaye else "plus personne ne la soutient"
    return EcartAvecLeSigne(
        soutien.equipement.nom,
        soutien.equipement.commune.nom,
        "soutien arrêté",
        f"soutien {soutien.partenaire.en_complement}",
        f"{fin} ; {suite}",
        "art. 6",
    )
