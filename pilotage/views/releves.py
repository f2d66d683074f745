"""Les pages des relevés : répondre aux indicateurs d'une fiche, lire ceux de la convention."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from actions.models import FicheAction
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention, Utilisateur
from ctg.socle import horloge
from ctg.socle.formulaires import traiter
from ctg.socle.historique import changements
from pilotage.forms.releves import FiltreRelevesForm, RelevesForm
from pilotage.lecture_des_campagnes import avec_qui_doit_saisir
from pilotage.models import AnneeVerrouillee, Releve
from pilotage.models.releves import annees_ouvertes
from pilotage.releves import (
    LigneDeReleve,
    RelevesDeFiche,
    TauxDeReponse,
    avec_les_calculs,
    releves_des_fiches,
)
from pilotage.services import RelevesEnConflit, repondre_aux_indicateurs


def _fiche(request: HttpRequest, droit: Droit, slug: str, numero: int) -> FicheAction:
    fiches = FicheAction.objects.select_related("convention", "axe")
    return charger(fiches, utilisateur_de(request), droit, convention__slug=slug, numero=numero)


def _vers_la_fiche(fiche: FicheAction, slug: str) -> list[tuple[str, str]]:
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[slug])),
        (f"Action {fiche.numero}", reverse("fiche_detail", args=[slug, fiche.numero])),
    ]


@require_http_methods(["GET", "POST"])
def releves_saisir(request: HttpRequest, slug: str, numero: int, annee: int) -> HttpResponse:
    """Répond aux indicateurs d'une fiche pour une année, sur une page."""
    fiche = _fiche(request, Droit.METTRE_A_JOUR_LES_FICHES, slug, numero)
    annees = annees_ouvertes(fiche.convention, horloge.aujourd_hui())
    if annee not in annees:
        raise Http404("Cette année n'est pas une année ouverte de la convention.")
    (releves,) = avec_les_calculs(
        releves_des_fiches([fiche], annee, a_saisir=True), annee, horloge.aujourd_hui()
    )
    pieces = list(fiche.documents.all())
    formulaire = RelevesForm(request.POST or None, releves=releves, annee=annee, pieces=pieces)
    return traiter(
        request,
        formulaire,
        commande=lambda f: _repondre(f, fiche, utilisateur_de(request)),
        vers=reverse("releves_saisir", args=[slug, numero, annee]),
        message=formulaire.dire_le_geste,
        gabarit="pilotage/releves_saisir.html",
        contexte={
            "fiche": fiche,
            "releves": releves,
            "annee": annee,
            "annee_precedente": annee - 1,
            "annees": annees,
            "est_verrouillee": annee in AnneeVerrouillee.de(fiche.convention),
            "etapes": _vers_la_fiche(fiche, slug),
        },
    )


def _repondre(formulaire: RelevesForm, fiche: FicheAction, par: Utilisateur) -> None:
    """Écrit, ou dit ligne par ligne ce que d'autres ont répondu entre-temps."""
    try:
        formulaire.bilan = repondre_aux_indicateurs(
            fiche=fiche,
            annee=formulaire.annee,
            reponses=formulaire.reponses(),
            par=par,
            le=horloge.aujourd_hui(),
            soumettre=formulaire.soumet,
        )
    except RelevesEnConflit as conflit:
        formulaire.dire_les_conflits(conflit)


@require_GET
def releves_historique(request: HttpRequest, slug: str, numero: int, annee: int) -> HttpResponse:
    """Qui a changé quoi dans les réponses d'une fiche pour une année."""
    fiche = _fiche(request, Droit.LIRE, slug, numero)
    lignes = Releve.historique.filter(annee=annee, indicateur__fiche=fiche)
    contexte = {
        "fiche": fiche,
        "annee": annee,
        "etapes": _vers_la_fiche(fiche, slug),
        "changements": changements(lignes),
    }
    return render(request, "pilotage/releves_historique.html", contexte)


@require_GET
def releve_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Tous les indicateurs d'une année, par fiche, et ceux qui attendent leur réponse."""
    utilisateur = utilisateur_de(request)
    valides = Convention.objects.all().avec_droit(utilisateur, Droit.VALIDER)
    convention: Any = charger(
        Convention.objects.annotate(est_a_valider=Exists(valides.filter(pk=OuterRef("pk")))),
        utilisateur,
        Droit.LIRE,
        slug=slug,
    )
    annees = annees_ouvertes(convention, horloge.aujourd_hui())
    annee = _annee_demandee(request, annees)
    toutes: Any = convention.fiches.select_related("axe").avec_permissions(utilisateur)
    # Qui doit saisir ne se montre qu'à qui suit les campagnes.
    fiches = list(avec_qui_doit_saisir(toutes, annee) if convention.est_a_valider else toutes)
    filtre = FiltreRelevesForm({**request.GET.dict(), "annee": str(annee)}, fiches)
    filtre.is_valid()
    tous = releves_des_fiches(fiches, annee)
    contexte = {
        "convention": convention,
        "etapes": [("Plan d'actions", reverse("fiche_liste", args=[slug]))],
        "annee": annee,
        "annee_precedente": annee - 1,
        "annees": annees,
        "filtre": filtre,
        "est_filtree": any(request.GET.get(nom) for nom in ("axe", "fiche", "reponse", "qui")),
        "peut_remplir": annee in annees and any(fiche.est_modifiable for fiche in fiches),
        "taux": _somme(tous),
        "a_definir": sum(len(r.lignes) for r in tous) - _somme(tous).attendus,
        "groupes": _groupes([r for r in tous if filtre.garde(r.fiche)], filtre),
    }
    return render(request, "pilotage/releve_liste.html", contexte)


def _annee_demandee(request: HttpRequest, annees: list[int]) -> int:
    """L'année de l'adresse si elle est ouverte, sinon la dernière ouverte."""
    demandee = request.GET.get("annee", "")
    if demandee.isdecimal() and int(demandee) in annees:
        return int(demandee)
    return annees[-1] if annees else horloge.aujourd_hui().year


def _somme(releves: list[RelevesDeFiche]) -> TauxDeReponse:
    return TauxDeReponse(
        sum(r.taux.repondus for r in releves), sum(r.taux.attendus for r in releves)
    )


def _groupes(
    releves: list[RelevesDeFiche], filtre: FiltreRelevesForm
) -> list[tuple[RelevesDeFiche, list[LigneDeReleve]]]:
    """Les fiches à montrer, avec leurs lignes ; celles qui n'en ont aucune sont tues."""
    groupes = [(r, [ligne for ligne in r.lignes if filtre.garde_la_ligne(ligne)]) for r in releves]
    return [(r, lignes) for r, lignes in groupes if lignes]
