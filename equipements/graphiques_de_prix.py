"""Les graphiques des prix : une barre par commune, une courbe de l'écart."""

from django.utils.safestring import SafeString

from ctg.socle.graphiques import Barre, Point, barres_horizontales, courbe
from ctg.socle.graphiques.palette import LARGEUR
from ctg.socle.nombres import quantite_fr
from equipements.prix import ComparaisonDePrix, IndicateurDesPrix

# Sur un téléphone, un graphique étroit reste lisible sans défiler.
ETROIT = 300


def graphique_des_communes(
    comparaison: ComparaisonDePrix, qf: int, *, largeur: float = LARGEUR
) -> SafeString:
    """Le prix moyen de chaque commune pour cette famille, du moins cher au plus cher."""
    connues = [(c.commune.nom, c.moyens[qf]) for c in comparaison.communes]
    connues.sort(key=lambda paire: (paire[1] is None, paire[1] or 0, paire[0]))
    return barres_horizontales(
        f"Prix de la {comparaison.service} par commune, QF {qf}, {comparaison.annee_en_mots}",
        [
            Barre(nom, prix, "" if prix is None else quantite_fr(prix, "€", 2))
            for nom, prix in connues
        ],
        largeur=largeur,
    )


def graphique_des_ecarts(
    indicateur: IndicateurDesPrix, qf: int, *, largeur: float = LARGEUR
) -> SafeString | str:
    """L'écart entre communes d'une année scolaire à l'autre ; rien avant deux années."""
    if len(indicateur.annees) < 2:
        return ""
    points = [
        Point(lue.annee, lue.ecarts[qf].valeur, lue.annee_en_mots) for lue in indicateur.annees
    ]
    return courbe(f"Écart de prix entre communes, QF {qf}", points, unite="€", largeur=largeur)
