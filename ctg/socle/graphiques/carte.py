"""La carte schématique d'un territoire."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, radians
from unicodedata import normalize

from django.utils.safestring import SafeString

from ctg.socle.graphiques.formes import Entree, Forme, Motifs, dessiner_forme, legende_de
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
    abreger,
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
SCHEMATIQUE = "Carte schématique\u00a0: les limites ne sont pas celles des communes."
# Ce qu'une marque occupe parmi les textes d'une cellule.
_LARGEUR_DE_MARQUE = 12.0
# Du plus grand au plus petit : en deçà, un nom ne se lirait plus, et c'est un numéro qui le dit.
_CORPS = (12.0, 11.5, 11.0)
_CORPS_DE_LA_CLE, _LIGNE_DE_LA_CLE = 11.5, 16.0


@dataclass(frozen=True)
class Cellule:
    """Une commune sur la carte.

    `polygone` : (longitude, latitude) en degrés, dans l'ordre du contour ; `autres` : les morceaux
    qui en sont séparés. `valeur` : ce qui se lit dans la cellule ; `classe` : 0 (le plus clair) à
    4, `None` si non renseigné. `detail` : ce que l'infobulle dit à la place de la valeur. `href` :
    adresse du portail ou http(s). `etiquette` : le nom s'écrit même s'il déborde.
    """

    code: str
    nom: str
    polygone: Sequence[tuple[float, float]]
    valeur: str | None = None
    classe: int | None = None
    href: str | None = None
    etiquette: bool = False
    autres: Sequence[Sequence[tuple[float, float]]] = ()
    detail: str = ""

    @property
    def morceaux(self) -> list[Sequence[tuple[float, float]]]:
        """Tous ses polygones, celui qui porte l'étiquette d'abord."""
        return [self.polygone, *self.autres]

    @property
    def rang(self) -> int | None:
        """La classe, ou `None` si la classe ou la valeur manque."""
        return None if self.valeur is None else self.classe

    @property
    def lue(self) -> str:
        """La valeur en toutes lettres, ou son détail s'il y en a un."""
        if self.detail:
            return self.detail
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
    formes: Sequence[Forme] = (),
    note: str = SCHEMATIQUE,
    noms: bool = True,
) -> SafeString:
    """La carte d'un territoire : une teinte par classe, valeurs et noms écrits.

    Un nom qui ne tient pas dans sa cellule y laisse un numéro ; la clé, sous la légende, dit le nom
    et la valeur. `noms` faux : ni noms ni numéros, pour une carte qu'une liste accompagne.

    `legendes` dit en mots chaque classe, de 0 à 4 ; la légende compte les cellules de chacune.
    `formes` : une marque par classe, dessinée dans les cellules à la place de la valeur ; `note` :
    d'où viennent les contours.
    Une cellule sans classe ou sans valeur est hachurée : « non renseigné ». Avec des liens, chaque
    cellule liée s'atteint au clavier et le rôle est « group » (sous « img », les lecteurs d'écran
    ne les verraient pas). Projection : plate carrée, longitudes réduites par le cosinus de la
    latitude moyenne. Lève `ValueError` pour une classe sans légende, un polygone de moins de trois
    points ou une adresse qui n'est ni du portail ni http(s).
    """
    for cellule in cellules:
        if cellule.classe is not None and not 0 <= cellule.classe < len(legendes):
            raise ValueError(f"La classe de {cellule.nom} n'a pas de légende.")
        if any(len(morceau) < 3 for morceau in cellule.morceaux):
            raise ValueError(f"Le contour de {cellule.nom} n'a pas trois points.")
        if cellule.href is not None and not LIEN.match(cellule.href):
            raise ValueError(f"L'adresse de {cellule.nom} n'est ni du portail ni http(s).")
    if len(legendes) > len(CLASSES):
        raise ValueError(f"Une carte a {len(CLASSES)} classes au plus.")
    if formes and len(formes) != len(legendes):
        raise ValueError("Chaque classe a sa marque, ou aucune.")
    traces, hauteur = _projeter([c.morceaux for c in cellules], largeur)
    motifs = Motifs(prefixe, titre)
    # Le contour du territoire : les cellules claires s'y détachent de la page.
    contour = "".join(_ferme(trace) for trace in traces)
    aplats = [
        balise(
            "path", d=contour, fill=TRAIT, stroke=TRAIT, stroke_width=3.6, stroke_linejoin="round"
        )
    ]
    textes: list[SafeString] = []
    sans_nom: list[tuple[Cellule, _Trace]] = []
    for cellule, trace in zip(cellules, traces, strict=True):
        aplat, fond = _aplat(cellule, trace, len(legendes), motifs)
        nomme = [balise("title", cellule.dite), aplat]
        if cellule.href is None:
            aplats.append(balise("g", *nomme))
        else:
            aplats.append(balise("a", *nomme, href=cellule.href, class_="graphique-lien"))
        forme = formes[cellule.rang] if formes and cellule.rang is not None else None
        etiquette = _etiquette(cellule, trace[0], fond, forme) if noms else []
        if etiquette:
            textes += etiquette
        elif noms:
            sans_nom.append((cellule, trace[0]))
        elif forme:
            textes += _ecrire([("", False)], _milieu(trace[0]), 11, encre_sur(fond), fond, forme)
    entrees = []
    for i, mots in enumerate(legendes):
        n = sum(c.rang == i for c in cellules)
        teinte = _teinte(i, len(legendes))
        marque = rectangle(0, -7, 22, 14, teinte, contour=NEUTRE)
        if formes:
            dessin = dessiner_forme(formes[i], encre_sur(teinte), 11, 0, 4.5, teinte)
            marque = ensemble([marque, dessin])
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
    sans_nom.sort(key=lambda couple: _alphabetique(couple[0].nom))
    textes += [_numero(i, trace) for i, (_, trace) in enumerate(sans_nom, start=1)]
    cle, haut = _cle([cellule for cellule, _ in sans_nom], bas + 4, largeur)
    bas += haut
    pied = ecrire(0, bas + 10, note, corps=12, couleur=DOUX, italique=True)
    # Les textes laissent passer la souris jusqu'à la cellule qui porte le lien.
    ecrits = balise("g", *textes, *cle, pointer_events="none", aria_hidden="true")
    return svg(
        "carte",
        titre,
        phrases((c.nom, c.lue) for c in cellules),
        largeur,
        bas + 22,
        [motifs.definitions(), *aplats, ecrits, legende, pied],
        role="group" if any(c.href for c in cellules) else "img",
    )


