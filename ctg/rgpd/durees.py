"""Combien de temps le portail garde ce qui concerne une personne : ici, et nulle part ailleurs."""

import datetime

MOIS_D_INACTIVITE = 24
JOURS_DE_PREAVIS = 30
MOIS_DU_CONTENU_D_UN_COURRIEL = 6
MOIS_D_UN_COURRIEL = 24
MOIS_D_UN_LIEN_EXPIRE = 12
JOURS_D_UN_ECHEC_DE_CONNEXION = 30
JOURS_D_UNE_SESSION = 14


def il_y_a(mois: int, le: datetime.date) -> datetime.date:
    """Le même jour, tant de mois plus tôt ; le dernier du mois s'il n'y en a pas."""
    rang = le.year * 12 + le.month - 1 - mois
    annee, moisier = divmod(rang, 12)
    for jour in range(le.day, 27, -1):
        try:
            return datetime.date(annee, moisier + 1, jour)
        except ValueError:
            continue
    return datetime.date(annee, moisier + 1, le.day)
