"""Les chiffres d'une année, hors du portail : une ligne par question posée à une structure."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conventions.droits import Droit
from conventions.models import Convention, Utilisateur
from ctg.socle.nombres import ESPACE_FINE, ESPACE_INSECABLE, quantite_fr
from ctg.socle.tableur import Colonne, Genre, ModeleDeFeuille
from equipements.annuels import (
    NOMBRE,
    AnneeDeStructure,
    Question,
    Saisie,
    annee_de_structure,
)
from equipements.models import (
    ChiffreAnnuel,
    MontantDeSoutien,
    QuerySetDEquipements,
    ReponseAnnuelle,
    Source,
    Soutien,
)
from equipements.rattachees import LOT

# Ce que la base peut ranger : dix chiffres avant la virgule.
_AU_PLUS = 9_999_999_999
ABSENCES = {
    reponse.value: str(reponse.label) for reponse in ReponseAnnuelle.Reponse if reponse != NOMBRE
}


def _lue(cle: str, intitule: str, genre: Genre = Genre.TEXTE, **options: Any) -> Colonne:
    return Colonne(cle, intitule, genre, est_modifiable=False, **options)


CHIFFRES = ModeleDeFeuille(
    "Chiffres",
    (
        _lue("numero", "N°", Genre.ENTIER, est_requise=True, largeur=8),
        _lue("structure", "Structure", largeur=36),
        _lue("commune", "Commune", largeur=22),
        _lue("annee", "Année", Genre.ENTIER, est_requise=True, largeur=9),
        _lue("question", "Question", est_requise=True, largeur=36, synonymes=("Chiffre",)),
        _lue("unite", "Unité", largeur=14),
        _lue("source", "Qui le connaît", largeur=28),
        Colonne(
            "nombre",
            "Nombre",
            Genre.NOMBRE,
            "Un nombre. Laissez vide ce que vous ne savez pas : vide n'est pas zéro.",
            minimum=0,
            maximum=_AU_PLUS,
            largeur=14,
        ),
        Colonne("absence", "Sans nombre", Genre.CHOIX, "S'il n'y en a pas.", choix=ABSENCES),
        Colonne(
            "motif", "Pourquoi", aide="Obligatoire quand il n'y a pas de nombre.", longueur=200
        ),
        _lue("deja", "Déjà répondu", largeur=28),
    ),
    "Une ligne par question. Remplissez les colonnes blanches.",
)


def questions_de_l_annee(
    structures: QuerySetDEquipements,
    annee: int,
    convention: Convention,
    utilisateur: Utilisateur | None,
) -> dict[int, AnneeDeStructure]:
    """Structure → ses questions de l'année et leurs réponses ; quatre requêtes, cinq au plus.

    `structures` vient de `registre_de` : ce que la personne ne peut voir n'y est pas, ce qu'elle ne
    peut saisir s'y lit seulement.
    """
    # Ce que sait la Caf ne se saisit que par qui tient tout le registre.
    saisit_tout = utilisateur is None or Convention.objects.avec_droit(
        utilisateur, Droit.SAISIR_LE_REGISTRE
    ).contains(convention)
    cles = structures.order_by().values("pk")
    return _annees(structures, cles, annee, utilisateur, saisit_tout=saisit_tout)


def annees_au_fil(
    structures: QuerySetDEquipements, annee: int, utilisateur: Utilisateur | None
) -> Iterator[tuple[Any, AnneeDeStructure]]:
    """Chaque structure et ses questions de l'année, à lire seulement ; trois requêtes par lot."""
    commune = structures.select_related("commune").defer("commune__cellule", "commune__contour")
    lues = commune.iterator(chunk_size=LOT)
    while lot := list(itertools.islice(lues, LOT)):
        cles = [structure.pk for structure in lot]
        annees = _annees(lot, cles, annee, utilisateur, saisit_tout=False)
        yield from ((structure, annees[structure.pk]) for structure in lot)


