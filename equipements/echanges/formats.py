"""Les formats du registre : XLSX et CSV qui reviennent, GeoJSON pour une carte, PDF pour lire."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst

from ctg.socle.tableur import (
    Classeur,
    Colonne,
    Feuille,
    Genre,
    ModeleDeFeuille,
    ecrire_xlsx,
    lignes_csv,
    xlsx_au_fil,
)
from equipements.echanges.colonnes import Reperes
from equipements.echanges.contenu import ContenuDeLAnnee, ContenuDuRegistre, mention
from equipements.echanges.prix import PRIX, ContenuDesPrix
from equipements.echanges.questions import CHIFFRES
from equipements.models import LIGNES, Equipement, Soutien
from equipements.rattachees import DUREE_DU_SOUTIEN

_MODE_D_EMPLOI = (
    "Ce classeur se lit et se modifie hors du portail, puis y revient.",
    "1. Changez les colonnes vertes de la feuille « Structures » ; les grises se lisent.",
    "2. Une structure nouvelle s'ajoute à la suite, sans repère. Gardez les autres repères.",
    "3. Dans le portail : Registre, « Importer un fichier », puis déposez-le.",
    "4. Le portail montre ce qui change et ce qui est à corriger, avant d'écrire.",
    "Une structure validée ne change tout de suite que par son contact ; le reste est relu.",
    "Places, ouvertures, titres et contacts : une phrase chacun, comme dans l'exemple.",
    "Les autres feuilles se lisent seulement : elles ne reviennent pas au portail.",
)
_MODE_D_EMPLOI_DES_CHIFFRES = (
    "1. Remplissez « Nombre » ; ou « Sans nombre » et « Pourquoi » s'il n'y en a pas.",
    "2. Laissez vide ce que vous ne savez pas : vide n'est pas zéro.",
    "3. Dans le portail : Registre, « Importer un fichier », puis déposez-le.",
    "Un petit effectif et un montant ne se lisent ici que si vous y avez droit.",
)
_MODE_D_EMPLOI_DES_PRIX = (
    "1. Une ligne par tranche de quotient familial et par unité.",
    "2. Pour en ajouter, recopiez le repère et l'année de l'accueil sur une ligne de plus.",
    "3. Dans le portail : Registre, « Importer un fichier », puis déposez-le.",
    "Les lignes d'un accueil font sa grille : une ligne retirée en disparaît.",
    "Un accueil dont aucune ligne ne dit de prix ne change pas.",
)
_GENRES = {"PositiveSmallIntegerField": Genre.ENTIER, "DateField": Genre.DATE}
_STRUCTURE = (
    Colonne("numero", "N°", Genre.ENTIER, est_modifiable=False, largeur=8),
    Colonne("structure", "Structure", est_modifiable=False, largeur=36),
)


def xlsx_du_registre(contenu: ContenuDuRegistre) -> Iterator[bytes]:
    """Le classeur : les structures, puis ce qui s'y répète, une feuille chacun."""
    return xlsx_au_fil(
        Classeur(
            titre=contenu.titre,
            sujet=contenu.sujet[1:],
            mention=mention(),
            mode_d_emploi=_MODE_D_EMPLOI,
            feuilles=[
                Feuille(contenu.reperes.modele, []),
                *(Feuille(modele, [], est_protegee=True) for modele in _modeles_des_listes()),
            ],
            melees=_lignes_du_classeur(contenu),
        )
    )


def modele_xlsx(reperes: Reperes, titre: str) -> bytes:
    """Le classeur vide à remplir, avec ses listes de choix et son mode d'emploi."""
    return ecrire_xlsx(
        Classeur(
            titre=titre,
            mention=mention(),
            mode_d_emploi=_MODE_D_EMPLOI[1:-1],
            feuilles=[Feuille(reperes.modele, [])],
        )
    )


def csv_du_registre(contenu: ContenuDuRegistre) -> Iterator[bytes]:
    """Le CSV des structures, ligne après ligne."""
    return lignes_csv(Feuille(contenu.reperes.modele, contenu.lignes()), contenu.sujet)


def xlsx_de_l_annee(contenu: ContenuDeLAnnee) -> Iterator[bytes]:
    """Le classeur des chiffres d'une année, prêt à être rempli."""
    return xlsx_au_fil(
        Classeur(
            titre=contenu.titre,
            sujet=contenu.sujet[1:],
            mention=mention(),
            mode_d_emploi=_MODE_D_EMPLOI_DES_CHIFFRES,
            feuilles=[Feuille(CHIFFRES, contenu.lignes(), est_protegee=True)],
        )
    )


def csv_de_l_annee(contenu: ContenuDeLAnnee) -> Iterator[bytes]:
    """Le CSV des chiffres d'une année, ligne après ligne."""
    return lignes_csv(Feuille(CHIFFRES, contenu.lignes()), contenu.sujet)


