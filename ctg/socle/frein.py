"""Freiner ce qui vient trop vite d'une même adresse, sur les pages ouvertes à tous."""

from django.core.cache import cache
from django.http import HttpRequest
from ipware import get_client_ip

ESSAIS_PAR_HEURE = 20
_HEURE = 60 * 60


def freiner(request: HttpRequest, geste: str) -> bool:
    """Vrai quand cette adresse a fait ce geste plus de vingt fois dans l'heure.

    Le compte est celui du cache : par processus avec la mémoire locale, commun avec un cache
    partagé (``CACHE_URL``). Il borne le travail du serveur ; ce qui protège une personne (un
    courriel au plus par raison) est compté en base.
    """
    adresse, _ = get_client_ip(request)
    cle = f"frein:{geste}:{adresse}"
    cache.add(cle, 0, timeout=_HEURE)
    try:
        return cache.incr(cle) > ESSAIS_PAR_HEURE
    except ValueError:
        # Le compte vient d'expirer entre les deux gestes.
        return False
