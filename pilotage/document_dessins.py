"""Les dessins de l'évaluation : états, carte, courbes, argent, enquêtes. Tous commentés en mots."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from conventions.contours import fond_de_carte
from conventions.models import Commune
from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS, Badge
from ctg.socle.nombres import nombre_fr, quantite_fr
from equipements.registre import RegistreEnChiffres
from equipements.territoire.dessin import LARGEUR_PAPIER, MOITIE_DU_PAPIER, carte_de
from equipements.territoire.figures import Figure
from pilotage.contenu import ContenuEvaluation
from pilotage.contenu_des_chiffres import Part
from pilotage.contenu_des_tendances import Tendances
from pilotage.contenu_du_registre import ArgentLu
from pilotage.dessin_des_enquetes import barres_de_la_question
from pilotage.dessin_des_indicateurs import courbe_de_l_indicateur
from pilotage.lecture_du_plan import CLOSE, IndicateurLu
from pilotage.lecture_du_referentiel import QuestionDEnqueteLue
from pilotage.models import Releve
from pilotage.resultats import SANS_COMPARAISON, SANS_REPONSE

# Un dessin, de sa largeur ; et ce qui en fait celui du papier, ou ceux de l'écran.
Dessin = Callable[[float], SafeString | None]
Dessinateur = Callable[[Dessin, float], SafeString | None]


def pour_le_papier(dessin: Dessin, largeur: float = graphiques.LARGEUR) -> SafeString | None:
    """Le dessin, une fois."""
    return dessin(largeur)


def pour_l_ecran(dessin: Dessin, largeur: float = graphiques.LARGEUR) -> SafeString | None:
    """Le dessin à deux largeurs ; une moitié de page, elle, tient déjà dans un téléphone."""
    if largeur <= MOITIE:
        return dessin(largeur)
    return graphiques.aux_deux_largeurs(lambda large, _: dessin(large))


# Deux dessins par rangée : à cette largeur, une unité vaut un quart de millimètre.
MOITIE = 340.0
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
_MOTIFS: dict[str, graphiques.Motif] = {
    "abandonne": "points",
    CLOSE: "points",
    SANS_COMPARAISON: "points",
    # Ce qu'on ne sait pas.
    "": "hachures",
    "a_juger": "hachures",
    SANS_REPONSE: "hachures",
}
_COULEURS_DES_REPONSES: dict[str, tuple[str, graphiques.Forme]] = {
    Releve.Reponse.NOMBRE: (graphiques.PRIMAIRE, "carre"),
    Releve.Reponse.NIVEAU: (graphiques.BON, "rond"),
    Releve.Reponse.NON_CONCERNE: (graphiques.NEUTRE, "croix"),
    Releve.Reponse.NON_DISPONIBLE: (graphiques.ATTENTION, "triangle"),
    "": (graphiques.DOUX, "rond_vide"),
}


def des_etats(contenu: ContenuEvaluation, largeur: float = graphiques.LARGEUR) -> SafeString:
    """Où en sont les actions."""
    return _empile("L’état des actions", contenu.etats, largeur)


def des_etapes(contenu: ContenuEvaluation, largeur: float = graphiques.LARGEUR) -> SafeString:
    """Où en sont les étapes du calendrier signé."""
    return _empile("Les étapes du calendrier", contenu.etapes, largeur)


def des_reponses(contenu: ContenuEvaluation, largeur: float = graphiques.LARGEUR) -> SafeString:
    """Ce que deviennent les indicateurs ; ce que furent les réponses, pour une version d'avant."""
    if contenu.resultats:
        return _empile("Les indicateurs", contenu.resultats, largeur)
    return graphiques.barres_empilees(
        "Les réponses aux indicateurs",
        [
            graphiques.Segment(
                part.libelle,
                part.nombre,
                *_COULEURS_DES_REPONSES[part.cle],
                _MOTIFS.get(part.cle, "plein"),
            )
            for part in contenu.reponses
        ],
        largeur=largeur,
    )


def des_verdicts(parts: Sequence[Part], largeur: float = graphiques.LARGEUR) -> SafeString:
    """Ce que sont devenues les hypothèses."""
    return _empile("Les verdicts", parts, largeur)


def _empile(titre: str, parts: Sequence[Part], largeur: float) -> SafeString:
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
        largeur=largeur,
    )


def _badge(cle: str) -> Badge:
    return BADGES["abandonne" if cle == CLOSE else cle]


# --- Les indicateurs, l'argent, les enquêtes, les années ----------------------------------------


def courbe_en_case(indicateur: IndicateurLu) -> SafeString | None:
    """L'allure d'un indicateur, pour sa case du tableau ; rien tant qu'une seule année est dite.

    Sa page, dans le portail, en montre la courbe entière : ici les nombres sont à côté.
    """
    serie = indicateur.serie
    if serie is None or indicateur.est_a_definir:
        return None
    est_qualitatif = bool(serie.niveaux)
    # Le plus bas niveau n'est pas rien : il se dessine au-dessus du pied.
    traces = [
        graphiques.Trace(
            p.annee,
            (None if p.rang is None else p.rang + 1) if est_qualitatif else p.valeur,
            p.en_clair,
            "" if est_qualitatif or p.valeur is None else nombre_fr(p.valeur),
            p.est_dite,
        )
        for p in serie.points
    ]
    if sum(trace.valeur is not None for trace in traces) < 2:
        return None
    if est_qualitatif:
        visee = serie.rang_cible_final
        return graphiques.mini_courbe(
            serie.libelle,
            traces,
            cible=None if visee is None else visee + 1,
            plafond=len(serie.niveaux),
        )
    references = [r.nombre for r in serie.references if r.nombre is not None]
    return graphiques.mini_courbe(
        serie.libelle,
        traces,
        reference=references[0] if references else None,
        cible=None if serie.est_cumulatif else serie.valeur_cible_finale,
    )


