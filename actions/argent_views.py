"""Les pages de l'argent du plan et de ses temps forts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.argent_forms import FiltresDesFinancementsForm, FinancementForm
from actions.financements import FiltresDesFinancements, totaux
from actions.models import FicheAction, Financement
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter

PAR_PAGE = 50


def _fiche(request: HttpRequest, slug: str, numero: int) -> FicheAction:
    """La fiche, pour qui peut la mettre à jour."""
    fiches = FicheAction.objects.select_related("convention", "axe")
    droit = Droit.METTRE_A_JOUR_LES_FICHES
    return charger(fiches, utilisateur_de(request), droit, convention__slug=slug, numero=numero)


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(Convention.objects.all(), utilisateur_de(request), Droit.LIRE, slug=slug)


def _plan(slug: str) -> list[tuple[str, str]]:
    """Le fil d'Ariane d'une page du plan."""
    return [("Plan d'actions", reverse("fiche_liste", args=[slug]))]


def _contexte(fiche: FicheAction, retour: str, **suite: Any) -> dict[str, Any]:
    """Ce que montre la page d'un formulaire de la fiche."""
    slug = fiche.convention.slug
    page = reverse("fiche_detail", args=[slug, fiche.numero])
    return {
        "fiche": fiche,
        "convention": fiche.convention,
        "est_figee": fiche.est_figee(horloge.aujourd_hui()),
        "etapes": [*_plan(slug), (f"Action {fiche.numero}", page)],
        "annuler": retour,
        **suite,
    }


# --- Financements -----------------------------------------------------------------------------


def _vers_les_financements(fiche: FicheAction) -> str:
    return reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero]) + "#financements"


@require_safe
def financement_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """L'argent du plan : chaque financement, et les totaux par axe, année et financeur."""
    convention = _convention(request, slug)
    tous = list(Financement.objects.filter(fiche__convention=convention).pour_liste())
    filtres, ensemble = FiltresDesFinancements.lus(request.GET), totaux(tous)
    retenus = filtres.garder(tous)
    contexte = {
        "convention": convention,
        "nombre_en_tout": len(tous),
        "totaux": totaux(retenus),
        "page": Paginator(retenus, PAR_PAGE).get_page(request.GET.get("page")),
        "est_filtree": filtres.sont_actifs,
        "filtre": FiltresDesFinancementsForm(
            request.GET,
            convention=convention,
            axes=ensemble.par_axe,
            financeurs=ensemble.par_financeur,
        ),
        "etapes": _plan(slug),
    }
    return render(request, "actions/financement_liste.html", contexte)


def financement_ajouter(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Un financement de plus pour une fiche."""
    fiche = _fiche(request, slug, numero)
    financement = Financement(fiche=fiche)
    return traiter(
        request,
        FinancementForm(request.POST or None, financement=financement),
        commande=lambda formulaire: _enregistrer(request, financement, formulaire),
        vers=_vers_les_financements(fiche),
        message="Le financement est ajouté.",
        gabarit="actions/financement_ajouter.html",
        contexte=_contexte(fiche, _vers_les_financements(fiche)),
    )


def financement_modifier(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Un financement déjà là : ses montants, l'état de sa demande."""
    fiche = _fiche(request, slug, numero)
    financement = _financement(fiche, pk)
    return traiter(
        request,
        FinancementForm(request.POST or None, financement=financement),
        commande=lambda formulaire: _enregistrer(request, financement, formulaire),
        vers=_vers_les_financements(fiche),
        message="Le financement est modifié.",
        gabarit="actions/financement_modifier.html",
        contexte=_contexte(
            fiche,
            _vers_les_financements(fiche),
            financement=financement,
            version=financement.version,
        ),
        relire=lambda: FinancementForm(financement=_financement(fiche, pk)),
    )


def _financement(fiche: FicheAction, pk: int) -> Financement:
    financement: Financement = get_object_or_404(
        Financement.objects.select_related("financeur"), fiche=fiche, pk=pk
    )
    # Déjà chargée, avec sa convention.
    financement.fiche = fiche
    return financement


def _enregistrer(
    request: HttpRequest, financement: Financement, formulaire: FinancementForm
) -> None:
    financement.enregistrer(
        valeurs=formulaire.valeurs(),
        version_ouverte=formulaire.version_ouverte(),
        par=utilisateur_de(request),
        le=horloge.aujourd_hui(),
    )


@require_POST
def financement_retirer(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Retire un financement ; l'historique de la fiche le garde."""
    fiche = _fiche(request, slug, numero)
    financement = _financement(fiche, pk)
    return executer(
        request,
        lambda: financement.retirer(
            version_ouverte=_version_envoyee(request),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_vers_les_financements(fiche),
        message=f"Le financement est retiré : {financement}. L'historique le garde.",
    )


def _version_envoyee(request: HttpRequest) -> int:
    """La version que porte un bouton ; illisible, elle ne vaut aucune version."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
