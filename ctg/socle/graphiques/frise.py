"""La frise : des périodes sur le calendrier d'une convention."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.utils.safestring import SafeString

from ctg.socle.graphiques.carte import LIEN
from ctg.socle.graphiques.formes import Entree, Forme, Motifs, dessiner_forme, legende_de
from ctg.socle.graphiques.palette import (
    BLANC,
    DOUX,
    ENCRE,
    FOND,
    LARGEUR,
    MAUVAIS,
    NEUTRE,
    PRIMAIRE,
    TRAIT,
)
from ctg.socle.graphiques.traits import (
    RIEN,
    balise,
    chemin,
    couleur_valide,
    couper,
    ecrire,
    ecrire_bloc,
    encre_sur,
    ensemble,
    ligne_droite,
    mesure,
    rectangle,
    svg,
)


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
    """Une ligne : son libellé et ses périodes, qui peuvent se recouvrir.

    `href` : adresse du portail ou http(s) où mène le libellé. `titre_de` : une couleur, si la ligne
    est l'intertitre des suivantes ; elle n'a alors pas de période et traverse la frise.
    """

    libelle: str
    periodes: Sequence[Periode] = ()
    href: str | None = None
    titre_de: str = ""


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
    etendue: tuple[date, date] | None = None,
    colonne: float | None = None,
    largeur: float = LARGEUR,
    prefixe: str = "",
) -> SafeString:
    """Des périodes sur un calendrier, années en haut, état écrit près de chaque barre.

    `debut` et `fin` bornent le contrat ; ce qui dépasse `fin` allonge la frise et se hachure.
    `aujourd_hui` trace une ligne verticale nommée, si ce jour est sur la frise.
    `etendue` (jours à montrer) et `colonne` (largeur des libellés) donnent à plusieurs frises le
    même calendrier. Avec des liens, le rôle est « group » (sous « img », les lecteurs d'écran ne
    les verraient pas).
    Lève `ValueError` si une période, ou la frise, finit avant de commencer, ou pour une adresse
    qui n'est ni du portail ni http(s).
    """
    periodes = [p for ligne in lignes for p in ligne.periodes]
    if fin < debut or any(p.debut and p.fin and p.fin < p.debut for p in periodes):
        raise ValueError("Une période ne peut pas finir avant de commencer.")
    if any(ligne.href is not None and not LIEN.match(ligne.href) for ligne in lignes):
        raise ValueError("Une adresse de la frise n'est ni du portail ni http(s).")
    jours = [j for p in periodes for j in (p.debut, p.fin) if j is not None]
    jours += etendue or ()
    premier = date(min([debut, *jours]).year, 1, 1)
    dernier = date(max([fin, *jours]).year, 12, 31)
    corps = 13.5
    longs = [mesure(ligne.libelle, corps) for ligne in lignes if not ligne.titre_de]
    col = colonne or min(max(longs, default=0) + 4, largeur * 0.34)
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

    motifs = Motifs(prefixe, titre, debut, fin, lignes)
    dessous: list[SafeString] = []
    dessus: list[SafeString] = []
    y = haut = haut_des_annees + 26
    for ligne in lignes:
        if ligne.titre_de:
            intertitre, hauteur = _intertitre(ligne, y, largeur)
            dessus.append(intertitre)
            y += hauteur
            continue
        couloirs = _couloirs(ligne.periodes)
        noms = couper(ligne.libelle, corps, col, maximum=max(2, len(couloirs)))
        hauteur = max(24.0 * len(couloirs), 16.5 * len(noms)) + 10
        milieu = y + hauteur / 2
        dessus.append(_lie(ligne, ecrire_bloc(0, milieu, noms, corps=corps)))
        if not couloirs:
            dessus.append(
                ecrire(
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
        dessous.append(ligne_droite(0, y, largeur, y, TRAIT))
    annees = _annees_de_frise(premier.year, dernier.year, ex, haut_des_annees, y)
    traits = [
        ligne_droite(v.x, depart, v.x, y, v.couleur, epaisseur=1.5, tirets=v.tirets)
        for v, depart in zip(verticales, departs, strict=True)
    ]
    tete = ligne_droite(0, haut, largeur, haut, DOUX)
    legende: list[SafeString] = []
    if motifs.a_servi:
        marque = motifs.rectangle(0, -7, 22, 14, NEUTRE, "hachures")
        texte = f"au-delà du {fin:%d/%m/%Y} ({libelle_de_fin})"
        dessin, haut_de_legende = legende_de(0, y + 6, largeur, [Entree(marque, 22, texte)])
        legende.append(dessin)
        y += 6 + haut_de_legende
    return svg(
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
        role="group" if any(ligne.href for ligne in lignes) else "img",
    )


def _lie(ligne: LigneDeFrise, dessin: SafeString) -> SafeString:
    """Le dessin, lien vers l'adresse de sa ligne si elle en a une."""
    if ligne.href is None:
        return dessin
    return balise("a", dessin, href=ligne.href, class_="graphique-lien")


