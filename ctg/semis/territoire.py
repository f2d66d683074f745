"""Les communes inventées, et les conventions qui se les partagent."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conventions.models import Commune, Convention, Partenaire, Signataire, Zone
from ctg.semis.echelle import Echelle
from ctg.semis.lots import Lots

# Une Caf pour une douzaine de conventions, comme dans un département.
CONVENTIONS_PAR_CAF = 12
# Une ville pèse au plus quarante fois la plus petite commune : elle a plus de structures.
POIDS_MAXIMUM = 40
HABITANTS_PAR_POIDS = 400
# Les communes se rangent en lignes de deux cents, un vingtième de degré entre deux.
COMMUNES_PAR_LIGNE = 200
PAS = 0.05


@dataclass(frozen=True)
class Territoire:
    """Les communes et leurs mairies, de même rang ; les conventions et ce qui en dépend.

    `convention_de` : pour chaque commune, le rang de sa convention.
    """

    communes: list[Commune]
    poids: list[float]
    mairies: list[Partenaire]
    conventions: list[Convention]
    convention_de: list[int]
    signataire_de: dict[int, Signataire]


def peupler(echelle: Echelle, le: datetime.date, hasard: random.Random, lots: Lots) -> Territoire:
    """Sème les communes, les parties et les conventions."""
    poids = [min(hasard.paretovariate(1.2), POIDS_MAXIMUM) for _ in range(echelle.communes)]
    communes = lots.garder(Commune, map(_commune, range(1, echelle.communes + 1), poids))
    mairies = lots.garder(Partenaire, map(_mairie, communes))
    numeros = range(1, echelle.conventions + 1)
    conventions = lots.garder(Convention, (_convention(n, le.year) for n in numeros))
    # Des communes qui se suivent ; chaque convention en a une au moins.
    convention_de = [
        rang * echelle.conventions // echelle.communes for rang in range(echelle.communes)
    ]
    parties = _parties(conventions, convention_de, mairies, lots)
    signataires = lots.garder(Signataire, parties)
    _zones(conventions, convention_de, communes, lots)
    return Territoire(
        communes=communes,
        poids=poids,
        mairies=mairies,
        conventions=conventions,
        convention_de=convention_de,
        signataire_de={s.partenaire_id: s for s in signataires if s.partenaire.commune_id},
    )


def _commune(n: int, poids: float) -> Commune:
    ligne, colonne = divmod(n - 1, COMMUNES_PAR_LIGNE)
    longitude, latitude = round(-4 + colonne * PAS, 3), round(42.5 + ligne * PAS, 3)
    est, nord = round(longitude + PAS, 3), round(latitude + PAS, 3)
    return Commune(
        code_insee=f"{n:05d}",
        nom=f"Commune inventée {n:05d}",
        codes_postaux=[f"{n:05d}"],
        population=round(poids * HABITANTS_PAR_POIDS),
        longitude=longitude + PAS / 2,
        latitude=latitude + PAS / 2,
        cellule=[[longitude, latitude], [est, latitude], [est, nord], [longitude, nord]],
    )


def _mairie(commune: Commune) -> Partenaire:
    return Partenaire(
        code=f"mairie-inventee-{commune.code_insee}",
        nom=f"Mairie inventée {commune.code_insee}",
        nature=Partenaire.Nature.COMMUNE,
        commune=commune,
    )


def _convention(n: int, annee: int) -> Convention:
    """Dans sa dernière année : elle a déjà des années à chiffrer."""
    return Convention(
        slug=f"convention-inventee-{n:04d}",
        nom=f"Convention inventée {n:04d}",
        territoire=f"Territoire inventé {n:04d}",
        debut=datetime.date(annee - 4, 1, 1),
        fin=datetime.date(annee, 12, 31),
        etat=Convention.Etat.SIGNEE,
        signee_le=datetime.date(annee - 4, 1, 1),
        annuaire_est_public=True,
    )


def _organismes(mot: str, nature: str, nombre: int) -> Iterator[Partenaire]:
    for n in range(1, nombre + 1):
        yield Partenaire(
            code=f"{nature}-inventee-{n:04d}", nom=f"{mot} inventée {n:04d}", nature=nature
        )


def _parties(
    conventions: list[Convention],
    convention_de: list[int],
    mairies: list[Partenaire],
    lots: Lots,
) -> Iterator[Signataire]:
    """La Caf et l'agglomération, qui copilotent, puis les communes."""
    nombre_de_cafs = (len(conventions) - 1) // CONVENTIONS_PAR_CAF + 1
    cafs = lots.garder(Partenaire, _organismes("Caf", "caf", nombre_de_cafs))
    agglomerations = lots.garder(
        Partenaire, _organismes("Agglomération", "agglomeration", len(conventions))
    )
    parties = [[cafs[n // CONVENTIONS_PAR_CAF], agglomerations[n]] for n in range(len(conventions))]
    for mairie, rang in zip(mairies, convention_de, strict=True):
        parties[rang].append(mairie)
    for convention, siennes in zip(conventions, parties, strict=True):
        for ordre, partenaire in enumerate(siennes, 1):
            yield Signataire(
                convention=convention,
                partenaire=partenaire,
                ordre=ordre,
                denomination=partenaire.nom,
                est_copilote=ordre <= 2,
            )


def _zones(
    conventions: list[Convention], convention_de: list[int], communes: list[Commune], lots: Lots
) -> None:
    """Un bassin de vie par convention, fait de toutes ses communes."""
    bassins = [
        Zone(nom=f"Bassin inventé {n:04d}", genre=Zone.Genre.BASSIN_DE_VIE)
        for n in range(1, len(conventions) + 1)
    ]
    lots.garder(Zone, bassins)
    des_communes: Any = Zone.communes.through
    lots.poser(
        des_communes,
        (
            des_communes(zone=bassins[rang], commune=commune)
            for commune, rang in zip(communes, convention_de, strict=True)
        ),
    )
    des_conventions: Any = Convention.zones.through
    lots.poser(
        des_conventions,
        (
            des_conventions(convention=convention, zone=bassin)
            for convention, bassin in zip(conventions, bassins, strict=True)
        ),
    )
