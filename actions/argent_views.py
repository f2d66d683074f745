"""Les pages de l'argent du plan et de ses temps forts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.argent_forms import (
    FiltresDesFinancementsForm,
    FiltresDesTempsFortsForm,
    FinancementForm,
    TempsFortForm,
)
from actions.financements import FiltresDesFinancements, totaux
from actions.models import FicheAction, Financement, TempsFort
from actions.temps_forts import FiltresDesTempsForts, est_figee, somme
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter, version_envoyee

PAR_PAGE = 50
PUBLICS = (
    ("participants", "participants"),
    ("familles", "familles"),
    ("jeunes", "jeunes"),
    ("formes", "personnes formées"),
)


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
            version_ouverte=version_envoyee(request),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_vers_les_financements(fiche),
        message=f"Le financement est retiré : {financement}. L'historique le garde.",
    )


# --- Temps forts ------------------------------------------------------------------------------


def _vers_les_temps_forts(slug: str) -> str:
    return reverse("temps_fort_liste", args=[slug])


@require_safe
def temps_fort_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les temps forts de la convention : par action, commune, genre, année."""
    convention, utilisateur = _convention(request, slug), utilisateur_de(request)
    de_la_convention = TempsFort.objects.filter(convention=convention)
    tous = list(de_la_convention.avec_permissions(utilisateur).pour_liste())
    filtres, le = FiltresDesTempsForts.lus(request.GET), horloge.aujourd_hui()
    retenus = filtres.garder(tous)
    contexte = {
        "convention": convention,
        "nombre_en_tout": len(tous),
        "page": Paginator(retenus, PAR_PAGE).get_page(request.GET.get("page")),
        "nombre": len(retenus),
        "sommes": [(mot, somme(retenus, nom)) for nom, mot in PUBLICS],
        "communes": len({un.commune_id for un in retenus if un.commune_id}),
        "est_filtree": filtres.sont_actifs,
        "filtre": FiltresDesTempsFortsForm(request.GET, convention=convention, temps_forts=tous),
        "peut_modifier": not est_figee(convention, le),
        "etapes": _plan(slug),
    }
    return render(request, "actions/temps_fort_liste.html", contexte)


def temps_fort_ajouter(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Un temps fort de plus, depuis la page d'une de ses fiches."""
    fiche = _fiche(request, slug, numero)
    temps_fort = TempsFort(convention=fiche.convention)
    retour = reverse("fiche_detail", args=[slug, numero]) + "#temps-forts"
    return traiter(
        request,
        _formulaire(request, temps_fort, initial={"fiches": [fiche.pk]}),
        commande=lambda formulaire: temps_fort.enregistrer(
            **formulaire.enregistrement(), par=utilisateur_de(request), le=horloge.aujourd_hui()
        ),
        vers=retour,
        message="Le temps fort est noté. Merci.",
        gabarit="actions/temps_fort_ajouter.html",
        contexte=_contexte(fiche, retour),
    )


def temps_fort_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Un temps fort déjà noté : ce qu'on en sait de plus."""
    temps_fort = _temps_fort(request, slug, pk)
    return traiter(
        request,
        _formulaire(request, temps_fort),
        commande=lambda formulaire: temps_fort.enregistrer(
            **formulaire.enregistrement(), par=utilisateur_de(request), le=horloge.aujourd_hui()
        ),
        vers=_vers_les_temps_forts(slug),
        message="Le temps fort est modifié.",
        gabarit="actions/temps_fort_modifier.html",
        contexte={
            "temps_fort": temps_fort,
            "version": temps_fort.version,
            "convention": temps_fort.convention,
            "est_figee": est_figee(temps_fort.convention, horloge.aujourd_hui()),
            "etapes": [*_plan(slug), ("Temps forts", _vers_les_temps_forts(slug))],
            "annuler": _vers_les_temps_forts(slug),
        },
        relire=lambda: _formulaire(request, _temps_fort(request, slug, pk), est_lie=False),
    )


def _temps_fort(request: HttpRequest, slug: str, pk: int) -> TempsFort:
    temps_forts = TempsFort.objects.select_related("convention", "commune")
    droit = Droit.METTRE_A_JOUR_LES_FICHES
    return charger(temps_forts, utilisateur_de(request), droit, convention__slug=slug, pk=pk)


def _formulaire(
    request: HttpRequest, temps_fort: TempsFort, *, est_lie: bool = True, **options: Any
) -> TempsFortForm:
    permises = FicheAction.objects.filter(convention=temps_fort.convention)
    return TempsFortForm(
        (request.POST or None) if est_lie else None,
        temps_fort=temps_fort,
        permises=permises.modifiables_par(utilisateur_de(request)),
        **options,
    )


@require_POST
def temps_fort_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire un temps fort ; l'historique de ses fiches le garde."""
    temps_fort = _temps_fort(request, slug, pk)
    return executer(
        request,
        lambda: temps_fort.retirer(
            version_ouverte=version_envoyee(request),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_vers_les_temps_forts(slug),
        message=f"Le temps fort est retiré : {temps_fort}. L'historique le garde.",
    )
