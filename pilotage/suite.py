"""Ce qu'une convention attend pour se clore, et ce que ses relevés laissent à la suivante."""

from actions.suite import DerniereValeur
from conventions.models import Convention
from pilotage.models import Conclusion, Evaluation, Releve
from pilotage.releves import releves_dits

# Une réponse qui mesure quelque chose ; « non concerné » et « non disponible » n'en sont pas.
_MESURES = (Releve.Reponse.NOMBRE, Releve.Reponse.NIVEAU)


def dernieres_valeurs(convention: Convention) -> dict[int, DerniereValeur]:
    """Identifiant d'indicateur → sa dernière mesure soumise ou acceptée, la plus récente.

    Celle d'un indicateur relevé par commune est ce que ses communes disent ensemble. Une requête.
    """
    dits = releves_dits(convention, convention.annees())
    mesures = {cle: releve for cle, releve in dits.items() if releve.reponse in _MESURES}
    return {
        indicateur: DerniereValeur(annee, releve.valeur, releve.en_clair())
        for (indicateur, annee), releve in sorted(mesures.items(), key=lambda m: m[0][1])
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
