"""De quoi écrire un SVG : mesurer et couper les textes, écrire des balises sûres."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from unicodedata import normalize

from django.utils.html import escape
from django.utils.safestring import SafeString

from ctg.socle.graphiques.palette import BLANC, ENCRE, POLICE

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


def mesure(texte: str, corps: float, gras: bool = False) -> float:
    """La largeur approchée d'un texte, à quelques pour cent près."""
    base = normalize("NFD", texte)
    total = sum(_CHASSE.get(s, 560) for s in base if not "\u0300" <= s <= "\u036f")
    return total * corps / 1000 * (1.06 if gras else 1.01)


def abreger(texte: str, corps: float, largeur: float, gras: bool = False) -> str:
    if mesure(texte, corps, gras) <= largeur:
        return texte
    while texte and mesure(f"{texte}…", corps, gras) > largeur:
        texte = texte[:-1]
    return f"{texte.rstrip(' ,;:-')}…"


def couper(
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
        if courante and mesure(essai, corps, gras) > largeur:
            lignes.append(courante.rstrip(" "))
            courante = mot
        else:
            courante = essai
    lignes.append(courante)
    if len(lignes) > maximum:
        reste = "".join(x if x.endswith("-") else f"{x} " for x in lignes[maximum - 1 :])
        lignes = [*lignes[: maximum - 1], reste.rstrip(" ")]
    return [abreger(ligne, corps, largeur, gras) for ligne in lignes]


# --- Écrire les balises ------------------------------------------------------------------------
_COULEUR = re.compile(r"#[0-9a-fA-F]{6}")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_CONTROLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def couleur_valide(valeur: str) -> str:
    if not _COULEUR.fullmatch(valeur):
        raise ValueError(f"Une couleur s'écrit #rrvvbb, non « {valeur} ».")
    return valeur


def nombre_svg(valeur: float) -> str:
    """Une coordonnée : une décimale, point décimal, le plus court."""
    return f"{round(float(valeur), 1):g}" if abs(valeur) < 1e5 else f"{float(valeur):.0f}"


def chemin(points: Iterable[tuple[float, float]], liaison: str = " ") -> str:
    """Des points « x,y » à la suite, pour `points` ou, liés par « L », pour `d`."""
    return liaison.join(f"{nombre_svg(x)},{nombre_svg(y)}" for x, y in points)


class Dessin(SafeString):
    """Des balises écrites ici, dont chaque texte et chaque attribut a été échappé.

    Un texte venu d'ailleurs est toujours échappé, même si Django le tient pour sûr : ce qui l'est
    dans une page (« <b> ») ne l'est pas dans un titre de graphique.
    """


RIEN = Dessin("")


def texte_sur(texte: str) -> str:
    """Le texte échappé, sans les signes de contrôle que XML interdit ; un dessin est gardé."""
    if isinstance(texte, Dessin):
        return texte
    return escape(_APOSTROPHE.sub("’", _CONTROLE.sub("", texte)))


def balise(nom: str, *contenu: str, **attributs: str | float | None) -> SafeString:
    """Une balise ; chaque attribut et chaque texte non sûr y est échappé, `None` est omis."""
    ecrits = "".join(
        f' {cle.rstrip("_").replace("_", "-")}="'
        f'{texte_sur(valeur) if isinstance(valeur, str) else nombre_svg(valeur)}"'
        for cle, valeur in attributs.items()
        if valeur is not None
    )
    dedans = "".join(texte_sur(morceau) for morceau in contenu)
    return Dessin(f"<{nom}{ecrits}>{dedans}</{nom}>" if dedans else f"<{nom}{ecrits}/>")


def ensemble(morceaux: Iterable[str]) -> SafeString:
    return Dessin("".join(texte_sur(morceau) for morceau in morceaux))


def svg(
    genre: str,
    titre: str,
    description: str,
    largeur: float,
    hauteur: float,
    contenu: Iterable[str],
    role: str = "img",
) -> SafeString:
    return balise(
        "svg",
        balise("title", titre),
        balise("desc", description) if description else "",
        *contenu,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"graphique graphique-{genre}",
        role=role,
        viewBox=f"0 0 {nombre_svg(largeur)} {nombre_svg(hauteur)}",
        width=largeur,
        height=hauteur,
        font_family=POLICE,
        font_size="14",
        fill=ENCRE,
    )


def ecrire(
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
    return balise(
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


def ecrire_bloc(
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
    return ensemble(
        ecrire(x, haut + i * interligne, ligne, corps=corps, gras=gras, couleur=couleur)
        for i, ligne in enumerate(lignes)
    )


def rectangle(
    x: float,
    y: float,
    large: float,
    haut: float,
    remplissage: str,
    *,
    contour: str | None = None,
    arrondi: float | None = None,
) -> SafeString:
    return balise(
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


def ligne_droite(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    couleur: str,
    *,
    epaisseur: float = 1,
    tirets: str | None = None,
) -> SafeString:
    return balise(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=couleur,
        stroke_width=epaisseur,
        stroke_dasharray=tirets,
    )


def clarte(couleur: str) -> float:
    """La luminance relative d'une couleur (WCAG 2.2), de 0 à 1."""
    composantes = [int(couleur_valide(couleur)[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes]
    return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]


def encre_sur(couleur: str) -> str:
    """Blanc ou encre : celle des deux qui se lit le mieux sur cette couleur."""
    fond = clarte(couleur)
    sur_blanc = 1.05 / (fond + 0.05)
    sur_encre = (fond + 0.05) / (clarte(ENCRE) + 0.05)
    return BLANC if sur_blanc >= sur_encre else ENCRE


def phrases(couples: Iterable[tuple[str, str]]) -> str:
    """Les données en toutes lettres : « Agen : 12 ; Boé : non renseigné. »"""
    dites = " ; ".join(f"{nom}\u00a0: {valeur}" for nom, valeur in couples)
    return f"{dites}." if dites else ""
