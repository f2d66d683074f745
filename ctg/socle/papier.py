"""Ce que tous les documents PDF citent : jetons, feuille du papier, formes des badges."""

from pathlib import Path

from ctg import socle
from ctg.socle import graphiques
from ctg.socle.badges import BADGES, COULEURS

_FEUILLES = Path(socle.__file__).parent / "static" / "portail"


def ressources_du_papier(*feuilles: str) -> dict[str, bytes]:
    """Nom → octets, pour `rendre_pdf` : ces feuilles et les communes, et une image par forme."""
    formes = {(badge.forme, badge.ton) for badge in BADGES.values()}
    regles = "\n".join(
        f'.forme-{forme}-{ton} {{ background-image: url("portail:formes/{forme}-{ton}.svg"); }}'
        for forme, ton in sorted(formes)
    )
    return {
        **{
            nom: (_FEUILLES / nom).read_bytes() for nom in ("jetons.css", "document.css", *feuilles)
        },
        "formes.css": regles.encode(),
        **{
            f"formes/{forme}-{ton}.svg": graphiques.pastille(forme, COULEURS[ton]).encode()
            for forme, ton in formes
        },
    }
