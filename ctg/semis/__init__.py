"""Une France inventée, à l'échelle du pays : de quoi mesurer le portail une fois plein.

Tout est faux et le dit (« Commune inventée 12345 », codes Insee de 00001 en montant). Les lignes
s'écrivent par lots, sans historique : c'est une base d'essai, personne n'y travaillera. Le tirage
est à graine fixe : deux semis des mêmes nombres donnent les mêmes lignes, au mot de passe près.
"""

from ctg.semis.echelle import Acces, Echelle
from ctg.semis.semeur import semer

__all__ = ["Acces", "Echelle", "semer"]
