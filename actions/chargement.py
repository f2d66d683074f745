"""Le plan livré en fichiers : axes, fiches-actions, étapes, indicateurs, liens, références.

La vie d'une fiche (état, météo, étapes faites) n'est jamais dans les données livrées. Une fiche à
laquelle quelqu'un a touché, ne serait-ce que sa météo, n'est plus réécrite : la règle est simple.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from actions.models import Axe, Etape, FicheAction, Indicateur, LienDeFiche, Reference
from conventions.models import Convention
from ctg.socle.chargement import Bilan

Donnee = Mapping[str, Any]


def charger_plan(convention: Convention, donnees: Mapping[str, Any], bilan: Bilan) -> None:
    """Pose les axes et les fiches ; `donnees` : ``axes`` et ``fiches``."""
    axes: dict[int, Axe] = {}
    for donnee in donnees["axes"]:
        axe, _ = bilan.poser(
            Axe,
            {"convention": convention, "numero": donnee["numero"]},
            {nom: donnee[nom] for nom in ("titre", "titre_court", "description", "ligne")},
        )
        if axe is not None:
            axes[donnee["numero"]] = axe
            _charger_references(donnee["references"], {"axe": axe}, {}, bilan)
    fiches: dict[int, FicheAction] = {}
    for donnee in donnees["fiches"]:
        fiche = _charger_fiche(donnee, convention, axes, bilan)
        if fiche is not None:
            fiches[donnee["numero"]] = fiche
    # Les liens après toutes les fiches : une fiche renvoie à une autre, plus loin.
    for donnee in donnees["fiches"]:
        if donnee["numero"] in fiches:
            _charger_liens(donnee, fiches, axes, bilan)


def _charger_fiche(
    donnee: Donnee, convention: Convention, axes: Mapping[int, Axe], bilan: Bilan
) -> FicheAction | None:
    champs = dict(donnee["champs"])
    champs["indicateurs_ecrits"] = champs.pop("indicateurs")
    if donnee["axe"] not in axes:
        return None
    fiche, _ = bilan.poser(
        FicheAction,
        {"convention": convention, "numero": donnee["numero"]},
        {
            "axe": axes[donnee["axe"]],
            **{nom: donnee[nom] for nom in ("titre", "titre_ecrit", "titre_tableau", "ligne")},
            **{nom: champs[nom] for nom in FicheAction.CHAMPS_DU_CONTRAT},
            "conduite_ecrite": " ".join(role["ecrit"] for role in donnee["roles"]),
        },
    )
    if fiche is None:
        return None
    for etape in donnee["etapes"]:
        bilan.poser(
            Etape,
            {"fiche": fiche, "ordre": etape["ordre"]},
            {nom: etape[nom] for nom in ("libelle", "periode_ecrite", "debut", "fin", "ligne")},
        )
    indicateurs: dict[int, Indicateur] = {}
    for donnee_indicateur in donnee["indicateurs"]:
        indicateur, _ = bilan.poser(
            Indicateur,
            {"fiche": fiche, "ordre": donnee_indicateur["ordre"]},
            {
                "libelle": donnee_indicateur["libelle"],
                "est_a_definir": donnee_indicateur["a_definir"],
                "calcul": donnee_indicateur.get("calcul", ""),
                "ligne": donnee_indicateur["ligne"],
            },
        )
        if indicateur is not None:
            indicateurs[donnee_indicateur["ordre"]] = indicateur
    _charger_references(donnee["references"], {"fiche": fiche}, indicateurs, bilan)
    return fiche


def _charger_references(
    references: Iterable[Donnee],
    porteur: Mapping[str, Any],
    indicateurs: Mapping[int, Indicateur],
    bilan: Bilan,
) -> None:
    for donnee in references:
        bilan.poser(
            Reference,
            {**porteur, "libelle": donnee["libelle"]},
            {
                # Par le texte : 8.6 doit rester 8,6.
                "valeur": str(donnee["valeur"]),
                "indicateur": indicateurs.get(donnee.get("indicateur") or 0),
                **{nom: donnee[nom] for nom in ("unite", "comparateur", "source", "ligne")},
            },
        )


def _charger_liens(
    donnee: Donnee, fiches: Mapping[int, FicheAction], axes: Mapping[int, Axe], bilan: Bilan
) -> None:
    for lien in donnee["liens"]:
        vers_fiche, vers_axe = fiches.get(lien["vers_fiche"]), axes.get(lien["vers_axe"])
        if vers_fiche is None and vers_axe is None:
            continue
        bilan.poser(
            LienDeFiche,
            {"fiche": fiches[donnee["numero"]], "ecrit": lien["ecrit"]},
            {
                "vers_fiche": vers_fiche,
                "vers_axe": vers_axe,
                "corrige": lien["corrige"],
                "ligne": lien["ligne"],
            },
        )
