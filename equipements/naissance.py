"""L'annexe 2 d'une convention en projet : ses lignes viennent du registre, jusqu'à la signature.

Signée, rien d'ici ne passe : une ligne ne s'ajoute ni ne se retire que par avenant (art. 12).
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Prefetch

from conventions.models import Convention, Signataire
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur
from equipements.models import Equipement, LigneAnnexe2, Soutien, TypeEquipement

_RANGS = {type_: rang for rang, type_ in enumerate(TypeEquipement.values)}


@dataclass(frozen=True)
class LigneAInscrire:
    """Une structure que cette partie soutient."""

    signataire: Signataire
    structure: Equipement


def lignes_proposees(
    *, de: Convention, pour: Convention, le: datetime.date
) -> list[LigneAInscrire]:
    """Ce que l'annexe pourrait écrire : le registre de `de`, sous les parties de `pour`.

    Chaque structure validée et non fermée y est sous chaque partie qui la soutient ou la portait,
    dans l'ordre du texte, puis par type et par nom : celle que deux parties portent y est deux
    fois, et reste à expliquer (R17). Celle que nulle partie de `pour` ne porte n'y est pas. Cinq
    requêtes.
    """
    parties = {s.partenaire_id: s for s in pour.signataires.select_related("partenaire")}
    lignes_lues = (
        LigneAnnexe2.objects.filter(convention=de).en_vigueur().select_related("signataire")
    )
    structures = (
        Equipement.objects.de_la_convention(de)
        .distinctes()
        .valides()
        .exclude(statut=Equipement.Statut.FERME)
        .prefetch_related(
            Prefetch(
                "soutiens",
                queryset=Soutien.objects.en_cours(le),
                to_attr="soutiens_en_cours",
            ),
            Prefetch("lignes_annexe2", queryset=lignes_lues, to_attr="lignes_en_vigueur"),
            Prefetch("lignes_partagees", lignes_lues, to_attr="lignes_partagees_en_vigueur"),
        )
    )
    lignes = [
        LigneAInscrire(parties[cle], structure)
        for structure in structures
        for cle in _porteurs(structure)
        if cle in parties
    ]
    return sorted(
        lignes,
        key=lambda ligne: (
            ligne.signataire.ordre,
            _RANGS[ligne.structure.type],
            ligne.structure.nom,
            ligne.structure.pk,
        ),
    )


def _porteurs(structure: Any) -> Iterator[int]:
    """Les organismes qui la soutiennent aujourd'hui, puis ceux dont une ligne la porte.

    Les listes sont posées par `lignes_proposees`.
    """
    lignes = [*structure.lignes_en_vigueur, *structure.lignes_partagees_en_vigueur]
    cles = [
        *(soutien.partenaire_id for soutien in structure.soutiens_en_cours),
        *(ligne.signataire.partenaire_id for ligne in lignes),
    ]
    yield from dict.fromkeys(cles)


def inscrire_a_l_annexe2(
    *, convention: Convention, lignes: Iterable[LigneAInscrire], par: Acteur
) -> int:
    """Ajoute ces lignes à l'annexe d'une convention en projet ; rend leur nombre.

    Une structure déjà portée par cette partie est laissée telle quelle. Lève `ConventionSignee` une
    fois la convention signée.
    """
    with convention.ecriture_du_projet(par):
        presentes = set(
            LigneAnnexe2.objects.filter(convention=convention).values_list(
                "signataire", "equipement"
            )
        )
        dernier = convention.lignes_annexe2.aggregate(dernier=Max("ordre"))["dernier"] or 0
        neuves = [
            ligne for ligne in lignes if (ligne.signataire.pk, ligne.structure.pk) not in presentes
        ]
        for ordre, ligne in enumerate(neuves, start=dernier + 1):
            LigneAnnexe2.objects.create(
                convention=convention,
                signataire=ligne.signataire,
                ordre=ordre,
                type=ligne.structure.type,
                libelle=f"{ligne.structure.nom}\n{ligne.structure.adresse_postale}",
                equipement=ligne.structure,
            )
    return len(neuves)


def retirer_de_l_annexe2(*, ligne: LigneAnnexe2, par: Acteur) -> None:
    """Retire une ligne d'une annexe en projet ; la structure reste au registre.

    Lève `ConventionSignee` une fois la convention signée, `ActionImpossible` si quelqu'un vient de
    la retirer.
    """
    with ligne.convention.ecriture_du_projet(par):
        if not LigneAnnexe2.objects.filter(pk=ligne.pk).exists():
            raise ActionImpossible("Cette ligne vient d'être retirée.")
        ligne.delete()
