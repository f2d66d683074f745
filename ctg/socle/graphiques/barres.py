"""Les barres : une par libellé, ou une seule partagée, et les étapes faites."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.safestring import SafeString

from ctg.socle.graphiques.formes import Entree, Forme, Motif, Motifs, dessiner_forme, legende_de
from ctg.socle.graphiques.palette import (
    BLANC,
    DOUX,
    FOND,
    LARGEUR,
    NEUTRE,
    NON_RENSEIGNE,
    PRIMAIRE,
    TRAIT,
)
from ctg.socle.graphiques.traits import (
    couper,
    ecrire,
    ecrire_bloc,
    encre_sur,
    ligne_droite,
    mesure,
    phrases,
    rectangle,
    svg,
)
from ctg.socle.nombres import Nombre, nombre_fr


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
    col = min(max((mesure(b.libelle, corps) for b in barres), default=0), largeur * 0.36)
    x0 = col + 14
    bout = max((mesure(b.ecrite, corps, gras=True) for b in barres), default=0)
    place = max(largeur - x0 - bout - 12, 40)
    motifs = Motifs(prefixe, titre, barres)
    corps_du_dessin: list[SafeString] = []
    y = 4.0
    for barre in barres:
        lignes = couper(barre.libelle, corps, col + 2)
        hauteur = 30.0 if len(lignes) == 1 else 40.0
        milieu = y + hauteur / 2
        corps_du_dessin.append(ecrire_bloc(0, milieu, lignes, corps=corps))
        if barre.valeur is None:
            corps_du_dessin.append(
                ecrire(x0 + 8, milieu, NON_RENSEIGNE, couleur=DOUX, italique=True, corps=corps)
            )
        else:
            long = place * float(barre.valeur) / sommet
            if long > 0:
                corps_du_dessin.append(
                    motifs.rectangle(x0, milieu - 9, max(long, 1.5), 18, barre.couleur, barre.motif)
                )
            corps_du_dessin.append(
                ecrire(x0 + long + 8, milieu, barre.ecrite, corps=corps, gras=True)
            )
        y += hauteur
    axe = ligne_droite(x0, 2, x0, y + 2, DOUX)
    description = phrases((b.libelle, b.ecrite) for b in barres)
    return svg(
        "barres",
        titre,
        description,
        largeur,
        y + 4,
        [motifs.definitions(), *corps_du_dessin, axe],
    )


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
    motifs = Motifs(prefixe, titre, segments)
    dessin: list[SafeString] = []
    if not total:
        dessin += [
            rectangle(0.5, 0.5, largeur - 1, 33, FOND, contour=TRAIT),
            ecrire(largeur / 2, 17, NON_RENSEIGNE, couleur=DOUX, italique=True, ancre="middle"),
        ]
    presents = [s for s in segments if s.valeur]
    ecart = 2.0
    place = largeur - ecart * max(len(presents) - 1, 0)
    x = 0.0
    for segment in presents:
        long = place * segment.valeur / total
        ecrit = nombre_fr(segment.valeur)
        dessin.append(motifs.rectangle(x, 0, long, 34, segment.couleur, segment.motif))
        l_texte = mesure(ecrit, 15, gras=True)
        l_forme = 18 if l_texte + 18 + 12 <= long else 0
        if l_texte + 8 <= long:
            milieu, l_mot = x + long / 2, l_texte + l_forme
            encre = encre_sur(segment.couleur)
            if segment.motif != "plein":
                # Un fond uni sous le nombre : il se lit malgré le motif.
                dessin.append(
                    rectangle(milieu - l_mot / 2 - 4, 6, l_mot + 8, 22, segment.couleur, arrondi=3)
                )
            if l_forme:
                dessin.append(
                    dessiner_forme(
                        segment.forme, encre, milieu - l_mot / 2 + 6, 17, 5.5, segment.couleur
                    )
                )
            dessin.append(
                ecrire(
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
        Entree(dessiner_forme(s.forme, s.couleur, 6, 0), 12, s.libelle, gras=nombre_fr(s.valeur))
        for s in segments
    ]
    legende, haut = legende_de(0, 42, largeur, entrees)
    description = (
        phrases((s.libelle, f"{nombre_fr(s.valeur)} sur {nombre_fr(total)}") for s in segments)
        if total
        else NON_RENSEIGNE
    )
    return svg(
        "empile", titre, description, largeur, 42 + haut, [motifs.definitions(), *dessin, legende]
    )


def progression(faites: int | None, total: int | None, libelle: str) -> SafeString:
    """Les étapes faites : un carré par étape, coché s'il est fait, et « 2 sur 5 » écrit à côté.

    Au-delà de vingt étapes, une barre remplace les carrés. Total nul ou inconnu, ou nombre
    d'étapes faites inconnu : « non renseigné ». Lève `ValueError` si `faites` n'est pas entre 0
    et `total`.
    """
    if not total or faites is None:
        long = mesure(NON_RENSEIGNE, 14) + 4
        return svg(
            "progression",
            f"{libelle}\u00a0: {NON_RENSEIGNE}",
            "",
            ceil(long),
            20,
            [ecrire(0, 10, NON_RENSEIGNE, couleur=DOUX, italique=True)],
        )
    if not 0 <= faites <= total:
        raise ValueError("Les étapes faites sont entre zéro et leur total.")
    dit = f"{nombre_fr(faites)} sur {nombre_fr(total)}"
    dessin: list[SafeString] = []
    if total <= 20:
        for i in range(total):
            x = 18.0 * i
            if i < faites:
                dessin.append(rectangle(x, 3, 14, 14, PRIMAIRE, arrondi=2))
                dessin.append(dessiner_forme("coche", BLANC, x + 7, 10, 4))
            else:
                dessin.append(rectangle(x + 0.5, 3.5, 13, 13, BLANC, contour=NEUTRE, arrondi=2))
        x = 18.0 * total + 4
    else:
        dessin.append(rectangle(0.5, 3.5, 199, 13, BLANC, contour=NEUTRE, arrondi=2))
        dessin.append(rectangle(0, 3, 200 * faites / total, 14, PRIMAIRE, arrondi=2))
        x = 208.0
    dessin.append(ecrire(x, 10, dit, gras=True))
    largeur = ceil(x + mesure(dit, 14, gras=True) + 4)
    return svg("progression", f"{libelle}\u00a0: {dit}", "", largeur, 20, dessin)
