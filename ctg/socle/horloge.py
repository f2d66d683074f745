"""La seule lecture de l'horloge : les règles reçoivent un jour, elles ne le lisent pas."""

import datetime

from django.utils import timezone


def maintenant() -> datetime.datetime:
    """L'instant présent, avec son fuseau."""
    return timezone.now()


def aujourd_hui() -> datetime.date:
    """Le jour présent à l'heure de Paris."""
    return timezone.localdate(maintenant())
