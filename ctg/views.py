"""Les pages qui traversent les salles : l'accueil, un partenaire, la santé du portail."""

from django.http import HttpRequest, HttpResponse


def accueil(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def sante(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


composants = mot_de_passe_change = partenaire_detail = accueil