def _intertitre(ligne: LigneDeFrise, y: float, largeur: float) -> tuple[SafeString, float]:
    """L'intertitre de cette ligne, sur un fond qui couvre les traits, et sa hauteur."""
    noms = couper(ligne.libelle, 14, largeur - 24, maximum=2)
    hauteur = 17.0 * len(noms) + 13
    return ensemble(
        [
            rectangle(0, y, largeur, hauteur, FOND),
            rectangle(0, y, 5, hauteur, couleur_valide(ligne.titre_de)),
            _lie(
                ligne,
                ecrire_bloc(14, y + hauteur / 2, noms, corps=14, gras=True, couleur=ligne.titre_de),
            ),
            ligne_droite(0, y + hauteur, largeur, y + hauteur, TRAIT),
        ]
    ), hauteur


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
        long = mesure(v.nom, 12.5, gras=True)
        centre = min(max(v.x, long / 2), largeur - long / 2)
        fin = centre + long / 2
        if v is not rangees[0] and fin + 10 > occupe_des:
            rang += 1
            fin = max(v.x + 3, long)
        y = 9.0 + 17 * rang
        dessin.append(ecrire(fin, y, v.nom, corps=12.5, gras=True, couleur=v.couleur, ancre="end"))
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
        dessin.append(ligne_droite(x1, haut + 4, x1, bas, TRAIT))
        if (annee - premiere) % pas == 0:
            dessin.append(
                ecrire(
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
    motifs: Motifs,
) -> tuple[SafeString, SafeString]:
    """La barre d'une période et, à part, le mot de son état : dedans, sinon à droite, à gauche."""
    mot_long = 16 + mesure(periode.etat, 12.5, gras=True)
    if periode.debut is None and periode.fin is None:
        dit = f"{periode.etat}, dates non renseignées"
        return RIEN, ensemble(
            [
                dessiner_forme(periode.forme, periode.couleur, bords[0] + 12, y),
                ecrire(bords[0] + 22, y, dit, corps=12.5, couleur=DOUX, italique=True),
            ]
        )
    x1, x2 = bords[0], max(bords[1], bords[0] + 3)
    morceaux = []
    corps_1 = x1 + (9 if periode.debut is None else 0)
    corps_2 = x2 - (9 if periode.fin is None else 0)
    plein = min(max(terme, corps_1), corps_2)
    if plein > corps_1:
        morceaux.append(
            rectangle(corps_1, y - 9, plein - corps_1, 18, couleur_valide(periode.couleur))
        )
    if corps_2 > plein:
        morceaux.append(
            motifs.rectangle(plein, y - 9, corps_2 - plein, 18, periode.couleur, "hachures")
        )
    for absente, base, pointe in (
        (periode.debut is None, corps_1, x1),
        (periode.fin is None, corps_2, x2),
    ):
        if absente:
            fleche = chemin([(base, y - 9), (pointe, y), (base, y + 9)])
            morceaux.append(balise("polygon", points=fleche, fill=periode.couleur))
    dedans = plein - corps_1 >= mot_long + 12
    if not dedans and corps_2 - corps_1 >= mot_long + 12:
        # Un fond uni sous le mot : il se lit malgré les hachures.
        dedans = True
        morceaux.append(rectangle(corps_1 + 1, y - 8, mot_long + 9, 16, periode.couleur))
    if dedans:
        x, encre, fond = corps_1 + 6, encre_sur(periode.couleur), periode.couleur
    elif x2 + 6 + mot_long <= libre[1]:
        x, encre, fond = x2 + 6, ENCRE, BLANC
    elif x1 - 6 - mot_long >= libre[0]:
        x, encre, fond = x1 - 6 - mot_long, ENCRE, BLANC
    else:
        # Pas de place pour le mot : la forme seule, sur un disque clair ; `<desc>` dit l'état.
        milieu = (x1 + x2) / 2
        return ensemble(morceaux), ensemble(
            [
                balise("circle", cx=milieu, cy=y, r=7.5, fill=BLANC),
                dessiner_forme(periode.forme, periode.couleur, milieu, y),
            ]
        )
    teinte = encre if dedans else periode.couleur
    mot = [
        dessiner_forme(periode.forme, teinte, x + 5, y, fond=fond),
        ecrire(x + 15, y, periode.etat, corps=12.5, gras=True, couleur=encre),
    ]
    if not dedans:
        mot.insert(0, rectangle(x - 2, y - 9, mot_long + 4, 18, BLANC))
    return ensemble(morceaux), ensemble(mot)


def _phrase_de_frise(ligne: LigneDeFrise) -> str:
    """Une ligne de la frise en toutes lettres."""
    if ligne.titre_de:
        return f"{ligne.libelle.rstrip('.')}."
    dites = []
    for p in ligne.periodes:
        de = f"depuis le {p.debut:%d/%m/%Y}" if p.debut and not p.fin else ""
        a = f"jusqu’au {p.fin:%d/%m/%Y}" if p.fin and not p.debut else ""
        entre = f"du {p.debut:%d/%m/%Y} au {p.fin:%d/%m/%Y}" if p.debut and p.fin else ""
        dites.append(f"{p.etat}, {de or a or entre or 'dates non renseignées'}")
    return f"{ligne.libelle}\u00a0: {' ; '.join(dites) or 'dates non renseignées'}."
