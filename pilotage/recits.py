"""Les récits d'une évaluation : l'année dans son ensemble, puis axe par axe (art. 10)."""

from dataclasses import dataclass

from actions.models import Axe
from pilotage.models import Evaluation, Recit


@dataclass(frozen=True)
class PartieDeRecit:
    """Une place de récit : l'ensemble (numéro 0, `axe` vide), ou un axe ; `texte` vide : à écrire.

    `axe` est l'identifiant de l'axe.
    """

    numero: int
    titre: str
    titre_court: str
    axe: int | None
    texte: str


def parties_du_recit(evaluation: Evaluation) -> list[PartieDeRecit]:
    """L'ensemble, puis chaque axe de la convention, avec leur récit ; deux requêtes.

    L'évaluation peut n'être pas enregistrée : elle n'a pas encore de récit.
    """
    recits = Recit.objects.filter(evaluation=evaluation.pk) if evaluation.pk else ()
    textes = {recit.axe_id: recit.texte.strip() for recit in recits}
    axes = Axe.objects.filter(convention=evaluation.convention_id).order_by("numero")
    return [
        PartieDeRecit(0, "L'année dans son ensemble", "Ensemble", None, textes.get(None, "")),
        *(
            PartieDeRecit(axe.numero, str(axe), axe.titre_court, axe.pk, textes.get(axe.pk, ""))
            for axe in axes
        ),
    ]
