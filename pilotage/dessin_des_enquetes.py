"""Le graphique d'une question d'enquête, pour la page et le papier."""

from django.utils.safestring import SafeString

from ctg.socle.graphiques import Barre, barres_horizontales
from ctg.socle.graphiques.palette import LARGEUR
from pilotage.lecture_du_referentiel import QuestionDEnqueteLue
from pilotage.models import QuestionDEnquete


def barres_de_la_question(
    question: QuestionDEnqueteLue, *, largeur: float = LARGEUR, prefixe: str = "large"
) -> SafeString | None:
    """Une barre par réponse, sur cent quand ce sont des parts ; None sans réponse."""
    if not question.reponses:
        return None
    en_parts = question.unite == QuestionDEnquete.Unite.POURCENTAGE
    return barres_horizontales(
        question.texte,
        [Barre(r.libelle, r.valeur, r.en_clair) for r in question.reponses],
        maximum=100 if en_parts else None,
        largeur=largeur,
        prefixe=f"{prefixe}-{question.pk}-",
    )
