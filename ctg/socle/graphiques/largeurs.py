"""Un dessin à deux largeurs : réduire le large, sur un téléphone, réduirait ses mots."""

from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ctg.socle.graphiques.palette import LARGEUR

ETROIT = 330


def aux_deux_largeurs(
    dessiner: Callable[[float, str], SafeString | None],
    *,
    large: float = LARGEUR,
    etroit: float = ETROIT,
) -> SafeString | None:
    """Le même dessin, large puis étroit ; la feuille de style n'en montre qu'un.

    `dessiner` reçoit la largeur, et un préfixe qui distingue les motifs de l'un et de l'autre.
    """
    grand, petit = dessiner(large, "large"), dessiner(etroit, "etroit")
    if grand is None or petit is None:
        return None
    return format_html(
        '<div class="au-large">{}</div><div class="a-l-etroit">{}</div>', grand, petit
    )
