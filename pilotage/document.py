"""L'évaluation d'une année en PDF : de ses données au document, puis aux octets.

Aucune horloge n'est lue : les mêmes données donnent les mêmes octets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from conventions.contours import fond_de_carte
from conventions.models import Commune
from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS, Badge
from ctg.socle.nombres import nombre_fr
from ctg.socle.papier import ressources_du_papier
from ctg.socle.pdf import rendre_pdf
from equipements.models import NOMS_LONGS, TypeEquipement
from equipements.registre import RegistreEnChiffres
from equipements.territoire.dessin import LARGEUR_PAPIER, carte_de
from equipements.territoire.figures import Figure
from pilotage.contenu import ContenuEvaluation, Part
from pilotage.lecture_du_plan import CLOSE
from pilotage.models import Releve

_FOND_DE_COUVERTURE = "#123f3a"
_CELLULE_DE_COUVERTURE = "#19504a"

# Nombre de structures d'une commune → classe de la carte ; la dernière n'a pas de plafond.
CLASSES_DE_LA_CARTE = (
    (0, "aucune structure"),
    (1, "1 structure"),
    (3, "2 ou 3"),
    (9, "4 à 9"),
    (None, "10 et plus"),
)
_MOTIFS: dict[str, graphiques.Motif] = {"abandonne": "points", CLOSE: "points", "": "hachures"}
_COULEURS_DES_REPONSES: dict[str, tuple[str, graphiques.Forme]] = {
    Releve.Reponse.NOMBRE: (graphiques.PRIMAIRE, "carre"),
    Releve.Reponse.NIVEAU: (graphiques.BON, "rond"),
    Releve.Reponse.NON_CONCERNE: (graphiques.NEUTRE, "croix"),
    Releve.Reponse.NON_DISPONIBLE: (graphiques.ATTENTION, "triangle"),
    "": (graphiques.DOUX, "rond_vide"),
}


@dataclass(frozen=True)
class Entree:
    """Une ligne du sommaire : où elle mène, son titre, son niveau (1 ou 2), l'axe dont elle est."""

    ancre: str
    titre: str
    niveau: int = 1
    axe: int | None = None


@dataclass(frozen=True)
class LigneDeType:
    """Un type de structure au registre ; `places` écrit la somme connue, vide si sans objet."""

    nom: str
    nombre: int
    places: str
    precision: str


def pdf_de_l_evaluation(
    contenu: ContenuEvaluation, *, instantane: bytes | None = None, numero: str = ""
) -> bytes:
    """Le PDF balisé de l'évaluation ; mêmes données, mêmes octets.

    `instantane` et `numero` : ceux d'une version qu'on fige.

    Lève les erreurs de `rendre_pdf`, toutes filles d'`ErreurPDF`.
    """
    return rendre_pdf(html_de_l_evaluation(contenu), ressources=_ressources(contenu))


def nom_du_fichier(contenu: ContenuEvaluation) -> str:
    """Le nom sous lequel le document se range : « evaluation-2025-agen-2022-2026.pdf »."""
    return f"evaluation-{contenu.annee}-{contenu.slug}.pdf"


def html_de_l_evaluation(contenu: ContenuEvaluation) -> str:
    """Le document entier en HTML, prêt pour le moteur PDF ; tout texte saisi y est échappé."""
    return render_to_string(
        "pilotage/document/evaluation.html",
        {
            "contenu": contenu,
            "en_demonstration": settings.EN_DEMONSTRATION,
            "sommaire": sommaire(contenu),
            "dessin_des_etats": _empile("L’état des actions", contenu.etats),
            "dessin_des_etapes": _empile("Les étapes du calendrier", contenu.etapes),
            "dessin_des_reponses": _empile_des_reponses(contenu.reponses),
            "carte": _carte(contenu.registre),
            "types": lignes_par_type(contenu.registre),
            "cartes": _cartes_du_territoire(contenu),
            "communes": lignes_du_territoire(contenu),
        },
    )


def sommaire(contenu: ContenuEvaluation) -> list[Entree]:
    """Les parties du document, les axes et leurs fiches, dans l'ordre des pages."""
    entrees = [
        Entree("essentiel", "L’essentiel"),
        Entree("gouvernance", "La gouvernance de l’année"),
    ]
    for axe in contenu.axes:
        entrees.append(
            Entree(f"axe-{axe.numero}", f"Axe {axe.numero} – {axe.titre_court}", axe=axe.numero)
        )
        entrees += [
            Entree(
                f"action-{fiche.numero}",
                f"Action {fiche.numero} – {fiche.titre}",
                niveau=2,
                axe=axe.numero,
            )
            for fiche in axe.fiches
        ]
    return [
        *entrees,
        Entree("registre", "Les structures du territoire"),
        *([Entree("territoire", "Le territoire, commune par commune")] if contenu.figures else []),
        Entree("manques", "Ce qui manque"),
        Entree("methode", "Sources et méthode"),
    ]


