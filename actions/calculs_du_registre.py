"""Les indicateurs du plan que le registre sait calculer, à côté de ce qui se saisit."""

import datetime
from collections.abc import Iterable

from actions.models import Indicateur
from actions.temps_forts import ValeurCalculee
from conventions.models import Convention
from equipements.indicateurs import Question, reponses_du_registre


def calculs_du_registre(
    convention: Convention, indicateurs: Iterable[Indicateur], annee: int, le: datetime.date
) -> dict[int, ValeurCalculee]:
    """Indicateur → ce que le registre en dit pour l'année ; ne lit rien si aucun n'en dépend."""
    questions = {
        indicateur.pk: (indicateur, Question(indicateur.calcul))
        for indicateur in indicateurs
        if indicateur.calcul in list(Question)
    }
    if not questions:
        return {}
    voulues = {question for _, question in questions.values()}
    reponses = reponses_du_registre(convention, voulues, annee, le)
    return {
        pk: ValeurCalculee(
            indicateur,
            annee,
            reponses[question].valeur,
            reponses[question].compte,
            reponses[question].est_vide,
            "le registre",
        )
        for pk, (indicateur, question) in questions.items()
    }
