"""Ce que la coordination fait des relevés : relire, accepter, renvoyer, verrouiller l'année."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import FicheAction
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter, version_envoyee
from pilotage.forms.relecture import MotifDeReouvertureForm, RenvoiDeReleveForm
from pilotage.models import AnneeVerrouillee, Releve
from pilotage.models.releves import annees_ouvertes
from pilotage.relecture import Renvoi, renvoyer_le_releve
from pilotage.releves import annees_des_releves, releves_a_relire
from pilotage.services import accepter_les_releves
from pilotage.views.commun import versions_lues

Etapes = list[tuple[str, str]]


def _vers_les_indicateurs(slug: str, annee: int) -> Etapes:
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[slug])),
        ("Indicateurs", f"{reverse('releve_liste', args=[slug])}?annee={annee}"),
    ]


def _fiche(request: HttpRequest, slug: str, numero: int, annee: int) -> FicheAction:
    fiche = charger(
        FicheAction.objects.select_related("convention", "axe"),
        utilisateur_de(request),
        Droit.VALIDER,
        convention__slug=slug,
        numero=numero,
    )
    if annee not in annees_ouvertes(fiche.convention, horloge.aujourd_hui()):
        raise Http404("Cette année n'est pas une année ouverte de la convention.")
    return fiche


def _releve(request: HttpRequest, slug: str, pk: int) -> Releve:
    return charger(
        Releve.objects.select_related("indicateur__fiche__convention", "commune", "niveau_propre"),
        utilisateur_de(request),
        Droit.VALIDER,
        indicateur__fiche__convention__slug=slug,
        pk=pk,
    )


def _a_relire(slug: str, numero: int, annee: int) -> str:
    return reverse("releves_relire", args=[slug, numero, annee])


@require_safe
def releves_relire(request: HttpRequest, slug: str, numero: int, annee: int) -> HttpResponse:
    """Les réponses d'une fiche, soumises ou tranchées, face à celles de l'an passé."""
    fiche = _fiche(request, slug, numero, annee)
    relus = releves_a_relire(fiche, annee)
    contexte = {
        "convention": fiche.convention,
        "fiche": fiche,
        "annee": annee,
        "annee_precedente": annee - 1,
        "relus": relus,
        "soumis": [relu for relu in relus if relu.releve.etat == Releve.Etat.SOUMIS],
        "est_verrouillee": annee in AnneeVerrouillee.de(fiche.convention),
        "etapes": _vers_les_indicateurs(slug, annee),
    }
    return render(request, "pilotage/releves_relire.html", contexte)


@require_POST
def releves_accepter(request: HttpRequest, slug: str, numero: int, annee: int) -> HttpResponse:
    """Accepter d'un geste les réponses soumises d'une fiche, telles qu'on les a lues."""
    fiche = _fiche(request, slug, numero, annee)
    versions = versions_lues(request)
    releves = list(
        Releve.objects.filter(indicateur__fiche=fiche, annee=annee, pk__in=versions).select_related(
            "indicateur__fiche__convention"
        )
    )
    return executer(
        request,
        lambda: accepter_les_releves(
            releves=releves,
            versions=versions,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=_a_relire(slug, numero, annee),
        message=f"Réponses acceptées : {len(releves)}.",
    )


@require_POST
def releve_accepter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse lue est bonne : elle ne change plus."""
    releve = _releve(request, slug, pk)
    return executer(
        request,
        lambda: releve.accepter(
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=version_envoyee(request),
        ),
        vers=_a_relire(slug, releve.indicateur.fiche.numero, releve.annee),
        message="La réponse est acceptée.",
    )


@require_http_methods(["GET", "POST"])
def releve_renvoyer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse est à reprendre : dire pourquoi."""
    releve = _releve(request, slug, pk)
    fiche = releve.indicateur.fiche
    retour = _a_relire(slug, fiche.numero, releve.annee)

    def vierge() -> RenvoiDeReleveForm:
        relu = _releve(request, slug, pk)
        return RenvoiDeReleveForm(initial={"version": relu.version, "motif": ""})

    suites: list[Renvoi] = []

    def renvoyer(formulaire: RenvoiDeReleveForm) -> None:
        suite = renvoyer_le_releve(
            releve=releve,
            motif=formulaire.cleaned_data["motif"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=formulaire.version_ouverte(),
        )
        suites.append(suite)

    return traiter(
        request,
        RenvoiDeReleveForm(request.POST) if request.method == "POST" else vierge(),
        commande=renvoyer,
        vers=retour,
        message=lambda: f"La réponse est renvoyée, avec votre motif. {dire_la_suite(suites[0])}",
        gabarit="pilotage/releve_renvoyer.html",
        contexte={
            "releve": releve,
            "fiche": fiche,
            "retour": retour,
            "etapes": [
                *_vers_les_indicateurs(slug, releve.annee),
                (f"Relire l'action {fiche.numero}", retour),
            ],
        },
        relire=vierge,
    )


def dire_la_suite(renvoi: Renvoi) -> str:
    """Qui l'apprend, et comment."""
    if renvoi.demande is None:
        return "Aucune campagne ouverte ne la demande : prévenez vous-même qui a répondu."
    if renvoi.est_ecrit:
        return f"La demande à {renvoi.demande.repondante} est rouverte : un courriel le lui dit."
    return f"La demande à {renvoi.demande.repondante} est ouverte : votre motif s'y lit."


# --- Années --------------------------------------------------------------------------------------


def _convention(request: HttpRequest, slug: str) -> Convention:
    return charger(Convention.objects.all(), utilisateur_de(request), Droit.VALIDER, slug=slug)


def _contexte_des_annees(convention: Convention, **suite: Any) -> dict[str, Any]:
    le = horloge.aujourd_hui()
    etapes = _vers_les_indicateurs(convention.slug, le.year)
    return {"convention": convention, "etapes": etapes, **suite}


@require_safe
def annee_de_releves_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les années des relevés : ce qui est dit, ce qui attend, lesquelles verrouiller."""
    convention = _convention(request, slug)
    annees = annees_des_releves(convention, horloge.aujourd_hui())
    contexte = _contexte_des_annees(convention, annees=annees)
    return render(request, "pilotage/annee_de_releves_liste.html", contexte)


@require_POST
def annee_verrouiller(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Verrouiller une année : ses relevés ne changent plus."""
    convention = _convention(request, slug)
    return executer(
        request,
        lambda: AnneeVerrouillee.fermer(
            convention=convention,
            annee=annee,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=reverse("annee_de_releves_liste", args=[slug]),
        message=f"L'année {annee} est verrouillée : ses relevés ne changent plus.",
    )


@require_http_methods(["GET", "POST"])
def annee_deverrouiller(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Rouvrir une année verrouillée, à son nom et en disant pourquoi."""
    convention = _convention(request, slug)
    return traiter(
        request,
        MotifDeReouvertureForm(request.POST or None),
        commande=lambda f: AnneeVerrouillee.rouvrir(
            convention=convention,
            annee=annee,
            motif=f.cleaned_data["motif"],
            par=utilisateur_de(request),
        ),
        vers=reverse("annee_de_releves_liste", args=[slug]),
        message=f"L'année {annee} est rouverte.",
        gabarit="pilotage/annee_deverrouiller.html",
        contexte=_contexte_des_annees(convention, annee=annee),
    )
