"""Les données ouvertes du registre : un CSV, son schéma, sa licence, et rien de personnel.

Seules les structures validées y sont, sans contact ni montant ni texte libre : un texte libre peut
nommer quelqu'un. Le gestionnaire privé n'y est pas : il peut être une personne.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.db.models import F

from conventions.models import Convention
from ctg.socle.fichiers import morceaux_ecrits
from ctg.socle.listes_liees import liste_liee
from ctg.socle.tableur.modele import DEBUTS_DE_FORMULE
from equipements.models import Equipement, Periode, TypeEquipement
from equipements.rattachees import LOT

LICENCE = "Licence Ouverte / Open Licence 2.0"
ADRESSE_DE_LA_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
STRUCTURES, SCHEMA, PAQUET, NOTICE, TOUT = (
    "structures.csv",
    "schema.json",
    "datapackage.json",
    "licence.txt",
    "donnees-ouvertes.zip",
)
_FICTIF = "Données fictives : ce jeu est une démonstration."


@dataclass(frozen=True)
class Champ:
    """Un champ du jeu : son nom, ce qu'il dit, son type (Table Schema), comment il se lit."""

    nom: str
    description: str
    lire: Callable[[Equipement], Any]
    type: str = "string"
    contraintes: Mapping[str, Any] = field(default_factory=dict)
    exemple: str = ""

    @property
    def type_en_mots(self) -> str:
        """Le type, pour la page."""
        return _TYPES[self.type]


_TYPES = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "boolean": "vrai ou faux",
    "date": "date",
}


def _en_mois(structure: Equipement, age: int | None) -> int | None:
    """Un seul âge pour tous les types : en mois."""
    if age is None or structure.unite_d_age == "mois":
        return age
    return age * 12


_POSITIF = {"minimum": 0}
CHAMPS: tuple[Champ, ...] = (
    Champ(
        "identifiant",
        "Le numéro de la structure au registre ; il ne change pas.",
        lambda s: s.pk,
        "integer",
        {"required": True, "unique": True},
        "12",
    ),
    Champ("nom", "Le nom de la structure.", lambda s: s.nom, contraintes={"required": True}),
    Champ(
        "type",
        "La famille de services.",
        lambda s: s.type,
        contraintes={"required": True, "enum": list(TypeEquipement.values)},
        exemple="alsh",
    ),
    Champ("type_libelle", "La famille de services, en toutes lettres.", lambda s: s.type_long),
    Champ("sous_type", "Une précision du type.", lambda s: str(s.sous_type or "")),
    Champ("adresse", "Numéro et rue, ou lieu-dit.", lambda s: " ".join(s.adresse.split())),
    Champ(
        "code_postal",
        "Cinq chiffres.",
        lambda s: s.code_postal,
        contraintes={"pattern": "^[0-9]{5}$"},
    ),
    Champ("commune", "La commune d'implantation.", lambda s: s.commune.nom),
    Champ(
        "code_insee",
        "Son code Insee (code officiel géographique).",
        lambda s: s.commune.code_insee,
        contraintes={"required": True, "pattern": "^[0-9][0-9AB][0-9]{3}$"},
    ),
    Champ(
        "latitude",
        "En degrés décimaux (WGS 84) ; vide : seule la commune est connue.",
        lambda s: s.latitude,
        "number",
        {"minimum": -90, "maximum": 90},
        "44.2031",
    ),
    Champ(
        "longitude",
        "En degrés décimaux (WGS 84).",
        lambda s: s.longitude,
        "number",
        {"minimum": -180, "maximum": 180},
        "0.6212",
    ),
    Champ(
        "capacite",
        "Places autorisées ou déclarées ; vide : inconnue, ou sans objet.",
        lambda s: s.capacite,
        "integer",
        _POSITIF,
    ),
    Champ(
        "age_min_mois",
        "Âge minimum accueilli, en mois.",
        lambda s: _en_mois(s, s.age_min),
        "integer",
        _POSITIF,
    ),
    Champ(
        "age_max_mois",
        "Âge maximum accueilli, en mois.",
        lambda s: _en_mois(s, s.age_max),
        "integer",
        _POSITIF,
    ),
    Champ(
        "periodes",
        f"Périodes d'ouverture, séparées par « | » : {', '.join(Periode.values)}.",
        lambda s: "|".join(p.value for p in Periode if p.value in s.periodes),
        contraintes={"pattern": f"^(({'|'.join(Periode.values)})(\\|(?!$)|$))*$"},
    ),
    Champ(
        "communes_desservies",
        "Codes Insee des communes desservies au-delà de la sienne, séparés par « | ».",
        lambda s: "|".join(sorted(s.codes_desservis or ())),  # type: ignore[attr-defined] # annotés
        contraintes={"pattern": "^([0-9][0-9AB][0-9]{3}(\\|(?!$)|$))*$"},
    ),
    Champ(
        "referent_handicap",
        "Vrai si une personne y prépare l'accueil d'un enfant en situation de handicap.",
        lambda s: None if s.a_referent_handicap is None else str(s.a_referent_handicap).lower(),
        "boolean",
    ),
    Champ(
        "gestionnaire",
        "L'organisme gestionnaire, s'il n'est pas privé.",
        lambda s: s.gestionnaire_public,
    ),
    Champ(
        "mode_gestion",
        "Comment la structure est gérée.",
        lambda s: s.mode_gestion,
        contraintes={"enum": list(Equipement.ModeDeGestion.values)},
    ),
    Champ("site", "Le site internet de la structure.", lambda s: s.site),
    Champ(
        "statut",
        "Où en est la structure.",
        lambda s: s.statut,
        contraintes={"required": True, "enum": list(Equipement.Statut.values)},
    ),
    Champ(
        "validee_le",
        "Le jour où la coordination l'a validée.",
        lambda s: s.valide_le.isoformat() if s.valide_le else None,
        "date",
    ),
)
_AVERTISSEMENT = Champ(
    "avertissement",
    "Ce jeu est une démonstration.",
    lambda s: "données fictives",
    contraintes={"required": True},
)


