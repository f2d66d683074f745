"""L'annexe 2 signée, telle qu'écrite, en face des structures vivantes."""

from collections import defaultdict
from dataclasses import dataclass

from conventions.models import Convention, Signataire
from equipements.models import Equipement, LigneAnnexe2


@dataclass(frozen=True)
class BlocDeSignataire:
    """Les lignes qu'une partie s'est engagée à soutenir, dans l'ordre du texte."""

    signataire: Signataire
    lignes: list[LigneAnnexe2]


@dataclass(frozen=True)
class DoubleInscription:
    """Une structure que plusieurs parties portent : à expliquer (R17, annexe 2)."""

    equipement: Equipement
    lignes: list[LigneAnnexe2]


@dataclass(frozen=True)
class Annexe2Signee:
    """L'annexe 2 d'une convention : ses blocs, ses doubles, ce qui n'y est pas."""

    total: int
    structures: int
    blocs: list[BlocDeSignataire]
    doubles: list[DoubleInscription]
    hors_annexe: list[Equipement]


def annexe2_signee(convention: Convention) -> Annexe2Signee:
    """L'annexe 2 d'une convention, en deux requêtes.

    `hors_annexe` : les structures validées du registre qu'aucune ligne ne porte ; un avenant doit
    les inscrire (R16, art. 6).
    """
    lignes = list(
        LigneAnnexe2.objects.filter(convention=convention)
        .select_related(
            "signataire__partenaire", "equipement__commune", "introduite_par", "retiree_par"
        )
        .order_by("ordre")
    )
    par_signataire: dict[int, list[LigneAnnexe2]] = defaultdict(list)
    par_structure: dict[int, list[LigneAnnexe2]] = defaultdict(list)
    for ligne in lignes:
        par_signataire[ligne.signataire_id].append(ligne)
        if ligne.equipement_id is not None:
            par_structure[ligne.equipement_id].append(ligne)
    return Annexe2Signee(
        total=len(lignes),
        structures=len(par_structure),
        blocs=[
            BlocDeSignataire(groupe[0].signataire, groupe) for groupe in par_signataire.values()
        ],
        doubles=[
            DoubleInscription(groupe[0].equipement, groupe)
            for groupe in par_structure.values()
            if groupe[0].equipement and len({ligne.signataire_id for ligne in groupe}) > 1
        ],
        hors_annexe=list(
            Equipement.objects.de_la_convention(convention)
            .distinctes()
            .valides()
            .exclude(statut=Equipement.Statut.FERME)
            .exclude(pk__in=par_structure)
            .select_related("commune")
        ),
    )
