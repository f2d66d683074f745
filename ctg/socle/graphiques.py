"""Les graphiques du portail : des fonctions pures, de données vers SVG, pour la page et le PDF.

Chaque fonction rend un `<svg>` complet et sûr (tout texte est échappé), sans ressource extérieure,
sans attribut `style` (la CSP le refuserait) et sans ce que WeasyPrint ignore : ni opacité, ni
`currentColor`, ni `paint-order`. Le premier enfant est `<title>` ; `<desc>` dit toutes les valeurs
à qui ne voit pas l'image. La couleur n'est jamais seule : un mot, une forme ou un motif
l'accompagne. Une valeur inconnue (`None`) s'écrit « non renseigné », jamais 0.

Les longueurs sont en unités SVG ; à la largeur donnée, une unité vaut un pixel CSS. Une feuille de
style qui réduit l'image réduit aussi ses textes : sur un petit écran, la laisser défiler.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, cos, floor, log10, radians
from typing import Literal
from unicodedata import normalize
from zlib import crc32

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from ctg.socle.nombres import Nombre, nombre_fr, quantite_fr

ENCRE = "#1f2a2e"
DOUX = "#5c6b70"
TRAIT = "#d9d3c7"
FOND = "#faf7f2"
PRIMAIRE = "#123f3a"
AXES = ["#b0471f", "#1f5f99", "#7a6200", "#8e2f6e", "#1b6e5f", "#4d5a78"]
BON = "#1c6b3c"
ATTENTION = "#8a5a00"
MAUVAIS = "#a3282c"
NEUTRE = "#6b7478"
BLANC = "#ffffff"
# Du plus clair au plus foncé : cinq gris distincts une fois imprimés en noir et blanc.
CLASSES = ["#e6efe6", "#bcd8c8", "#86b8a4", "#46857a", "#123f3a"]

LARGEUR = 700
NON_RENSEIGNE = "non renseigné"
POLICE = "Source Sans Portail,sans-serif"

Forme = Literal[
    "rond", "rond_vide", "demi", "carre", "triangle", "losange", "croix", "pause", "coche"
]
Motif = Literal["plein", "hachures", "points", "croisillons"]

# --- Mesurer et couper les textes --------------------------------------------------------------
# Chasses de Source Sans, en millièmes de corps : sans moteur de texte, elles suffisent à placer.
_CHASSES = {
    200: " \u00a0",
    250: "',.:;ijIl’|",
    290: "!f()[]{}-°\u202f",
    340: "t/r",
    430: '"*?szc«»',
    460: "xvy",
    490: "JYFL–",
    500: "#$+0123456789<=>_aegk€×≥≤\u2212",
    535: "VESATZho",
    560: "bndpqu",
    580: "CPRKX",
    610: "B&✓DG→",
    655: "UHNOQ",
    725: "wM",
    820: "æWm%œ—@…",
}
_CHASSE = {signe: chasse for chasse, signes in _CHASSES.items() for signe in signes}


def _mesure(texte: str, corps: float, gras: bool = False) -> float:
    """La largeur approchée d'un texte, à quelques pour cent près."""
    base = normalize("NFD", texte)
    total = sum(_CHASSE.get(s, 560) for s in base if not "\u0300" <= s <= "\u036f")
    return total * corps / 1000 * (1.06 if gras else 1.01)


def _abreger(texte: str, corps: float, largeur: float, gras: bool = False) -> str:
    if _mesure(texte, corps, gras) <= largeur:
        return texte
    while texte and _mesure(f"{texte}…", corps, gras) > largeur:
        texte = texte[:-1]
    return f"{texte.rstrip(' ,;:-')}…"


def _lignes(
    texte: str, corps: float, largeur: float, maximum: int = 2, gras: bool = False
) -> list[str]:
    """Le texte coupé entre les mots, `maximum` lignes au plus ; la dernière finit par « … »."""
    lignes: list[str] = []
    courante = ""
    # On coupe aux espaces ordinaires et après un trait d'union, jamais à une espace insécable.
    for mot in re.findall(r"[^ \n-]*-|[^ \n-]+| ", " ".join(re.split(r"[ \t\n]+", texte.strip()))):
        if mot == " ":
            courante += mot if courante else ""
            continue
        essai = f"{courante}{mot}"
        if courante and _mesure(essai, corps, gras) > largeur:
            lignes.append(courante.rstrip(" "))
            courante = mot
        else:
            courante = essai
    lignes.append(courante)
    if len(lignes) > maximum:
        reste = "".join(x if x.endswith("-") else f"{x} " for x in lignes[maximum - 1 :])
        lignes = [*lignes[: maximum - 1], reste.rstrip(" ")]
    return [_abreger(ligne, corps, largeur, gras) for ligne in lignes]


# --- Écrire les balises ------------------------------------------------------------------------
_COULEUR = re.compile(r"#[0-9a-fA-F]{6}")
_IDENTIFIANT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CONTROLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LIEN = re.compile(r"(https?://|/(?!/)|[?#])", re.IGNORECASE)


def _couleur(valeur: str) -> str:
    if not _COULEUR.fullmatch(valeur):
        raise ValueError(f"Une couleur s'écrit #rrvvbb, non « {valeur} ».")
    return valeur


def _n(valeur: float) -> str:
    """Une coordonnée : une décimale, point décimal, le plus court."""
    return f"{round(float(valeur), 1):g}" if abs(valeur) < 1e5 else f"{float(valeur):.0f}"


def _texte_sur(texte: str) -> SafeString:
    """Le texte échappé, sans les signes de contrôle que XML interdit ; un texte sûr est gardé."""
    return conditional_escape(texte if hasattr(texte, "__html__") else _CONTROLE.sub("", texte))


def _balise(nom: str, *contenu: str, **attributs: str | float | None) -> SafeString:
    """Une balise ; chaque attribut et chaque texte non sûr y est échappé, `None` est omis."""
    ecrits = "".join(
        f' {cle.rstrip("_").replace("_", "-")}="'
        f'{_texte_sur(valeur) if isinstance(valeur, str) else _n(valeur)}"'
        for cle, valeur in attributs.items()
        if valeur is not None
    )
    dedans = "".join(_texte_sur(morceau) for morceau in contenu)
    if not dedans:
        return mark_safe(f"<{nom}{ecrits}/>")
    return mark_safe(f"<{nom}{ecrits}>{dedans}</{nom}>")


