"""Les données ouvertes du registre : la page qui les présente, et les fichiers."""

from collections.abc import Callable, Iterable

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions.models import Convention
from ctg.socle.formats import type_de_contenu
from ctg.socle.reponses import reponse_au_fil
from equipements.echanges import ouvertes
from equipements.views.commun import contexte_de, convention_de


def _servir(
    request: HttpRequest, slug: str, rendre: Callable[..., HttpResponseBase], *suite: str
) -> HttpResponseBase:
    """La page ou le fichier : à tous quand l'annuaire est public, sinon à qui lit la convention.

    C'est la même décision de la coordination ; l'anonyme, sans elle, se connecte.
    """
    publiques = [c for c in Convention.objects.filter(slug=slug) if c.annuaire_est_ouvert]
    if not publiques and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())

    @require_safe
    def servir(request: HttpRequest) -> HttpResponseBase:
        convention = publiques[0] if publiques else convention_de(request, slug)
        return rendre(request, convention, *suite)

    return servir(request)


@login_not_required
def donnees_ouvertes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ce que le jeu contient, sa licence, et d'où le prendre."""
    return _servir(request, slug, _presenter)


@login_not_required
def donnees_ouvertes_fichier(request: HttpRequest, slug: str, fichier: str) -> HttpResponseBase:
    """Un fichier du jeu, ou le jeu entier."""
    return _servir(request, slug, _envoyer, fichier)


def _presenter(request: HttpRequest, convention: Convention) -> HttpResponse:
    contexte = contexte_de(
        convention,
        champs=ouvertes.champs(),
        fichiers=[*ouvertes.fichiers(convention), ouvertes.TOUT],
        licence=ouvertes.LICENCE,
        adresse_de_la_licence=ouvertes.ADRESSE_DE_LA_LICENCE,
    )
    if not request.user.is_authenticated:
        # Les pages d'au-dessus demandent un compte.
        contexte["etapes"] = []
    return render(request, "equipements/donnees_ouvertes.html", contexte)


def _envoyer(request: HttpRequest, convention: Convention, fichier: str) -> HttpResponseBase:
    connus: dict[str, Callable[[], Iterable[bytes]]] = {
        **ouvertes.fichiers(convention),
        ouvertes.TOUT: lambda: ouvertes.archive(convention),
    }
    if fichier not in connus:
        raise Http404("Ce fichier n'existe pas.")
    return reponse_au_fil(connus[fichier](), fichier, type_de_contenu(fichier))
