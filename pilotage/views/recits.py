"""Écrire le récit d'une section, à côté de ses chiffres, et le relire tel qu'il paraîtra."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.models import Axe, FicheAction
from conventions.droits import Droit, utilisateur_de
from ctg.socle import horloge
from ctg.socle.formulaires import traiter
from pilotage.forms.evaluations import RecitForm
from pilotage.lecture_de_l_evaluation import Bloc, blocs
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation
from pilotage.recits import PartieDeRecit
from pilotage.views.commun import evaluation_chargee, vers_l_evaluation

GABARIT = "pilotage/recit_ecrire.html"


@require_http_methods(["GET", "POST"])
def recit_ecrire(request: HttpRequest, slug: str, annee: Millesime, section: str) -> HttpResponse:
    """Écrit le récit d'une section : « ensemble », « axe-1 », « fiche_fait-3 »."""
    evaluation = evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    bloc, place = _lue(evaluation, section)
    depart = partial(RecitForm.de, evaluation, place)
    ecrire = partial(_ecrire, evaluation, place, request)
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "partie": place,
        "bloc": bloc,
        "etapes": vers_l_evaluation(evaluation),
    }
    formulaire = RecitForm(request.POST or None, initial=depart())
    if "apercu" in request.POST:
        return _apercu(request, formulaire, contexte)
    return traiter(
        request,
        formulaire,
        commande=ecrire,
        relire=lambda: RecitForm(initial=depart()),
        vers=reverse("recit_ecrire", args=[slug, annee, section]),
        message="Le récit est enregistré. Relisez-le ci-dessous, tel qu'il paraîtra.",
        gabarit=GABARIT,
        contexte={**contexte, "apercu": place.texte, "est_enregistre": True},
    )


def _ecrire(
    evaluation: Evaluation, place: PartieDeRecit, request: HttpRequest, saisi: RecitForm
) -> None:
    evaluation.ecrire_recit(
        section=place.section,
        axe=None if place.axe is None else Axe(pk=place.axe),
        fiche=None if place.fiche is None else FicheAction(pk=place.fiche),
        texte=saisi.cleaned_data["texte"],
        version_ouverte=saisi.version_ouverte(),
        par=utilisateur_de(request),
    )


def _apercu(request: HttpRequest, formulaire: RecitForm, contexte: dict[str, Any]) -> HttpResponse:
    """Ce qui est tapé, tel qu'il paraîtrait : rien n'est enregistré."""
    texte = formulaire.cleaned_data["texte"] if formulaire.is_valid() else ""
    suite = {"formulaire": formulaire, "ecarts": None, "apercu": texte, "est_enregistre": False}
    return render(request, GABARIT, {**contexte, **suite})


def _lue(evaluation: Evaluation, cle: str) -> tuple[Bloc, PartieDeRecit]:
    """La section où se lit ce récit, et sa place ; 404 si la convention n'en a pas de telle."""
    for bloc in blocs(evaluation, horloge.aujourd_hui()):
        for partie in bloc.recits:
            if partie.cle == cle:
                return bloc, partie
    raise Http404("Cette section n'existe pas.")
