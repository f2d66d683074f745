"""Les pages qui bâtissent le plan d'une convention en projet."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions import naissance
from actions.models import Axe, FicheAction, Indicateur
from actions.naissance_forms import AxeForm, FicheForm, IndicateurForm
from actions.presentation import historique_du_plan
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle.formulaires import executer, traiter, version_envoyee
from ctg.socle.versions import ecriture_lue

DROIT = Droit.GERER_LA_CONVENTION


def _projet(request: HttpRequest, slug: str) -> Convention:
    return charger(Convention.objects.all(), utilisateur_de(request), DROIT, slug=slug)


def _axe(request: HttpRequest, slug: str, pk: int) -> Axe:
    axes = Axe.objects.select_related("convention")
    return charger(axes, utilisateur_de(request), DROIT, convention__slug=slug, pk=pk)


def _fiche(request: HttpRequest, slug: str, numero: int) -> FicheAction:
    fiches = FicheAction.objects.select_related("convention", "axe")
    return charger(fiches, utilisateur_de(request), DROIT, convention__slug=slug, numero=numero)


def _indicateur(request: HttpRequest, slug: str, pk: int) -> Indicateur:
    indicateurs = Indicateur.objects.select_related("fiche__convention", "fiche__axe")
    utilisateur = utilisateur_de(request)
    return charger(indicateurs, utilisateur, DROIT, fiche__convention__slug=slug, pk=pk)


def _plan(slug: str, fragment: str = "") -> str:
    return reverse("plan_batir", args=[slug]) + fragment


def _fil(convention: Convention, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    slug = convention.slug
    return [
        ("Convention", reverse("convention_detail", args=[slug])),
        ("Bâtir", reverse("convention_batir", args=[slug])),
        ("Le plan", _plan(slug)),
        *suite,
    ]


def _contexte(convention: Convention, **suite: Any) -> dict[str, Any]:
    return {
        "convention": convention,
        "etapes": _fil(convention),
        "annuler": _plan(convention.slug),
        **suite,
    }


@require_safe
def plan_batir(request: HttpRequest, slug: str) -> HttpResponse:
    """Le plan en projet : ses axes, leurs fiches, et de quoi les ranger."""
    convention = _projet(request, slug)
    fiches = (
        naissance.dans_l_ordre_des_axes(convention)
        .only("numero", "titre", "axe", *FicheAction.CHAMPS_DU_CONTRAT)
        .annotate(
            nombre_d_indicateurs=Count("indicateurs", distinct=True),
            nombre_d_etapes=Count("etapes", distinct=True),
        )
    )
    par_axe: dict[int, list[FicheAction]] = {}
    for fiche in fiches:
        par_axe.setdefault(fiche.axe_id, []).append(fiche)
    numeros = [fiche.numero for fiche in fiches]
    contexte = {
        "convention": convention,
        "axes": [(axe, par_axe.get(axe.pk, [])) for axe in convention.axes.all()],
        "nombre_de_fiches": len(numeros),
        "est_a_renumeroter": numeros != list(range(1, len(numeros) + 1)),
        "etapes": _fil(convention)[:2],
    }
    return render(request, "actions/plan_batir.html", contexte)


@require_safe
def plan_historique(request: HttpRequest, slug: str) -> HttpResponse:
    """Qui a écrit, rangé ou retiré quoi dans le texte du plan."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    contexte = {
        "convention": convention,
        "changements": historique_du_plan(convention),
        "etapes": [("Plan d'actions", reverse("fiche_liste", args=[slug]))],
    }
    return render(request, "actions/plan_historique.html", contexte)


# --- Axes --------------------------------------------------------------------------------------


