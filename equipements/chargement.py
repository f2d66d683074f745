"""Le registre livré en fichiers : les sous-types, les structures, l'annexe 2 signée."""

from collections.abc import Iterable, Mapping
from typing import Any

from conventions.models import Commune, Convention, Partenaire, Signataire
from ctg.socle.chargement import Bilan
from equipements.models import Equipement, LigneAnnexe2, SousType, Soutien

Donnee = Mapping[str, Any]

# Ce que le contrat signé liste est tenu pour juste au premier jour de la convention.
VALIDE_PAR = "convention signée"


def charger_sous_types(donnees: Iterable[Donnee], bilan: Bilan) -> None:
    """Pose les sous-types livrés ; le coordonnateur en ajoute."""
    for donnee in donnees:
        bilan.poser(
            SousType,
            {"type": donnee["type"], "code": donnee["code"]},
            {"nom": donnee["nom"]},
        )


def charger_registre(convention: Convention, donnees: Mapping[str, Any], bilan: Bilan) -> None:
    """Pose les structures, leurs soutiens et les lignes de l'annexe 2.

    `donnees` : ``equipements`` et ``annexe2``. Les communes et les parties sont déjà posées.
    """
    signataires = {
        signataire.partenaire.code: signataire
        for signataire in Signataire.objects.filter(convention=convention).select_related(
            "partenaire"
        )
    }
    equipements = _charger_equipements(convention, donnees["equipements"], bilan)
    for ligne in donnees["annexe2"]:
        signataire = signataires.get(ligne["signataire"])
        if signataire is None:
            continue
        bilan.poser(
            LigneAnnexe2,
            {"convention": convention, "ordre": ligne["ordre"]},
            {
                "signataire": signataire,
                "type": ligne["type"],
                "libelle": ligne["libelle"],
                "ligne": ligne["ligne"],
                "equipement": equipements.get(ligne["equipement"]),
            },
        )


def _charger_equipements(
    convention: Convention, donnees: Iterable[Donnee], bilan: Bilan
) -> dict[str, Equipement]:
    communes = {commune.code_insee: commune for commune in Commune.objects.all()}
    partenaires = {partenaire.code: partenaire for partenaire in Partenaire.objects.all()}
    sous_types = {(sous.type, sous.code): sous for sous in SousType.objects.all()}
    poses: dict[str, Equipement] = {}
    for donnee in donnees:
        sous_type = donnee["sous_type"]
        equipement, _ = bilan.poser(
            Equipement,
            {"code": donnee["code"]},
            {
                "nom": donnee["nom"],
                "type": donnee["type"],
                "sous_type": sous_types[donnee["type"], sous_type] if sous_type else None,
                "commune": communes[donnee["commune"]],
                "code_postal": donnee["code_postal"],
                "adresse": donnee["adresse"],
                "mode_gestion": donnee["mode_gestion"],
                "precisions": donnee["services_ecrits"],
            },
            {
                "statut": Equipement.Statut.OUVERT,
                "etat_saisie": Equipement.EtatSaisie.VALIDE,
                "valide_le": convention.debut,
                "valide_par": VALIDE_PAR,
            },
        )
        if equipement is None:
            continue
        poses[donnee["code"]] = equipement
        for code in donnee["soutiens"]:
            if code in partenaires:
                bilan.poser(
                    Soutien,
                    {"equipement": equipement, "partenaire": partenaires[code]},
                    {},
                    {"debut": convention.debut},
                )
    return poses
