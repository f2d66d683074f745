"""Ce que les pages d'une demande partagent, dans toutes les salles."""

from typing import TypeVar

from django.http import Http404, HttpRequest

from conventions.droits import Droit, charger, utilisateur_de
from conventions.liens import lien_de
from conventions.models import Demande, QuerySetDeDemandesDeCampagne

M = TypeVar("M", bound=Demande)


def demande_ouverte(
    request: HttpRequest,
    demandes: QuerySetDeDemandesDeCampagne[M],
    droit: Droit,
    slug: str,
    pk: int,
) -> M:
    """La demande, pour qui peut y répondre : celle de son lien, ou par le droit d'un compte.

    Par un lien, celle d'un autre n'existe pas : `Http404`.
    """
    lien = lien_de(request)
    if lien is None:
        return charger(
            demandes, utilisateur_de(request), droit, campagne__convention__slug=slug, pk=pk
        )
    siennes = demandes.adressees_a(lien.personne).filter(campagne__convention=lien.convention)
    demande = siennes.filter(campagne__convention__slug=slug, pk=pk).first()
    if demande is None:
        raise Http404("Cette demande n'est pas à vous.")
    return demande
