"""Comparer des textes sans s'arrêter aux espaces ni à la forme des apostrophes."""


def serre(texte: str) -> str:
    """Le texte en une ligne : espaces insécables ordinaires, apostrophes droites."""
    droit = texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    return " ".join(droit.split())
