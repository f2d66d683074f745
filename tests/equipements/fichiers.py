"""Ce que partagent les essais des fichiers du registre : un export, retouché, qui revient."""

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

from conventions.models import Convention, Utilisateur
from equipements.echanges import application, chiffres, prix_lus, structures
from equipements.echanges.contenu import (
    Retenues,
    contenu_de_l_annee,
    contenu_du_registre,
)
from equipements.echanges.controle import Controle
from equipements.echanges.ecriture import Bilan
from equipements.echanges.formats import (
    csv_de_l_annee,
    csv_des_prix,
    csv_du_registre,
    xlsx_de_l_annee,
    xlsx_des_prix,
    xlsx_du_registre,
)
from equipements.echanges.prix import contenu_des_prix
from tests import fabriques

LE = datetime.date(2026, 11, 23)


def retenues(convention: Convention, compte: Utilisateur | None, **filtres: str) -> Retenues:
    """Ce que la personne emporterait avec ces filtres."""
    return Retenues.lues(convention, compte, filtres, LE)


def xlsx(convention: Convention, compte: Utilisateur | None, **filtres: str) -> bytes:
    """Le registre en classeur."""
    return b"".join(xlsx_du_registre(contenu_du_registre(retenues(convention, compte, **filtres))))


def csv(convention: Convention, compte: Utilisateur | None, **filtres: str) -> bytes:
    """Le registre en CSV."""
    return b"".join(csv_du_registre(contenu_du_registre(retenues(convention, compte, **filtres))))


def xlsx_annee(convention: Convention, compte: Utilisateur | None, annee: int = 2025) -> bytes:
    """Les chiffres d'une année en classeur."""
    return b"".join(xlsx_de_l_annee(contenu_de_l_annee(retenues(convention, compte), annee)))


def csv_annee(convention: Convention, compte: Utilisateur | None, annee: int = 2025) -> bytes:
    """Les chiffres d'une année en CSV."""
    return b"".join(csv_de_l_annee(contenu_de_l_annee(retenues(convention, compte), annee)))


def xlsx_prix(convention: Convention, compte: Utilisateur | None, annee: int = 2025) -> bytes:
    """Les prix d'une année scolaire en classeur."""
    return xlsx_des_prix(contenu_des_prix(retenues(convention, compte), annee))


def csv_prix(convention: Convention, compte: Utilisateur | None, annee: int = 2025) -> bytes:
    """Les prix d'une année scolaire en CSV."""
    return b"".join(csv_des_prix(contenu_des_prix(retenues(convention, compte), annee)))


def retouche(octets: bytes, changements: Mapping[tuple[int, str], Any], feuille: str) -> bytes:
    """Le classeur, où (ligne, en-tête) porte une autre valeur."""
    livre = load_workbook(io.BytesIO(octets))
    page = livre[feuille]
    entetes: dict[Any, Any] = {cellule.value: cellule.column for cellule in page[1]}
    for (ligne, entete), valeur in changements.items():
        page.cell(ligne, entetes[entete]).value = valeur
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def tableau(entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> bytes:
    """Un classeur fait ailleurs."""
    livre = Workbook()
    page: Any = livre.active
    page.append(list(entetes))
    for ligne in lignes:
        page.append(list(ligne))
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def controler(octets: bytes, convention: Convention, compte: Utilisateur | None) -> Controle:
    """Ce que ce fichier de structures changerait."""
    return structures.controler(octets, convention=convention, utilisateur=compte)


def controler_les_chiffres(
    octets: bytes, convention: Convention, compte: Utilisateur | None
) -> Controle:
    """Ce que ce fichier de chiffres répondrait."""
    return chiffres.controler(octets, convention=convention, utilisateur=compte, le=LE)


def controler_les_prix(
    octets: bytes, convention: Convention, compte: Utilisateur | None
) -> Controle:
    """Ce que ce fichier de prix changerait."""
    return prix_lus.controler(octets, convention=convention, utilisateur=compte, le=LE)


def appliquer(
    controle: Controle,
    convention: Convention,
    compte: Utilisateur | None,
    *choisies: str,
    **options: Any,
) -> Bilan:
    """Applique un contrôle sans faute, comme la page le fait."""
    assert not controle.erreurs, [str(erreur) for erreur in controle.erreurs]
    return application.appliquer(
        application.lot_du_controle(controle.lignes),
        choisies,
        convention=convention,
        utilisateur=compte,
        par=compte or fabriques.LE_TEST,
        le=LE,
        **options,
    )


def fautes(controle: Controle) -> list[tuple[int | None, str, str]]:
    """(ligne, colonne, phrase) de chaque faute."""
    return [(e.ligne, e.colonne, e.message) for e in controle.erreurs]
