"""La carte schématique d'un territoire."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.safestring import SafeString

from ctg.socle.graphiques.formes import Entree, Motifs, legende_de
from ctg.socle.graphiques.palette import (
    BLANC,
    CLASSES,
    DOUX,
    FOND,
    HACHURE_CLAIRE,
    LARGEUR,
    NEUTRE,
    NON_RENSEIGNE,
    TRAIT,
)
from ctg.socle.graphiques.traits import (
    balise,
    chemin,
    couper,
    ecrire,
    encre_sur,
    ensemble,
    mesure,
    phrases,
    rectangle,
    svg,
)
from ctg.socle.nombres import nombre_fr

LIEN = re.compile(r"(https?://|/(?!/)|[?#])", re.IGNORECASE)


@dataclass(frozen=True)
class Cellule:
    """Une commune sur la carte schématique.

    `polygone` : (longitude, latitude) en degrés, dans l'ordre du contour. `valeur` : ce qui se lit
    dans la cellule et l'infobulle ; `classe` : 0 (le plus clair) à 4, `None` si non renseigné.
    `href` : adresse du portail ou http(s). `etiquette` : le nom s'écrit même s'il déborde.
    """

    code: str
    nom: str
    polygone: Sequence[tuple[float, float]]
    valeur: str | None = None
    classe: int | None = None
    href: str | None = None
    etiquette: bool = False

    @property
    def rang(self) -> int | None:
        """La classe, ou `None` si la classe ou la valeur manque."""
        return None if self.valeur is None else self.classe

    @property
    def lue(self) -> str:
        """La valeur en toutes lettres."""
        return NON_RENSEIGNE if self.rang is None or self.valeur is None else self.valeur

    @property
    def dite(self) -> str:
        """Le nom et la valeur, en toutes lettres."""
        return f"{self.nom}\u00a0: {self.lue}"


_Trace = list[tuple[float, float]]


def carte(
    titre: str,
    cellules: Sequence[Cellule],
    legendes: Sequence[str],
    *,
    unite: tuple[str, str] = ("commune", "communes"),
    largeur: float = LARGEUR,
    prefixe: str = "carte",
) -> SafeString:
    """La carte schématique d'un territoire : une teinte par classe, valeurs et noms écrits.

    `legendes` dit en mots chaque classe, de 0 à 4 ; la légende compte les cellules de chacune.
    Une cellule sans classe ou sans valeur est hachurée : « non renseigné ». Avec des liens, chaque
    cellule liée s'atteint au clavier et le rôle est « group » (sous « img », les lecteurs d'écran
    ne les verraient pas). Projection : plate carrée, longitudes réduites par le cosinus de la
    latitude moyenne. Lève `ValueError` pour une classe sans légende, un polygone de moins de trois
    points ou une adresse qui n'est ni du portail ni http(s).
    """
    for cellule in cellules:
        if cellule.classe is not None and not 0 <= cellule.classe < len(legendes):
            raise ValueError(f"La classe de {cellule.nom} n'a pas de légende.")
        if len(cellule.polygone) < 3:
            raise ValueError(f"Le contour de {cellule.nom} n'a pas trois points.")
        if cellule.href is not None and not LIEN.match(cellule.href):
            raise ValueError(f"L'adresse de {cellule.nom} n'est ni du portail ni http(s).")
    if len(legendes) > len(CLASSES):
        raise ValueError(f"Une carte a {len(CLASSES)} classes au plus.")
    traces, hauteur = _projeter([c.polygone for c in cellules], largeur)
    motifs = Motifs(prefixe, titre)
    # Le contour du territoire : les cellules claires s'y détachent de la page.
    contour = "".join(f"M{chemin(trace, 'L')}Z" for trace in traces)
    aplats = [
        balise(
            "path", d=contour, fill=TRAIT, stroke=TRAIT, stroke_width=3.6, stroke_linejoin="round"
        )
    ]
    textes: list[SafeString] = []
    for cellule, trace in zip(cellules, traces, strict=True):
        aplat, fond = _aplat(cellule, trace, len(legendes), motifs)
        nomme = [balise("title", cellule.dite), aplat]
        if cellule.href is None:
            aplats.append(balise("g", *nomme))
        else:
            aplats.append(balise("a", *nomme, href=cellule.href, class_="graphique-lien"))
        textes += _etiquette(cellule, trace, fond)
    entrees = []
    for i, mots in enumerate(legendes):
        n = sum(c.rang == i for c in cellules)
        marque = rectangle(0, -7, 22, 14, _teinte(i, len(legendes)), contour=NEUTRE)
        entrees.append(Entree(marque, 22, f"{mots} ({nombre_fr(n)}\u00a0{unite[n > 1]})"))
    n = sum(c.rang is None for c in cellules)
    if n:
        trame = motifs.trame("hachures", HACHURE_CLAIRE) or ""
        marque = ensemble(
            [rectangle(0, -7, 22, 14, FOND), rectangle(0, -7, 22, 14, trame, contour=NEUTRE)]
        )
        entrees.append(Entree(marque, 22, f"{NON_RENSEIGNE} ({nombre_fr(n)}\u00a0{unite[n > 1]})"))
    legende, haut = legende_de(0, hauteur + 10, largeur, entrees)
    bas = hauteur + 10 + haut
    note = ecrire(
        0,
        bas + 10,
        "Carte schématique\u00a0: les limites ne sont pas celles des communes.",
        corps=12,
        couleur=DOUX,
        italique=True,
    )
    # Les textes laissent passer la souris jusqu'à la cellule qui porte le lien.
    noms = balise("g", *textes, pointer_events="none", aria_hidden="true")
    return svg(
        "carte",
        titre,
        phrases((c.nom, c.lue) for c in cellules),
        largeur,
        bas + 22,
        [motifs.definitions(), *aplats, noms, legende, note],
        role="group" if any(c.href for c in cellules) else "img",
    )


def _teinte(classe: int, nombre: int) -> str:
    """La teinte d'une classe parmi `nombre` : réparties du plus clair au plus foncé."""
    if nombre < 2:
        return CLASSES[classe]
    return CLASSES[round(classe * (len(CLASSES) - 1) / (nombre - 1))]


