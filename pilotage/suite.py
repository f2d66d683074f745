"""Ce qu'une convention attend pour se clore, et ce que ses relevés laissent à la suivante."""

from django.db.models import Count, Q

from actions.suite import DerniereValeur
from conventions.models import Convention
from ctg.socle.templatetags.portail import accorde
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
        indicateur: DerniereValeur(
            annee, releve.valeur, releve.en_clair(), releve.etat != Releve.Etat.ACCEPTE
        )
        for (indicateur, annee), releve in sorted(mesures.items(), key=lambda m: m[0][1])
    }


def conclusions_du_plan(
    convention: Convention, *, sans_les_projets: bool = False
) -> dict[int, Conclusion]:
    """Numéro de fiche → la dernière conclusion d'une évaluation (garder, ajuster, arrêter).

    `sans_les_projets` : d'une évaluation annuelle, celles d'un texte validé ; une autre peut encore
    changer, et ne propose rien au COPIL du terme. Une requête.
    """
    conclusions = (
        Conclusion.objects.filter(evaluation__convention=convention)
        .select_related("fiche", "evaluation")
        .order_by("evaluation__annee", "evaluation__est_finale", "pk")
    )
    if sans_les_projets:
        est_dite = Q(evaluation__est_finale=True) | Q(evaluation__etat__in=Evaluation.FIGES)
        conclusions = conclusions.filter(est_dite)
    return {conclusion.fiche.numero: conclusion for conclusion in conclusions}


def restes_a_la_cloture(convention: Convention) -> list[str]:
    """Ce qui resterait tel quel une fois la convention close, sans l'empêcher. Deux requêtes."""
    evaluations = convention.evaluations.exclude(etat__in=Evaluation.FIGES).order_by("annee")
    restes = [
        f"{evaluation.dans_une_phrase} ne sera jamais validée :"
        f" elle est {evaluation.get_etat_display()}."
        for evaluation in evaluations
    ]
    comptes = (
        Releve.objects.filter(indicateur__fiche__convention=convention)
        .exclude(etat=Releve.Etat.ACCEPTE)
        .order_by("annee", "etat")
        .values_list("annee", "etat")
        .annotate(nombre=Count("pk"))
    )
    for annee, etat, nombre in comptes:
        reponses = accorde(nombre, "réponse d'indicateur reste,réponses d'indicateurs restent")
        restes.append(f"{annee} : {reponses} {_RESTE[etat]}.")
    return restes


# Ce que devient une réponse que personne n'acceptera plus.
_RESTE = {
    Releve.Etat.BROUILLON: "en brouillon, et ne comptera pas",
    Releve.Etat.SOUMIS: "à accepter, sans l'avoir été",
    Releve.Etat.RENVOYE: "à reprendre, et ne comptera pas",
}


def manques_pour_cloturer(convention: Convention) -> list[str]:
    """Ce que la convention attend encore avant sa clôture : son évaluation finale, validée."""
    finale = Evaluation.objects.filter(convention=convention, est_finale=True).first()
    if finale is None:
        return ["L'évaluation finale n'est pas ouverte (art. 10)."]
    if not finale.est_figee:
        return ["L'évaluation finale n'est pas validée en COPIL (art. 10)."]
    return []
