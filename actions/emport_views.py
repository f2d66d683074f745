"""Emporter le plan, ou une fiche : les fichiers que les pages proposent."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.emport.contenu import ContenuDuPlan, contenu_de_la_fiche, contenu_du_plan
from actions.emport.formats import FORMATS, Format
from actions.filtres import FiltresDuPlan
from actions.models import FicheAction
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent
from ctg.socle.reponses import reponse_fichier, reponse_pdf

journal = logging.getLogger(__name__)


def _format(suffixe: str) -> Format:
    if suffixe not in FORMATS:
        raise Http404("Ce format n'existe pas.")
    return FORMATS[suffixe]


@require_safe
def plan_exporter(request: HttpRequest, slug: str, suffixe: str) -> HttpResponse:
    """Le plan en PDF, DOCX ou XLSX, avec les filtres de l'adresse."""
    convention = charger(Convention.objects.all(), utilisateur_de(request), Droit.LIRE, slug=slug)
    filtres = FiltresDuPlan.lus(request.GET)
    contenu = contenu_du_plan(convention, filtres, horloge.aujourd_hui())
    retour = reverse("fiche_liste", args=[slug]) + filtres.adresse()
    return _repondre(request, convention, contenu, _format(suffixe), retour)


@require_safe
def fiche_exporter(request: HttpRequest, slug: str, numero: int, suffixe: str) -> HttpResponse:
    """Une fiche en PDF, DOCX ou XLSX."""
    fiche = charger(
        FicheAction.objects.select_related("convention"),
        utilisateur_de(request),
        Droit.LIRE,
        convention__slug=slug,
        numero=numero,
    )
    contenu = contenu_de_la_fiche(fiche, horloge.aujourd_hui())
    retour = reverse("fiche_detail", args=[slug, numero])
    return _repondre(request, fiche.convention, contenu, _format(suffixe), retour)


def _repondre(
    request: HttpRequest,
    convention: Convention,
    contenu: ContenuDuPlan,
    choisi: Format,
    retour: str,
) -> HttpResponse:
    """Le fichier ; ou, si le PDF est impossible, la page qui dit pourquoi et propose les autres."""
    nom = f"{contenu.nom_du_fichier}.{choisi.suffixe}"
    try:
        octets = choisi.produire(contenu)
    except ErreurPDF as erreur:
        absent = isinstance(erreur, MoteurPDFAbsent)
        journal.error("PDF du plan de %s : %s", contenu.slug, erreur)
        contexte = {
            "convention": convention,
            "contenu": contenu,
            "message": str(erreur),
            "moteur_absent": absent,
            "filtres_poses": FiltresDuPlan.lus(request.GET).adresse(),
            "retour": retour,
            "etapes": [("Plan d'actions", reverse("fiche_liste", args=[convention.slug]))],
        }
        statut = 503 if absent else 500
        return render(request, "actions/plan_sans_pdf.html", contexte, status=statut)
    if choisi.suffixe == "pdf":
        return reponse_pdf(octets, nom)
    return reponse_fichier(octets, nom, choisi.type_de_contenu)
