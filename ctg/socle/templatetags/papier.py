"""Ce que les gabarits du papier ajoutent à ceux de l'écran : typographie, badges sans image."""

import re
from decimal import Decimal

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from ctg.socle.badges import BADGES
from ctg.socle.nombres import quantite_fr
from ctg.socle.typographie import (
    coupe_entre_deux_mots,
    markdown_pour_papier,
    typographie_fr,
)

register = template.Library()


@register.filter
def typo(texte: str) -> str:
    """Un texte saisi, aux espaces et guillemets français."""
    return typographie_fr(texte)


@register.filter
def coupe(texte: str, signes: int) -> str:
    """Un texte saisi, mis au propre, dont il ne reste que les premiers mots s'il est long."""
    return coupe_entre_deux_mots(typographie_fr(texte), signes)


@register.filter
def en_phrase(texte: str) -> str:
    """Un texte saisi qui finit une phrase : un point et un seul, qu'il l'ait déjà ou non."""
    propre = typographie_fr(texte).rstrip()
    return propre if propre.endswith((".", "!", "?", "…")) else f"{propre}."


@register.filter
def saisi(texte: str) -> SafeString:
    """Un texte saisi sans mise en forme : ses retours à la ligne sont gardés."""
    return linebreaksbr(typographie_fr(texte.strip()), autoescape=True)


@register.filter
def papier(texte: str) -> SafeString:
    """Un texte Markdown, tel que le PDF sait le baliser."""
    return markdown_pour_papier(texte)


# Un nombre et son unité courte (« 44 % ») ne se quittent pas ; ce qui suit peut aller à la ligne.
_GRANDEUR = re.compile(r"([-\u2212]?\d(?:[\d\s.,]*\d)?(?:\s[%€])?)\s([^\s\d].{3,})")


@register.filter
def grandeur(ecrite: str) -> SafeString:
    """« 113 professionnels » : l'unité longue passe à la ligne ; le reste est rendu tel quel."""
    trouvee = _GRANDEUR.fullmatch(ecrite)
    if trouvee is None:
        return conditional_escape(ecrite)
    return format_html('{} <span class="unite">{}</span>', *trouvee.groups())


@register.filter
def montant(valeur: Decimal | None, decimales: int = 0) -> str:
    """« 1 200 € » ; un montant inconnu est « n. r. », jamais zéro."""
    return "n.\u00a0r." if valeur is None else quantite_fr(valeur, "€", decimales)


# Un texte signé peut tenir des pages ; la suite est au portail, et le document le dit.
_SIGNES_D_UN_EXTRAIT = 900


@register.filter
def extrait(texte: str) -> str:
    """Le début d'un long texte, et qu'il continue."""
    return Truncator(texte).chars(_SIGNES_D_UN_EXTRAIT, truncate=" […]")


@register.filter
def mot_du_badge(etat: str) -> str:
    """Le mot d'un badge, sans sa forme : pour une longue liste."""
    return BADGES[etat].mot


@register.simple_tag
def badge_papier(etat: str, mot: str = "") -> SafeString:
    """Un badge dont la forme est un fond : sur le papier, seul le mot est lu à voix haute."""
    badge = BADGES[etat]
    return format_html(
        '<span class="badge badge--{ton} forme-{forme}-{ton}">{mot}</span>',
        ton=badge.ton,
        forme=badge.forme,
        mot=mot or badge.mot,
    )
