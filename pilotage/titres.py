"""Un titre d'action en quelques mots, là où il ne tient pas entier."""

import re

from ctg.socle.typographie import coupe_entre_deux_mots

_SIGNES = 62
# Ce qui suit précise : le début se tient seul.
_PRECISIONS = re.compile(
    r",\s| afin d| sous forme | sur les différents | sur l.ensemble | à l.ensemble | en lien avec "
)


def titre_court(titre: str, signes: int = _SIGNES) -> str:
    """Les premiers mots d'un titre qui se tiennent ; coupé entre deux mots s'il le faut."""
    sans_parentheses = " ".join(re.sub(r"\([^()]*\)", " ", titre).split())
    debut = _PRECISIONS.split(sans_parentheses, maxsplit=1)[0].strip()
    return coupe_entre_deux_mots(debut, signes)
