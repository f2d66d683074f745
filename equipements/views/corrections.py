"""La correction d'une structure validée : la trancher, y renoncer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from conventions.droits import Droit, utilisateur_de
from conventions.models import Utilisateur
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter, version_envoyee
from equipements import decisions, services
from equipements.forms.decisions import DecisionForm
from equipements.models import Equipement
from equipements.recapitulatif import ecarts_proposes
from equipements.views.commun import (
    adresse_de,
    contexte_de,
    structure_de,
    version_enregistree,
)


def correction_trancher(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ce qu'une correction change : l'accepter, ou la renvoyer avec un motif."""
    convention, equipement = structure_de(request, slug, pk, Droit.VALIDER)
    correction = equipement.corrections.en_attente().first()
    if correction is None and request.method == "GET":
        raise Http404("Cette structure n'a pas de correction en attente.")
    changes = ecarts_proposes(equipement, correction.valeurs) if correction else []
    return traiter(
        request,
        DecisionForm(request.POST or None, initial={"version": equipement.version}),
        commande=lambda saisi: _trancher(equipement, saisi, utilisateur_de(request)),
        vers=adresse_de("equipement_detail", convention, equipement),
        message="Votre décision est enregistrée.",
        gabarit="equipements/correction_trancher.html",
        contexte=contexte_de(convention, equipement, correction=correction, changements=changes),
        relire=lambda: DecisionForm(initial={"version": version_enregistree(equipement)}),
    )


def _trancher(equipement: Equipement, saisi: DecisionForm, par: Utilisateur) -> None:
    decisions.trancher_la_correction(
        equipement=equipement,
        accepte=saisi.cleaned_data["decision"] == DecisionForm.ACCEPTER,
        motif=saisi.cleaned_data["motif"],
        version_ouverte=saisi.version_ouverte(),
        par=par,
        le=horloge.aujourd_hui(),
    )


@require_POST
def correction_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renoncer à sa correction."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    return executer(
        request,
        lambda: services.retirer_correction(
            equipement=equipement,
            version_ouverte=version_envoyee(request),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse_de("equipement_detail", convention, equipement),
        message="Votre correction est retirée : la structure reste telle qu'elle est publiée.",
    )
