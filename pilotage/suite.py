"""Ce qu'une convention attend pour se clore, et ce que ses relevés laissent à la suivante."""

from actions.suite import DerniereValeur
from conventions.models import Convention
from pilotage.models import Conclusion, Evaluation, Releve

# Une réponse qui mesure quelque chose ; « non concerné » et « non disponible » n'en sont pas.
_MESURES = (Releve.Reponse.NOMBRE, Releve.Reponse.NIVEAU)


def dernieres_valeurs(convention: Convention) -> dict[int, DerniereValeur]:
    """Identifiant d'indicateur → sa dernière mesure, l'année la plus récente ; une requête."""
    releves = (
        Releve.objects.filter(indicateur__fiche__convention=convention, reponse__in=_MESURES)
        .select_related("indicateur")
        .order_by("annee")
    )
    return {
        releve.indicateur_id: DerniereValeur(releve.annee, releve.valeur, releve.en_clair())
        for releve in releves
    }


def conclusions_du_plan(convention: Convention) -> dict[int, Conclusion]:
    """Numéro de fiche → la dernière conclusion d'une évaluation (garder, ajuster, arrêter).

    Une requête.
    """
    conclusions = (
        Conclusion.objects.filter(evaluation__convention=convention)
        .select_related("fiche", "evaluation")
        .order_by("evaluation__annee", "pk")
    )
    return {conclusion.fiche.numero: conclusion for conclusion in conclusions}


def manques_pour_cloturer(convention: Convention) -> list[str]:
    """Ce que la convention attend encore avant sa clôture : son évaluation finale, validée."""
    finale = Evaluation.objects.filter(convention=convention, est_finale=True).first()
    if finale is None:
        return ["L'évaluation finale n'est pas ouverte (art. 10)."]
    if not finale.est_figee:
        return ["L'évaluation finale n'est pas validée en COPIL (art. 10)."]
    return []
