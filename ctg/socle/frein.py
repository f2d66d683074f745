"""Qui vient, et à quel rythme : l'adresse du client, et le frein des pages ouvertes à tous."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

ESSAIS_PAR_HEURE = 20
_HEURE = 60 * 60
# Un abonné reçoit un réseau entier : compter par adresse lui donnerait des essais sans fin.
_RESEAU_D_UN_ABONNE = 64


def adresse_du_client(request: HttpRequest) -> str | None:
    """L'adresse d'où vient la demande, telle que le dernier serveur de confiance l'a vue.

    Chaque serveur frontal (`SERVEURS_FRONTAUX`) ajoute à la fin de ``X-Forwarded-For`` l'adresse
    de qui s'adresse à lui : la bonne est la N-ième en partant de la fin. Ce qui la précède vient du
    client, qui écrit ce qu'il veut. En IPv6, c'est le réseau de l'abonné. None : inconnue.
    """
    directe = request.META.get("REMOTE_ADDR", "")
    if settings.SERVEURS_FRONTAUX:
        transmises = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(transmises) >= settings.SERVEURS_FRONTAUX:
            return _normale(transmises[-settings.SERVEURS_FRONTAUX]) or _normale(directe)
    return _normale(directe)


def _normale(texte: str) -> str | None:
    try:
        adresse = ip_address(texte.strip())
    except ValueError:
        return None
    if isinstance(adresse, IPv6Address):
        if adresse.ipv4_mapped:
            return str(adresse.ipv4_mapped)
        reseau = IPv6Network((int(adresse), _RESEAU_D_UN_ABONNE), strict=False)
        return str(reseau.network_address)
    return str(adresse)


def freiner(request: HttpRequest, geste: str) -> bool:
    """Vrai quand cette adresse a fait ce geste plus de vingt fois dans l'heure.

    Le compte est celui du cache : par processus avec la mémoire locale, commun avec un cache
    partagé (``CACHE_URL``). Il borne le travail du serveur ; ce qui protège une personne (un
    courriel au plus par raison) est compté en base.
    """
    cle = f"frein:{geste}:{adresse_du_client(request)}"
    cache.add(cle, 0, timeout=_HEURE)
    try:
        return cache.incr(cle) > ESSAIS_PAR_HEURE
    except ValueError:
        # Le compte vient d'expirer entre les deux gestes.
        return False