def champs() -> tuple[Champ, ...]:
    """Les champs du jeu ; en démonstration, chaque ligne dit qu'elle est fictive."""
    return (*CHAMPS, _AVERTISSEMENT) if settings.EN_DEMONSTRATION else CHAMPS


def structures_ouvertes(convention: Convention) -> Iterator[Equipement]:
    """Les structures validées du registre, sans les fiches fusionnées, lues au fil.

    Une requête ; chacune porte `codes_desservis`.
    """
    liaisons = Equipement.communes_desservies.through.objects.all()
    return (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .valides()
        .annotate(codes_desservis=liste_liee(liaisons, "equipement", F("commune__code_insee")))
        .select_related("commune", "sous_type")
        .defer("commune__cellule", "commune__contour")
        .order_by("pk")
        .iterator(chunk_size=LOT)
    )


def csv_ouvert(structures: Iterable[Equipement]) -> Iterator[bytes]:
    """Le CSV : UTF-8, virgules, une ligne d'en-têtes ; aucun texte n'y est une formule."""
    colonnes = champs()
    yield _ligne([champ.nom for champ in colonnes])
    for structure in structures:
        yield _ligne([_cellule(champ.lire(structure)) for champ in colonnes])


def _ligne(cellules: list[str]) -> bytes:
    sortie = io.StringIO()
    csv.writer(sortie, lineterminator="\n").writerow(cellules)
    return sortie.getvalue().encode("utf-8", "replace")


def _cellule(valeur: Any) -> str:
    if valeur is None:
        return ""
    texte = str(valeur)
    return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte


def schema(convention: Convention) -> dict[str, Any]:
    """Le Table Schema du CSV, qui en est aussi le dictionnaire."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "structures-ctg",
        "title": f"Structures du registre – {convention.territoire}",
        "description": "Les structures de la petite enfance, de l'enfance et de la jeunesse"
        f" du registre de la {convention.nom}. Sans contact, ni montant."
        + (f" {_FICTIF}" if settings.EN_DEMONSTRATION else ""),
        "fields": [
            {
                "name": champ.nom,
                "title": champ.nom.replace("_", " ").capitalize(),
                "description": champ.description,
                "type": champ.type,
                **({"example": champ.exemple} if champ.exemple else {}),
                **({"constraints": dict(champ.contraintes)} if champ.contraintes else {}),
            }
            for champ in champs()
        ],
        "missingValues": [""],
        "primaryKey": "identifiant",
    }


def paquet(convention: Convention) -> dict[str, Any]:
    """La fiche du jeu : ses fichiers, leur forme, sa licence."""
    return {
        "name": f"registre-{convention.slug}",
        "title": f"Registre des structures – {convention.territoire}",
        "licenses": [{"name": "etalab-2.0", "title": LICENCE, "path": ADRESSE_DE_LA_LICENCE}],
        **({"keywords": ["données fictives"]} if settings.EN_DEMONSTRATION else {}),
        "resources": [
            {
                "name": "structures",
                "path": STRUCTURES,
                "profile": "tabular-data-resource",
                "format": "csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n"},
                "schema": SCHEMA,
            }
        ],
    }


def notice(convention: Convention) -> str:
    """La licence, en clair, et comment citer la source."""
    lignes = [
        f"Registre des structures – {convention.territoire}",
        convention.nom,
        "",
        f"Ces données sont publiées sous la {LICENCE} :",
        ADRESSE_DE_LA_LICENCE,
        "",
        "Vous pouvez les reproduire, les diffuser, les adapter et les exploiter, y compris à titre",
        "commercial, à condition d'en citer la source et la date de dernière mise à jour.",
        "",
        "Aucune donnée personnelle n'y figure, ni contact, ni montant.",
    ]
    if settings.EN_DEMONSTRATION:
        lignes += ["", _FICTIF]
    return "\n".join(lignes) + "\n"


def fichiers(convention: Convention) -> dict[str, Callable[[], Iterable[bytes]]]:
    """Nom → de quoi en faire les octets."""
    return {
        STRUCTURES: lambda: csv_ouvert(structures_ouvertes(convention)),
        SCHEMA: lambda: [_json(schema(convention))],
        PAQUET: lambda: [_json(paquet(convention))],
        NOTICE: lambda: [notice(convention).encode()],
    }


def archive(convention: Convention) -> Iterator[bytes]:
    """Tout le jeu dans un ZIP, par morceaux ; mêmes données, mêmes octets."""
    return morceaux_ecrits(lambda fichier: _ecrire_l_archive(convention, fichier))


def _ecrire_l_archive(convention: Convention, sortie: IO[bytes]) -> None:
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, ecrire in fichiers(convention).items():
            # Une date fixe : l'archive ne change que si les données changent.
            entree = zipfile.ZipInfo(nom)
            entree.compress_type = zipfile.ZIP_DEFLATED
            with zip_.open(entree, "w") as membre:
                for morceau in ecrire():
                    membre.write(morceau)


def _json(objet: Mapping[str, Any]) -> bytes:
    return (json.dumps(objet, ensure_ascii=False, indent=2) + "\n").encode()
