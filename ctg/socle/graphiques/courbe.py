"""La courbe : une valeur par an, comparée à une référence et à une cible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.safestring import SafeString

from ctg.socle.graphiques.formes import Entree, dessiner_forme, legende_de
from ctg.socle.graphiques.palette import (
    BLANC,
    DOUX,
    ENCRE,
    FOND,
    LARGEUR,
    NON_RENSEIGNE,
    PRIMAIRE,
    TRAIT,
)
from ctg.socle.graphiques.traits import (
    balise,
    chemin,
    couleur_valide,
    couper,
    ecrire,
    ensemble,
    ligne_droite,
    mesure,
    phrases,
    rectangle,
    svg,
)
from ctg.socle.nombres import Nombre, quantite_fr

LARGEUR_D_UNE_UNITE = 30.0
_RAYON_DU_LOSANGE = 6.0
_DEMI_NOMBRE = 8.0


@dataclass(frozen=True)
class Point:
    """La valeur d'une année ; `None` si elle n'est pas connue.

    `nom` s'écrit à la place de l'année, qui n'est alors qu'un rang : « déc. 2024 ».
    """

    annee: int
    valeur: Nombre | None
    nom: str = ""


@dataclass(frozen=True)
class Repere:
    """Une valeur à laquelle comparer, et ce qu'elle est : « référence 2019 », « cible 2026 »."""

    valeur: Nombre
    libelle: str


def _graduations(maximum: float, entier: bool = False) -> list[float]:
    """De 0 à une valeur ronde qui dépasse `maximum`, en six pas au plus ; entiers si demandé."""
    brut = (maximum or 1.0) / 4
    ordre = 10.0 ** floor(log10(brut))
    pas = next(m * ordre for m in (1, 2, 2.5, 5, 10) if m * ordre >= brut * 0.999)
    if entier:
        pas = float(ceil(pas))
    return [i * pas for i in range(ceil(maximum / pas - 1e-9) + 1)] if maximum else [0.0, pas]


