"""L'évaluation publiée, à lire sans compte, jusque sur un téléphone."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from pilotage.millesimes import Millesime
from pilotage.models import Evaluation
from pilotage.source_du_document import Source
from pilotage.views.formats import page_web


@login_not_required
@require_safe
def evaluation_publique_web(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """La version que la coordination a rendue publique, telle qu'elle fut figée."""
    evaluation = get_object_or_404(
        Evaluation.objects.select_related("convention", "version_publiee"),
        convention__slug=slug,
        est_publique=True,
        **annee.filtre,
    )
    if evaluation.version_publiee is None:
        raise Http404("Cette évaluation n'est pas publiée.")
    source = Source(evaluation, evaluation.version_publiee)
    contexte: dict[str, Any] = {
        "evaluation": evaluation,
        "territoire": evaluation.convention,
        "version": source.version,
        "etapes": [],
        "retour": None,
        "est_publique": True,
    }
    return page_web(request, source, contexte)
