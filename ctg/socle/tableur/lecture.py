"""Du fichier aux lignes : les valeurs lues, et une phrase par cellule fausse."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ctg.socle.nombres import nombre_fr
from ctg.socle.tableur.archive import LIMITES, Archive, ClasseurRefuse, Limites, ouvrir
from ctg.socle.tableur.cellules import CelluleFausse, Illisible, en_texte, lire_cellule
from ctg.socle.tableur.ecriture import LISTES, MODE_D_EMPLOI
from ctg.socle.tableur.modele import (
    DEBUTS_DE_FORMULE,
    Colonne,
    Erreur,
    ModeleDeFeuille,
    cle_de_mot,
)

__all__ = [
    "LIMITES",
    "ClasseurRefuse",
    "FeuilleLue",
    "LigneLue",
    "Limites",
    "lire_classeur",
    "lire_csv",
    "lire_fichier",
]

# Les en-têtes se cherchent parmi les premières lignes : un titre peut les précéder.
_LIGNES_D_EN_TETE = 20
_SEPARATEURS = ";\t,"


@dataclass(frozen=True)
class LigneLue:
    """Une ligne remplie : son numéro dans le tableur, ses valeurs par clé de colonne.

    Une colonne absente du fichier, ou dont la cellule est fausse (`fausses`), n'est pas dans
    `valeurs` : elle ne dit rien, ce qui n'est pas être vide.
    """

    numero: int
    valeurs: Mapping[str, Any]
    fausses: frozenset[str] = frozenset()


@dataclass
class FeuilleLue:
    """Une feuille lue : ses lignes, ce qui y est faux, ce qui n'a pas été lu."""

    nom: str
    lignes: list[LigneLue] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)
    colonnes: frozenset[str] = frozenset()
    est_presente: bool = True


def lire_fichier(
    octets: bytes, modeles: Sequence[ModeleDeFeuille], *, limites: Limites = LIMITES
) -> dict[str, FeuilleLue]:
    """Un XLSX, ou un CSV qui tient lieu de la première feuille : d'après le contenu, non le nom."""
    if octets.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return lire_classeur(octets, modeles, limites=limites)
    return {modeles[0].nom: lire_csv(octets, modeles[0], limites=limites)}


def lire_classeur(
    octets: bytes, modeles: Sequence[ModeleDeFeuille], *, limites: Limites = LIMITES
) -> dict[str, FeuilleLue]:
    """Les feuilles d'un XLSX, par nom de modèle ; une feuille facultative absente est vide.

    Lève `ClasseurRefuse` si le fichier ne se lit pas du tout ; ce qui ne va pas dans une feuille
    est dans ses `erreurs`.
    """
    archive = ouvrir(octets, limites)
    lues = {}
    for modele in modeles:
        nom = _trouver(archive, modele, seul=len(modeles) == 1)
        if nom is None:
            lues[modele.nom] = _absente(modele)
        else:
            lues[modele.nom] = _lire_les_lignes(modele, archive.lignes(nom, limites))
    return lues


def lire_csv(octets: bytes, modele: ModeleDeFeuille, *, limites: Limites = LIMITES) -> FeuilleLue:
    """Une feuille en CSV : UTF-8 ou Windows-1252, séparée par ; tabulation ou virgule.

    Lève `ClasseurRefuse` si le fichier n'est pas du texte ou dépasse les limites.
    """
    if len(octets) > limites.octets:
        raise ClasseurRefuse(f"Ce fichier dépasse {limites.octets // 1024**2} Mo.")
    texte = _decoder(octets)
    debut = texte.splitlines()[:_LIGNES_D_EN_TETE]
    # Un titre peut précéder les en-têtes : c'est la ligne la plus découpée qui dit le séparateur.
    separateur = max(
        _SEPARATEURS, key=lambda signe: max((d.count(signe) for d in debut), default=0)
    )
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    return _lire_les_lignes(modele, _lignes_de_csv(lecteur, modele.nom, limites))


