"""Reprendre un classeur : le déposer, relire ce qu'il change, l'appliquer."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.emport.application import Bilan, appliquer, lire_le_lot, signer_le_lot
from actions.emport.ecarts import Controle, LigneReprise
from actions.emport.reprise import controler
from actions.models import FicheAction
from actions.reprise_forms import ClasseurForm
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.lot_signe import LotIllisible
from ctg.socle.tableur import ClasseurRefuse

# Au-delà, les différences se replient par axe : rien ne s'applique sans pouvoir se lire.
LIGNES_DEPLIEES = 200
_SESSION = "reprise_du_plan"
_TROP_ANCIEN = "Ce contrôle est trop ancien, ou incomplet. Déposez à nouveau le classeur."


def _charger(request: HttpRequest, slug: str) -> Convention:
    """La convention, pour qui y met le plan à jour, ou une fiche au moins s'il en est pilote."""
    utilisateur, droit = utilisateur_de(request), Droit.METTRE_A_JOUR_LES_FICHES
    elle_meme = Convention.objects.filter(pk=OuterRef("pk")).avec_droit(utilisateur, droit)
    siennes = FicheAction.objects.filter(convention=OuterRef("pk")).modifiables_par(utilisateur)
    conventions = Convention.objects.annotate(se_reprend=Exists(elle_meme) | Exists(siennes))
    convention: Any = charger(conventions, utilisateur, Droit.LIRE, slug=slug)
    if not convention.se_reprend:
        raise PermissionDenied(f"Il faudrait le droit suivant : {droit.value}")
    return cast("Convention", convention)


def _contexte(convention: Convention, **suite: Any) -> dict[str, Any]:
    le = horloge.aujourd_hui()
    try:
        convention.exiger_modifiable(le)
        figee = ""
    except ConventionFigee as refus:
        figee = " ".join(refus.manques)
    return {
        "convention": convention,
        "figee": figee,
        "etapes": [("Plan d'actions", reverse("fiche_liste", args=[convention.slug]))],
        **suite,
    }


def plan_reprendre(request: HttpRequest, slug: str) -> HttpResponse:
    """Déposer un classeur, puis relire ce qu'il changerait : rien n'est écrit ici."""
    convention, utilisateur = _charger(request, slug), utilisateur_de(request)
    est_un_depot = request.method == "POST"
    formulaire = ClasseurForm(request.POST, request.FILES) if est_un_depot else ClasseurForm()
    contexte = _contexte(convention, formulaire=formulaire, ecarts=None)
    if not contexte["figee"] and formulaire.is_valid():
        try:
            controle = controler(
                formulaire.octets(),
                convention=convention,
                utilisateur=utilisateur,
                le=horloge.aujourd_hui(),
            )
            lot = (
                "" if controle.erreurs else signer_le_lot(controle.lignes, convention, utilisateur)
            )
        except (ClasseurRefuse, ActionImpossible) as refus:
            formulaire.add_error("fichier", str(refus))
        else:
            return _montrer(request, contexte, controle, lot)
    return render(request, "actions/plan_reprendre.html", contexte)


def _montrer(
    request: HttpRequest, contexte: dict[str, Any], controle: Controle, lot: str
) -> HttpResponse:
    """La page de vérification : ce qui est faux, ce qui change, ce qui est protégé."""
    libres = controle.libres
    par_axe: dict[str, list[LigneReprise]] = {}
    if len(libres) > LIGNES_DEPLIEES:
        for ligne in libres:
            par_axe.setdefault(str(ligne.fiche.axe), []).append(ligne)
    return render(
        request,
        "actions/plan_verifier.html",
        {
            **contexte,
            "controle": controle,
            "lot": lot,
            "libres": libres,
            "par_axe": par_axe,
        },
    )


@require_POST
def plan_appliquer(request: HttpRequest, slug: str) -> HttpResponse:
    """Applique ce que la page de vérification a montré, d'un seul acte."""
    convention, utilisateur = _charger(request, slug), utilisateur_de(request)
    try:
        lot = lire_le_lot(request.POST.get("lot", ""), convention, utilisateur)
        bilan = appliquer(
            lot,
            request.POST.getlist("choix"),
            convention=convention,
            par=utilisateur,
            le=horloge.aujourd_hui(),
        )
    except LotIllisible:
        messages.error(request, _TROP_ANCIEN)
        return redirect("plan_reprendre", slug)
    except ConventionFigee as refus:
        messages.error(request, str(refus))
        return redirect("plan_reprendre", slug)
    request.session[_SESSION] = {"convention": slug, **bilan.en_session()}
    return redirect("plan_repris", slug)


@require_safe
def plan_repris(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que la dernière reprise a fait, et ce qu'elle a laissé."""
    convention = _charger(request, slug)
    garde = request.session.get(_SESSION) or {}
    bilan = Bilan.de_la_session(garde) if garde.get("convention") == slug else None
    return render(request, "actions/plan_repris.html", _contexte(convention, bilan=bilan))