def xlsx_des_prix(contenu: ContenuDesPrix) -> bytes:
    """Le classeur des prix d'une année scolaire, prêt à être rempli."""
    return ecrire_xlsx(
        Classeur(
            titre=contenu.titre,
            sujet=contenu.sujet[1:],
            mention=mention(),
            mode_d_emploi=_MODE_D_EMPLOI_DES_PRIX,
            feuilles=[Feuille(PRIX, contenu.lignes)],
        )
    )


def csv_des_prix(contenu: ContenuDesPrix) -> Iterator[bytes]:
    """Le CSV des prix d'une année scolaire, ligne après ligne."""
    return lignes_csv(Feuille(PRIX, contenu.lignes), contenu.sujet)


def geojson_du_registre(contenu: ContenuDuRegistre) -> Iterator[bytes]:
    """Le GeoJSON (RFC 7946), une structure après l'autre.

    Une structure est là où elle l'a dit, ou au centre de sa commune : `position` dit lequel. Sans
    l'un ni l'autre, sa géométrie est nulle.
    """
    tete = json.dumps(
        {"titre": contenu.titre, "sujet": contenu.sujet[1:], "mention": mention()},
        ensure_ascii=False,
    )
    yield f'{{"type": "FeatureCollection", "metadonnees": {tete}, "features": ['.encode()
    modele = contenu.reperes.modele
    for rang, structure in enumerate(contenu.structures(LIGNES)):
        virgule = ",\n" if rang else "\n"
        entite = _entite(structure, contenu.reperes.valeurs(structure), modele)
        yield (virgule + json.dumps(entite, ensure_ascii=False)).encode()
    yield b"\n]}\n"


def _entite(structure: Equipement, cellules: Any, modele: ModeleDeFeuille) -> dict[str, Any]:
    commune, origine, place = structure.commune, "inconnue", None
    coordonnees: tuple[float, float] | None = structure.position
    if coordonnees is not None:
        origine = "position de la structure"
    elif commune.longitude is not None and commune.latitude is not None:
        coordonnees, origine = (commune.longitude, commune.latitude), "centre de la commune"
    if coordonnees is not None:
        place = {"type": "Point", "coordinates": list(coordonnees)}
    return {
        "type": "Feature",
        "id": structure.pk,
        "geometry": place,
        "properties": {
            **{c.cle: _propriete(c, cellules.get(c.cle)) for c in modele.colonnes},
            "commune_insee": commune.code_insee,
            "position": origine,
        },
    }


def _propriete(colonne: Colonne, valeur: Any) -> Any:
    """La valeur d'une propriété : des mots plutôt que des clés ; nulle si elle est inconnue."""
    if valeur in (None, "", []):
        return None
    match colonne.genre:
        case Genre.CHOIX:
            return colonne.choix.get(str(valeur), valeur)
        case Genre.LISTE:
            return [colonne.choix.get(str(v), v) for v in valeur]
        case Genre.DATE:
            return valeur.isoformat()
    return valeur


# --- Ce qui se répète : lu seulement ----------------------------------------------------------


_LISTES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    *((nom, modele, modele.CHAMPS) for nom, modele in LIGNES.items()),
    ("soutiens", Soutien, ("partenaire", *DUREE_DU_SOUTIEN)),
)


def _modeles_des_listes() -> Iterator[ModeleDeFeuille]:
    for nom, modele, champs in _LISTES:
        colonnes = [_colonne_lue(modele._meta.get_field(champ)) for champ in champs]
        titre = str(modele._meta.verbose_name_plural)
        yield ModeleDeFeuille(nom.capitalize(), (*_STRUCTURE, *colonnes), titre)


def _lignes_du_classeur(contenu: ContenuDuRegistre) -> Iterator[tuple[int, dict[str, Any]]]:
    """Une structure après l'autre : sa ligne, puis celles de ses listes, chacune à sa feuille."""
    for structure in contenu.structures(LIGNES):
        yield 0, contenu.reperes.valeurs(structure)
        lues = {**structure.lues, "soutiens": structure.soutiens_lus}
        for rang, (nom, _, champs) in enumerate(_LISTES, 1):
            for ligne in lues[nom]:
                cellules = {champ: _cellule_lue(ligne, champ) for champ in champs}
                yield rang, {"numero": structure.pk, "structure": structure.nom, **cellules}


def _colonne_lue(champ: Any) -> Colonne:
    genre = _GENRES.get(champ.get_internal_type(), Genre.TEXTE)
    return Colonne(champ.name, capfirst(str(champ.verbose_name)), genre, est_modifiable=False)


def _cellule_lue(ligne: Any, champ: str) -> Any:
    valeur = getattr(ligne, champ)
    if hasattr(ligne, f"get_{champ}_display"):
        return getattr(ligne, f"get_{champ}_display")()
    if isinstance(valeur, list):
        return ", ".join(map(str, valeur))
    if hasattr(valeur, "strftime") and not hasattr(valeur, "year"):
        return f"{valeur:%H:%M}"
    return valeur