def _ensemble(morceaux: Iterable[str]) -> SafeString:
    return mark_safe("".join(_texte_sur(morceau) for morceau in morceaux))


def _svg(
    genre: str,
    titre: str,
    description: str,
    largeur: float,
    hauteur: float,
    contenu: Iterable[str],
    role: str = "img",
) -> SafeString:
    return _balise(
        "svg",
        _balise("title", titre),
        _balise("desc", description) if description else "",
        *contenu,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"graphique graphique-{genre}",
        role=role,
        viewBox=f"0 0 {_n(largeur)} {_n(hauteur)}",
        width=largeur,
        height=hauteur,
        font_family=POLICE,
        font_size="14",
        fill=ENCRE,
    )


def _texte(
    x: float,
    y: float,
    contenu: str,
    *,
    corps: float = 14,
    couleur: str = ENCRE,
    ancre: Literal["start", "middle", "end"] = "start",
    gras: bool = False,
    italique: bool = False,
) -> SafeString:
    """Un texte dont `y` est le milieu des capitales (WeasyPrint lit mal `dominant-baseline`)."""
    return _balise(
        "text",
        contenu,
        x=x,
        y=y + corps * 0.33,
        font_size=corps,
        fill=couleur,
        text_anchor=None if ancre == "start" else ancre,
        font_weight="600" if gras else None,
        font_style="italic" if italique else None,
    )


def _bloc(
    x: float,
    y: float,
    lignes: Sequence[str],
    *,
    corps: float = 14,
    gras: bool = False,
    couleur: str = ENCRE,
) -> SafeString:
    """Des lignes de texte dont `y` est le milieu."""
    interligne = corps * 1.18
    haut = y - interligne * (len(lignes) - 1) / 2
    return _ensemble(
        _texte(x, haut + i * interligne, ligne, corps=corps, gras=gras, couleur=couleur)
        for i, ligne in enumerate(lignes)
    )


def _rectangle(
    x: float,
    y: float,
    large: float,
    haut: float,
    remplissage: str,
    *,
    contour: str | None = None,
    arrondi: float | None = None,
) -> SafeString:
    return _balise(
        "rect",
        x=x,
        y=y,
        width=max(large, 0),
        height=max(haut, 0),
        rx=arrondi,
        fill=remplissage,
        stroke=contour,
        stroke_width=1 if contour else None,
    )


def _ligne(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    couleur: str,
    *,
    epaisseur: float = 1,
    tirets: str | None = None,
) -> SafeString:
    return _balise(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=couleur,
        stroke_width=epaisseur,
        stroke_dasharray=tirets,
    )