def axe_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Un axe de plus."""
    convention = _projet(request, slug)
    return traiter(
        request,
        AxeForm(request.POST or None),
        commande=lambda f: naissance.ajouter_un_axe(
            convention=convention, valeurs=f.valeurs(), par=utilisateur_de(request)
        ),
        vers=_plan(slug),
        message="L'axe est ajouté.",
        gabarit="actions/axe_ajouter.html",
        contexte=_contexte(convention),
    )


def axe_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Un axe du projet, à corriger."""
    axe = _axe(request, slug, pk)
    return traiter(
        request,
        AxeForm(request.POST or None, axe=axe),
        commande=lambda f: naissance.ecrire_un_axe(
            axe=_axe(request, slug, pk),
            valeurs=f.valeurs(),
            ecriture_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=_plan(slug, f"#axe-{axe.numero}"),
        message="L'axe est corrigé.",
        gabarit="actions/axe_modifier.html",
        contexte=_contexte(axe.convention, axe=axe, version=ecriture_lue(axe)),
        relire=lambda: AxeForm(axe=_axe(request, slug, pk)),
    )


@require_POST
def axe_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire un axe où il n'y a plus rien."""
    axe = _axe(request, slug, pk)
    return executer(
        request,
        lambda: naissance.retirer_un_axe(
            axe=axe, ecriture_ouverte=version_envoyee(request), par=utilisateur_de(request)
        ),
        vers=_plan(slug),
        message=f"L'axe est retiré : {axe.titre_court}. L'historique le garde.",
    )


def _deplacer(
    request: HttpRequest, commande: Callable[..., None], vers: str, message: str
) -> HttpResponse:
    """Monter ou descendre : ce que dit le bouton."""
    return executer(
        request,
        lambda: commande(
            vers_le_haut=request.POST.get("sens") == "monter", par=utilisateur_de(request)
        ),
        vers=vers,
        message=message,
    )


@require_POST
def axe_deplacer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Monte ou descend un axe."""
    axe = _axe(request, slug, pk)
    return _deplacer(
        request,
        lambda **suite: naissance.deplacer_un_axe(axe=axe, **suite),
        _plan(slug),
        "L'axe a changé de place.",
    )


# --- Fiches ------------------------------------------------------------------------------------


def fiche_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Une fiche-action de plus ; ``?axe=`` dit d'avance où."""
    convention = _projet(request, slug)
    axes = {str(axe.pk): axe for axe in convention.axes.all()}
    fiche = FicheAction(convention=convention, axe=axes.get(request.GET.get("axe", "")))
    return traiter(
        request,
        FicheForm(request.POST or None, fiche=fiche),
        commande=lambda f: naissance.ajouter_une_fiche(
            axe=f.cleaned_data["axe"], valeurs=f.valeurs(), par=utilisateur_de(request)
        ),
        vers=_plan(slug),
        message="L'action est ajoutée. Donnez-lui maintenant ses indicateurs et ses étapes.",
        gabarit="actions/fiche_ajouter.html",
        contexte=_contexte(convention, a_des_axes=bool(axes)),
    )


def fiche_ecrire(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Le texte d'une fiche du projet."""
    fiche = _fiche(request, slug, numero)
    return traiter(
        request,
        FicheForm(request.POST or None, fiche=fiche),
        commande=lambda f: naissance.ecrire_une_fiche(
            fiche=_fiche(request, slug, numero),
            axe=f.cleaned_data["axe"],
            valeurs=f.valeurs(),
            cle_ouverte=f.cleaned_data["cle"],
            version_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=_plan(slug),
        message=f"Le texte de l'action {numero} est enregistré.",
        gabarit="actions/fiche_ecrire.html",
        contexte=_contexte(fiche.convention, fiche=fiche, version=fiche.version),
        relire=lambda: FicheForm(fiche=_fiche(request, slug, numero)),
    )


@require_POST
def fiche_retirer(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Retire une fiche où personne n'a encore écrit."""
    fiche = _fiche(request, slug, numero)
    return executer(
        request,
        lambda: naissance.retirer_une_fiche(
            fiche=fiche, version_ouverte=version_envoyee(request), par=utilisateur_de(request)
        ),
        vers=_plan(slug),
        message=f"L'action est retirée : {fiche.titre}. L'historique la garde.",
    )


@require_POST
def fiche_deplacer(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Monte ou descend une fiche dans son axe ; son numéro change."""
    fiche = _fiche(request, slug, numero)
    return _deplacer(
        request,
        lambda **suite: naissance.deplacer_une_fiche(fiche=fiche, **suite),
        _plan(slug, f"#axe-{fiche.axe.numero}"),
        "L'action a changé de place, et de numéro.",
    )


@require_POST
def fiches_renumeroter(request: HttpRequest, slug: str) -> HttpResponse:
    """Numérote les fiches de 1 en 1, axe après axe."""
    convention = _projet(request, slug)
    return executer(
        request,
        lambda: naissance.renumeroter_les_fiches(
            convention=convention, par=utilisateur_de(request)
        ),
        vers=_plan(slug),
        message="Les actions sont numérotées dans l'ordre des axes.",
    )


# --- Indicateurs -------------------------------------------------------------------------------


def _indicateurs(fiche: FicheAction, fragment: str = "") -> str:
    return reverse("fiche_indicateurs", args=[fiche.convention.slug, fiche.numero]) + fragment


def fiche_indicateurs(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Les indicateurs d'une fiche du projet, et de quoi en ajouter un."""
    fiche = _fiche(request, slug, numero)
    return traiter(
        request,
        IndicateurForm(request.POST or None),
        commande=lambda f: naissance.ajouter_un_indicateur(
            fiche=fiche, valeurs=f.valeurs(), par=utilisateur_de(request)
        ),
        vers=_indicateurs(fiche),
        message="L'indicateur est ajouté.",
        gabarit="actions/fiche_indicateurs.html",
        contexte=_contexte(fiche.convention, fiche=fiche, indicateurs=fiche.indicateurs.all()),
    )


def indicateur_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Un indicateur du projet, à corriger."""
    indicateur = _indicateur(request, slug, pk)
    fiche = indicateur.fiche
    return traiter(
        request,
        IndicateurForm(request.POST or None, indicateur=indicateur),
        commande=lambda f: naissance.ecrire_un_indicateur(
            indicateur=_indicateur(request, slug, pk),
            valeurs=f.valeurs(),
            version_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=_indicateurs(fiche),
        message="L'indicateur est corrigé.",
        gabarit="actions/indicateur_modifier.html",
        contexte={
            "convention": fiche.convention,
            "fiche": fiche,
            "indicateur": indicateur,
            "version": indicateur.version,
            "etapes": _fil(
                fiche.convention, (f"Indicateurs, action {fiche.numero}", _indicateurs(fiche))
            ),
            "annuler": _indicateurs(fiche),
        },
        relire=lambda: IndicateurForm(indicateur=_indicateur(request, slug, pk)),
    )


@require_POST
def indicateur_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire un indicateur que personne n'a relevé."""
    indicateur = _indicateur(request, slug, pk)
    return executer(
        request,
        lambda: naissance.retirer_un_indicateur(
            indicateur=indicateur,
            version_ouverte=version_envoyee(request),
            par=utilisateur_de(request),
        ),
        vers=_indicateurs(indicateur.fiche),
        message=f"L'indicateur est retiré : {indicateur.libelle}. L'historique le garde.",
    )


@require_POST
def indicateur_deplacer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Monte ou descend un indicateur."""
    indicateur = _indicateur(request, slug, pk)
    return _deplacer(
        request,
        lambda **suite: naissance.deplacer_un_indicateur(indicateur=indicateur, **suite),
        _indicateurs(indicateur.fiche),
        "L'indicateur a changé de place.",
    )
