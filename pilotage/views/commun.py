"""Ce que partagent les pages du pilotage : charger une évaluation, y revenir, lire un envoi."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.urls import reverse

from conventions.droits import Droit, charger, utilisateur_de
from conventions.liens import lien_de
from pilotage.invitations import lectures_de
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation, LectureDemandee


def evaluation_chargee(
    request: HttpRequest,
    droit: Droit,
    slug: str,
    millesime: Millesime,
    evaluations: Any = None,
) -> Evaluation:
    """L'évaluation de l'adresse, avec sa convention et sa séance, si la personne a ce droit."""
    utilisateur = utilisateur_de(request)
    evaluations = Evaluation.objects.all() if evaluations is None else evaluations
    evaluations = evaluations.select_related("convention", "reunion__instance")
    evaluation: Evaluation = charger(
        evaluations.avec_permissions(utilisateur),
        utilisateur,
        droit,
        convention__slug=slug,
        **millesime.filtre,
    )
    return evaluation


def vers_les_evaluations(slug: str) -> list[tuple[str, str]]:
    """Le fil jusqu'à la liste des évaluations."""
    return [("Évaluations", reverse("evaluation_liste", args=[slug]))]


def vers_l_evaluation(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Le fil jusqu'à l'évaluation ; sa convention est déjà chargée."""
    slug = evaluation.convention.slug
    adresse = reverse("evaluation_detail", args=[slug, evaluation.cle])
    return [*vers_les_evaluations(slug), (str(evaluation), adresse)]


def projet_a_lire(
    request: HttpRequest, slug: str, millesime: Millesime, evaluations: Any = None
) -> Evaluation:
    """Le projet, pour qui peut le lire : par un compte, ou par le lien d'une invitation.

    Par un lien, celle où la personne n'est pas invitée, ou ne siège plus, n'existe pas : `Http404`.
    """
    lien = lien_de(request)
    if lien is None:
        droit = Droit.LIRE_LES_EVALUATIONS
        return evaluation_chargee(request, droit, slug, millesime, evaluations)
    invitee = LectureDemandee.objects.filter(lectures_de(lien.personne), evaluation=OuterRef("pk"))
    evaluation: Evaluation | None = (
        (Evaluation.objects.all() if evaluations is None else evaluations)
        .select_related("convention", "reunion__instance")
        .filter(Exists(invitee), convention=lien.convention, convention__slug=slug)
        .filter(**millesime.filtre)
        .first()
    )
    if evaluation is None:
        raise Http404("Cette évaluation ne vous est pas adressée.")
    evaluation.est_redigeable = False
    return evaluation


def versions_lues(request: HttpRequest) -> dict[int, int]:
    """Les relevés que la page montrait : « 12.3 » → {12: 3} ; ce qui est illisible ne vaut rien."""
    paires = (lu.partition(".") for lu in request.POST.getlist("lu"))
    return {int(pk): int(v) for pk, _, v in paires if pk.isdecimal() and v.isdecimal()}