def _aplat(cellule: Cellule, trace: _Trace, nombre: int, motifs: Motifs) -> tuple[SafeString, str]:
    """La surface d'une cellule, et la couleur sur laquelle ses textes se lisent."""
    points = chemin(trace)
    if cellule.rang is not None:
        couleur = _teinte(cellule.rang, nombre)
        return _polygone(points, couleur, BLANC), couleur
    trame = motifs.trame("hachures", HACHURE_CLAIRE) or FOND
    return ensemble([_polygone(points, FOND), _polygone(points, trame, HACHURE_CLAIRE)]), FOND


def _polygone(points: str, remplissage: str, contour: str | None = None) -> SafeString:
    return balise(
        "polygon",
        points=points,
        fill=remplissage,
        stroke=contour,
        stroke_width=None if contour is None else 1.2,
        stroke_linejoin=None if contour is None else "round",
    )


def _projeter(
    polygones: Sequence[Sequence[tuple[float, float]]], largeur: float
) -> tuple[list[_Trace], float]:
    """Les contours en unités SVG, dans un cadre de cette largeur ; rend aussi la hauteur."""
    sommets = [point for polygone in polygones for point in polygone]
    if not sommets:
        return [], 0.0
    longitudes, latitudes = [p[0] for p in sommets], [p[1] for p in sommets]
    reduction = cos(radians((min(latitudes) + max(latitudes)) / 2))
    ouest, nord = min(longitudes), max(latitudes)
    etendue = (max(longitudes) - ouest) * reduction or 1.0
    echelle = (largeur - 4) / etendue
    # Un territoire plus haut que large tiendrait mal sur une page : sa hauteur est bornée.
    hauteur_libre = (nord - min(latitudes)) * echelle
    echelle *= min(1.0, largeur * 1.15 / (hauteur_libre or 1.0))
    marge = (largeur - etendue * echelle) / 2
    traces = [
        [(marge + (x - ouest) * reduction * echelle, 2 + (nord - y) * echelle) for x, y in polygone]
        for polygone in polygones
    ]
    return traces, (nord - min(latitudes)) * echelle + 4