def _teinte(classe: int, nombre: int) -> str:
    """La teinte d'une classe parmi `nombre` : réparties du plus clair au plus foncé."""
    if nombre < 2:
        return CLASSES[classe]
    return CLASSES[round(classe * (len(CLASSES) - 1) / (nombre - 1))]


def _ferme(traces: Sequence[_Trace]) -> str:
    return "".join(f"M{chemin(trace, 'L')}Z" for trace in traces)


def _aplat(
    cellule: Cellule, traces: Sequence[_Trace], nombre: int, motifs: Motifs
) -> tuple[SafeString, str]:
    """La surface d'une cellule, et la couleur sur laquelle ses textes se lisent."""
    if cellule.rang is not None:
        couleur = _teinte(cellule.rang, nombre)
        return _polygone(traces, couleur, BLANC), couleur
    trame = motifs.trame("hachures", HACHURE_CLAIRE) or FOND
    return ensemble([_polygone(traces, FOND), _polygone(traces, trame, HACHURE_CLAIRE)]), FOND


def _polygone(traces: Sequence[_Trace], remplissage: str, contour: str | None = None) -> SafeString:
    seul = len(traces) == 1
    return balise(
        "polygon" if seul else "path",
        **{"points": chemin(traces[0])} if seul else {"d": _ferme(traces)},
        fill=remplissage,
        stroke=contour,
        stroke_width=None if contour is None else 1.2,
        stroke_linejoin=None if contour is None else "round",
    )


