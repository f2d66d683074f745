"""La page qui donne le document d'une évaluation."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from conventions.liens import Usage, ouverte_aux_liens
from ctg.socle import horloge
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent
from ctg.socle.reponses import reponse_pdf
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.document import nom_du_fichier, pdf_de_l_evaluation
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation
from pilotage.views.commun import projet_a_lire
from pilotage.views.versions import pdf_fige

journal = logging.getLogger(__name__)


@ouverte_aux_liens(Usage.REPONDRE)
@require_GET
def evaluation_pdf(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """L'évaluation en PDF : le fichier gardé une fois validée, le projet du jour avant."""
    evaluation = projet_a_lire(request, slug, annee)
    if evaluation.est_figee:
        version = evaluation.versions.select_related("convention").last()
        if version is not None:
            return pdf_fige(request, version)
    contenu = contenu_de_l_evaluation(evaluation, horloge.aujourd_hui())
    try:
        octets = pdf_de_l_evaluation(contenu)
    except ErreurPDF as erreur:
        return _sans_document(request, evaluation, erreur)
    return reponse_pdf(octets, nom_du_fichier(contenu))


def _sans_document(request: HttpRequest, evaluation: Evaluation, erreur: ErreurPDF) -> HttpResponse:
    """Dit pourquoi il n'y a pas de document, et quoi faire : 503 si le moteur manque, 500 sinon."""
    absent = isinstance(erreur, MoteurPDFAbsent)
    journal.error("PDF de l'évaluation %s : %s", evaluation.annee, erreur)
    gabarit = "moteur_absent" if absent else "document_impossible"
    return render(
        request,
        f"pilotage/document/{gabarit}.html",
        {"evaluation": evaluation, "convention": evaluation.convention, "message": str(erreur)},
        status=503 if absent else 500,
    )
