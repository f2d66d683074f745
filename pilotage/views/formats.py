"""L'évaluation en page pour téléphone ; ses documents, à demander, à attendre, à prendre."""

from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from conventions.droits import Droit, utilisateur_de
from conventions.liens import Usage, lien_de, ouverte_aux_liens
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.fabrique import Avancement, DocumentAPart
from ctg.socle.reponses import reponse_fichier, reponse_pdf
from pilotage import formats
from pilotage.document_web import PartieWeb, parties_web
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation, peut_lire_les_evaluations
from pilotage.relecture_de_l_instantane import InstantaneIllisible
from pilotage.source_du_document import Source, source_de
from pilotage.version_dite import version_dite
from pilotage.views.commun import (
    evaluation_chargee,
    projet_a_lire,
    vers_l_evaluation,
    vers_les_evaluations,
)

# En secondes : le temps d'un rendu court, sans presser qui attend.
RAFRAICHIR = 3
_UNE_HEURE = 60 * 60


def source_a_lire(request: HttpRequest, slug: str, annee: Millesime) -> Source:
    """Ce que cette personne lit d'une évaluation : le projet ou sa version figée.

    Publiée, sa version se lit dans toute la convention, comme sa page.
    """
    try:
        return source_de(projet_a_lire(request, slug, annee))
    except PermissionDenied:
        evaluation = evaluation_chargee(request, Droit.LIRE, slug, annee)
        if evaluation.version_publiee is None:
            raise
        return Source(evaluation, evaluation.version_publiee)


@ouverte_aux_liens(Usage.REPONDRE)
@require_GET
def evaluation_web(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """L'évaluation à lire ici, repliée, jusque sur un téléphone."""
    source = source_a_lire(request, slug, annee)
    return page_web(request, source, _contexte(request, source))


def page_web(request: HttpRequest, source: Source, contexte: dict[str, Any]) -> HttpResponse:
    """La page, tirée des données du jour ou de celles qui furent figées."""
    try:
        contenu = source.contenu(horloge.aujourd_hui())
    except InstantaneIllisible:
        return render(request, "pilotage/evaluation_web_ancienne.html", contexte)
    parties = _parties(source, contenu)
    return render(
        request,
        "pilotage/evaluation_web.html",
        {**contexte, "contenu": contenu, "numero": source.numero, "parties": parties},
    )


def _parties(source: Source, contenu: Any) -> list[PartieWeb]:
    """Celles d'une version figée ne changent pas : elles ne se refont pas à chaque lecture."""
    if source.version is None:
        return parties_web(contenu)
    cle = f"evaluation-web-{source.version.empreinte}"
    parties: list[PartieWeb] | None = cache.get(cle)
    if parties is None:
        parties = parties_web(
            contenu, version=version_dite(source.version) if source.version else None
        )
        cache.set(cle, parties, _UNE_HEURE)
    return parties


@ouverte_aux_liens(Usage.REPONDRE)
@require_POST
def document_demander(
    request: HttpRequest, slug: str, annee: Millesime, genre: str
) -> HttpResponse:
    """Fait préparer un document, puis mène à la page qui l'attend."""
    source = source_a_lire(request, slug, annee)
    contexte = {**_contexte(request, source), "format": _format(genre), "genre": genre}
    try:
        contenu = source.contenu(horloge.aujourd_hui())
        document = formats.document_a_part(source, genre, contenu)
        document.demander(partial(formats.fabriquer, source, genre, contenu))
    except InstantaneIllisible:
        return render(request, "pilotage/evaluation_web_ancienne.html", contexte)
    except ActionImpossible as refus:
        contexte |= {"avancement": Avancement.ECHEC, "message": str(refus)}
        return render(request, "pilotage/document_attendre.html", contexte, status=503)
    return redirect("document_attendre", slug, annee, genre, document.cle.removeprefix(f"{genre}-"))


@ouverte_aux_liens(Usage.REPONDRE)
@require_GET
def document_attendre(
    request: HttpRequest, slug: str, annee: Millesime, genre: str, cle: str
) -> HttpResponse:
    """Où en est le document demandé ; la page se relit d'elle-même tant qu'il se prépare."""
    source = source_a_lire(request, slug, annee)
    document = DocumentAPart(source.dossier, f"{genre}-{cle}")
    avancement = document.avancement()
    reponse = render(
        request,
        "pilotage/document_attendre.html",
        {
            **_contexte(request, source),
            "format": _format(genre),
            "genre": genre,
            "cle": cle,
            "avancement": avancement,
            "message": document.message() if avancement is Avancement.ECHEC else "",
        },
    )
    if avancement is Avancement.EN_COURS:
        reponse["Refresh"] = str(RAFRAICHIR)
    return reponse


@ouverte_aux_liens(Usage.REPONDRE)
@require_GET
def document_prendre(
    request: HttpRequest, slug: str, annee: Millesime, genre: str, cle: str
) -> HttpResponse:
    """Le document préparé ; s'il n'est plus là, la page d'attente dit comment le ravoir."""
    source = source_a_lire(request, slug, annee)
    modele = _format(genre)
    octets = DocumentAPart(source.dossier, f"{genre}-{cle}").octets()
    if octets is None:
        return redirect("document_attendre", slug, annee, genre, cle)
    nom = formats.nom_a_telecharger(source, genre)
    if modele.suffixe == ".pdf":
        return reponse_pdf(octets, nom)
    return reponse_fichier(octets, nom, modele.type_de_contenu)


def _format(genre: str) -> formats.Format:
    if genre not in formats.FORMATS:
        raise Http404("Ce format n'existe pas.")
    return formats.FORMATS[genre]


def _contexte(request: HttpRequest, source: Source) -> dict[str, Any]:
    """L'évaluation, et le chemin de retour de cette personne."""
    evaluation = source.evaluation
    est_par_un_lien = lien_de(request) is not None
    suit = not est_par_un_lien and peut_lire_les_evaluations(
        utilisateur_de(request), evaluation.convention
    )
    retour = ("evaluation_detail", "Revenir à l'évaluation") if suit else None
    if est_par_un_lien:
        retour = ("evaluation_lire", "Revenir à la lecture")
    return {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "version": source.version,
        "est_publique": False,
        "etapes": _fil(evaluation, suit, est_par_un_lien),
        "retour": (reverse(retour[0], args=[evaluation.convention.slug, evaluation.cle]), retour[1])
        if retour
        else None,
    }


def _fil(evaluation: Evaluation, suit: bool, est_par_un_lien: bool) -> list[tuple[str, str]]:
    """Qui ne suit pas le projet revient aux évaluations publiées ; un lien n'y mène pas."""
    if suit:
        return vers_l_evaluation(evaluation)
    return [] if est_par_un_lien else vers_les_evaluations(evaluation.convention.slug)