def _projeter(
    formes: Sequence[Sequence[Sequence[tuple[float, float]]]], largeur: float
) -> tuple[list[list[_Trace]], float]:
    """Les contours en unités SVG, dans un cadre de cette largeur ; rend aussi la hauteur."""
    sommets = [point for polygones in formes for polygone in polygones for point in polygone]
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

    def projeter(point: tuple[float, float]) -> tuple[float, float]:
        return marge + (point[0] - ouest) * reduction * echelle, 2 + (nord - point[1]) * echelle

    traces = [
        [[projeter(point) for point in polygone] for polygone in polygones] for polygones in formes
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


# Une ligne d'étiquette : un texte, gras ou non ; sans texte, la marque de la classe.
_Bloc = tuple[str, bool]


def _etiquette(
    cellule: Cellule, trace: _Trace, fond: str, marque: Forme | None = None
) -> list[SafeString]:
    """Le nom et la valeur, du plus grand au plus petit ; rien si le nom ne tient pas."""
    encre = encre_sur(fond)
    valeur = "" if cellule.rang is None else cellule.valeur or ""
    dessous: list[_Bloc] = [("", False)] if marque else [(valeur, False)] if valeur else []
    for corps in _CORPS:
        for coupe in (200.0, 62.0, 46.0):
            noms = couper(cellule.nom, corps, coupe, maximum=3, gras=True)
            if any(ligne.endswith("…") for ligne in noms):
                continue
            blocs = [*((ligne, True) for ligne in noms), *dessous]
            place = _place(trace, _large(blocs, corps), len(blocs) * corps * 1.15)
            if place is not None:
                return _ecrire(blocs, place, corps, encre, fond, marque)
    if cellule.etiquette:
        blocs = [(cellule.nom, True), *dessous]
        centre, corps = _milieu(trace), _CORPS[-1]
        long, haut = _large(blocs, corps) + 8, len(blocs) * corps * 1.15 + 4
        cartouche = rectangle(
            centre[0] - long / 2, centre[1] - haut / 2, long, haut, fond, contour=NEUTRE, arrondi=2
        )
        return [cartouche, *_ecrire(blocs, centre, corps, encre, fond, marque)]
    return []


def _milieu(trace: _Trace) -> tuple[float, float]:
    """Là où une marque tient le mieux ; sinon le milieu des sommets, dût-elle toucher le bord."""
    return _place(trace, _LARGEUR_DE_MARQUE, _LARGEUR_DE_MARQUE) or (
        sum(x for x, _ in trace) / len(trace),
        sum(y for _, y in trace) / len(trace),
    )


def _alphabetique(nom: str) -> str:
    """Sans accents ni majuscules : « Écully » est à E."""
    return "".join(s for s in normalize("NFD", nom.lower()) if not "\u0300" <= s <= "\u036f")


def _numero(numero: int, trace: _Trace) -> SafeString:
    """Un numéro dans un disque clair : il ne se prend pas pour une valeur."""
    x, y = _milieu(trace)
    return ensemble(
        [
            balise("circle", cx=x, cy=y, r=8.5, fill=BLANC, stroke=NEUTRE),
            ecrire(x, y, str(numero), corps=11, gras=True, ancre="middle"),
        ]
    )


def _cle(
    cellules: Sequence[Cellule], haut: float, largeur: float
) -> tuple[list[SafeString], float]:
    """« 3 Aubiac : 8,3 », en colonnes de haut en bas ; rend aussi sa hauteur."""
    if not cellules:
        return [], 0.0
    valeurs = [f"\u00a0: {NON_RENSEIGNE if c.rang is None else c.valeur}" for c in cellules]
    corps = _CORPS_DE_LA_CLE
    retrait = mesure(str(len(cellules)), corps, gras=True) + 5
    larges = [
        mesure(f"{c.nom}{valeur}", corps) + retrait + 14
        for c, valeur in zip(cellules, valeurs, strict=True)
    ]
    for colonnes in (4, 3, 2):
        lignes = ceil(len(cellules) / colonnes)
        pas = [max(larges[i : i + lignes]) for i in range(0, len(cellules), lignes)]
        if sum(pas) - 14 <= largeur:
            break
    else:
        # Sur un téléphone, un long nom s'abrège plutôt que de doubler la hauteur ; sa valeur reste.
        pas = [(largeur + 14) / 2] * 2
    dessins = []
    for i, (cellule, valeur) in enumerate(zip(cellules, valeurs, strict=True)):
        x, y = sum(pas[: i // lignes]), haut + (i % lignes + 0.5) * _LIGNE_DE_LA_CLE
        place = pas[i // lignes] - 14 - retrait - mesure(valeur, corps)
        nom = cellule.nom if larges[i] <= pas[i // lignes] else abreger(cellule.nom, corps, place)
        dessins += [
            ecrire(x, y, str(i + 1), corps=corps, gras=True),
            ecrire(x + retrait, y, f"{nom}{valeur}", corps=corps),
        ]
    return dessins, lignes * _LIGNE_DE_LA_CLE + 8


def _large(blocs: Sequence[_Bloc], corps: float) -> float:
    return max(mesure(texte, corps, gras) if texte else _LARGEUR_DE_MARQUE for texte, gras in blocs)


def _ecrire(
    blocs: Sequence[_Bloc],
    centre: tuple[float, float],
    corps: float,
    encre: str,
    fond: str,
    marque: Forme | None,
) -> list[SafeString]:
    interligne = corps * 1.15
    haut = centre[1] - interligne * (len(blocs) - 1) / 2
    dessins = []
    for i, (texte, gras) in enumerate(blocs):
        y = haut + i * interligne
        if texte:
            dessins.append(
                ecrire(centre[0], y, texte, corps=corps, gras=gras, couleur=encre, ancre="middle")
            )
        elif marque:
            dessins.append(dessiner_forme(marque, encre, centre[0], y, 4.5, fond))
    return dessins