def _decoder(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodages = ("utf-16",)
    else:
        if b"\x00" in octets:
            raise ClasseurRefuse("Ce fichier n'est pas un tableau. Déposez un .xlsx ou un .csv.")
        encodages = ("utf-8-sig", "cp1252")  # type: ignore[assignment] # deux essais, ou un
    for encodage in encodages:
        try:
            return octets.decode(encodage)
        except UnicodeDecodeError:
            continue
    raise ClasseurRefuse("L'encodage de ce fichier est inconnu. Enregistrez-le en UTF-8.")


def _lignes_de_csv(
    lecteur: Iterable[list[str]], nom: str, limites: Limites
) -> Iterator[tuple[int, list[Any]]]:
    remplies = 0
    try:
        for numero, ligne in enumerate(lecteur, 1):
            valeurs = [_sans_apostrophe(mot) for mot in ligne[: limites.colonnes]]
            if all(valeur is None for valeur in valeurs):
                continue
            remplies += 1
            if remplies > limites.lignes + 1:
                raise ClasseurRefuse(
                    f"Ce fichier a plus de {nombre_fr(limites.lignes)} lignes. Partagez-le."
                )
            yield numero, valeurs
    except csv.Error as erreur:
        raise ClasseurRefuse("Ce fichier CSV est mal formé. Enregistrez-le à nouveau.") from erreur


def _sans_apostrophe(mot: str) -> str | None:
    """Le mot, sans l'apostrophe qui le gardait d'être une formule ; None s'il est vide."""
    if mot.startswith("'") and mot[1:].startswith(DEBUTS_DE_FORMULE):
        mot = mot[1:]
    return mot if mot.strip() else None


# --- Les feuilles, les en-têtes, les lignes --------------------------------------------------


def _trouver(archive: Archive, modele: ModeleDeFeuille, *, seul: bool) -> str | None:
    """La feuille de ce nom, ou, s'il n'en faut qu'une, la première qui n'est pas d'appoint."""
    noms = archive.noms()
    for nom in noms:
        if cle_de_mot(nom) == cle_de_mot(modele.nom):
            return nom
    autres = [nom for nom in noms if nom not in (MODE_D_EMPLOI, LISTES)]
    return autres[0] if seul and autres else None


def _absente(modele: ModeleDeFeuille) -> FeuilleLue:
    erreurs = []
    if modele.est_requise:
        erreurs.append(Erreur(modele.nom, "cette feuille manque au classeur."))
    return FeuilleLue(modele.nom, erreurs=erreurs, est_presente=False)


def _lire_les_lignes(
    modele: ModeleDeFeuille, lignes: Iterator[tuple[int, list[Any]]]
) -> FeuilleLue:
    lue = FeuilleLue(modele.nom)
    debut: list[tuple[int, list[Any]]] = []
    for numero, valeurs in lignes:
        debut.append((numero, valeurs))
        if numero >= _LIGNES_D_EN_TETE:
            break
    connus = _en_tetes_connus(modele)
    rang = max(range(len(debut)), key=lambda r: len(_reconnus(debut[r][1], connus)), default=None)
    en_tete = debut[rang][1] if rang is not None else []
    places = _placer(modele, lue, en_tete, connus)
    if places is None or rang is None:
        # Le reste n'est pas lu, mais le fichier doit tenir dans les limites.
        return lue
    lue.colonnes = frozenset(colonne.cle for _, colonne in places)
    for numero, valeurs in _enchainer(debut[rang + 1 :], lignes):
        _lire_la_ligne(lue, places, numero, valeurs)
    return lue


def _enchainer(
    debut: list[tuple[int, list[Any]]], suite: Iterator[tuple[int, list[Any]]]
) -> Iterator[tuple[int, list[Any]]]:
    yield from debut
    yield from suite


def _en_tetes_connus(modele: ModeleDeFeuille) -> dict[str, Colonne]:
    return {
        cle_de_mot(mot): colonne
        for colonne in modele.colonnes
        for mot in (*colonne.synonymes, colonne.intitule)
    }


def _en_tete(valeur: Any) -> str:
    return "" if valeur is None or isinstance(valeur, Illisible) else cle_de_mot(en_texte(valeur))


def _reconnus(valeurs: list[Any], connus: Mapping[str, Colonne]) -> set[str]:
    return {connus[mot].cle for mot in map(_en_tete, valeurs) if mot in connus}


def _placer(
    modele: ModeleDeFeuille, lue: FeuilleLue, en_tete: list[Any], connus: Mapping[str, Colonne]
) -> list[tuple[int, Colonne]] | None:
    """Le rang de chaque colonne ; rien si la feuille ne peut pas se lire (l'erreur est dite)."""
    places: dict[str, tuple[int, Colonne]] = {}
    for rang, valeur in enumerate(en_tete):
        colonne = connus.get(_en_tete(valeur))
        if colonne is None:
            if valeur is not None and not isinstance(valeur, Illisible):
                lue.remarques.append(
                    f"Feuille {lue.nom} : la colonne « {en_texte(valeur)} » n'est pas lue."
                )
        elif colonne.cle in places:
            lue.erreurs.append(
                Erreur(lue.nom, f"deux colonnes s'appellent « {colonne.intitule} ».")
            )
        else:
            places[colonne.cle] = (rang, colonne)
    if not places:
        attendus = ", ".join(f"« {c.intitule} »" for c in modele.colonnes if c.est_requise)
        lue.erreurs.append(
            Erreur(lue.nom, f"aucun en-tête n'y est connu. Il y faut au moins : {attendus}.")
        )
    else:
        _dire_les_absentes(modele, lue, places)
    return None if lue.erreurs else list(places.values())


def _dire_les_absentes(
    modele: ModeleDeFeuille, lue: FeuilleLue, places: Mapping[str, object]
) -> None:
    for colonne in modele.colonnes:
        if colonne.cle in places:
            continue
        if colonne.est_requise:
            lue.erreurs.append(Erreur(lue.nom, f"la colonne « {colonne.intitule} » manque."))
        elif colonne.est_modifiable and not colonne.est_cachee:
            lue.remarques.append(
                f"Feuille {lue.nom} : la colonne « {colonne.intitule} » manque, rien n'y change."
            )


def _lire_la_ligne(
    lue: FeuilleLue, places: list[tuple[int, Colonne]], numero: int, brutes: list[Any]
) -> None:
    bruts = {c.cle: brutes[rang] if rang < len(brutes) else None for rang, c in places}
    if all(brut is None for brut in bruts.values()):
        return
    valeurs, fausses = {}, set()
    for _, colonne in places:
        try:
            valeurs[colonne.cle] = lire_cellule(colonne, bruts[colonne.cle])
        except CelluleFausse as faute:
            fausses.add(colonne.cle)
            lue.erreurs.append(Erreur(lue.nom, str(faute), numero, colonne.intitule))
    lue.lignes.append(LigneLue(numero, valeurs, frozenset(fausses)))
