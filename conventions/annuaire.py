"""Faire connaître les communes au portail, d'un fichier officiel : Insee ou La Poste."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conventions.models import Commune
from ctg.socle.recherche import sans_accent

# En-têtes admis, sans accent ni casse, pour chaque chose lue.
_INSEE = ("com", "code_commune_insee", "#code_commune_insee", "code_insee", "insee", "codgeo")
_NOM = ("libelle", "nom_de_la_commune", "nom_commune", "nom_standard", "nom", "libgeo")
_POSTAL = ("code_postal", "codes_postaux", "cp")
# Le fichier de l'Insee liste aussi les communes déléguées, associées et les arrondissements.
_TYPE = "typecom"
_COMMUNE = ("com", "arm")
_PAR_LOT = 2_000


class FichierRefuse(Exception):
    """Le fichier n'est pas une liste de communes ; la phrase dit ce qu'il y faut."""


@dataclass
class CommuneLue:
    """Une commune d'un fichier ; La Poste donne une ligne par code postal."""

    code_insee: str
    nom: str
    codes_postaux: list[str] = field(default_factory=list)


def lire_les_communes(lignes: Iterable[str]) -> dict[str, CommuneLue]:
    """Les communes d'un CSV, par code Insee ; séparateur et en-têtes sont reconnus.

    Lève `FichierRefuse` si la colonne du code Insee ou celle du nom manque.
    """
    iterateur = iter(lignes)
    premiere = next(iterateur, "").lstrip("\ufeff")
    separateur = max(";,\t", key=premiere.count)
    en_tete = [_cle(mot) for mot in next(csv.reader([premiere], delimiter=separateur), [])]
    insee, nom, postal = (_place(en_tete, mots) for mots in (_INSEE, _NOM, _POSTAL))
    if insee is None or nom is None:
        raise FichierRefuse(
            "Il faut une colonne de code Insee (COM, code_commune_insee) et une de nom (LIBELLE,"
            " nom_de_la_commune)."
        )
    type_ = en_tete.index(_TYPE) if _TYPE in en_tete else None
    lues: dict[str, CommuneLue] = {}
    for ligne in csv.reader(iterateur, delimiter=separateur):
        if len(ligne) <= max(insee, nom) or (
            type_ is not None and _cle(ligne[type_]) not in _COMMUNE
        ):
            continue
        code = ligne[insee].strip().upper().zfill(5)
        lue = lues.setdefault(code, CommuneLue(code, ligne[nom].strip()))
        for ecrit in _codes(ligne, postal):
            if ecrit not in lue.codes_postaux:
                lue.codes_postaux.append(ecrit)
    return lues


def _cle(mot: str) -> str:
    return (sans_accent(mot) or "").strip().lower().replace(" ", "_")


def _place(en_tete: list[str], mots: Iterable[str]) -> int | None:
    return next((en_tete.index(mot) for mot in mots if mot in en_tete), None)


def _codes(ligne: list[str], place: int | None) -> Iterator[str]:
    if place is not None and place < len(ligne):
        for mot in ligne[place].replace(",", " ").replace("|", " ").split():
            yield mot.zfill(5)


def importer_les_communes(lues: Mapping[str, CommuneLue]) -> tuple[int, int]:
    """Ajoute les communes inconnues, et aux connues les codes postaux qui leur manquent.

    Le nom d'une commune connue ne change pas : un fichier de La Poste l'écrit en capitales. Rend
    (ajoutées, complétées).
    """
    connues = {c.code_insee: c for c in Commune.objects.only("code_insee", "codes_postaux")}
    nouvelles = [
        Commune(code_insee=lue.code_insee, nom=lue.nom[:100], codes_postaux=lue.codes_postaux)
        for code, lue in lues.items()
        if code not in connues
    ]
    completees = []
    for code, lue in lues.items():
        commune = connues.get(code)
        manquants = [c for c in lue.codes_postaux if commune and c not in commune.codes_postaux]
        if commune is not None and manquants:
            commune.codes_postaux = [*commune.codes_postaux, *manquants]
            completees.append(commune)
    Commune.objects.bulk_create(nouvelles, batch_size=_PAR_LOT)
    Commune.objects.bulk_update(completees, ["codes_postaux"], batch_size=500)
    return len(nouvelles), len(completees)
