"""La seule lecture de l'horloge : les règles reçoivent un jour, elles ne le lisent pas."""

import datetime
import time

from django.utils import timezone


def maintenant() -> datetime.datetime:
    """L'instant présent, avec son fuseau."""
    return timezone.now()


def aujourd_hui() -> datetime.date:
    """Le jour présent à l'heure de Paris."""
    return timezone.localdate(maintenant())


def du_disque() -> float:
    """L'heure à laquelle le disque date ses fichiers, en secondes : leur âge s'y compare."""
    return time.time()
