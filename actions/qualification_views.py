"""Les pages qui qualifient les indicateurs : en série, un à un, leurs références."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from actions.models import Indicateur, Reference
from actions.qualification import (
    QualificationsEnConflit,
    definir,
    ecrire_une_reference,
    qualifier_en_serie,
    retirer_une_reference,
)
from actions.qualification_forms import (
    DefinirForm,
    FiltreAQualifierForm,
    QualifierForm,
    ReferenceForm,
)
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle.formulaires import executer, traiter, version_envoyee
from ctg.socle.versions import ecriture_lue

# Une page reste légère, et son envoi loin du nombre de champs que Django accepte.
PAR_PAGE = 15
Etapes = list[tuple[str, str]]


def _vers_les_indicateurs(slug: str) -> Etapes:
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[slug])),
        ("Indicateurs", reverse("releve_liste", args=[slug])),
    ]


@require_http_methods(["GET", "POST"])
def indicateurs_qualifier(request: HttpRequest, slug: str) -> HttpResponse:
    """Dire, en série, la nature, l'unité et la cible des indicateurs du contrat."""
    convention = charger(
        Convention.objects.all(), utilisateur_de(request), Droit.GERER_LA_CONVENTION, slug=slug
    )
    contexte = _page_a_qualifier(request, convention)
    formulaire = QualifierForm(request.POST or None, indicateurs=contexte["montres"])
    return traiter(
        request,
        formulaire,
        commande=lambda f: _qualifier(request, convention, f),
        vers=request.get_full_path(),
        message="Les indicateurs de cette page sont qualifiés. Le texte signé n'a pas changé.",
        gabarit="actions/indicateurs_qualifier.html",
        contexte=contexte,
    )


def _page_a_qualifier(request: HttpRequest, convention: Convention) -> dict[str, Any]:
    fiches = list(convention.fiches.select_related("axe").order_by("numero"))
    par_cle = {fiche.pk: fiche for fiche in fiches}
    tous = list(
        Indicateur.objects.filter(fiche__convention=convention)
        .order_by("fiche__numero", "ordre")
        .prefetch_related("niveaux", "cibles")
    )
    for un in tous:
        un.fiche = par_cle[un.fiche_id]
    attendus = [un for un in tous if not un.est_a_definir]
    filtre = FiltreAQualifierForm(request.GET, fiches)
    filtre.is_valid()
    retenus = [un for un in attendus if filtre.garde(un)]
    page = Paginator(retenus, PAR_PAGE).get_page(request.GET.get("page"))
    # Un envoi porte ses lignes : celle qu'un autre vient de qualifier ne s'y perd pas.
    envoyes = [un for un in attendus if f"version_{un.pk}" in request.POST]
    return {
        "convention": convention,
        "etapes": _vers_les_indicateurs(convention.slug),
        "filtre": filtre,
        "est_filtree": any(request.GET.get(nom) for nom in ("axe", "fiche", "reste")),
        "page": page,
        "montres": envoyes if request.method == "POST" else list(page),
        "retenus": len(retenus),
        "attendus": len(attendus),
        "qualifies": sum(bool(un.nature) for un in attendus),
        "a_definir": [un for un in tous if un.est_a_definir],
        "unites": sorted({un.unite for un in tous if un.unite}),
    }


def _qualifier(request: HttpRequest, convention: Convention, formulaire: QualifierForm) -> None:
    try:
        qualifier_en_serie(
            convention=convention,
            qualifications=formulaire.qualifications(),
            par=utilisateur_de(request),
        )
    except QualificationsEnConflit as conflit:
        formulaire.dire_les_conflits(conflit)


def _indicateur(request: HttpRequest, slug: str, pk: int) -> Indicateur:
    return charger(
        Indicateur.objects.select_related("fiche__convention", "fiche__axe").prefetch_related(
            "niveaux", "cibles"
        ),
        utilisateur_de(request),
        Droit.GERER_LA_CONVENTION,
        fiche__convention__slug=slug,
        pk=pk,
    )


def _contexte(slug: str, indicateur: Indicateur) -> dict[str, Any]:
    detail = reverse("indicateur_detail", args=[slug, indicateur.pk])
    return {
        "convention": indicateur.fiche.convention,
        "fiche": indicateur.fiche,
        "indicateur": indicateur,
        "annuler": detail,
        "etapes": [*_vers_les_indicateurs(slug), (f"Action {indicateur.fiche.numero}", detail)],
    }


@require_http_methods(["GET", "POST"])
def indicateur_definir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tout ce qui qualifie un indicateur : mesure, niveaux, cibles."""
    indicateur = _indicateur(request, slug, pk)
    return traiter(
        request,
        DefinirForm(request.POST or None, indicateur=indicateur),
        commande=lambda f: definir(
            indicateur=indicateur,
            valeurs=f.valeurs(),
            niveaux=f.niveaux(),
            cibles=f.cibles(),
            version_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=reverse("indicateur_detail", args=[slug, pk]),
        message="L'indicateur est qualifié. Le texte signé n'a pas changé.",
        gabarit="actions/indicateur_definir.html",
        contexte=_contexte(slug, indicateur),
        relire=lambda: DefinirForm(indicateur=_indicateur(request, slug, pk)),
    )


# --- Références ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def reference_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une valeur à laquelle comparer cet indicateur, avec sa source."""
    indicateur = _indicateur(request, slug, pk)
    return _ecrire(request, slug, Reference(fiche=indicateur.fiche, indicateur=indicateur))


@require_http_methods(["GET", "POST"])
def reference_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Corriger une référence que la coordination a ajoutée."""
    return _ecrire(request, slug, _reference(request, slug, pk))


@require_POST
def reference_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retirer une référence que la coordination a ajoutée."""
    reference = _reference(request, slug, pk)
    return executer(
        request,
        lambda: retirer_une_reference(
            reference=reference,
            ecriture_ouverte=version_envoyee(request),
            par=utilisateur_de(request),
        ),
        vers=reverse("indicateur_detail", args=[slug, reference.indicateur_id]),
        message="La référence est retirée. L'historique la garde.",
    )


def _reference(request: HttpRequest, slug: str, pk: int) -> Reference:
    return charger(
        Reference.objects.filter(indicateur__isnull=False).select_related(
            "fiche__convention", "fiche__axe", "indicateur__fiche__convention"
        ),
        utilisateur_de(request),
        Droit.GERER_LA_CONVENTION,
        fiche__convention__slug=slug,
        pk=pk,
    )


def _ecrire(request: HttpRequest, slug: str, reference: Reference) -> HttpResponse:
    indicateur: Any = reference.indicateur
    return traiter(
        request,
        ReferenceForm(request.POST or None, reference=reference),
        commande=lambda f: ecrire_une_reference(
            reference=reference,
            valeurs=f.valeurs(),
            ecriture_ouverte=f.version_ouverte() if reference.pk else None,
            par=utilisateur_de(request),
        ),
        vers=reverse("indicateur_detail", args=[slug, indicateur.pk]),
        message="La référence est enregistrée.",
        gabarit="actions/reference_ecrire.html",
        contexte=_contexte(slug, indicateur)
        | {
            "reference": reference,
            "version": ecriture_lue(reference) if reference.pk else 0,
        },
        relire=lambda: ReferenceForm(reference=_reference(request, slug, reference.pk)),
    )
