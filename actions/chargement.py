"""Le plan livré en fichiers : axes, fiches-actions, étapes, indicateurs, liens, références.

La vie d'une fiche (état, météo, étapes faites) n'est jamais dans les données livrées. Une fiche à
laquelle quelqu'un a touché, ne serait-ce que sa météo, n'est plus réécrite : la règle est simple.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from actions.models import (
    Axe,
    Etape,
    Etiquette,
    FicheAction,
    Indicateur,
    LienDeFiche,
    PartenaireDeFiche,
    Reference,
)
from conventions.models import Convention, Partenaire
from ctg.socle.chargement import Bilan, Resultat
from ctg.socle.historique import en_une_ligne

Donnee = Mapping[str, Any]


def charger_plan(convention: Convention, donnees: Mapping[str, Any], bilan: Bilan) -> None:
    """Pose les axes, les fiches et ce que le texte en précise.

    `donnees` : ``axes``, ``fiches``, et ``precisions`` (étiquettes, étendues, partenaires cités).
    """
    precisions = donnees["precisions"]
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
        est_partout = str(donnee["numero"]) in precisions["etendues"]
        etendue = FicheAction.Etendue.TOUT if est_partout else ""
        fiche = _charger_fiche(donnee, convention, axes, etendue, bilan)
        if fiche is not None:
            fiches[donnee["numero"]] = fiche
    # Les liens après toutes les fiches : une fiche renvoie à une autre, plus loin.
    for donnee in donnees["fiches"]:
        if donnee["numero"] in fiches:
            _charger_liens(donnee, fiches, axes, bilan)
    _charger_etiquettes(precisions["etiquettes"], convention, fiches, bilan)
    _charger_partenaires(precisions["partenaires"], fiches, bilan)


def _charger_fiche(
    donnee: Donnee, convention: Convention, axes: Mapping[int, Axe], etendue: str, bilan: Bilan
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
        {"etendue": etendue},
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


def _charger_etiquettes(
    etiquettes: Iterable[Donnee],
    convention: Convention,
    fiches: Mapping[int, FicheAction],
    bilan: Bilan,
) -> None:
    """Une étiquette nouvelle se pose, cette fois seulement, sur les fiches dont le texte la dit.

    Ce sont des publics et des enjeux : le texte ne rattache aucune fiche à un cadre.
    """
    nouvelles: dict[int, list[Etiquette]] = {}
    for donnee in etiquettes:
        etiquette, resultat = bilan.poser(
            Etiquette,
            {"convention": convention, "genre": donnee["genre"], "nom": donnee["nom"]},
            {"ligne": donnee["ligne"]},
        )
        if etiquette is not None and resultat is Resultat.CREE:
            for numero in donnee["fiches"]:
                nouvelles.setdefault(int(numero), []).append(etiquette)
    for numero, posees in nouvelles.items():
        if fiche := fiches.get(numero):
            with en_une_ligne(fiche):
                fiche.enregistrer_sur(fiche.version)
                fiche.publics.add(*posees)


def _charger_partenaires(
    partenaires: Iterable[Donnee], fiches: Mapping[int, FicheAction], bilan: Bilan
) -> None:
    """Les organismes que la fiche nomme : un signataire par son code, un autre par son nom."""
    for donnee in partenaires:
        if fiche := fiches.get(donnee["fiche"]):
            code = donnee["code"]
            connu = Partenaire.objects.filter(code=code).first() if code else None
            nom = "" if connu else donnee["nom"] or donnee["ecrit"]
            bilan.poser(
                PartenaireDeFiche,
                {"fiche": fiche, "partenaire": connu, "nom_libre": nom},
                {},
                {"role": donnee["role"]},
            )
