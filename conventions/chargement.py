"""Le contrat livré en fichiers : territoire, parties, texte, annexes, anomalies."""

from collections.abc import Iterable, Mapping
from typing import Any

from conventions.models import (
    Anomalie,
    Article,
    Commune,
    Convention,
    Document,
    Mandat,
    Partenaire,
    Personne,
    Signataire,
    Signature,
    Zone,
)
from ctg.socle.chargement import Bilan, Resultat
from ctg.socle.historique import ActeurNomme

Donnee = Mapping[str, Any]

# Qui signe ce que le chargement écrit ; les pages ne le montrent pas comme le geste de quelqu'un.
AUTEUR = ActeurNomme("charger_convention")


def charger_contrat(donnees: Mapping[str, Any], bilan: Bilan) -> Convention | None:
    """Pose la convention et ce qui en dépend ; None si quelqu'un l'a supprimée.

    `donnees` : nom de fichier sans suffixe → contenu (``communes``, ``convention``,
    ``signataires``, ``articles``, ``anomalies``).
    """
    communes = charger_communes(donnees["communes"]["communes"], bilan)
    convention, resultat = _charger_convention(donnees["convention"], bilan)
    if convention is None:
        return None
    est_nouvelle = resultat is Resultat.CREE
    _charger_zones(donnees["convention"]["zones"], convention, communes, est_nouvelle, bilan)
    for signataire in donnees["signataires"]:
        _charger_partie(signataire, convention, communes, bilan)
    for article in donnees["articles"]:
        bilan.poser(
            Article,
            {"convention": convention, "numero": article["numero"]},
            _choisir(article, "titre", "resume", "texte_cle", "ligne"),
        )
    for annexe in donnees["convention"]["annexes"]:
        bilan.poser(
            Document,
            {"convention": convention, "annexe": annexe["numero"]},
            _choisir(annexe, "titre", "note"),
        )
    for ordre, anomalie in enumerate(donnees["anomalies"], start=1):
        bilan.poser(
            Anomalie,
            {"convention": convention, "code": anomalie["code"]},
            {
                "ordre": ordre,
                **_choisir(anomalie, "lieu", "lignes", "ecrit", "constat", "traitement", "retenu"),
            },
        )
    return convention


def charger_communes(communes: Iterable[Donnee], bilan: Bilan) -> dict[str, Commune]:
    """Pose les communes et les rend par code Insee."""
    posees: dict[str, Commune] = {}
    for donnee in communes:
        commune, _ = bilan.poser(
            Commune,
            {"code_insee": donnee["code_insee"]},
            {
                "siren": donnee["siren"] or "",
                **_choisir(
                    donnee,
                    "nom",
                    "codes_postaux",
                    "population",
                    "annee_population",
                    "longitude",
                    "latitude",
                    "cellule",
                ),
            },
        )
        if commune is not None:
            posees[commune.code_insee] = commune
    return posees


def _choisir(donnee: Donnee, *noms: str) -> dict[str, Any]:
    return {nom: donnee[nom] for nom in noms}


def _charger_convention(donnee: Donnee, bilan: Bilan) -> tuple[Convention | None, Resultat]:
    deliberation = donnee["deliberation"]
    return bilan.poser(
        Convention,
        {"slug": donnee["slug"]},
        {
            **_choisir(
                donnee,
                "nom",
                "territoire",
                "devise",
                "objet",
                "enjeu_transversal",
                "debut",
                "fin",
                "etat",
                "signee_le",
            ),
            "deliberee_par": deliberation["organe"],
            "deliberee_le": deliberation["date"],
            "deliberation_numero": deliberation["numero"] or "",
        },
    )


def _charger_zones(
    zones: Iterable[Donnee],
    convention: Convention,
    communes: Mapping[str, Commune],
    est_nouvelle: bool,
    bilan: Bilan,
) -> None:
    for donnee in zones:
        zone, resultat = bilan.poser(
            Zone,
            {"genre": donnee["genre"], "nom": donnee["nom"]},
            {},
            {"source": donnee["source"]},
        )
        if zone is None:
            continue
        if resultat is Resultat.CREE and donnee["communes"]:
            zone.communes.set([communes[code] for code in donnee["communes"]])
        # Une zone que quelqu'un a détachée depuis ne se rattache pas.
        if est_nouvelle or resultat is Resultat.CREE:
            convention.zones.add(zone)


def _charger_partie(
    donnee: Donnee, convention: Convention, communes: Mapping[str, Commune], bilan: Bilan
) -> None:
    commune = communes[donnee["commune"]] if donnee["commune"] else None
    partenaire, _ = bilan.poser(
        Partenaire,
        {"code": donnee["code"]},
        {
            "commune": commune,
            **_choisir(donnee, "nom", "nature", "siren", "adresse", "code_postal", "ville"),
        },
    )
    if partenaire is None:
        return
    signataire, _ = bilan.poser(
        Signataire,
        {"convention": convention, "partenaire": partenaire},
        _choisir(
            donnee, "ordre", "denomination", "siege_ecrit", "designation", "est_copilote", "ligne"
        ),
    )
    for ordre, representant in enumerate(donnee["representants"], start=1):
        mandat = _charger_mandat(representant, partenaire, bilan)
        if mandat is not None and signataire is not None:
            bilan.poser(
                Signature,
                {"signataire": signataire, "mandat": mandat},
                {"ordre": ordre, "ligne": representant["ligne"]},
            )


def _charger_mandat(donnee: Donnee, partenaire: Partenaire, bilan: Bilan) -> Mandat | None:
    personne, _ = bilan.poser(
        Personne, _choisir(donnee, "prenom", "nom"), _choisir(donnee, "civilite")
    )
    if personne is None:
        return None
    # Le texte ne dit ni quand un mandat commence ni quand il finit : ses dates restent vides.
    mandat, _ = bilan.poser(
        Mandat,
        {"personne": personne, "partenaire": partenaire, "fonction": donnee["fonction"]},
        _choisir(donnee, "nature"),
    )
    return mandat
