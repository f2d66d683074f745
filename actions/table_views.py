"""Le plan en tableau, et ce qui se change sur plusieurs fiches à la fois."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.en_nombre import Bilan, changer, resumer
from actions.filtres import SUIVIS, FiltresDuPlan
from actions.models import FicheAction
from actions.services import personnes_designables
from actions.table_forms import ChangementForm, TableauForm, versions_lues
from actions.tableau import COMPTES, Vue, choix_des_filtres, page_du_tableau
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer


def _convention(request: HttpRequest, slug: str, droit: Droit) -> Any:
    """La convention, et ce que la personne peut y changer en nombre."""
    utilisateur = utilisateur_de(request)
    elle_meme = Convention.objects.filter(pk=OuterRef("pk"))
    conventions = Convention.objects.annotate(
        plan_est_modifiable=Exists(
            elle_meme.avec_droit(utilisateur, Droit.METTRE_A_JOUR_LES_FICHES)
        ),
        pilotes_sont_modifiables=Exists(
            elle_meme.avec_droit(utilisateur, Droit.GERER_LA_CONVENTION)
        ),
    )
    return charger(conventions, utilisateur, droit, slug=slug)


@require_safe
def fiche_tableau(request: HttpRequest, slug: str) -> HttpResponse:
    """Le plan en tableau : colonnes, ordre et groupes au choix, filtres dans l'adresse."""
    convention, le = _convention(request, slug, Droit.LIRE), horloge.aujourd_hui()
    filtres, vue = FiltresDuPlan.lus(request.GET), Vue.lue(request.GET)
    page, groupes, nombres = page_du_tableau(convention, filtres, vue, le, request.GET.get("page"))
    axes, pilotes = choix_des_filtres(convention)
    contexte = {
        "convention": convention,
        "page": page,
        "groupes": groupes,
        "nombres": nombres,
        "peut_changer": convention.plan_est_modifiable and convention.est_ouverte,
        "peut_reprendre": convention.plan_est_modifiable and convention.est_ouverte,
        "comptes": [(cle, SUIVIS[cle].intitule, nombres[cle]) for cle in COMPTES],
        "suivi": filtres.suivi,
        "vue": vue,
        "entetes": vue.entetes(),
        "largeur": len(vue.colonnes) + 1,
        "filtre": TableauForm(request.GET, vue=vue, axes=axes, pilotes=pilotes),
        "est_filtree": filtres.sont_actifs,
        "filtres_poses": filtres.adresse(),
        "etapes": [],
    }
    return render(request, "actions/fiche_tableau.html", contexte)


def fiches_changer(request: HttpRequest, slug: str) -> HttpResponse:
    """Changer les fiches que les filtres retiennent : choisir, relire le résumé, appliquer.

    Le choix et le résumé se lisent ; seul l'envoi du résumé écrit.
    """
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    convention = _convention(request, slug, Droit.METTRE_A_JOUR_LES_FICHES)
    filtres = FiltresDuPlan.lus(request.GET)
    saisie = request.POST if request.method == "POST" else request.GET
    formulaire = ChangementForm(
        saisie if "quoi" in saisie or request.method == "POST" else None,
        personnes=(
            personnes_designables(convention, le) if convention.pilotes_sont_modifiables else {}
        ),
    )
    est_choisi = formulaire.is_valid()
    if request.method == "POST" and est_choisi:
        return _appliquer(request, convention, formulaire, filtres)
    fiches = filtres.retenir(FicheAction.objects.filter(convention=convention), le)
    geste = formulaire.geste() if est_choisi else None
    contexte = {
        "convention": convention,
        "formulaire": formulaire,
        "ecarts": None,
        "filtres": filtres,
        "tableau": _tableau(convention, filtres),
        "geste": geste,
        "resume": geste
        and resumer(geste, fiches, convention=convention, utilisateur=utilisateur, le=le),
        "nombre": 0 if geste else fiches.count(),
        "etapes": [("Plan d'actions", _tableau(convention, filtres))],
    }
    return render(request, "actions/fiches_changer.html", contexte)


def _tableau(convention: Convention, filtres: FiltresDuPlan) -> str:
    return reverse("fiche_tableau", args=[convention.slug]) + filtres.adresse()


def _appliquer(
    request: HttpRequest,
    convention: Convention,
    formulaire: ChangementForm,
    filtres: FiltresDuPlan,
) -> HttpResponse:
    """Applique le résumé, puis dit ce qui a changé, et ce qui n'a pas changé."""
    bilans: list[Bilan] = []

    def commande() -> None:
        bilan = changer(
            formulaire.geste(),
            versions_lues(request.POST.get("versions", "")),
            convention=convention,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        )
        bilans.append(bilan)

    reponse = executer(
        request,
        commande,
        vers=_tableau(convention, filtres),
        message=lambda: bilans[0].phrase(),
    )
    for phrase in (phrase for bilan in bilans for phrase in bilan.refus()):
        messages.warning(request, phrase)
    return reponse
