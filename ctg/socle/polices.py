"""Les polices du portail : Source Sans, réduite aux signes que nous écrivons, en WOFF2.

Les mêmes fichiers servent la page et le PDF. Ils se construisent à l'installation depuis le paquet
`font_source_sans_pro` (licence SIL OFL 1.1) et ne sont pas versés au dépôt. La licence réserve le
nom « Source » aux fichiers d'origine : nos réductions portent en interne un autre nom.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path
from typing import Any

FAMILLE = "Source Sans Portail"
# Préfixe des noms sous lesquels les polices sont données au moteur PDF.
PREFIXE_RESSOURCES = "polices/"

_NOM_INTERNE = "Sans Portail"
_NOM_EMPREINTE = ".empreinte"
# À changer quand la façon de construire change : les polices déjà construites sont alors refaites.
_RECETTE = "1"


@dataclass(frozen=True)
class Face:
    """Une face de la famille : son fichier d'origine, sa graisse CSS (100 à 900), son style."""

    origine: str
    graisse: int
    style: str

    @property
    def fichier(self) -> str:
        """Le nom du fichier WOFF2 construit."""
        suffixe = "-italique" if self.style == "italic" else ""
        return f"source-sans-{self.graisse}{suffixe}.woff2"


FACES = (
    Face("SourceSansPro-Regular.ttf", 400, "normal"),
    Face("SourceSansPro-It.ttf", 400, "italic"),
    Face("SourceSansPro-Semibold.ttf", 600, "normal"),
    Face("SourceSansPro-Bold.ttf", 700, "normal"),
)

# Latin de base, Latin-1 et Latin étendu A, puis la ponctuation et les signes de nos pages.
_SIGNES = "–—‘’‚“”„†‡•…‰‹›⁄\u202f€№™←↑→↓−≈≠≤≥✓●○◐■▲◆"  # noqa: RUF001
SIGNES = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x17F), *map(ord, _SIGNES)])
# Les chiffres d'origine sont déjà alignés et de même chasse : les demander ne change rien.
_FONCTIONS = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "lnum", "tnum", "pnum", "sups"]


def _dossier_d_origine() -> Path:
    import font_source_sans_pro

    return Path(font_source_sans_pro.font_directory)


def _arc(
    cx: float, cy: float, rayon: float, debut: float, fin: float, pas: int
) -> Iterator[tuple[int, int]]:
    """Les points de contrôle d'un arc en courbes quadratiques, de `debut` à `fin` (radians)."""
    angle = (fin - debut) / pas
    for i in range(pas):
        a = debut + (i + 0.5) * angle
        r = rayon / cos(angle / 2)
        yield (round(cx + r * cos(a)), round(cy + r * sin(a)))


def _ajouter_les_ronds(police: Any) -> None:
    """Dessine ● ○ ◐, que Source Sans n'a pas : un PDF sans autre police les garderait vides."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    cx, cy, grand, petit, chasse = 310, 320, 250, 200, 620

    def cercle(plume: Any, rayon: float, sens: int) -> None:
        plume.qCurveTo(*_arc(cx, cy, rayon, 0, sens * 2 * pi, 8), None)
        plume.closePath()

    for code, nom in ((0x25CF, "rond"), (0x25CB, "rond_vide"), (0x25D0, "rond_demi")):
        if code in police.getBestCmap():
            continue
        plume = TTGlyphPen(None)
        cercle(plume, grand, -1)
        if nom == "rond_vide":
            cercle(plume, petit, 1)
        elif nom == "rond_demi":
            plume.moveTo((cx, cy + petit))
            plume.lineTo((cx, cy - petit))
            plume.qCurveTo(*_arc(cx, cy, petit, -pi / 2, pi / 2, 4), (cx, cy + petit))
            plume.closePath()
        police.setGlyphOrder([*police.getGlyphOrder(), nom])
        police["glyf"].glyphs[nom] = plume.glyph()
        police["hmtx"].metrics[nom] = (chasse, cx - grand)
        for table in police["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = nom


def _renommer(police: Any) -> None:
    """Retire le nom réservé par la licence ; le droit d'auteur et la licence restent."""
    noms = police["name"]
    for ligne in noms.names:
        if ligne.nameID in (1, 4, 6, 16):
            espace = "" if ligne.nameID == 6 else " "
            ligne.string = _NOM_INTERNE.replace(" ", espace)


