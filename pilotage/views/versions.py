"""Les versions figées : les lire, télécharger le fichier gardé, vérifier ; la page publique."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle.reponses import reponse_fichier, reponse_pdf
from pilotage.forms.cycle import TeteForm
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation, VersionFigee, empreinte, peut_lire_les_evaluations
from pilotage.verification import verifier
from pilotage.views.commun import vers_l_evaluation, vers_les_evaluations

journal = logging.getLogger(__name__)


def _version(request: HttpRequest, slug: str, annee: Millesime, numero: str) -> VersionFigee:
    """La version, pour qui lit les évaluations ; publiée, pour toute la convention."""
    utilisateur = utilisateur_de(request)
    publiee = Evaluation.objects.filter(version_publiee=OuterRef("pk"))
    version = charger(
        VersionFigee.objects.select_related(
            "evaluation__convention", "convention", "remplace", "reunion__instance"
        ).annotate(est_publiee=Exists(publiee)),
        utilisateur,
        Droit.LIRE,
        convention__slug=slug,
        numero=numero,
        evaluation__annee=annee.annee,
        evaluation__est_finale=annee.est_finale,
    )
    publique = bool(getattr(version, "est_publiee", False))
    if not publique and not peut_lire_les_evaluations(utilisateur, version.convention):
        raise PermissionDenied(f"Il faudrait le droit suivant : {Droit.LIRE_LES_EVALUATIONS.value}")
    return version


@require_GET
def version_lire(request: HttpRequest, slug: str, annee: Millesime, numero: str) -> HttpResponse:
    """Une version figée : qui l'a approuvée, ses empreintes, ce qu'elle remplace."""
    version = _version(request, slug, annee, numero)
    contexte = {
        "version": version,
        "evaluation": version.evaluation,
        "convention": version.convention,
        "suivante": VersionFigee.objects.filter(remplace=version).defer("instantane").first(),
        "etapes": vers_l_evaluation(version.evaluation)
        if peut_lire_les_evaluations(utilisateur_de(request), version.convention)
        else vers_les_evaluations(slug),
    }
    return render(request, "pilotage/version_lire.html", contexte)


@require_GET
def version_pdf(request: HttpRequest, slug: str, annee: Millesime, numero: str) -> HttpResponse:
    """Le fichier gardé, octet pour octet."""
    return pdf_fige(request, _version(request, slug, annee, numero))


@require_GET
def version_instantane(
    request: HttpRequest, slug: str, annee: Millesime, numero: str
) -> HttpResponse:
    """Les données figées, telles que leur empreinte les couvre."""
    version = _version(request, slug, annee, numero)
    nom = f"evaluation-{version.numero}-{slug}.json"
    return reponse_fichier(version.instantane.encode(), nom, "application/json; charset=utf-8")


def pdf_fige(request: HttpRequest, version: VersionFigee) -> HttpResponse:
    """Le PDF gardé ; s'il manque ou n'est plus le même, la page le dit et rien n'est remis."""
    try:
        octets = version.octets_du_pdf()
    except OSError:
        octets = b""
    if empreinte(octets) != version.empreinte_du_pdf:
        journal.error("Le PDF figé %s ne correspond plus à son empreinte.", version.numero)
        contexte = {"version": version, "convention": version.convention}
        return render(request, "pilotage/version_perdue.html", contexte, status=500)
    return reponse_pdf(octets, f"evaluation-{version.numero}-{version.convention.slug}.pdf")


@require_GET
def evaluations_verifier(request: HttpRequest, slug: str) -> HttpResponse:
    """Chaque version figée et ce qui s'y tient : ce que dit aussi `verifier_evaluations`."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    if not peut_lire_les_evaluations(utilisateur, convention):
        raise PermissionDenied(f"Il faudrait le droit suivant : {Droit.LIRE_LES_EVALUATIONS.value}")
    formulaire = TeteForm(request.GET if "tete" in request.GET else None)
    tete = formulaire.cleaned_data["tete"] if formulaire.is_valid() else ""
    contexte = {
        "convention": convention,
        "verification": verifier(convention, tete),
        "formulaire": formulaire,
        "etapes": vers_les_evaluations(slug),
    }
    return render(request, "pilotage/evaluations_verifier.html", contexte)


# --- Sans compte -----------------------------------------------------------------------------


def _publique(slug: str, annee: Millesime) -> VersionFigee:
    """La version que la coordination a rendue publique ; 404 sinon."""
    evaluation = get_object_or_404(
        Evaluation.objects.select_related(
            "version_publiee__convention", "version_publiee__remplace"
        ),
        convention__slug=slug,
        est_publique=True,
        **annee.filtre,
    )
    version: VersionFigee | None = evaluation.version_publiee
    return version or get_object_or_404(VersionFigee, pk=0)


@login_not_required
@require_safe
def evaluation_publique(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """L'évaluation publiée, que tout le monde lit."""
    version = _publique(slug, annee)
    contexte = {"version": version, "territoire": version.convention}
    return render(request, "pilotage/evaluation_publique.html", contexte)


@login_not_required
@require_safe
def version_comparer(
    request: HttpRequest, slug: str, annee: Millesime, numero: str
) -> HttpResponse:
    """L'adresse qu'une version imprime : la page publique si elle le fut, sinon celle du compte.

    Remplacée depuis, elle mène à la version qui le dit ; pas encore publique, elle ne dit rien.
    """
    est_publique = Evaluation.objects.filter(
        convention__slug=slug,
        est_publique=True,
        versions__numero=numero,
        version_publiee__rang__gte=F("versions__rang"),
        **annee.filtre,
    ).exists()
    if est_publique:
        return redirect("evaluation_publique", slug, annee)
    return redirect("version_lire", slug, annee, numero)


@login_not_required
@require_safe
def evaluation_publique_pdf(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Son PDF, le même que celui qui fut validé."""
    return pdf_fige(request, _publique(slug, annee))
