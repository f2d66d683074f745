"""Les formes, les motifs et les légendes : ce qui accompagne toujours la couleur."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from django.utils.safestring import SafeString

from ctg.socle.graphiques.palette import BLANC
from ctg.socle.graphiques.traits import (
    RIEN,
    balise,
    chemin,
    couleur_valide,
    couper,
    ecrire,
    ensemble,
    mesure,
    nombre_svg,
    rectangle,
)

_IDENTIFIANT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


Forme = Literal[
    "rond", "rond_vide", "demi", "carre", "triangle", "losange", "croix", "pause", "coche"
]
Motif = Literal["plein", "hachures", "points", "croisillons"]


def dessiner_forme(
    forme: Forme, couleur: str, cx: float, cy: float, rayon: float = 5, fond: str = BLANC
) -> SafeString:
    """Une forme inscrite dans un cercle de ce rayon ; `fond` remplit celles qui sont évidées."""
    r, c = rayon, couleur_valide(couleur)
    trait = max(1.4, r * 0.32)

    def points(*couples: tuple[float, float]) -> str:
        return chemin((cx + x * r, cy + y * r) for x, y in couples)

    match forme:
        case "rond":
            return balise("circle", cx=cx, cy=cy, r=r, fill=c)
        case "rond_vide" | "demi":
            dedans = r - trait / 2
            anneau = balise(
                "circle", cx=cx, cy=cy, r=dedans, fill=fond, stroke=c, stroke_width=trait
            )
            if forme == "rond_vide":
                return anneau
            x, rayon_svg = nombre_svg(cx), nombre_svg(r)
            arc = f"A{rayon_svg} {rayon_svg} 0 0 0 {x} {nombre_svg(cy + r)}Z"
            moitie = f"M{x} {nombre_svg(cy - r)}{arc}"
            return ensemble([anneau, balise("path", d=moitie, fill=c)])
        case "carre":
            return rectangle(cx - 0.85 * r, cy - 0.85 * r, 1.7 * r, 1.7 * r, c, arrondi=1)
        case "triangle":
            return balise("polygon", points=points((0, -0.95), (1.05, 0.85), (-1.05, 0.85)), fill=c)
        case "losange":
            return balise(
                "polygon", points=points((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)), fill=c
            )
        case "pause":
            return ensemble(
                rectangle(cx + x * r, cy - 0.9 * r, 0.55 * r, 1.8 * r, c) for x in (-0.8, 0.25)
            )
        case "croix" | "coche":
            traces = (
                [((-0.75, -0.75), (0.75, 0.75)), ((-0.75, 0.75), (0.75, -0.75))]
                if forme == "croix"
                else [((-0.95, 0.1), (-0.3, 0.75), (0.95, -0.7))]
            )
            return ensemble(
                balise(
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

    Le mot est à côté : les lecteurs d'écran ne la lisent pas. Sans mot à côté, `titre` le dit.
    Lève `ValueError` pour une forme ou une couleur inconnue.
    """
    return balise(
        "svg",
        balise("title", titre) if titre else "",
        dessiner_forme(forme, couleur, 6, 6),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"pastille pastille-{forme.replace('_', '-')}",
        aria_hidden="true",
        focusable="false",
        viewBox="0 0 12 12",
        width=12,
        height=12,
    )