def lignes_par_type(registre: RegistreEnChiffres) -> list[LigneDeType]:
    """Le registre type par type ; les places ne s'additionnent que là où elles sont connues."""
    lignes = []
    for type_, nombre in registre.par_type.items():
        capacite = registre.capacites.get(type_)
        places = precision = ""
        if capacite is not None:
            places = nombre_fr(capacite.total) if capacite.connues else "non renseigné"
            if capacite.connues and capacite.inconnues:
                precision = f"connues pour {capacite.connues} sur {nombre}"
        lignes.append(LigneDeType(_nom_du_type(type_), nombre, places, precision))
    return lignes


def _cartes_du_territoire(contenu: ContenuEvaluation) -> list[tuple[Figure, SafeString | None]]:
    """Chaque figure et sa carte ; pas de carte là où elle ne montrerait rien."""
    return [
        (
            figure,
            carte_de(figure, prefixe=f"territoire-{rang}", largeur=LARGEUR_PAPIER)
            if figure.se_dessine
            else None,
        )
        for rang, figure in enumerate(contenu.figures)
    ]


def lignes_du_territoire(contenu: ContenuEvaluation) -> list[tuple[Commune, list[str]]]:
    """Les mêmes figures en un tableau : commune → ce que chacune en dit, ou « n. r. »."""
    if not contenu.figures:
        return []
    return [
        (
            premiere.commune,
            [figure.valeurs[rang].ecrite or "n.\u00a0r." for figure in contenu.figures],
        )
        for rang, premiere in enumerate(contenu.figures[0].valeurs)
    ]


def _nom_du_type(type_: TypeEquipement) -> str:
    sigle = str(type_.label)
    nom = NOMS_LONGS.get(type_, sigle.capitalize())
    return f"{nom} ({sigle})" if sigle.isupper() else nom


def _empile(titre: str, parts: Sequence[Part]) -> SafeString:
    return graphiques.barres_empilees(
        titre,
        [
            graphiques.Segment(
                part.libelle,
                part.nombre,
                COULEURS[_badge(part.cle).ton],
                _badge(part.cle).forme,
                _MOTIFS.get(part.cle, "plein"),
            )
            for part in parts
        ],
    )


def _badge(cle: str) -> Badge:
    return BADGES["abandonne" if cle == CLOSE else cle]


def _empile_des_reponses(parts: Sequence[Part]) -> SafeString:
    return graphiques.barres_empilees(
        "Les réponses aux indicateurs",
        [
            graphiques.Segment(
                part.libelle,
                part.nombre,
                *_COULEURS_DES_REPONSES[part.cle],
                _MOTIFS.get(part.cle, "plein"),
            )
            for part in parts
        ],
    )


def _communes(registre: RegistreEnChiffres) -> Iterable[tuple[Commune, int]]:
    for ligne in registre.communes:
        yield ligne.commune, ligne.total
    for commune in registre.sans_structure:
        yield commune, 0


def _carte(registre: RegistreEnChiffres) -> SafeString | None:
    """La carte des structures par commune ; rien si aucune commune n'a de contour."""
    communes = sorted(_communes(registre), key=lambda c: c[0].code_insee)
    fond = fond_de_carte(commune for commune, _ in communes)
    cellules = [
        graphiques.Cellule(
            commune.code_insee,
            commune.nom,
            fond.polygones[commune.pk][0],
            autres=fond.polygones[commune.pk][1:],
            valeur=nombre_fr(nombre),
            classe=_classe(nombre),
        )
        for commune, nombre in communes
        if commune.pk in fond.polygones
    ]
    if not cellules:
        return None
    return graphiques.carte(
        "Les structures par commune",
        cellules,
        [mots for _, mots in CLASSES_DE_LA_CARTE],
        note=fond.note,
    )


def _classe(nombre: int) -> int:
    return next(
        rang
        for rang, (plafond, _) in enumerate(CLASSES_DE_LA_CARTE)
        if plafond is None or nombre <= plafond
    )


def _ressources(contenu: ContenuEvaluation) -> dict[str, bytes]:
    """Les seuls fichiers que le document peut citer : ceux du papier, et sa couverture."""
    return ressources_du_papier() | {"territoire.svg": _silhouette(contenu.registre).encode()}


def _silhouette(registre: RegistreEnChiffres) -> str:
    """Les communes du territoire en ton sur ton : le décor de la couverture, que nul ne lit."""
    fond = fond_de_carte(commune for commune, _ in _communes(registre))
    contours = [
        [(x * 0.72, -y) for x, y in polygone]
        for polygones in fond.polygones.values()
        for polygone in polygones
    ]
    points = [point for contour in contours for point in contour]
    if not points:
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
    ouest, nord = min(x for x, _ in points), min(y for _, y in points)
    large = (max(x for x, _ in points) - ouest) or 1.0
    haut = max(y for _, y in points) - nord
    echelle = 1000 / large
    polygones = "".join(
        '<polygon points="{}"/>'.format(
            " ".join(f"{(x - ouest) * echelle:.1f},{(y - nord) * echelle:.1f}" for x, y in contour)
        )
        for contour in contours
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {haut * echelle:.0f}">'
        f'<g fill="{_CELLULE_DE_COUVERTURE}" stroke="{_FOND_DE_COUVERTURE}" stroke-width="5">'
        f"{polygones}</g></svg>"
    )