def _corde(trace: _Trace, y: float) -> tuple[float, float] | None:
    """Le plus long segment horizontal du polygone à cette hauteur."""
    croisements = sorted(
        xa + (y - ya) * (xb - xa) / (yb - ya)
        for (xa, ya), (xb, yb) in zip(trace, [*trace[1:], trace[0]], strict=True)
        if (ya <= y) != (yb <= y)
    )
    paires = list(zip(croisements[::2], croisements[1::2], strict=False))
    return max(paires, key=lambda p: p[1] - p[0], default=None)


def _place(trace: _Trace, l_bloc: float, h_bloc: float) -> tuple[float, float] | None:
    """Le centre où un bloc de cette taille tient dans le polygone, au plus large ; sinon rien."""
    hauts = [y for _, y in trace]
    meilleure: tuple[float, float, float] | None = None
    milieu = (min(hauts) + max(hauts)) / 2
    y = min(hauts) + h_bloc / 2 + 1
    while y <= max(hauts) - h_bloc / 2 - 1:
        cordes = [_corde(trace, y + d * h_bloc / 2) for d in (-1, -0.5, 0, 0.5, 1)]
        pleines = [c for c in cordes if c is not None]
        if len(pleines) == len(cordes):
            x1, x2 = max(c[0] for c in pleines), min(c[1] for c in pleines)
            aisance = x2 - x1 - l_bloc - 0.4 * abs(y - milieu)
            if x2 - x1 >= l_bloc + 4 and (meilleure is None or aisance > meilleure[2]):
                meilleure = ((x1 + x2) / 2, y, aisance)
        y += 2
    return None if meilleure is None else meilleure[:2]


def _etiquette(cellule: Cellule, trace: _Trace, fond: str) -> list[SafeString]:
    """Le nom et la valeur dans la cellule, du plus complet au plus court, s'ils y tiennent."""
    encre = encre_sur(fond)
    valeur = "" if cellule.rang is None else cellule.valeur or ""
    for corps in (11.5, 10.5, 9.8):
        for coupe in (200.0, 62.0, 46.0):
            noms = couper(cellule.nom, corps, coupe, maximum=3, gras=True)
            if any(ligne.endswith("…") for ligne in noms):
                continue
            blocs = [(ligne, True) for ligne in noms] + ([(valeur, False)] if valeur else [])
            place = _place(trace, _large(blocs, corps), len(blocs) * corps * 1.15)
            if place is not None:
                return _ecrire(blocs, place, corps, encre)
    if cellule.etiquette:
        blocs = [(cellule.nom, True)] + ([(valeur, False)] if valeur else [])
        centre = (sum(x for x, _ in trace) / len(trace), sum(y for _, y in trace) / len(trace))
        long, haut = _large(blocs, 10.5) + 8, len(blocs) * 12.1 + 4
        cartouche = rectangle(
            centre[0] - long / 2, centre[1] - haut / 2, long, haut, fond, contour=NEUTRE, arrondi=2
        )
        return [cartouche, *_ecrire(blocs, centre, 10.5, encre)]
    if valeur:
        blocs = [(valeur, False)]
        place = _place(trace, _large(blocs, 11), 12.6)
        if place is not None:
            return _ecrire(blocs, place, 11, encre)
    return []


def _large(blocs: Sequence[tuple[str, bool]], corps: float) -> float:
    return max(mesure(texte, corps, gras) for texte, gras in blocs)


def _ecrire(
    blocs: Sequence[tuple[str, bool]], centre: tuple[float, float], corps: float, encre: str
) -> list[SafeString]:
    interligne = corps * 1.15
    haut = centre[1] - interligne * (len(blocs) - 1) / 2
    return [
        ecrire(
            centre[0],
            haut + i * interligne,
            texte,
            corps=corps,
            gras=gras,
            couleur=encre,
            ancre="middle",
        )
        for i, (texte, gras) in enumerate(blocs)
    ]
