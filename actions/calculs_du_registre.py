"""Les indicateurs du plan que le registre sait calculer, à côté de ce qui se saisit."""

import datetime
from collections.abc import Iterable, Sequence

from actions.calculs_du_plan import calculs_du_plan
from actions.models import FicheAction, Indicateur, TempsFort
from actions.temps_forts import ValeurCalculee, calculs_de_la_fiche
from conventions.models import Convention
from equipements.indicateurs import Question, reponses_du_registre


def calculs_de_la_page(
    fiche: FicheAction, temps_forts: Sequence[TempsFort], annee: int, le: datetime.date
) -> dict[int, ValeurCalculee]:
    """Indicateur → ce que les temps forts, le plan ou le registre en disent pour l'année."""
    indicateurs = list(fiche.indicateurs.all())
    des_temps_forts = calculs_de_la_fiche(fiche, indicateurs, temps_forts, annee, le)
    du_plan = calculs_du_plan(indicateurs, annee, le)
    return des_temps_forts | du_plan | calculs_du_registre(fiche.convention, indicateurs, annee, le)


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