def _clarte(couleur: str) -> float:
    """La luminance relative d'une couleur (WCAG 2.2), de 0 à 1."""
    composantes = [int(_couleur(couleur)[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes]
    return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]


def _encre_sur(couleur: str) -> str:
    """Blanc ou encre : celle des deux qui se lit le mieux sur cette couleur."""
    clarte = _clarte(couleur)
    sur_blanc = 1.05 / (clarte + 0.05)
    sur_encre = (clarte + 0.05) / (_clarte(ENCRE) + 0.05)
    return BLANC if sur_blanc >= sur_encre else ENCRE


# --- Formes et motifs --------------------------------------------------------------------------
def _forme(
    forme: Forme, couleur: str, cx: float, cy: float, rayon: float = 5, fond: str = BLANC
) -> SafeString:
    """Une forme inscrite dans un cercle de ce rayon ; `fond` remplit celles qui sont évidées."""
    r, c = rayon, _couleur(couleur)
    trait = max(1.4, r * 0.32)

    def points(*couples: tuple[float, float]) -> str:
        return " ".join(f"{_n(cx + x * r)},{_n(cy + y * r)}" for x, y in couples)

    match forme:
        case "rond":
            return _balise("circle", cx=cx, cy=cy, r=r, fill=c)
        case "rond_vide" | "demi":
            dedans = r - trait / 2
            anneau = _balise(
                "circle", cx=cx, cy=cy, r=dedans, fill=fond, stroke=c, stroke_width=trait
            )
            if forme == "rond_vide":
                return anneau
            moitie = f"M{_n(cx)} {_n(cy - r)}A{_n(r)} {_n(r)} 0 0 0 {_n(cx)} {_n(cy + r)}Z"
            return _ensemble([anneau, _balise("path", d=moitie, fill=c)])
        case "carre":
            return _rectangle(cx - 0.85 * r, cy - 0.85 * r, 1.7 * r, 1.7 * r, c, arrondi=1)
        case "triangle":
            return _balise(
                "polygon", points=points((0, -0.95), (1.05, 0.85), (-1.05, 0.85)), fill=c
            )
        case "losange":
            return _balise(
                "polygon", points=points((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)), fill=c
            )
        case "pause":
            return _ensemble(
                _rectangle(cx + x * r, cy - 0.9 * r, 0.55 * r, 1.8 * r, c) for x in (-0.8, 0.25)
            )
        case "croix" | "coche":
            traces = (
                [((-0.75, -0.75), (0.75, 0.75)), ((-0.75, 0.75), (0.75, -0.75))]
                if forme == "croix"
                else [((-0.95, 0.1), (-0.3, 0.75), (0.95, -0.7))]
            )
            return _ensemble(
                _balise(
                    "polyline",
                    points=points(*trace),
                    fill="none",
                    stroke=c,
                    stroke_width=max(2, r * 0.42),
                    stroke_linecap="round",
                    stroke_linejoin="round",
                )
                for trace in traces
            )
    raise ValueError(f"Forme inconnue : « {forme} ».")


def pastille(forme: Forme, couleur: str, titre: str = "") -> SafeString:
    """La forme de 12 pixels d'un badge, à poser devant son mot.

    Le mot est à côté : les lecteurs d'écran ne la lisent pas. Dans un PDF, où toute figure doit
    avoir un texte, `titre` le donne ; donner alors le mot du badge.
    Lève `ValueError` pour une forme ou une couleur inconnue.
    """
    return _balise(
        "svg",
        _balise("title", titre) if titre else "",
        _forme(forme, couleur, 6, 6),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"pastille pastille-{forme.replace('_', '-')}",
        aria_hidden="true",
        focusable="false",
        viewBox="0 0 12 12",
        width=12,
        height=12,
    )


class _Motifs:
    """Les motifs employés par un graphique, sous des identifiants qui lui sont propres."""

    def __init__(self, prefixe: str, *contenu: object) -> None:
        if prefixe and not _IDENTIFIANT.fullmatch(prefixe):
            raise ValueError(f"Ce préfixe ne peut pas commencer un identifiant : « {prefixe} ».")
        # Sans préfixe, le contenu en donne un : stable, et différent d'un graphique à l'autre.
        self._prefixe = prefixe or f"g{crc32(repr(contenu).encode('utf-8', 'replace')):08x}"
        self._definitions: dict[str, SafeString] = {}

    def remplissage(self, couleur: str, motif: Motif, trait: str = BLANC) -> str:
        """La valeur de `fill` : la couleur, ou le motif posé dessus."""
        _couleur(couleur)
        if motif == "plein":
            return couleur
        nom = f"{self._prefixe}-{motif}-{couleur[1:]}"
        if nom not in self._definitions:
            self._definitions[nom] = self._motif(nom, couleur, motif, trait)
        return f"url(#{nom})"

    @staticmethod
    def _motif(nom: str, couleur: str, motif: Motif, trait: str) -> SafeString:
        def oblique(d: str) -> SafeString:
            return _balise("path", d=d, stroke=trait, stroke_width=1.6, fill="none")

        # Chaque diagonale déborde du carreau et ses coins sont repris : les raccords disparaissent.
        montante = oblique("M-2 2L2 -2M-2 10L10 -2M6 10L10 6")
        descendante = oblique("M-2 6L2 10M-2 -2L10 10M6 -2L10 2")
        match motif:
            case "hachures":
                dessins = [montante]
            case "croisillons":
                dessins = [montante, descendante]
            case "points":
                dessins = [_balise("circle", cx=x, cy=x, r=1.3, fill=trait) for x in (2, 6)]
            case _:
                raise ValueError(f"Motif inconnu : « {motif} ».")
        return _balise(
            "pattern",
            _balise("rect", width=8, height=8, fill=couleur),
            *dessins,
            id=nom,
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )

    @property
    def a_servi(self) -> bool:
        """Au moins un motif a été employé."""
        return bool(self._definitions)

    def definitions(self) -> SafeString:
        """Les `<defs>`, à écrire avant le premier emploi ; rien si aucun motif n'a servi."""
        if not self._definitions:
            return mark_safe("")
        return _balise("defs", *self._definitions.values())


@dataclass(frozen=True)
class _Entree:
    """Une entrée de légende : une marque de 12 à 22 unités de large, puis un texte."""

    marque: SafeString
    largeur_marque: float
    texte: str
    gras: str = ""


def _legende(
    x: float, y: float, largeur: float, entrees: Sequence[_Entree], corps: float = 13
) -> tuple[SafeString, float]:
    """La légende, à la ligne quand la largeur manque ; rend aussi sa hauteur.

    Chaque marque est dessinée autour de l'origine (0, 0) : bord gauche, milieu.
    """
    pas, morceaux = 24.0, []
    gauche, milieu = x, y + pas / 2
    for entree in entrees:
        long_gras = _mesure(f"{entree.gras}\u00a0", corps, gras=True) if entree.gras else 0
        total = entree.largeur_marque + 7 + long_gras + _mesure(entree.texte, corps)
        if gauche > x and gauche + total > x + largeur:
            gauche, milieu = x, milieu + pas
        debut = gauche + entree.largeur_marque + 7
        place = max(x + largeur - debut - long_gras, 20)
        contenu = _abreger(entree.texte, corps, place)
        if entree.gras:
            gras = _balise("tspan", entree.gras, font_weight="600")
            contenu = _ensemble([gras, "\u00a0", contenu])
        morceaux += [
            _balise("g", entree.marque, transform=f"translate({_n(gauche)} {_n(milieu)})"),
            _texte(debut, milieu, contenu, corps=corps),
        ]
        gauche += total + 22
    return _ensemble(morceaux), milieu + pas / 2 - y


# --- Barres ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Barre:
    """Une barre : `valeur` positive ou nulle, `None` si inconnue ; `texte` l'écrit au bout."""

    libelle: str
    valeur: Nombre | None
    texte: str = ""
    couleur: str = PRIMAIRE
    motif: Motif = "plein"

    @property
    def ecrite(self) -> str:
        """La valeur telle qu'on la lit."""
        if self.valeur is None:
            return NON_RENSEIGNE
        return self.texte or nombre_fr(self.valeur)


def barres_horizontales(
    titre: str,
    barres: Sequence[Barre],
    *,
    maximum: Nombre | None = None,
    largeur: float = LARGEUR,
    prefixe: str = "",
) -> SafeString:
    """Une barre par libellé, sa valeur écrite au bout ; une valeur inconnue n'a pas de barre.

    `maximum` fixe la valeur de la plus longue barre possible (100 pour des pourcentages, ou la
    même échelle pour deux graphiques) ; sinon c'est la plus grande valeur.
    Lève `ValueError` pour une valeur négative.
    """
    valeurs = [float(b.valeur) for b in barres if b.valeur is not None]
    if any(v < 0 for v in valeurs):
        raise ValueError("Une barre ne représente pas une valeur négative.")
    sommet = max([float(maximum or 0), *valeurs]) or 1.0
    corps = 14.0
    col = min(max((_mesure(b.libelle, corps) for b in barres), default=0), largeur * 0.36)
    x0 = col + 14
    bout = max((_mesure(b.ecrite, corps, gras=True) for b in barres), default=0)
    place = max(largeur - x0 - bout - 12, 40)
    motifs = _Motifs(prefixe, titre, barres)
    corps_du_dessin: list[SafeString] = []
    y = 4.0
    for barre in barres:
        lignes = _lignes(barre.libelle, corps, col + 2)
        hauteur = 30.0 if len(lignes) == 1 else 40.0
        milieu = y + hauteur / 2
        corps_du_dessin.append(_bloc(0, milieu, lignes, corps=corps))
        if barre.valeur is None:
            corps_du_dessin.append(
                _texte(x0 + 8, milieu, NON_RENSEIGNE, couleur=DOUX, italique=True, corps=corps)
            )
        else:
            long = place * float(barre.valeur) / sommet
            fond = motifs.remplissage(barre.couleur, barre.motif)
            if long > 0:
                corps_du_dessin.append(_rectangle(x0, milieu - 9, max(long, 1.5), 18, fond))
            corps_du_dessin.append(
                _texte(x0 + long + 8, milieu, barre.ecrite, corps=corps, gras=True)
            )
        y += hauteur
    axe = _ligne(x0, 2, x0, y + 2, DOUX)
    description = _phrases((b.libelle, b.ecrite) for b in barres)
    return _svg(
        "barres",
        titre,
        description,
        largeur,
        y + 4,
        [motifs.definitions(), *corps_du_dessin, axe],
    )


def _phrases(couples: Iterable[tuple[str, str]]) -> str:
    """Les données en toutes lettres : « Agen : 12 ; Boé : non renseigné. »"""
    dites = " ; ".join(f"{nom}\u00a0: {valeur}" for nom, valeur in couples)
    return f"{dites}." if dites else ""


@dataclass(frozen=True)
class Segment:
    """Une part d'un tout : combien, et ce qui la distingue en plus de sa couleur."""

    libelle: str
    valeur: int
    couleur: str
    forme: Forme = "carre"
    motif: Motif = "plein"


def barres_empilees(
    titre: str, segments: Sequence[Segment], *, largeur: float = LARGEUR, prefixe: str = ""
) -> SafeString:
    """Une seule barre partagée, le nombre dans chaque part, une légende de formes et de mots.

    Une part nulle n'a pas de place dans la barre et reste dans la légende. Total nul : la barre
    est vide et dit « non renseigné ». Lève `ValueError` pour une part négative.
    """
    if any(s.valeur < 0 for s in segments):
        raise ValueError("Une part ne peut pas être négative.")
    total = sum(s.valeur for s in segments)
    motifs = _Motifs(prefixe, titre, segments)
    dessin: list[SafeString] = []
    if not total:
        dessin += [
            _rectangle(0.5, 0.5, largeur - 1, 33, FOND, contour=TRAIT),
            _texte(largeur / 2, 17, NON_RENSEIGNE, couleur=DOUX, italique=True, ancre="middle"),
        ]
    presents = [s for s in segments if s.valeur]
    ecart = 2.0
    place = largeur - ecart * max(len(presents) - 1, 0)
    x = 0.0
    for segment in presents:
        long = place * segment.valeur / total
        ecrit = nombre_fr(segment.valeur)
        dessin.append(
            _rectangle(x, 0, long, 34, motifs.remplissage(segment.couleur, segment.motif))
        )
        l_texte = _mesure(ecrit, 15, gras=True)
        l_forme = 18 if l_texte + 18 + 12 <= long else 0
        if l_texte + 8 <= long:
            milieu, l_mot = x + long / 2, l_texte + l_forme
            encre = _encre_sur(segment.couleur)
            if segment.motif != "plein":
                # Un fond uni sous le nombre : il se lit malgré le motif.
                dessin.append(
                    _rectangle(milieu - l_mot / 2 - 4, 6, l_mot + 8, 22, segment.couleur, arrondi=3)
                )
            if l_forme:
                dessin.append(
                    _forme(segment.forme, encre, milieu - l_mot / 2 + 6, 17, 5.5, segment.couleur)
                )
            dessin.append(
                _texte(
                    milieu + l_mot / 2,
                    17,
                    ecrit,
                    corps=15,
                    gras=True,
                    ancre="end",
                    couleur=encre,
                )
            )
        x += long + ecart
    entrees = [
        _Entree(_forme(s.forme, s.couleur, 6, 0), 12, s.libelle, gras=nombre_fr(s.valeur))
        for s in segments
    ]
    legende, haut = _legende(0, 42, largeur, entrees)
    description = (
        _phrases((s.libelle, f"{nombre_fr(s.valeur)} sur {nombre_fr(total)}") for s in segments)
        if total
        else NON_RENSEIGNE
    )
    return _svg(
        "empile", titre, description, largeur, 42 + haut, [motifs.definitions(), *dessin, legende]
    )


def progression(faites: int | None, total: int | None, libelle: str) -> SafeString:
    """Les étapes faites : un carré par étape, coché s'il est fait, et « 2 sur 5 » écrit à côté.

    Au-delà de vingt étapes, une barre remplace les carrés. Total nul ou inconnu, ou nombre
    d'étapes faites inconnu : « non renseigné ». Lève `ValueError` si `faites` n'est pas entre 0
    et `total`.
    """
    if not total or faites is None:
        long = _mesure(NON_RENSEIGNE, 14) + 4
        return _svg(
            "progression",
            f"{libelle}\u00a0: {NON_RENSEIGNE}",
            "",
            ceil(long),
            20,
            [_texte(0, 10, NON_RENSEIGNE, couleur=DOUX, italique=True)],
        )
    if not 0 <= faites <= total:
        raise ValueError("Les étapes faites sont entre zéro et leur total.")
    dit = f"{nombre_fr(faites)} sur {nombre_fr(total)}"
    dessin: list[SafeString] = []
    if total <= 20:
        for i in range(total):
            x = i * 18
            if i < faites:
                dessin.append(_rectangle(x, 3, 14, 14, PRIMAIRE, arrondi=2))
                dessin.append(_forme("coche", BLANC, x + 7, 10, 4))
            else:
                dessin.append(_rectangle(x + 0.5, 3.5, 13, 13, BLANC, contour=NEUTRE, arrondi=2))
        x = total * 18.0 + 4
    else:
        dessin.append(_rectangle(0.5, 3.5, 199, 13, BLANC, contour=NEUTRE, arrondi=2))
        dessin.append(_rectangle(0, 3, 200 * faites / total, 14, PRIMAIRE, arrondi=2))
        x = 208
    dessin.append(_texte(x, 10, dit, gras=True))
    largeur = ceil(x + _mesure(dit, 14, gras=True) + 4)
    return _svg("progression", f"{libelle}\u00a0: {dit}", "", largeur, 20, dessin)


# --- Courbe ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Point:
    """La valeur d'une année ; `None` si elle n'est pas connue."""

    annee: int
    valeur: Nombre | None


@dataclass(frozen=True)
class Repere:
    """Une valeur à laquelle comparer, et ce qu'elle est : « référence 2019 », « cible 2026 »."""

    valeur: Nombre
    libelle: str


def _graduations(maximum: float) -> list[float]:
    """De 0 à une valeur ronde qui dépasse `maximum`, en trois à six pas."""
    brut = (maximum or 1.0) / 4
    ordre = 10.0 ** floor(log10(brut))
    pas = next(m * ordre for m in (1, 2, 2.5, 5, 10) if m * ordre >= brut * 0.999)
    return [i * pas for i in range(ceil(maximum / pas - 1e-9) + 1)] if maximum else [0.0, pas]


def courbe(
    titre: str,
    points: Sequence[Point],
    *,
    reference: Repere | None = None,
    cible: Repere | None = None,
    unite: str = "",
    couleur: str = PRIMAIRE,
    largeur: float = LARGEUR,
    hauteur: float = 240,
) -> SafeString:
    """Une valeur par an, écrite au-dessus de son point ; l'axe part de zéro.

    Une année sans valeur, ou absente entre deux autres, interrompt le trait et s'écrit
    « non renseigné ». La référence est en tirets, la cible en pointillés, chacune avec son nom.
    Sans aucun point : « non renseigné ». Lève `ValueError` pour une valeur négative ou une année
    donnée deux fois.
    """
    par_annee = {p.annee: p.valeur for p in points}
    if len(par_annee) != len(points):
        raise ValueError("Une année ne se donne qu'une fois.")
    connues = {a: float(v) for a, v in par_annee.items() if v is not None}
    reperes = [
        (repere, tirets, teinte)
        for repere, tirets, teinte in ((reference, "7 4", DOUX), (cible, "2 3", ENCRE))
        if repere is not None
    ]
    niveaux = [*connues.values(), *(float(r.valeur) for r, _, _ in reperes)]
    if any(v < 0 for v in niveaux):
        raise ValueError("Une courbe du portail ne représente pas de valeur négative.")
    if not connues and not reperes:
        dit = NON_RENSEIGNE
        if par_annee:
            dit = f"{NON_RENSEIGNE} ({min(par_annee)} à {max(par_annee)})"
        vide = [
            _rectangle(0.5, 0.5, largeur - 1, 47, FOND, contour=TRAIT),
            _texte(largeur / 2, 24, dit, couleur=DOUX, italique=True, ancre="middle"),
        ]
        return _svg("courbe", titre, f"{dit}.", largeur, 48, vide)

    graduations = _graduations(max(niveaux, default=0.0))
    ecrites = [quantite_fr(g, unite) for g in graduations]
    gauche = max(_mesure(e, 12) for e in ecrites) + 10
    textes = [[r.libelle, quantite_fr(r.valeur, unite)] for r, _, _ in reperes]
    marge = min(max((_mesure(t, 12.5, gras=True) for ls in textes for t in ls), default=0), 180)
    droite = largeur - (marge + 12 if reperes else 8)
    haut, bas = 22.0, hauteur - 28
    annees = list(range(min(par_annee), max(par_annee) + 1)) if par_annee else []
    colonne = (droite - gauche) / max(len(annees), 1)

    def ex(annee: int) -> float:
        return gauche + colonne * (annee - annees[0] + 0.5)

    def ey(valeur: float) -> float:
        return bas - (bas - haut) * valeur / graduations[-1]

    dessin: list[SafeString] = []
    for valeur, ecrite in zip(graduations, ecrites, strict=True):
        y = ey(valeur)
        dessin.append(_ligne(gauche, y, droite, y, DOUX if valeur == 0 else TRAIT))
        dessin.append(_texte(gauche - 8, y, ecrite, corps=12, couleur=DOUX, ancre="end"))
    dessin += _reperes(reperes, textes, ey, gauche, droite, marge)
    for suite in _suites(annees, connues):
        if len(suite) > 1:
            trace = " ".join(f"{_n(ex(a))},{_n(ey(connues[a]))}" for a in suite)
            dessin.append(
                _balise(
                    "polyline",
                    points=trace,
                    fill="none",
                    stroke=_couleur(couleur),
                    stroke_width=2.5,
                    stroke_linejoin="round",
                )
            )
    pas_etiquette = max(1, ceil(34 / colonne))
    for i, annee in enumerate(annees):
        x = ex(annee)
        if i % pas_etiquette == 0:
            dessin.append(_texte(x, bas + 16, str(annee), corps=13, ancre="middle"))
        if annee in connues:
            y, dit = ey(connues[annee]), quantite_fr(connues[annee], unite)
            dessin.append(
                _balise("circle", cx=x, cy=y, r=4.5, fill=couleur, stroke=BLANC, stroke_width=1.5)
            )
            demi = _mesure(dit, 13, gras=True) / 2 + 3
            dessin.append(_rectangle(x - demi, y - 23, demi * 2, 15, BLANC, arrondi=2))
            dessin.append(_texte(x, y - 15, dit, corps=13, gras=True, ancre="middle"))
        else:
            lignes = ["non", "renseigné"] if colonne >= 56 else ["n.\u00a0r."]
            for j, ligne in enumerate(lignes):
                dessin.append(
                    _texte(
                        x,
                        bas - 10 - 14 * (len(lignes) - 1 - j),
                        ligne,
                        corps=12,
                        couleur=DOUX,
                        italique=True,
                        ancre="middle",
                    )
                )
    dites = [
        (str(a), quantite_fr(connues[a], unite) if a in connues else NON_RENSEIGNE) for a in annees
    ] + [(r.libelle, quantite_fr(r.valeur, unite)) for r, _, _ in reperes]
    if colonne < 56 and len(connues) < len(annees):
        note = f"n.\u00a0r.\u00a0: {NON_RENSEIGNE}"
        dessin.append(_texte(gauche, hauteur + 6, note, corps=12, couleur=DOUX, italique=True))
        hauteur += 18
    return _svg("courbe", titre, _phrases(dites), largeur, hauteur, dessin)


def _suites(annees: Sequence[int], connues: dict[int, float]) -> list[list[int]]:
    """Les années connues qui se suivent : un trait par suite, rien entre deux."""
    suites: list[list[int]] = [[]]
    for annee in annees:
        if annee in connues:
            suites[-1].append(annee)
        elif suites[-1]:
            suites.append([])
    return [suite for suite in suites if suite]


def _reperes(
    reperes: Sequence[tuple[Repere, str, str]],
    textes: Sequence[Sequence[str]],
    ey: Callable[[float], float],
    gauche: float,
    droite: float,
    marge: float,
) -> list[SafeString]:
    """Les lignes de référence et de cible, leurs noms à droite, écartés s'ils se touchent."""
    dessin: list[SafeString] = []
    plancher = 0.0
    for (repere, tirets, teinte), (nom, valeur) in sorted(
        zip(reperes, textes, strict=True), key=lambda couple: -float(couple[0][0].valeur)
    ):
        y = ey(float(repere.valeur))
        lignes = _lignes(nom, 12.5, marge)
        demi = (len(lignes) + 1) * 15 / 2
        milieu = max(y, plancher + demi)
        plancher = milieu + demi + 3
        dessin.append(_ligne(gauche, y, droite, y, teinte, epaisseur=1.8, tirets=tirets))
        if abs(milieu - y) > 1:
            dessin.append(_ligne(droite, y, droite + 9, milieu, teinte))
        haut = milieu - demi + 7.5
        for i, ligne in enumerate(lignes):
            dessin.append(_texte(droite + 12, haut + 15 * i, ligne, corps=12.5, couleur=teinte))
        dessin.append(_texte(droite + 12, haut + 15 * len(lignes), valeur, corps=12.5, gras=True))
    return dessin


# --- Frise -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Periode:
    """Un intervalle de temps et son état : un mot, une forme, une couleur.

    `debut` et `fin` sont compris ; `None` : inconnu. Sans fin, la barre se termine en flèche au
    bord de la frise ; sans début, elle y commence de même ; sans l'un ni l'autre, la ligne dit
    « dates non renseignées ».
    """

    debut: date | None
    fin: date | None
    etat: str
    forme: Forme = "rond"
    couleur: str = PRIMAIRE


@dataclass(frozen=True)
class LigneDeFrise:
    """Une ligne : son libellé et ses périodes, qui peuvent se recouvrir."""

    libelle: str
    periodes: Sequence[Periode]


def _couloirs(periodes: Sequence[Periode]) -> list[list[Periode]]:
    """Les périodes réparties pour que deux qui se recouvrent ne soient pas l'une sur l'autre."""
    couloirs: list[list[Periode]] = []
    for periode in sorted(periodes, key=lambda p: p.debut or date.min):
        for couloir in couloirs:
            derniere = couloir[-1].fin
            if derniere is not None and periode.debut is not None and derniere < periode.debut:
                couloir.append(periode)
                break
        else:
            couloirs.append([periode])
    return couloirs


def frise(
    titre: str,
    debut: date,
    fin: date,
    lignes: Sequence[LigneDeFrise],
    *,
    aujourd_hui: date | None = None,
    libelle_de_fin: str = "terme",
    largeur: float = LARGEUR,
    prefixe: str = "",
) -> SafeString:
    """Des périodes sur un calendrier, années en haut, état écrit près de chaque barre.

    `debut` et `fin` bornent le contrat ; ce qui dépasse `fin` allonge la frise et se hachure.
    `aujourd_hui` trace une ligne verticale nommée, si ce jour est sur la frise.
    Lève `ValueError` si une période, ou la frise, finit avant de commencer.
    """
    periodes = [p for ligne in lignes for p in ligne.periodes]
    if fin < debut or any(p.debut and p.fin and p.fin < p.debut for p in periodes):
        raise ValueError("Une période ne peut pas finir avant de commencer.")
    jours = [j for p in periodes for j in (p.debut, p.fin) if j is not None]
    premier = date(min([debut, *jours]).year, 1, 1)
    dernier = date(max([fin, *jours]).year, 12, 31)
    corps = 13.5
    col = min(max((_mesure(x.libelle, corps) for x in lignes), default=0) + 4, largeur * 0.34)
    gauche, droite = col + 12, largeur - 4.0
    echelle = (droite - gauche) / (dernier.toordinal() - premier.toordinal() + 1)

    def ex(jour: date, fin_de_jour: bool = False) -> float:
        return gauche + echelle * (jour.toordinal() - premier.toordinal() + fin_de_jour)

    terme = ex(fin, True)
    verticales = [_Verticale(terme, f"{libelle_de_fin} {fin:%d/%m/%Y}", ENCRE, None)]
    if aujourd_hui is not None and premier <= aujourd_hui <= dernier:
        dit = f"aujourd’hui {aujourd_hui:%d/%m/%Y}"
        verticales.append(_Verticale(ex(aujourd_hui), dit, MAUVAIS, "5 3"))
    noms_des_verticales, haut_des_annees, departs = _noms_des_verticales(verticales, largeur)

    motifs = _Motifs(prefixe, titre, debut, fin, lignes)
    dessous: list[SafeString] = []
    dessus: list[SafeString] = []
    y = haut = haut_des_annees + 26
    for ligne in lignes:
        couloirs = _couloirs(ligne.periodes)
        noms = _lignes(ligne.libelle, corps, col, maximum=max(2, len(couloirs)))
        hauteur = max(24.0 * len(couloirs), 16.5 * len(noms)) + 10
        milieu = y + hauteur / 2
        dessus.append(_bloc(0, milieu, noms, corps=corps))
        if not couloirs:
            dessus.append(
                _texte(
                    gauche + 6,
                    milieu,
                    "dates non renseignées",
                    corps=12.5,
                    couleur=DOUX,
                    italique=True,
                )
            )
        for i, couloir in enumerate(couloirs):
            rang = milieu + 24 * (i - (len(couloirs) - 1) / 2)
            bords = [(_bord(p.debut, ex, gauche), _bord(p.fin, ex, droite, True)) for p in couloir]
            for j, periode in enumerate(couloir):
                libre = (
                    bords[j - 1][1] if j else gauche,
                    bords[j + 1][0] if j + 1 < len(couloir) else droite,
                )
                barre, mot = _barre_de_frise(periode, rang, bords[j], libre, terme, motifs)
                dessous.append(barre)
                dessus.append(mot)
        y += hauteur
        dessous.append(_ligne(0, y, largeur, y, TRAIT))
    annees = _annees_de_frise(premier.year, dernier.year, ex, haut_des_annees, y)
    traits = [
        _ligne(v.x, depart, v.x, y, v.couleur, epaisseur=1.5, tirets=v.tirets)
        for v, depart in zip(verticales, departs, strict=True)
    ]
    tete = _ligne(0, haut, largeur, haut, DOUX)
    legende: list[SafeString] = []
    if motifs.a_servi:
        hachure = motifs.remplissage(NEUTRE, "hachures")
        marque = _rectangle(0, -7, 22, 14, hachure, contour=NEUTRE)
        texte = f"au-delà du {fin:%d/%m/%Y} ({libelle_de_fin})"
        dessin, haut_de_legende = _legende(0, y + 6, largeur, [_Entree(marque, 22, texte)])
        legende.append(dessin)
        y += 6 + haut_de_legende
    return _svg(
        "frise",
        titre,
        " ".join(_phrase_de_frise(ligne) for ligne in lignes),
        largeur,
        y + 2,
        [
            motifs.definitions(),
            *annees,
            tete,
            *dessous,
            *traits,
            *noms_des_verticales,
            *dessus,
            *legende,
        ],
    )


@dataclass(frozen=True)
class _Verticale:
    """Un jour remarquable : son abscisse, son nom, son trait."""

    x: float
    nom: str
    couleur: str
    tirets: str | None


def _noms_des_verticales(
    verticales: Sequence[_Verticale], largeur: float
) -> tuple[list[SafeString], float, list[float]]:
    """Les noms au-dessus des années, sur plusieurs rangs s'ils se touchent.

    Rend aussi leur hauteur et l'ordonnée d'où part chaque trait.
    """
    dessin: list[SafeString] = []
    departs: dict[_Verticale, float] = {}
    # De droite à gauche et de haut en bas : un nom finit à son trait, que nul autre ne croise.
    occupe_des = largeur + 1.0
    rang = 0
    rangees = sorted(verticales, key=lambda v: -v.x)
    for v in rangees:
        long = _mesure(v.nom, 12.5, gras=True)
        centre = min(max(v.x, long / 2), largeur - long / 2)
        fin = centre + long / 2
        if v is not rangees[0] and fin + 10 > occupe_des:
            rang += 1
            fin = max(v.x + 3, long)
        y = 9.0 + 17 * rang
        dessin.append(_texte(fin, y, v.nom, corps=12.5, gras=True, couleur=v.couleur, ancre="end"))
        departs[v] = y + 9
        occupe_des = fin - long
    return dessin, 17.0 * (rang + 1) + 3, [departs[v] for v in verticales]


def _annees_de_frise(
    premiere: int, derniere: int, ex: Callable[[date], float], haut: float, bas: float
) -> list[SafeString]:
    """Les années et leurs séparations ; une sur deux, trois… quand la place manque."""
    dessin: list[SafeString] = []
    largeur = (ex(date(derniere, 12, 31)) - ex(date(premiere, 1, 1))) / (derniere - premiere + 1)
    pas = max(1, ceil(36 / largeur))
    for annee in range(premiere, derniere + 1):
        x1, x2 = ex(date(annee, 1, 1)), ex(date(annee, 12, 31))
        dessin.append(_ligne(x1, haut + 4, x1, bas, TRAIT))
        if (annee - premiere) % pas == 0:
            dessin.append(
                _texte(
                    (x1 + x2) / 2,
                    haut + 14,
                    str(annee),
                    corps=13,
                    gras=True,
                    couleur=DOUX,
                    ancre="middle",
                )
            )
    return dessin


def _bord(
    jour: date | None, ex: Callable[[date, bool], float], sinon: float, fin_de_jour: bool = False
) -> float:
    return sinon if jour is None else ex(jour, fin_de_jour)


def _barre_de_frise(
    periode: Periode,
    y: float,
    bords: tuple[float, float],
    libre: tuple[float, float],
    terme: float,
    motifs: _Motifs,
) -> tuple[SafeString, SafeString]:
    """La barre d'une période et, à part, le mot de son état : dedans, sinon à droite, à gauche."""
    mot_long = 16 + _mesure(periode.etat, 12.5, gras=True)
    if periode.debut is None and periode.fin is None:
        dit = f"{periode.etat}, dates non renseignées"
        return mark_safe(""), _ensemble(
            [
                _forme(periode.forme, periode.couleur, bords[0] + 12, y),
                _texte(bords[0] + 22, y, dit, corps=12.5, couleur=DOUX, italique=True),
            ]
        )
    x1, x2 = bords[0], max(bords[1], bords[0] + 3)
    morceaux = []
    corps_1 = x1 + (9 if periode.debut is None else 0)
    corps_2 = x2 - (9 if periode.fin is None else 0)
    plein = min(max(terme, corps_1), corps_2)
    hachure = motifs.remplissage(periode.couleur, "hachures") if corps_2 > terme else ""
    if plein > corps_1:
        morceaux.append(_rectangle(corps_1, y - 9, plein - corps_1, 18, _couleur(periode.couleur)))
    if corps_2 > plein:
        morceaux.append(_rectangle(plein, y - 9, corps_2 - plein, 18, hachure))
        morceaux.append(
            _balise(
                "rect",
                x=plein + 0.5,
                y=y - 8.5,
                width=corps_2 - plein - 1,
                height=17,
                fill="none",
                stroke=periode.couleur,
            )
        )
    for absente, base, pointe in (
        (periode.debut is None, corps_1, x1),
        (periode.fin is None, corps_2, x2),
    ):
        if absente:
            fleche = f"{_n(base)},{_n(y - 9)} {_n(pointe)},{_n(y)} {_n(base)},{_n(y + 9)}"
            morceaux.append(_balise("polygon", points=fleche, fill=periode.couleur))
    dedans = plein - corps_1 >= mot_long + 12
    if not dedans and corps_2 - corps_1 >= mot_long + 12:
        # Un fond uni sous le mot : il se lit malgré les hachures.
        dedans = True
        morceaux.append(_rectangle(corps_1 + 1, y - 8, mot_long + 9, 16, periode.couleur))
    if dedans:
        x, encre, fond = corps_1 + 6, _encre_sur(periode.couleur), periode.couleur
    elif x2 + 6 + mot_long <= libre[1]:
        x, encre, fond = x2 + 6, ENCRE, BLANC
    elif x1 - 6 - mot_long >= libre[0]:
        x, encre, fond = x1 - 6 - mot_long, ENCRE, BLANC
    else:
        # Pas de place pour le mot : la forme seule, sur un disque clair ; `<desc>` dit l'état.
        milieu = (x1 + x2) / 2
        return _ensemble(morceaux), _ensemble(
            [
                _balise("circle", cx=milieu, cy=y, r=7.5, fill=BLANC),
                _forme(periode.forme, periode.couleur, milieu, y),
            ]
        )
    teinte = encre if dedans else periode.couleur
    mot = [
        _forme(periode.forme, teinte, x + 5, y, fond=fond),
        _texte(x + 15, y, periode.etat, corps=12.5, gras=True, couleur=encre),
    ]
    if not dedans:
        mot.insert(0, _rectangle(x - 2, y - 9, mot_long + 4, 18, BLANC))
    return _ensemble(morceaux), _ensemble(mot)


def _phrase_de_frise(ligne: LigneDeFrise) -> str:
    """Une ligne de la frise en toutes lettres."""
    dites = []
    for p in ligne.periodes:
        de = f"depuis le {p.debut:%d/%m/%Y}" if p.debut and not p.fin else ""
        a = f"jusqu’au {p.fin:%d/%m/%Y}" if p.fin and not p.debut else ""
        entre = f"du {p.debut:%d/%m/%Y} au {p.fin:%d/%m/%Y}" if p.debut and p.fin else ""
        dites.append(f"{p.etat}, {de or a or entre or 'dates non renseignées'}")
    return f"{ligne.libelle}\u00a0: {' ; '.join(dites) or 'dates non renseignées'}."


# --- Carte -------------------------------------------------------------------------------------
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
    def dite(self) -> str:
        """Le nom et la valeur, en toutes lettres."""
        inconnue = self.classe is None or self.valeur is None
        return f"{self.nom}\u00a0: {NON_RENSEIGNE if inconnue else self.valeur}"


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
        if cellule.href is not None and not _LIEN.match(cellule.href):
            raise ValueError(f"L'adresse de {cellule.nom} n'est ni du portail ni http(s).")
    if len(legendes) > len(CLASSES):
        raise ValueError(f"Une carte a {len(CLASSES)} classes au plus.")
    traces, hauteur = _projeter([c.polygone for c in cellules], largeur)
    motifs = _Motifs(prefixe, titre)
    inconnu = motifs.remplissage(FOND, "hachures", trait=TRAIT)
    # Le contour du territoire : les cellules claires s'y détachent de la page.
    contour = "".join(f"M{_chemin(trace, 'L')}Z" for trace in traces)
    aplats = [
        _balise(
            "path", d=contour, fill=TRAIT, stroke=NEUTRE, stroke_width=2.6, stroke_linejoin="round"
        )
    ]
    textes: list[SafeString] = []
    for cellule, trace in zip(cellules, traces, strict=True):
        connue = cellule.classe is not None and cellule.valeur is not None
        fond = CLASSES[_rang(cellule.classe or 0, len(legendes))] if connue else inconnu
        encre = _encre_sur(fond) if connue else ENCRE
        aplat = _balise(
            "polygon",
            points=_chemin(trace, " "),
            fill=fond,
            stroke=BLANC if connue else NEUTRE,
            stroke_width=1.2 if connue else 0.6,
            stroke_linejoin="round",
        )
        nomme = [_balise("title", cellule.dite), aplat]
        if cellule.href is None:
            aplats.append(_balise("g", *nomme))
        else:
            aplats.append(_balise("a", *nomme, href=cellule.href, class_="graphique-lien"))
        textes += _etiquette(cellule, trace, encre, connue, fond if connue else FOND)
    entrees = []
    for i, mots in enumerate(legendes):
        n = sum(c.classe == i and c.valeur is not None for c in cellules)
        teinte = CLASSES[_rang(i, len(legendes))]
        marque = _rectangle(0, -7, 22, 14, teinte, contour=NEUTRE)
        entrees.append(_Entree(marque, 22, f"{mots} ({nombre_fr(n)} {unite[n > 1]})"))
    n = sum(c.classe is None or c.valeur is None for c in cellules)
    if n:
        marque = _rectangle(0, -7, 22, 14, inconnu, contour=NEUTRE)
        entrees.append(_Entree(marque, 22, f"{NON_RENSEIGNE} ({nombre_fr(n)} {unite[n > 1]})"))
    legende, haut = _legende(0, hauteur + 10, largeur, entrees)
    bas = hauteur + 10 + haut
    note = _texte(
        0,
        bas + 10,
        "Carte schématique\u00a0: les limites ne sont pas celles des communes.",
        corps=12,
        couleur=DOUX,
        italique=True,
    )
    # Les textes laissent passer la souris jusqu'à la cellule qui porte le lien.
    noms = _balise("g", *textes, pointer_events="none", aria_hidden="true")
    return _svg(
        "carte",
        titre,
        _phrases((c.dite.split("\u00a0: ")[0], c.dite.split("\u00a0: ")[1]) for c in cellules),
        largeur,
        bas + 22,
        [motifs.definitions(), *aplats, noms, legende, note],
        role="group" if any(c.href for c in cellules) else "img",
    )


def _chemin(trace: _Trace, liaison: str) -> str:
    return liaison.join(f"{_n(x)},{_n(y)}" for x, y in trace)


def _rang(classe: int, nombre: int) -> int:
    """La teinte d'une classe parmi `nombre` : réparties du plus clair au plus foncé."""
    return classe if nombre < 2 else round(classe * (len(CLASSES) - 1) / (nombre - 1))


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


def _etiquette(
    cellule: Cellule, trace: _Trace, encre: str, connue: bool, fond: str
) -> list[SafeString]:
    """Le nom et la valeur dans la cellule, du plus complet au plus court, s'ils y tiennent."""
    valeur = (cellule.valeur or "") if connue else ""
    for corps in (11.5, 10.5, 9.8):
        for coupe in (200.0, 62.0, 46.0):
            noms = _lignes(cellule.nom, corps, coupe, maximum=3, gras=True)
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
        cartouche = _rectangle(
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
    return max(_mesure(texte, corps, gras) for texte, gras in blocs)


def _ecrire(
    blocs: Sequence[tuple[str, bool]], centre: tuple[float, float], corps: float, encre: str
) -> list[SafeString]:
    interligne = corps * 1.15
    haut = centre[1] - interligne * (len(blocs) - 1) / 2
    return [
        _texte(
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