# Sur une demi-largeur de page, la courbe reste plus large que haute.
_HAUTEUR_D_UNE_COURBE = 170.0


def courbe_a_cible(indicateur: IndicateurLu) -> SafeString | None:
    """La courbe entière d'un indicateur qu'une cible attend ; rien sans cible, ou sans suite."""
    serie = indicateur.serie
    if serie is None or serie.niveaux or not (serie.cibles or serie.cible_finale):
        return None
    if len(serie.connus) < 2:
        return None
    return courbe_de_l_indicateur(serie, largeur=MOITIE, hauteur=_HAUTEUR_D_UNE_COURBE)


def du_bonus(argent: ArgentLu, largeur: float = graphiques.LARGEUR) -> SafeString | None:
    """Les bonus de chaque année face au plancher ; rien tant qu'aucun bonus n'est connu."""
    if not any(annee.bonus.total for annee in argent.annees):
        return None
    barres = [
        graphiques.Barre(
            str(annee.annee),
            annee.bonus.total,
            quantite_fr(annee.bonus.total, "€", 0) if annee.bonus.total is not None else "",
        )
        for annee in argent.annees
    ]
    if argent.plancher is not None:
        ecrit = quantite_fr(argent.plancher, "€", 0)
        barres.append(
            graphiques.Barre("Plancher", argent.plancher, ecrit, graphiques.ATTENTION, "hachures")
        )
    return graphiques.barres_horizontales(
        "Les bonus territoire", barres, prefixe="bonus-", largeur=largeur
    )


def de_l_enquete(
    question: QuestionDEnqueteLue, largeur: float = graphiques.LARGEUR
) -> SafeString | None:
    """Les réponses à une question d'enquête ; rien si aucune ne se dessine."""
    if any(reponse.valeur < 0 for reponse in question.reponses):
        return None
    return barres_de_la_question(question, largeur=largeur, prefixe="papier")


def des_annees(tendances: Tendances) -> list[tuple[str, SafeString]]:
    """Les étapes faites, les indicateurs qui avancent, année après année : à la même largeur."""
    annees = tendances.annees
    if len(annees) < 2:
        return []
    noms = {a.annee: f"{a.annee}*" if a.est_en_cours else "" for a in annees}
    etapes = [graphiques.Point(a.annee, a.etapes_faites, noms[a.annee]) for a in annees]
    # L'année qui se saisit encore tomberait : elle n'a pas de point.
    favorables = [
        graphiques.Point(a.annee, a.favorables if a.reponses else None)
        for a in annees
        if not a.est_en_cours
    ]
    return [
        (titre, graphiques.courbe(titre, points, maximum=maximum, largeur=MOITIE, hauteur=180))
        for titre, points, maximum in (
            ("Étapes faites, à la fin de l’année", etapes, annees[-1].etapes),
            ("Indicateurs atteints ou en progrès", favorables, annees[-1].attendus),
        )
        if maximum and len(points) > 1
    ]


# --- Le territoire ------------------------------------------------------------------------------


def _communes(registre: RegistreEnChiffres) -> Iterable[tuple[Commune, int]]:
    for ligne in registre.communes:
        yield ligne.commune, ligne.total
    for commune in registre.sans_structure:
        yield commune, 0


def carte_des_structures(
    registre: RegistreEnChiffres, largeur: float = LARGEUR_PAPIER
) -> SafeString | None:
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
        largeur=largeur,
        note=fond.note,
    )


@dataclass(frozen=True)
class CarteDeFigure:
    """Une figure du territoire et sa carte ; rien à dessiner là où elle ne montrerait rien.

    Une figure à marques (un relais s'y trouve, ou non) n'a que trois réponses : sa carte, plus
    petite, tait les noms, et `sans` liste les communes de sa première classe.
    """

    figure: Figure
    carte: SafeString | None
    sans: tuple[str, ...] = ()


def cartes_du_territoire(contenu: ContenuEvaluation, dessiner: Dessinateur) -> list[CarteDeFigure]:
    """Chaque figure et sa carte ; les petites cartes à la fin, par deux."""
    cartes = [
        _carte_de_figure(figure, rang, dessiner) for rang, figure in enumerate(contenu.figures)
    ]
    return sorted(cartes, key=lambda une: bool(une.figure.formes))


def _carte_de_figure(figure: Figure, rang: int, dessiner: Dessinateur) -> CarteDeFigure:
    a_des_marques = bool(figure.formes)
    dessin = None
    if figure.se_dessine:
        dessin = dessiner(
            lambda largeur: carte_de(
                figure, prefixe=f"territoire-{rang}", largeur=largeur, noms=not a_des_marques
            ),
            MOITIE_DU_PAPIER if a_des_marques else LARGEUR_PAPIER,
        )
    sans = [valeur.commune.nom for valeur in figure.valeurs if valeur.classe == 0]
    return CarteDeFigure(figure, dessin, tuple(sans) if a_des_marques else ())


def _classe(nombre: int) -> int:
    return next(
        rang
        for rang, (plafond, _) in enumerate(CLASSES_DE_LA_CARTE)
        if plafond is None or nombre <= plafond
    )


def silhouette(registre: RegistreEnChiffres) -> str:
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
