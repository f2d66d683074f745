"""Les structures inventées : qui les soutient, quand elles ouvrent, leurs prix, leurs chiffres."""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from ctg.semis.echelle import Echelle
from ctg.semis.lots import Lots
from ctg.semis.territoire import Territoire
from equipements.models import (
    ChiffreAnnuel,
    Equipement,
    GrilleDePrix,
    LigneAnnexe2,
    Ouverture,
    Prix,
    Soutien,
    TypeEquipement,
    Unite,
    definitions_de,
)
from equipements.models.types import TYPES_AVEC_CAPACITE, TYPES_ITINERANTS

TYPES = {
    TypeEquipement.ALSH: 40,
    TypeEquipement.EAJE: 30,
    TypeEquipement.RPE: 8,
    TypeEquipement.LAEP: 8,
    TypeEquipement.CENTRE_SOCIAL: 5,
    TypeEquipement.EVS: 5,
    TypeEquipement.LUDOTHEQUE: 4,
}
# En mois pour un EAJE, en années pour un ALSH.
AGES = {TypeEquipement.EAJE: (2, 36), TypeEquipement.ALSH: (3, 11)}
COMMUNES_DESSERVIES = 5
# Une structure sur vingt attend encore sa validation.
UNE_SUR = 20
JOURS_OUVRES = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]


def inscrire(
    echelle: Echelle, territoire: Territoire, le: datetime.date, hasard: random.Random, lots: Lots
) -> list[int]:
    """Sème le registre ; rend, pour chaque structure, le rang de sa convention."""
    rangs = hasard.choices(
        range(len(territoire.communes)), weights=territoire.poids, k=echelle.structures
    )
    types = hasard.choices(list(TYPES), weights=list(TYPES.values()), k=echelle.structures)
    structures = lots.garder(
        Equipement,
        (
            _structure(n, type_, territoire, rang, le, hasard)
            for n, (type_, rang) in enumerate(zip(types, rangs, strict=True), 1)
        ),
    )
    mairies = [territoire.mairies[rang] for rang in rangs]
    lots.poser(
        Soutien,
        (
            Soutien(equipement=structure, partenaire=mairie)
            for structure, mairie in zip(structures, mairies, strict=True)
        ),
    )
    lots.poser(LigneAnnexe2, _lignes(structures, rangs, territoire))
    lots.poser(Ouverture, map(_ouverture, structures))
    desservies: Any = Equipement.communes_desservies.through
    lots.poser(desservies, _desservies(structures, rangs, territoire))
    _prix(structures, le, hasard, lots)
    chiffres = _chiffres(structures, le, hasard)
    lots.poser(ChiffreAnnuel, islice(chiffres, echelle.chiffres))
    return [territoire.convention_de[rang] for rang in rangs]


def _structure(
    n: int,
    type_: TypeEquipement,
    territoire: Territoire,
    rang: int,
    le: datetime.date,
    hasard: random.Random,
) -> Equipement:
    commune = territoire.communes[rang]
    age_min, age_max = AGES.get(type_, (None, None))
    est_validee = n % UNE_SUR != 0
    etats = Equipement.EtatSaisie
    return Equipement(
        code=f"structure-inventee-{n:06d}",
        nom=f"Structure inventée {n:06d}",
        type=type_,
        adresse=f"{n % 200 + 1} rue inventée",
        code_postal=commune.code_insee,
        commune=commune,
        telephone="05 00 00 00 00",
        gestionnaire=f"Gestionnaire inventé {n % 5000:04d}",
        mode_gestion=hasard.choice(Equipement.ModeDeGestion.values),
        capacite=hasard.randint(10, 80) if type_ in TYPES_AVEC_CAPACITE else None,
        age_min=age_min,
        age_max=age_max,
        a_referent_handicap=hasard.choice([True, False, None]),
        etat_saisie=etats.VALIDE if est_validee else etats.SOUMIS,
        soumis_le=le,
        valide_le=le if est_validee else None,
    )


def _lignes(
    structures: list[Equipement], rangs: list[int], territoire: Territoire
) -> Iterator[LigneAnnexe2]:
    """Chaque structure est au contrat : une ligne que sa commune signe."""
    ordres = [0] * len(territoire.conventions)
    for structure, rang in zip(structures, rangs, strict=True):
        convention = territoire.convention_de[rang]
        ordres[convention] += 1
        yield LigneAnnexe2(
            convention=territoire.conventions[convention],
            signataire=territoire.signataire_de[territoire.mairies[rang].pk],
            ordre=ordres[convention],
            type=structure.type,
            libelle=structure.nom,
            equipement=structure,
        )


def _ouverture(structure: Equipement) -> Ouverture:
    return Ouverture(
        equipement=structure,
        jours=JOURS_OUVRES,
        ouvre=datetime.time(7, 30),
        ferme=datetime.time(18, 30),
    )


def _desservies(
    structures: list[Equipement], rangs: list[int], territoire: Territoire
) -> Iterator[Any]:
    """Un relais ou un lieu d'accueil dessert les communes qui suivent la sienne."""
    lien: Any = Equipement.communes_desservies.through
    for structure, rang in zip(structures, rangs, strict=True):
        if structure.type in TYPES_ITINERANTS:
            for commune in territoire.communes[rang : rang + COMMUNES_DESSERVIES]:
                yield lien(equipement=structure, commune=commune)


def _prix(
    structures: list[Equipement], le: datetime.date, hasard: random.Random, lots: Lots
) -> None:
    """Une grille à deux tranches par accueil de loisirs."""
    grilles = lots.garder(
        GrilleDePrix,
        (
            GrilleDePrix(
                equipement=structure,
                annee_scolaire=le.year - 1,
                saisie_le=le,
                saisie_par="semis d'essai",
            )
            for structure in structures
            if structure.type == TypeEquipement.ALSH
        ),
    )
    lots.poser(
        Prix,
        (
            Prix(
                grille=grille,
                unite=Unite.JOURNEE,
                qf_min=qf_min,
                qf_max=qf_max,
                montant=Decimal(hasard.randint(bas, haut)),
            )
            for grille in grilles
            for qf_min, qf_max, bas, haut in ((0, 800, 3, 9), (801, None, 10, 20))
        ),
    )


def _chiffres(
    structures: list[Equipement], le: datetime.date, hasard: random.Random
) -> Iterator[ChiffreAnnuel]:
    """L'année finie d'abord, toutes les structures ; puis celle d'avant, jusqu'au compte voulu."""
    for annee in range(le.year - 1, le.year - 5, -1):
        for structure in structures:
            for definition in definitions_de(structure.type):
                yield ChiffreAnnuel(
                    equipement=structure,
                    annee=annee,
                    code=definition.code,
                    valeur=Decimal(hasard.randint(1, 400)),
                    saisi_le=le,
                    saisi_par="semis d'essai",
                )