class Motifs:
    """Les motifs employés par un graphique, sous des identifiants qui lui sont propres."""

    def __init__(self, prefixe: str, *contenu: object) -> None:
        if prefixe and not _IDENTIFIANT.fullmatch(prefixe):
            raise ValueError(f"Ce préfixe ne peut pas commencer un identifiant : « {prefixe} ».")
        # Sans préfixe, le contenu en donne un : stable, et différent d'un graphique à l'autre.
        self._prefixe = prefixe or f"g{crc32(repr(contenu).encode('utf-8', 'replace')):08x}"
        self._definitions: dict[str, SafeString] = {}

    def trame(self, motif: Motif, trait: str = BLANC) -> str | None:
        """Le `fill` à poser sur une forme déjà peinte ; rien pour « plein ».

        Le motif n'a pas de fond : à l'impression, la jointure de ses carreaux se verrait.
        """
        if motif == "plein":
            return None
        nom = f"{self._prefixe}-{motif}-{couleur_valide(trait)[1:]}"
        if nom not in self._definitions:
            self._definitions[nom] = self._motif(nom, motif, trait)
        return f"url(#{nom})"

    def rectangle(
        self, x: float, y: float, large: float, haut: float, couleur: str, motif: Motif
    ) -> SafeString:
        """Un rectangle de cette couleur, couvert de ce motif et cerné s'il n'est pas plein."""
        uni = rectangle(x, y, large, haut, couleur_valide(couleur))
        trame = self.trame(motif)
        if trame is None:
            return uni
        bord = balise(
            "rect",
            x=x + 0.5,
            y=y + 0.5,
            width=max(large - 1, 0),
            height=haut - 1,
            fill="none",
            stroke=couleur,
        )
        return ensemble([uni, rectangle(x, y, large, haut, trame), bord])

    @staticmethod
    def _motif(nom: str, motif: Motif, trait: str) -> SafeString:
        def oblique(d: str) -> SafeString:
            return balise("path", d=d, stroke=trait, stroke_width=1.6, fill="none")

        # Chaque diagonale déborde du carreau et ses coins sont repris : les traits se raccordent.
        montante = oblique("M-2 2L2 -2M-2 10L10 -2M6 10L10 6")
        descendante = oblique("M-2 6L2 10M-2 -2L10 10M6 -2L10 2")
        match motif:
            case "hachures":
                dessins = [montante]
            case "croisillons":
                dessins = [montante, descendante]
            case "points":
                dessins = [balise("circle", cx=x, cy=x, r=1.3, fill=trait) for x in (2, 6)]
            case _:
                raise ValueError(f"Motif inconnu : « {motif} ».")
        return balise("pattern", *dessins, id=nom, width=8, height=8, patternUnits="userSpaceOnUse")

    @property
    def a_servi(self) -> bool:
        """Au moins un motif a été employé."""
        return bool(self._definitions)

    def definitions(self) -> SafeString:
        """Les `<defs>`, à écrire avant le premier emploi ; rien si aucun motif n'a servi."""
        if not self._definitions:
            return RIEN
        return balise("defs", *self._definitions.values())


@dataclass(frozen=True)
class Entree:
    """Une entrée de légende : une marque de 12 à 22 unités de large, puis un texte."""

    marque: SafeString
    largeur_marque: float
    texte: str
    gras: str = ""


def legende_de(
    x: float, y: float, largeur: float, entrees: Sequence[Entree], corps: float = 13
) -> tuple[SafeString, float]:
    """La légende, à la ligne quand la largeur manque ; rend aussi sa hauteur.

    Chaque marque est dessinée autour de l'origine (0, 0) : bord gauche, milieu.
    """
    pas, morceaux = 24.0, []
    gauche, milieu = x, y + pas / 2
    for entree in entrees:
        long_gras = mesure(f"{entree.gras}\u00a0", corps, gras=True) if entree.gras else 0
        total = entree.largeur_marque + 7 + long_gras + mesure(entree.texte, corps)
        if gauche > x and gauche + total > x + largeur:
            gauche, milieu = x, milieu + pas
        debut = gauche + entree.largeur_marque + 7
        place = max(x + largeur - debut - long_gras, 20)
        # Plus longue que la place entière, une entrée va à la ligne sous elle-même.
        contenu, *suite = couper(entree.texte, corps, place, maximum=3)
        if entree.gras:
            gras = balise("tspan", entree.gras, font_weight="600")
            contenu = ensemble([gras, "\u00a0", contenu])
        morceaux += [
            balise(
                "g",
                entree.marque,
                transform=f"translate({nombre_svg(gauche)} {nombre_svg(milieu)})",
            ),
            ecrire(debut, milieu, contenu, corps=corps),
        ]
        for ligne in suite:
            milieu += corps * 1.2
            morceaux.append(ecrire(debut, milieu, ligne, corps=corps))
        gauche += total + 22
    return ensemble(morceaux), milieu + pas / 2 - y