def _annees(
    structures: Iterable[Any],
    cles: Any,
    annee: int,
    utilisateur: Utilisateur | None,
    *,
    saisit_tout: bool,
) -> dict[int, AnneeDeStructure]:
    """`cles` : celles des structures, en liste ou en sous-requête."""
    chiffres: dict[int, dict[str, ChiffreAnnuel]] = defaultdict(dict)
    for chiffre in ChiffreAnnuel.objects.filter(annee=annee, equipement__in=cles):
        chiffres[chiffre.equipement_id][chiffre.code] = chiffre
    soutiens = _soutiens(cles, utilisateur)
    montants = {
        m.soutien_id: m
        for m in MontantDeSoutien.objects.filter(
            annee=annee, soutien__equipement__in=cles
        ).select_related("soutien__partenaire")
    }
    annees = {}
    for structure in structures:
        lue = annee_de_structure(
            structure,
            annee,
            [(s, montants.get(s.pk)) for s in soutiens.get(structure.pk, [])],
            chiffres.get(structure.pk, {}),
            voit_les_montants=structure.voit_les_montants,
            saisit_tout=saisit_tout,
        )
        for question in lue.questions:
            question.est_saisissable = question.est_saisissable and structure.peut_saisir
        annees[structure.pk] = lue
    return annees


def _soutiens(cles: Any, utilisateur: Utilisateur | None) -> Mapping[int, list[Soutien]]:
    """Structure → ses soutiens dont la personne voit les montants."""
    soutiens: Any = Soutien.objects.filter(equipement__in=cles)
    if utilisateur is not None:
        soutiens = soutiens.avec_visibilite(utilisateur).filter(montants_visibles=True)
    par_structure: dict[int, list[Soutien]] = {}
    for soutien in soutiens.select_related("partenaire").order_by("partenaire__nom", "debut", "pk"):
        par_structure.setdefault(soutien.equipement_id, []).append(soutien)
    return par_structure


def en_mots(saisie: Saisie, question: Question, *, voit_tout: bool) -> str:
    """La réponse en toutes lettres, masquée s'il le faut ; vide : non renseigné."""
    if saisie.est_vide:
        return ""
    if saisie.valeur is None:
        return f"{ABSENCES[saisie.reponse]} : {saisie.motif}"
    if question.definition is None:
        ecrit = quantite_fr(saisie.valeur, "€", 2 if saisie.valeur % 1 else 0)
    else:
        ecrit = question.definition.lire(saisie.valeur, voit_tout=voit_tout)
    # Dans une cellule, l'espace d'un nombre est celle du clavier.
    return ecrit.replace(ESPACE_FINE, " ").replace(ESPACE_INSECABLE, " ")


def montree(question: Question, *, voit_tout: bool) -> Saisie:
    """La réponse telle que les colonnes la portent ; ce qui est masqué n'y est pas."""
    saisie = question.saisie()
    cachee = question.definition is not None and question.definition.est_reserve and not voit_tout
    if cachee and saisie.reponse == NOMBRE:
        return Saisie()
    return saisie


def lignes(annees: Iterable[tuple[Any, AnneeDeStructure]]) -> Iterator[dict[str, Any]]:
    """Les lignes de la feuille, dans l'ordre des structures."""
    for structure, annee in annees:
        for question in annee.questions:
            saisie = montree(question, voit_tout=structure.voit_les_montants)
            yield {
                "numero": structure.pk,
                "structure": structure.nom,
                "commune": structure.commune.nom,
                "annee": annee.annee,
                "question": question.nom,
                "unite": question.unite,
                "source": str(Source(question.source).label),
                "nombre": saisie.valeur,
                "absence": "" if saisie.reponse in ("", NOMBRE) else saisie.reponse,
                "motif": saisie.motif,
                "deja": en_mots(question.saisie(), question, voit_tout=structure.voit_les_montants),
            }
