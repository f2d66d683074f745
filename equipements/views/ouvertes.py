"""Les données ouvertes du registre : la page qui les présente, et les fichiers."""

from collections.abc import Callable, Iterable
from pathlib import PurePath

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions.models import Convention
from ctg.socle.documents import TYPES_DE_CONTENU
from ctg.socle.reponses import reponse_au_fil
from equipements.echanges import ouvertes
from equipements.views.commun import contexte_de, convention_de


def _ouverte_a(request: HttpRequest, slug: str) -> Convention | None:
    """La convention, si ses données sont publiques ou si la personne la lit ; None : se connecter.

    Le public les lit quand la coordination a ouvert l'annuaire : c'est la même décision.
    """
    publiques = [c for c in Convention.objects.filter(slug=slug) if c.annuaire_est_ouvert]
    if publiques:
        return publiques[0]
    return convention_de(request, slug) if request.user.is_authenticated else None


@login_not_required
@require_safe
def donnees_ouvertes(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que le jeu contient, sa licence, et d'où le prendre."""
    convention = _ouverte_a(request, slug)
    if convention is None:
        return redirect_to_login(request.get_full_path())
    contexte = contexte_de(
        convention,
        champs=ouvertes.champs(),
        fichiers=[*ouvertes.fichiers(convention), ouvertes.TOUT],
        licence=ouvertes.LICENCE,
        adresse_de_la_licence=ouvertes.ADRESSE_DE_LA_LICENCE,
    )
    if not request.user.is_authenticated:
        contexte["etapes"] = []
    return render(request, "equipements/donnees_ouvertes.html", contexte)


@login_not_required
@require_safe
def donnees_ouvertes_fichier(request: HttpRequest, slug: str, fichier: str) -> HttpResponseBase:
    """Un fichier du jeu, ou le jeu entier."""
    convention = _ouverte_a(request, slug)
    if convention is None:
        return redirect_to_login(request.get_full_path())
    connus: dict[str, Callable[[], Iterable[bytes]]] = {
        **ouvertes.fichiers(convention),
        ouvertes.TOUT: lambda: [ouvertes.archive(convention)],
    }
    if fichier not in connus:
        raise Http404("Ce fichier n'existe pas.")
    suffixe = PurePath(fichier).suffix
    return reponse_au_fil(connus[fichier](), fichier, TYPES_DE_CONTENU[suffixe])
