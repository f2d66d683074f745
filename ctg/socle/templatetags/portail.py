"""Les balises et filtres des gabarits : badges, icônes, textes, dates et nombres en français."""

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from markdown_it import MarkdownIt

from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS
from ctg.socle.nombres import nombre_fr, quantite_fr, taille_fr
from ctg.socle.typographie import espaces_fr

register = template.Library()

# Sans HTML dans la source, et sans image : un récit ne peut rien charger d'ailleurs.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image"])


@register.filter
def markdown(texte: str | None) -> SafeString:
    """Un texte Markdown en HTML sûr : ni balise ni image ne passent."""
    return SafeString(_MARKDOWN.render(espaces_fr(texte or "")))


@register.filter(is_safe=True)
def espaces(texte: object) -> str:
    """Un texte saisi, ses espaces insécables : aucune ponctuation ne va seule à la ligne."""
    return "" if texte is None else espaces_fr(str(texte))


@register.simple_tag
def badge(etat: str | None, mot: str = "") -> SafeString:
    """Un badge : ton, forme et mot. `mot` remplace celui de la table."""
    modele = BADGES[etat or ""]
    return format_html(
        '<span class="badge badge--{}">{} {}</span>',
        modele.ton,
        graphiques.pastille(modele.forme, COULEURS[modele.ton]),
        mot or modele.mot,
    )


@lru_cache(maxsize=256)
def _dessin(nom: str, taille: int) -> SafeString:
    return SafeString(
        lucide._render_icon(
            nom, taille, **{"aria-hidden": "true", "class": "icone", "focusable": "false"}
        )
    )


@register.simple_tag
def icone(nom: str, taille: int = 20) -> SafeString:
    """Une icône décorative : le mot est toujours à côté."""
    return _dessin(nom, taille)


@register.filter
def jour(valeur: datetime.date | None) -> str:
    """« 23 novembre 2026 » ; « 1er » en début de mois ; vide si la date est inconnue."""
    if valeur is None:
        return ""
    if isinstance(valeur, datetime.datetime):
        valeur = localtime(valeur).date()
    texte = date_format(valeur, "j F Y")
    return f"1er{texte[1:]}" if valeur.day == 1 else texte


@register.filter
def instant(valeur: datetime.datetime | None) -> str:
    """« 23 novembre 2026 à 14 h 05 »."""
    if valeur is None:
        return ""
    local = localtime(valeur)
    return f"{jour(local)} à {local:%H} h {local:%M}"


@register.filter
def nombre(valeur: int | float | Decimal | None) -> str:
    """Un nombre à la française ; « non renseigné » quand il n'y en a pas."""
    return "non renseigné" if valeur is None else nombre_fr(valeur)


@register.filter
def euros(valeur: Decimal) -> str:
    """« 1 200 € », « 1 200,50 € » : les centimes, seulement s'il y en a."""
    return quantite_fr(valeur, "€", 2 if valeur % 1 else 0)


@register.filter
def taille(octets: int | None) -> str:
    """« 1,2 Mo » ; vide si la taille est inconnue."""
    return "" if octets is None else taille_fr(octets)


@register.simple_tag(takes_context=True)
def adresse_avec(context: template.Context, **changements: Any) -> str:
    """L'adresse de la page avec d'autres filtres ; une valeur vide retire le filtre."""
    parametres: QueryDict = context["request"].GET.copy()
    for cle, valeur in changements.items():
        if valeur in (None, ""):
            parametres.pop(cle, None)
        else:
            parametres[cle] = str(valeur)
    chaine = parametres.urlencode()
    return f"?{chaine}" if chaine else "?"


@register.filter
def accorde(nombre: int, formes: str) -> str:
    """« 1 structure », « 3 structures » : ``{{ n|accorde:"structure,structures" }}``."""
    singulier, pluriel = formes.split(",")
    return f"{nombre_fr(nombre)}\u00a0{singulier if abs(nombre) < 2 else pluriel}"


@register.filter
def attribut(objet: Any, nom: str) -> Any:
    """L'attribut ou l'entrée `nom` d'un objet, pour un nom qui varie."""
    if isinstance(objet, dict):
        return objet.get(nom)
    return getattr(objet, nom)
