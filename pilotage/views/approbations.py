"""Les approbations d'une évaluation présentée au COPIL : par son compte, ou notées d'une séance."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conventions.droits import Droit, Role, charger, utilisateur_de
from conventions.models import Signataire, Utilisateur
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import acte
from pilotage.figer import empreinte_du_projet
from pilotage.forms.cycle import ApprobationEnSeanceForm, ApprobationForm
from pilotage.millesimes import Millesime
from pilotage.models import Approbation, Evaluation
from pilotage.views.commun import evaluation_chargee, vers_l_evaluation


def _approbations(evaluation: Evaluation) -> dict[int | None, Approbation]:
    lues = Approbation.objects.filter(evaluation=evaluation).select_related(
        "personne", "signataire__partenaire", "reunion"
    )
    return {approbation.signataire_id: approbation for approbation in lues}


def places_de(compte: Utilisateur, evaluation: Evaluation) -> list[Signataire | None]:
    """Au nom de qui ce compte approuve ; None : la coordination."""
    roles = list(compte.habilitations.filter(convention=evaluation.convention_id))
    organismes = {r.partenaire_id for r in roles if r.role == Role.COPILOTE}
    places: list[Signataire | None] = [
        copilote for copilote in evaluation.copilotes() if copilote.partenaire_id in organismes
    ]
    if any(role.donne(Droit.REDIGER_LES_EVALUATIONS) for role in roles):
        places.insert(0, None)
    return places


@require_http_methods(["GET", "POST"])
def evaluation_approbations(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Qui a approuvé, qui ne l'a pas encore fait ; approuver par son compte."""
    evaluation = evaluation_chargee(request, Droit.APPROUVER_LES_EVALUATIONS, slug, annee)
    compte, donnees = utilisateur_de(request), _approbations(evaluation)
    places = places_de(compte, evaluation)
    attendues = [None, *evaluation.copilotes()]
    return traiter(
        request,
        ApprobationForm(request.POST if request.method == "POST" else None),
        commande=lambda _: _approuver(evaluation, places, compte),
        vers=reverse("evaluation_approbations", args=[slug, annee]),
        message="Votre approbation est enregistrée. Merci.",
        gabarit="pilotage/evaluation_approbations.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "etapes": vers_l_evaluation(evaluation),
            "lignes": [(qui, donnees.get(qui.pk if qui else None)) for qui in attendues],
            "a_moi": [p for p in places if (p.pk if p else None) not in donnees],
            "est_presentee": evaluation.etat == Evaluation.Etat.PRESENTEE,
            "seance_est_tenue": evaluation.reunion is not None
            and evaluation.reunion.est_tenue(horloge.aujourd_hui()),
        },
    )


def _approuver(
    evaluation: Evaluation, places: list[Signataire | None], compte: Utilisateur
) -> None:
    deja = _approbations(evaluation)
    restantes = [p for p in places if (p.pk if p else None) not in deja]
    if not restantes:
        raise ActionImpossible("Vous avez déjà approuvé, ou ce n'est pas à vous de le faire.")
    le = horloge.aujourd_hui()
    lu = empreinte_du_projet(evaluation, le)
    with acte(compte):
        for place in restantes:
            Approbation(evaluation=evaluation, signataire=place, personne=compte.personne).donner(
                par=compte, le=le, contenu_lu=lu
            )


@require_http_methods(["GET", "POST"])
def approbation_noter(
    request: HttpRequest, slug: str, annee: Millesime, copilote: int
) -> HttpResponse:
    """Noter l'accord qu'un copilote a donné en séance."""
    evaluation = evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    signataire = evaluation.copilotes().filter(pk=copilote).first()
    if signataire is None:
        raise Http404("Cette partie n'est pas copilote de la convention.")
    noter = partial(_noter, evaluation, signataire, request)
    return traiter(
        request,
        ApprobationEnSeanceForm(request.POST or None, signataire=signataire),
        commande=lambda saisi: noter(saisi.cleaned_data["personne"]),
        vers=reverse("evaluation_approbations", args=[slug, annee]),
        message="L'approbation donnée en séance est notée.",
        gabarit="pilotage/approbation_noter.html",
        contexte={
            "evaluation": evaluation,
            "signataire": signataire,
            "etapes": [
                *vers_l_evaluation(evaluation),
                ("Approbations", reverse("evaluation_approbations", args=[slug, annee])),
            ],
        },
    )


def _noter(
    evaluation: Evaluation, signataire: Signataire, request: HttpRequest, personne: Any
) -> None:
    if evaluation.reunion is None:
        raise ActionImpossible("Choisissez d'abord la séance du COPIL qui examine l'évaluation.")
    Approbation(
        evaluation=evaluation,
        signataire=signataire,
        personne=personne,
        reunion=evaluation.reunion,
    ).donner(
        par=utilisateur_de(request),
        le=horloge.aujourd_hui(),
        contenu_lu=empreinte_du_projet(evaluation, horloge.aujourd_hui()),
    )


@require_POST
def approbation_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Reprendre une approbation : la sienne, ou celle que la coordination a notée."""
    compte = utilisateur_de(request)
    approbation = charger(
        Approbation.objects.select_related("evaluation__convention", "signataire"),
        compte,
        Droit.APPROUVER_LES_EVALUATIONS,
        evaluation__convention__slug=slug,
        pk=pk,
    )
    redigeables = Evaluation.objects.all().modifiables_par(compte)
    if approbation.personne_id != compte.personne_id and not redigeables.contains(
        approbation.evaluation
    ):
        raise PermissionDenied("Cette approbation n'est pas la vôtre.")
    return executer(
        request,
        partial(approbation.retirer, par=compte),
        vers=reverse("evaluation_approbations", args=[slug, approbation.evaluation.cle]),
        message="L'approbation est retirée.",
    )
