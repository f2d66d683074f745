"""L'article que prend un nom d'organisme dans une phrase : « de la Commune », « par le Syndicat ».

Un nom dont le genre n'est pas connu n'en prend pas : « d'Emmaüs » vaut mieux qu'un article faux.
"""

from django.utils.text import slugify

# fmt: off
_FEMININS = frozenset((
    "academie", "agglomeration", "association", "caf", "caisse", "chambre",
    "commune", "communaute", "direction", "ecole", "education", "federation",
    "fondation", "maison", "mairie", "metropole", "mission", "mjc",
    "msa", "mutualite", "prefecture", "region", "union", "ville",
))
_MASCULINS = frozenset((
    "ccas", "centre", "cias", "college", "comite", "conseil",
    "departement", "etat", "pays", "pole", "rectorat", "relais",
    "reseau", "service", "sivom", "sivu", "syndicat",
))
# fmt: on


def _genre(nom: str) -> tuple[str, bool]:
    """(« f », « m » ou vide, commence par une voyelle ou un h)."""
    premier = slugify(nom.split(" ")[0].split("'")[0])
    genre = "f" if premier in _FEMININS else "m" if premier in _MASCULINS else ""
    return genre, premier[:1] in set("aeiouyh")


def avec_article(nom: str) -> str:
    """« l'Agglomération d'Agen », « la Commune de Layrac », « le Syndicat du Bruilhois »."""
    genre, s_elide = _genre(nom)
    if not genre:
        return nom
    return f"l'{nom}" if s_elide else f"{'la' if genre == 'f' else 'le'} {nom}"


def en_complement(nom: str) -> str:
    """« de l'Agglomération d'Agen », « de la Commune de Layrac », « du Syndicat du Bruilhois »."""
    genre, s_elide = _genre(nom)
    if genre == "m" and not s_elide:
        return f"du {nom}"
    if genre:
        return f"de {avec_article(nom)}"
    return f"d'{nom}" if s_elide else f"de {nom}"
