"""L'annexe 2 signée, telle qu'écrite, en face des structures vivantes."""

from collections import defaultdict
from dataclasses import dataclass

from conventions.models import Convention, Signataire
from equipements.models import Equipement, ExplicationDInscription, LigneAnnexe2


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
    explication: ExplicationDInscription | None = None


@dataclass(frozen=True)
class Annexe2Signee:
    """L'annexe 2 d'une convention : ses blocs, ses doubles, ce qui n'y est pas."""

    total: int
    structures: int
    blocs: list[BlocDeSignataire]
    doubles: list[DoubleInscription]
    hors_annexe: list[Equipement]


def structures_de(ligne: LigneAnnexe2) -> list[Equipement]:
    """La structure d'une ligne, puis les autres sites qu'on en a découpés ; `sites` préchargés."""
    return [*([ligne.equipement] if ligne.equipement else []), *ligne.sites.all()]


def annexe2_signee(convention: Convention) -> Annexe2Signee:
    """L'annexe 2 d'une convention, en trois requêtes, quatre s'il y a des doubles.

    `hors_annexe` : les structures validées du registre qu'aucune ligne en vigueur ne porte ; un
    avenant doit les inscrire (R16, art. 6).
    """
    lignes = list(
        LigneAnnexe2.objects.filter(convention=convention)
        .select_related(
            "signataire__partenaire", "equipement__commune", "introduite_par", "retiree_par"
        )
        .prefetch_related("sites__commune")
        .order_by("ordre")
    )
    par_signataire: dict[int, list[LigneAnnexe2]] = defaultdict(list)
    par_structure: dict[int, list[LigneAnnexe2]] = defaultdict(list)
    portees: dict[int, Equipement] = {}
    inscrites: set[int] = set()
    for ligne in lignes:
        par_signataire[ligne.signataire_id].append(ligne)
        for structure in structures_de(ligne):
            portees[structure.pk] = structure
            par_structure[structure.pk].append(ligne)
            if ligne.retiree_par_id is None:
                inscrites.add(structure.pk)
    doubles = {
        cle: groupe
        for cle, groupe in par_structure.items()
        if len({ligne.signataire_id for ligne in groupe}) > 1
    }
    explications = _explications(convention) if doubles else {}
    return Annexe2Signee(
        total=len(lignes),
        structures=len(par_structure),
        blocs=[
            BlocDeSignataire(groupe[0].signataire, groupe) for groupe in par_signataire.values()
        ],
        doubles=[
            DoubleInscription(portees[cle], groupe, explications.get(cle))
            for cle, groupe in doubles.items()
        ],
        hors_annexe=list(
            Equipement.objects.de_la_convention(convention)
            .distinctes()
            .valides()
            .exclude(statut=Equipement.Statut.FERME)
            .exclude(pk__in=inscrites)
            .select_related("commune")
        ),
    )


def _explications(convention: Convention) -> dict[int, ExplicationDInscription]:
    return {
        explication.equipement_id: explication
        for explication in ExplicationDInscription.objects.filter(convention=convention)
    }
