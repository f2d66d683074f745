"""La page qui donne le document d'une évaluation."""

import logging
import threading

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from conventions.liens import Usage, ouverte_aux_liens
from ctg.socle import horloge
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent
from ctg.socle.reponses import reponse_pdf
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import nom_du_fichier, pdf_de_l_evaluation
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation
from pilotage.views.commun import projet_a_lire
from pilotage.views.versions import pdf_fige

journal = logging.getLogger(__name__)

# Quarante-neuf parties reçoivent le lien le même jour : le portail continue de répondre.
ATTENTE = 20.0
_PLACES = threading.BoundedSemaphore(2)


class DocumentEnAttente(ErreurPDF):
    """D'autres documents se fabriquent déjà."""

    def __init__(self) -> None:
        super().__init__(
            "Plusieurs personnes demandent un document au même instant. Réessayez dans une minute,"
            " ou demandez qu'il se prépare pendant que vous lisez."
        )


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
        octets = _a_son_tour(contenu)
    except ErreurPDF as erreur:
        return _sans_document(request, evaluation, erreur)
    return reponse_pdf(octets, nom_du_fichier(contenu))


def _a_son_tour(contenu: ContenuEvaluation) -> bytes:
    """Le PDF, deux au plus à la fois par processus ; lève `DocumentEnAttente` s'il faut revenir."""
    if not _PLACES.acquire(timeout=ATTENTE):
        raise DocumentEnAttente
    try:
        return pdf_de_l_evaluation(contenu)
    finally:
        _PLACES.release()


def _sans_document(request: HttpRequest, evaluation: Evaluation, erreur: ErreurPDF) -> HttpResponse:
    """Dit pourquoi il n'y a pas de document, et quoi faire : 503 si le moteur manque, 500 sinon."""
    absent = isinstance(erreur, MoteurPDFAbsent)
    journal.error("PDF de l'évaluation %s : %s", evaluation.annee, erreur)
    gabarit = "moteur_absent" if absent else "document_impossible"
    revient = absent or isinstance(erreur, DocumentEnAttente)
    return render(
        request,
        f"pilotage/document/{gabarit}.html",
        {"evaluation": evaluation, "convention": evaluation.convention, "message": str(erreur)},
        status=503 if revient else 500,
    )