def courbe(
    titre: str,
    points: Sequence[Point],
    *,
    reference: Repere | None = None,
    references: Sequence[Repere] = (),
    cible: Repere | None = None,
    cibles: Sequence[Point] = (),
    unite: str = "",
    couleur: str = PRIMAIRE,
    maximum: int | None = None,
    largeur: float = LARGEUR,
    hauteur: float = 240,
) -> SafeString:
    """Une valeur par an, écrite au-dessus de son point ; l'axe part de zéro.

    `maximum` : le plus grand compte possible, pour donner à plusieurs courbes la même échelle, en
    nombres entiers.

    Une année sans valeur, ou absente entre deux autres, interrompt le trait et s'écrit
    « non renseigné ». Les références sont en tirets, la cible en pointillés, chacune avec son nom ;
    `cibles` : ce qu'on visait une année, un losange vide dans sa colonne.
    Sans aucun point : « non renseigné ». Lève `ValueError` pour une valeur négative ou une année
    donnée deux fois.
    """
    par_annee = {p.annee: p.valeur for p in points}
    noms = {p.annee: p.nom or str(p.annee) for p in points}
    if len(par_annee) != len(points):
        raise ValueError("Une année ne se donne qu'une fois.")
    connues = {a: float(v) for a, v in par_annee.items() if v is not None}
    reperes = [
        (repere, tirets, teinte)
        for repere, tirets, teinte in (
            (reference, "7 4", DOUX),
            *((autre, "7 4", DOUX) for autre in references),
            (cible, "2 3", ENCRE),
        )
        if repere is not None
    ]
    visees = {
        p.annee: float(p.valeur) for p in cibles if p.valeur is not None and p.annee in par_annee
    }
    niveaux = [*connues.values(), *(float(r.valeur) for r, _, _ in reperes), *visees.values()]
    if any(v < 0 for v in niveaux):
        raise ValueError("Une courbe du portail ne représente pas de valeur négative.")
    if not connues and not reperes:
        dit = NON_RENSEIGNE
        if par_annee:
            dit = f"{NON_RENSEIGNE} ({noms[min(par_annee)]} à {noms[max(par_annee)]})"
        vide = [
            rectangle(0.5, 0.5, largeur - 1, 47, FOND, contour=TRAIT),
            ecrire(largeur / 2, 24, dit, couleur=DOUX, italique=True, ancre="middle"),
        ]
        return svg("courbe", titre, f"{dit}.", largeur, 48, vide)

    # Une unité longue s'écrit une fois, en haut : répétée à chaque point, elle se chevaucherait.
    longue = mesure(unite, 12) > LARGEUR_D_UNE_UNITE
    pres_du_point = "" if longue else unite
    sommet = max([*niveaux, float(maximum or 0)], default=0.0)
    graduations = _graduations(sommet, entier=maximum is not None)
    ecrites = [quantite_fr(g, pres_du_point) for g in graduations]
    gauche = max(mesure(e, 12) for e in ecrites) + 10
    textes = [[r.libelle, quantite_fr(r.valeur, pres_du_point)] for r, _, _ in reperes]
    marge = min(
        max((mesure(t, 12.5, gras=True) for ls in textes for t in ls), default=0),
        min(180, largeur * 0.27),
    )
    droite = largeur - (marge + 12 if reperes else 8)
    haut, bas = 42.0 if longue else 22.0, hauteur - 28
    annees = list(range(min(par_annee), max(par_annee) + 1)) if par_annee else []
    colonne = (droite - gauche) / max(len(annees), 1)

    def ex(annee: int) -> float:
        return gauche + colonne * (annee - annees[0] + 0.5)

    def ey(valeur: float) -> float:
        return bas - (bas - haut) * valeur / graduations[-1]

    dessin: list[SafeString] = []
    if longue:
        dessin.append(ecrire(0, 8, f"en {unite}", corps=12, couleur=DOUX))
    for valeur, ecrite in zip(graduations, ecrites, strict=True):
        y = ey(valeur)
        dessin.append(ligne_droite(gauche, y, droite, y, DOUX if valeur == 0 else TRAIT))
        dessin.append(ecrire(gauche - 8, y, ecrite, corps=12, couleur=DOUX, ancre="end"))
    dessin += _reperes(reperes, textes, ey, gauche, droite, marge)
    for suite in _suites(annees, connues):
        if len(suite) > 1:
            trace = chemin((ex(a), ey(connues[a])) for a in suite)
            dessin.append(
                balise(
                    "polyline",
                    points=trace,
                    fill="none",
                    stroke=couleur_valide(couleur),
                    stroke_width=2.5,
                    stroke_linejoin="round",
                )
            )
    long_du_nom = max((mesure(nom, 13) for nom in noms.values()), default=0)
    pas_etiquette = max(1, ceil(max(34, long_du_nom + 4) / colonne))
    for i, annee in enumerate(annees):
        x = ex(annee)
        if i % pas_etiquette == 0:
            dessin.append(
                ecrire(x, bas + 16, noms.get(annee, str(annee)), corps=13, ancre="middle")
            )
        cible_y = ey(visees[annee]) if annee in visees else None
        if annee in connues:
            y, dit = ey(connues[annee]), quantite_fr(connues[annee], pres_du_point)
            y_du_nombre = _place_du_nombre(y, cible_y, bas)
            demi = mesure(dit, 13, gras=True) / 2 + 3
            dessin.append(rectangle(x - demi, y_du_nombre - 8, demi * 2, 15, BLANC, arrondi=2))
            dessin.append(ecrire(x, y_du_nombre, dit, corps=13, gras=True, ancre="middle"))
            if cible_y is not None:
                dessin += _losange(x, cible_y, autour=abs(cible_y - y) < _RAYON_DU_LOSANGE)
            dessin.append(
                balise("circle", cx=x, cy=y, r=4.5, fill=couleur, stroke=BLANC, stroke_width=1.5)
            )
        elif cible_y is not None:
            dessin += _losange(x, cible_y)
        if annee not in connues:
            lignes = ["non", "renseigné"] if colonne >= 56 else ["n.\u00a0r."]
            for j, ligne in enumerate(lignes):
                dessin.append(
                    ecrire(
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
        (
            noms.get(a, str(a)),
            quantite_fr(connues[a], unite) if a in connues else NON_RENSEIGNE,
        )
        for a in annees
    ] + [(r.libelle, quantite_fr(r.valeur, unite)) for r, _, _ in reperes]
    if visees:
        dites += [(f"cible {a}", quantite_fr(v, unite)) for a, v in sorted(visees.items())]
        marque = ensemble(_losange(6, 0))
        legende, haut_legende = legende_de(
            gauche, hauteur, droite - gauche, [Entree(marque, 12, "cible de l'année")]
        )
        dessin.append(legende)
        hauteur += haut_legende + 2
    if colonne < 56 and len(connues) < len(annees):
        note = f"n.\u00a0r.\u00a0: {NON_RENSEIGNE}"
        dessin.append(ecrire(gauche, hauteur + 6, note, corps=12, couleur=DOUX, italique=True))
        hauteur += 18
    return svg("courbe", titre, phrases(dites), largeur, hauteur, dessin)


def _losange(x: float, y: float, *, autour: bool = False) -> list[SafeString]:
    """La cible d'une année ; `autour` d'un point qui l'atteint presque, elle s'agrandit."""
    rayon = _RAYON_DU_LOSANGE + 5 if autour else _RAYON_DU_LOSANGE
    return [
        dessiner_forme("losange", ENCRE, x, y, rayon, ENCRE),
        dessiner_forme("losange", BLANC, x, y, rayon - 2.6, BLANC),
    ]


def _place_du_nombre(y: float, cible_y: float | None, bas: float) -> float:
    """Au-dessus du point, ou dessous, ou au-delà de la cible : là où il ne la cache pas."""
    if cible_y is None:
        return y - 15
    rayon = _RAYON_DU_LOSANGE + (5 if abs(cible_y - y) < _RAYON_DU_LOSANGE else 0)
    ecart = rayon + _DEMI_NOMBRE + 1
    libres = (
        place
        for place in (y - 15, y + 16, min(y - 15, cible_y - ecart), max(y + 16, cible_y + ecart))
        if abs(place - cible_y) >= ecart and _DEMI_NOMBRE <= place <= bas - _DEMI_NOMBRE
    )
    return next(libres, y - 15)


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
        lignes = couper(nom, 12.5, marge)
        demi = (len(lignes) + 1) * 15 / 2
        milieu = max(y, plancher + demi)
        plancher = milieu + demi + 3
        dessin.append(ligne_droite(gauche, y, droite, y, teinte, epaisseur=1.8, tirets=tirets))
        if abs(milieu - y) > 1:
            dessin.append(ligne_droite(droite, y, droite + 9, milieu, teinte))
        haut = milieu - demi + 7.5
        for i, ligne in enumerate(lignes):
            dessin.append(ecrire(droite + 12, haut + 15 * i, ligne, corps=12.5, couleur=teinte))
        dessin.append(ecrire(droite + 12, haut + 15 * len(lignes), valeur, corps=12.5, gras=True))
    return dessin
