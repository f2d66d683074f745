"""Vider un courriel de ce qu'il disait, en gardant la trace qu'il est parti."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from conventions.courriels import Courriel
from conventions.models import Envoi

OBJET_EFFACE = "Contenu effacé"


def contenu_efface() -> dict[str, Any]:
    """Un courriel qui se lit encore, et qui ne dit plus rien."""
    return asdict(Courriel(objet=OBJET_EFFACE, paragraphes=["Le contenu n'est plus gardé."]))


def vider(envois: Iterable[int]) -> int:
    """Vide ces courriels de leur objet et de leur contenu ; rend leur nombre."""
    return Envoi.objects.filter(pk__in=list(envois)).update(
        objet=OBJET_EFFACE, contenu=contenu_efface()
    )


def vider_ceux_qui_nomment(noms: Iterable[str]) -> int:
    """Vide les courriels, reçus par d'autres, qui citent l'un de ces noms.

    Ceux qui attendent encore de partir sont laissés : ils le seront au bout de leur délai.
    """
    cherches = [re.compile(rf"(?<!\w){re.escape(nom)}(?!\w)", re.I) for nom in noms if nom]
    partis = Envoi.objects.filter(etat__in=[Envoi.Etat.ENVOYE, Envoi.Etat.ABANDONNE])
    lus = partis.exclude(objet=OBJET_EFFACE).values_list("pk", "objet", "contenu")
    return vider(
        pk
        for pk, objet, contenu in lus.iterator()
        if any(nom.search(texte) for texte in _textes([objet, contenu]) for nom in cherches)
    )


def _textes(valeur: Any) -> Iterable[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for element in valeur.values():
            yield from _textes(element)
    elif isinstance(valeur, list):
        for element in valeur:
            yield from _textes(element)
