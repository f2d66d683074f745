"""Les approbations d'une évaluation présentée au COPIL : par son compte, ou notées d'une séance."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Signataire
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from pilotage.approbations import ProjetChange, approuver, noter_l_accord, places_de
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


@require_http_methods(["GET", "POST"])
def evaluation_approbations(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Qui a approuvé, qui ne l'a pas encore fait ; approuver par son compte."""
    evaluation = evaluation_chargee(request, Droit.APPROUVER_LES_EVALUATIONS, slug, annee)
    compte, donnees = utilisateur_de(request), _approbations(evaluation)
    copilotes, le = list(evaluation.copilotes()), horloge.aujourd_hui()
    places = places_de(compte.habilitations.filter(convention=evaluation.convention_id), copilotes)
    contenu = _contenu_montre(evaluation)
    donner = partial(approuver, evaluation=evaluation, places=places, par=compte, le=le)
    return traiter(
        request,
        ApprobationForm(_envoi(request), initial={"contenu_lu": contenu}),
        commande=partial(
            _sur_le_texte_lu, lambda saisi: donner(contenu_lu=saisi.cleaned_data["contenu_lu"])
        ),
        vers=reverse("evaluation_approbations", args=[slug, annee]),
        message="Votre approbation est enregistrée. Merci.",
        gabarit="pilotage/evaluation_approbations.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "etapes": vers_l_evaluation(evaluation),
            "lignes": list(_lignes([None, *copilotes], donnees, contenu)),
            "a_moi": [p for p in places if (p.pk if p else None) not in donnees],
            "est_presentee": evaluation.etat == Evaluation.Etat.PRESENTEE,
            "se_note_en_seance": evaluation.reunion is not None
            and evaluation.reunion.est_tenue(le)
            and not evaluation.est_posterieure_a_sa_seance,
        },
    )


def _envoi(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _contenu_montre(evaluation: Evaluation) -> str:
    """L'empreinte du projet, tant qu'il s'approuve ; vide ensuite : elle ne sert plus."""
    if evaluation.etat != Evaluation.Etat.PRESENTEE:
        return ""
    return empreinte_du_projet(evaluation, horloge.aujourd_hui())


def _lignes(
    places: list[Signataire | None], donnees: dict[int | None, Approbation], contenu: str
) -> Iterator[tuple[Signataire | None, Approbation | None, bool]]:
    """Chaque place, son approbation, et si le projet a changé depuis."""
    for place in places:
        donnee = donnees.get(place.pk if place else None)
        yield place, donnee, bool(contenu and donnee and donnee.est_depassee(contenu))


def _sur_le_texte_lu(commande: Callable[[Any], None], saisi: Any) -> None:
    """Si le projet a changé, la page rendue porte le nouveau : la renvoyer vaudra décision."""
    try:
        commande(saisi)
    except ProjetChange as change:
        saisi.porter(change.empreinte)
        raise


@require_http_methods(["GET", "POST"])
def approbation_noter(
    request: HttpRequest, slug: str, annee: Millesime, copilote: int
) -> HttpResponse:
    """Noter l'accord qu'un copilote a donné en séance."""
    evaluation = evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    signataire = evaluation.copilotes().filter(pk=copilote).first()
    if signataire is None:
        raise Http404("Cette partie n'est pas copilote de la convention.")
    place = partial(Approbation, evaluation=evaluation, signataire=signataire)
    noter = partial(noter_l_accord, par=utilisateur_de(request), le=horloge.aujourd_hui())
    return traiter(
        request,
        ApprobationEnSeanceForm(
            _envoi(request),
            signataire=signataire,
            initial={"contenu_lu": _contenu_montre(evaluation)},
        ),
        commande=partial(
            _sur_le_texte_lu,
            lambda saisi: noter(
                approbation=place(personne=saisi.cleaned_data["personne"]),
                contenu_lu=saisi.cleaned_data["contenu_lu"],
            ),
        ),
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
