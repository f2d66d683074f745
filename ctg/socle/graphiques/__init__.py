"""Les graphiques du portail : des fonctions pures, de données vers SVG, pour la page et le PDF.

Chaque fonction rend un `<svg>` complet et sûr (tout texte est échappé), sans ressource extérieure,
sans attribut `style` (la CSP le refuserait) et sans ce que WeasyPrint ignore : ni opacité, ni
`currentColor`, ni `paint-order`. Le premier enfant est `<title>` ; `<desc>` dit toutes les valeurs
à qui ne voit pas l'image. La couleur n'est jamais seule : un mot, une forme ou un motif
l'accompagne. Une valeur inconnue (`None`) s'écrit « non renseigné », jamais 0.

Les longueurs sont en unités SVG ; à la largeur donnée, une unité vaut un pixel CSS. Une feuille de
style qui réduit l'image réduit aussi ses textes : pour un petit écran, `aux_deux_largeurs`.
"""

from ctg.socle.graphiques.barres import (
    Barre,
    Segment,
    barres_empilees,
    barres_horizontales,
    progression,
)
from ctg.socle.graphiques.carte import SCHEMATIQUE, Cellule, carte
from ctg.socle.graphiques.courbe import Point, Repere, courbe
from ctg.socle.graphiques.echelle import Echelon, echelle
from ctg.socle.graphiques.formes import Forme, Motif, pastille
from ctg.socle.graphiques.frise import LigneDeFrise, Periode, frise
from ctg.socle.graphiques.largeurs import ETROIT, aux_deux_largeurs
from ctg.socle.graphiques.mini import Trace, mini_courbe
from ctg.socle.graphiques.palette import (
    ATTENTION,
    AXES,
    BLANC,
    BON,
    CLASSES,
    DOUX,
    ENCRE,
    FOND,
    LARGEUR,
    MAUVAIS,
    NEUTRE,
    PRIMAIRE,
    TRAIT,
)

__all__ = [
    "ATTENTION",
    "AXES",
    "BLANC",
    "BON",
    "CLASSES",
    "DOUX",
    "ENCRE",
    "ETROIT",
    "FOND",
    "LARGEUR",
    "MAUVAIS",
    "NEUTRE",
    "PRIMAIRE",
    "SCHEMATIQUE",
    "TRAIT",
    "Barre",
    "Cellule",
    "Echelon",
    "Forme",
    "LigneDeFrise",
    "Motif",
    "Periode",
    "Point",
    "Repere",
    "Segment",
    "Trace",
    "aux_deux_largeurs",
    "barres_empilees",
    "barres_horizontales",
    "carte",
    "courbe",
    "echelle",
    "frise",
    "mini_courbe",
    "pastille",
    "progression",
]
