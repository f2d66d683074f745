"""Ce que partagent les pages d'une évaluation : la charger, y revenir."""

from django.http import HttpRequest
from django.urls import reverse

from conventions.droits import Droit, charger, utilisateur_de
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation


def evaluation_chargee(
    request: HttpRequest, droit: Droit, slug: str, millesime: Millesime
) -> Evaluation:
    """L'évaluation de l'adresse, avec sa convention et sa séance, si la personne a ce droit."""
    utilisateur = utilisateur_de(request)
    evaluations = Evaluation.objects.select_related("convention", "reunion__instance")
    return charger(
        evaluations.avec_permissions(utilisateur),
        utilisateur,
        droit,
        convention__slug=slug,
        **millesime.filtre,
    )


def vers_les_evaluations(slug: str) -> list[tuple[str, str]]:
    """Le fil jusqu'à la liste des évaluations."""
    return [("Évaluations", reverse("evaluation_liste", args=[slug]))]


def vers_l_evaluation(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Le fil jusqu'à l'évaluation ; sa convention est déjà chargée."""
    slug = evaluation.convention.slug
    adresse = reverse("evaluation_detail", args=[slug, evaluation.cle])
    return [*vers_les_evaluations(slug), (str(evaluation), adresse)]
