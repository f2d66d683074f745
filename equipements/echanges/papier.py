"""Le registre en PDF : une ligne par structure, pour être lu autour d'une table."""

from django.template.loader import render_to_string

from ctg.socle.etats import ActionImpossible
from ctg.socle.papier import ressources_du_papier
from ctg.socle.pdf import rendre_pdf
from equipements.echanges.contenu import ContenuDuRegistre, mention

# Une cellule se met en page en 1 ms : au-delà, le document ne finirait pas.
STRUCTURES_AU_PLUS = 1_200


def pdf_du_registre(contenu: ContenuDuRegistre) -> bytes:
    """Le PDF. Lève `ActionImpossible` si c'est trop long, et les erreurs de `rendre_pdf`."""
    if contenu.nombre > STRUCTURES_AU_PLUS:
        raise ActionImpossible(
            f"Un PDF tient {STRUCTURES_AU_PLUS} structures au plus. Filtrez la liste."
        )
    html = render_to_string(
        "equipements/document/registre.html", {"contenu": contenu, "mention": mention()}
    )
    return rendre_pdf(html, ressources=ressources_du_papier("plan.css", "registre.css"))
