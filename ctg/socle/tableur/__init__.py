"""Écrire et lire des classeurs (XLSX, CSV) qu'une personne remplit hors du portail.

Une feuille se décrit une fois, par ses colonnes ; la même description l'écrit et la relit :

    MODELE = ModeleDeFeuille("Fiches", (
        Colonne("numero", "N°", Genre.ENTIER, est_requise=True, est_modifiable=False),
        Colonne("etat", "État", Genre.CHOIX, choix={"en_cours": "en cours"}),
    ))
    octets = ecrire_xlsx(Classeur("Le plan", [Feuille(MODELE, [{"numero": 1, "etat": ""}])]))
    lue = lire_classeur(octets, [MODELE])["Fiches"]
    lue.lignes[0].valeurs   # {"numero": 1, "etat": ""}
    lue.erreurs             # une phrase française par cellule fausse

- Écrire : `ecrire_xlsx` (listes de choix, dates vraies, mode d'emploi), `ecrire_csv` ; au fil de
  l'eau, `xlsx_au_fil` et `lignes_csv`.
- Lire : `lire_classeur`, `lire_csv`, ou `lire_fichier` qui choisit d'après le contenu.
- Aucun texte n'est jamais une formule, dans les deux sens.
"""

from ctg.socle.tableur.ecriture import (
    Classeur,
    Feuille,
    ecrire_csv,
    ecrire_xlsx,
    lignes_csv,
    xlsx_au_fil,
)
from ctg.socle.tableur.lecture import (
    LIMITES,
    ClasseurRefuse,
    FeuilleLue,
    LigneLue,
    Limites,
    lire_classeur,
    lire_csv,
    lire_fichier,
)
from ctg.socle.tableur.modele import Colonne, Erreur, Genre, ModeleDeFeuille, texte_de_cellule

__all__ = [
    "LIMITES",
    "Classeur",
    "ClasseurRefuse",
    "Colonne",
    "Erreur",
    "Feuille",
    "FeuilleLue",
    "Genre",
    "LigneLue",
    "Limites",
    "ModeleDeFeuille",
    "ecrire_csv",
    "ecrire_xlsx",
    "lignes_csv",
    "lire_classeur",
    "lire_csv",
    "lire_fichier",
    "texte_de_cellule",
    "xlsx_au_fil",
]
