"""Un référentiel d'essai : une thématique, une question, une hypothèse, et de quoi les juger."""

from typing import Any

from actions.models import FicheAction
from conventions.models import Convention
from pilotage.models import (
    Appreciation,
    Besoin,
    ChiffreDuDiagnostic,
    Conclusion,
    Critere,
    Enquete,
    Evaluation,
    Hypothese,
    QuestionDEnquete,
    QuestionEvaluative,
    ReponseDEnquete,
    Thematique,
    Verdict,
)


def thematique(convention: Convention, **champs: Any) -> Thematique:
    """Une thématique, sans axe."""
    return Thematique.objects.create(convention=convention, **{"titre": "Équité"} | champs)


def question(thematique: Thematique, **champs: Any) -> QuestionEvaluative:
    """Une question de pertinence."""
    valeurs = {"texte": "L'offre répond-elle aux besoins ?", "critere": Critere.PERTINENCE}
    return QuestionEvaluative.objects.create(thematique=thematique, **valeurs | champs)


def hypothese(question: QuestionEvaluative, *fiches: FicheAction, **champs: Any) -> Hypothese:
    """Une hypothèse, liée à ces fiches et à leurs indicateurs."""
    creee = Hypothese.objects.create(question=question, **{"enonce": "L'offre s'étend."} | champs)
    creee.fiches.set(fiches)
    creee.indicateurs.set([i for fiche in fiches for i in fiche.indicateurs.all()])
    return creee


def verdict(evaluation: Evaluation, hypothese: Hypothese, **champs: Any) -> Verdict:
    """Un verdict prouvé."""
    valeurs = {"verdict": Verdict.Sens.VALIDEE, "preuves": "Deux relais ouverts."}
    return Verdict.objects.create(evaluation=evaluation, hypothese=hypothese, **valeurs | champs)


def appreciation(evaluation: Evaluation, **champs: Any) -> Appreciation:
    """Une force de l'année."""
    valeurs: dict[str, Any] = {
        "genre": Appreciation.Genre.FORCE,
        "ordre": 1,
        "texte": "Les communes s'entendent.",
    }
    return Appreciation.objects.create(evaluation=evaluation, **valeurs | champs)


def conclusion(evaluation: Evaluation, fiche: FicheAction, **champs: Any) -> Conclusion:
    """Une action à ajuster."""
    valeurs = {"suite": Conclusion.Suite.AJUSTER, "texte": "Deux communes de plus."}
    return Conclusion.objects.create(evaluation=evaluation, fiche=fiche, **valeurs | champs)


def enquete(convention: Convention, **champs: Any) -> Enquete:
    """Une enquête auprès des familles, sans question."""
    valeurs: dict[str, Any] = {
        "titre": "Enquête auprès des familles",
        "genre": Enquete.Genre.QUANTITATIVE,
        "annee": 2025,
        "source": "Coordination",
        "interroges": 200,
        "repondants": 84,
    }
    return Enquete.objects.create(convention=convention, **valeurs | champs)


def question_d_enquete(enquete: Enquete, *chiffres: int, **champs: Any) -> QuestionDEnquete:
    """Une question, une réponse par chiffre."""
    creee = QuestionDEnquete.objects.create(
        enquete=enquete, **{"texte": "Trouvez-vous un accueil près de chez vous ?"} | champs
    )
    for rang, chiffre in enumerate(chiffres, 1):
        ReponseDEnquete.objects.create(
            question=creee, ordre=rang, libelle=f"Réponse {rang}", valeur=chiffre
        )
    return creee


def besoin(convention: Convention, *fiches: FicheAction, **champs: Any) -> Besoin:
    """Un besoin du diagnostic, auquel ces fiches répondent."""
    valeurs = {"titre": "Un accueil près de chez soi", "source": "Annexe 1, p. 3"}
    cree = Besoin.objects.create(convention=convention, **valeurs | champs)
    cree.fiches.set(fiches)
    return cree


def chiffre(convention: Convention, **champs: Any) -> ChiffreDuDiagnostic:
    """Un chiffre sourcé du diagnostic."""
    valeurs: dict[str, Any] = {
        "libelle": "familles sans solution",
        "valeur": 33,
        "unite": "%",
        "annee": 2021,
        "source": "Annexe 1, p. 4",
    }
    return ChiffreDuDiagnostic.objects.create(convention=convention, **valeurs | champs)