def _octets_d_une_face(face: Face) -> bytes:
    """Le WOFF2 d'une face : mêmes octets à chaque appel pour les mêmes bibliothèques."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = _FONCTIONS
    options.hinting = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.recalc_timestamp = False
    police = TTFont(_dossier_d_origine() / face.origine, recalcTimestamp=False)
    _ajouter_les_ronds(police)
    reducteur = subset.Subsetter(options)
    reducteur.populate(unicodes=SIGNES)
    reducteur.subset(police)
    _renommer(police)
    # Sans le dossier de l'appelant : le fichier ne dit rien de la machine qui l'a construit.
    sortie = BytesIO()
    subset.save_font(police, sortie, options)
    return sortie.getvalue()


@lru_cache(maxsize=1)
def polices_en_memoire() -> dict[str, bytes]:
    """Les quatre faces construites en mémoire (environ deux secondes la première fois)."""
    return {face.fichier: _octets_d_une_face(face) for face in FACES}


@lru_cache(maxsize=1)
def _empreinte() -> str:
    """L'empreinte de tout ce dont les polices dépendent : origines, outils, façon de faire."""
    resume = hashlib.sha256()
    resume.update(repr((_RECETTE, FACES, sorted(SIGNES), _FONCTIONS)).encode())
    resume.update(repr([version(p) for p in ("fonttools", "brotli")]).encode())
    for face in FACES:
        resume.update((_dossier_d_origine() / face.origine).read_bytes())
    return resume.hexdigest()


def polices_a_jour(dossier: Path) -> bool:
    """Les polices de `dossier` sont celles que l'on construirait aujourd'hui."""
    temoin = dossier / _NOM_EMPREINTE
    return (
        temoin.is_file()
        and temoin.read_text(encoding="ascii") == _empreinte()
        and all((dossier / face.fichier).is_file() for face in FACES)
    )


def construire_polices(dossier: Path) -> list[Path]:
    """Écrit les quatre faces en WOFF2 dans `dossier`, créé au besoin, et rend leurs chemins.

    Faces : 400, 400 italique, 600 et 700 ; 14 à 25 ko chacune. Mêmes entrées, mêmes octets.
    Chaque fichier est remplacé d'un coup : une page servie entre-temps n'en lit pas une moitié.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = []
    for nom, octets in polices_en_memoire().items():
        _ecrire(dossier / nom, octets)
        chemins.append(dossier / nom)
    _ecrire(dossier / _NOM_EMPREINTE, _empreinte().encode("ascii"))
    return chemins


def _ecrire(chemin: Path, octets: bytes) -> None:
    provisoire = chemin.with_name(f".{chemin.name}.partiel")
    provisoire.write_bytes(octets)
    provisoire.replace(chemin)


def ressources_de_polices(dossier: Path | None) -> dict[str, bytes]:
    """Les polices à donner au moteur PDF : nom « polices/… » → octets.

    Elles viennent de `dossier` ; s'il manque ou s'il est incomplet, elles se construisent en
    mémoire, car sans aucune police WeasyPrint s'arrête.
    """
    if dossier is not None and all((dossier / face.fichier).is_file() for face in FACES):
        faces = {face.fichier: (dossier / face.fichier).read_bytes() for face in FACES}
    else:
        faces = polices_en_memoire()
    return {f"{PREFIXE_RESSOURCES}{nom}": octets for nom, octets in faces.items()}


def feuille_de_polices(prefixe_url: str) -> str:
    """La feuille CSS qui déclare la famille « Source Sans Portail ».

    `prefixe_url` précède tel quel le nom de chaque fichier : « /static/polices/ » pour la page,
    « portail:polices/ » pour le PDF, vide pour une feuille rangée à côté des fichiers.
    """
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILLE}"; font-weight: {face.graisse}; '
        f"font-style: {face.style}; font-display: swap; "
        f'src: url("{prefixe_url}{face.fichier}") format("woff2"); }}'
        for face in FACES
    )
