"""Un numéro de téléphone, tel qu'on l'écrit en France."""

import re

# Ce qu'un carnet d'adresses colle autour d'un numéro, et qui ne se voit pas.
_INVISIBLES = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SEPARATIONS = re.compile(r"[\s/\u2010-\u2015\u2212-]+")


def telephone_au_propre(ecrit: str) -> str:
    """« 05-53-00-00-00 » donne « 05 53 00 00 00 », « +33 (0)5 53 00 00 00 » perd son zéro.

    Les points restent ; ce qui n'est pas un numéro aussi, pour être refusé tel qu'il fut tapé.
    """
    numero = _INVISIBLES.sub("", ecrit).strip()
    if not re.fullmatch(r"[\d+().\s/\u2010-\u2015\u2212-]*", numero):
        return numero
    if numero.startswith(("+", "00")):
        numero = re.sub(r"\(\s*0\s*\)", " ", numero)
    return _SEPARATIONS.sub(" ", re.sub(r"[()]", "", numero)).strip()
