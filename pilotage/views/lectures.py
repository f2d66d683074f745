"""Lire le projet section par section, par un compte ou par son lien ; y inviter."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conventions.droits import Droit, utilisateur_de
from conventions.liens import Usage, acteur_de, lien_de, ouverte_aux_liens, personne_de
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from pilotage.forms.cycle import InvitationForm
from pilotage.invitations import inviter_a_lire
from pilotage.lecture_de_l_evaluation import blocs
from pilotage.millesimes import Millesime
from pilotage.models import Evaluation, LectureDemandee
from pilotage.suivi_de_l_evaluation import avec_suivi, se_reecrit
from pilotage.views.commun import evaluation_chargee, projet_a_lire, vers_l_evaluation


@ouverte_aux_liens(Usage.REPONDRE)
@require_GET
def evaluation_lire(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Le projet, section par section : le récit à côté des chiffres, et les commentaires."""
    evaluation = projet_a_lire(request, slug, annee, avec_suivi(Evaluation.objects.all()))
    lien = lien_de(request)
    moi = lien.personne_id if lien else utilisateur_de(request).personne_id
    contexte = {
        "evaluation": evaluation,
        "convention": evaluation.convention,
        "est_par_un_lien": lien is not None,
        "etapes": vers_l_evaluation(evaluation),
        "blocs": blocs(evaluation, horloge.aujourd_hui()),
        "lecture": LectureDemandee.objects.filter(evaluation=evaluation, personne=moi).first(),
        "moi": moi,
        "se_reecrit": evaluation.est_redigeable and se_reecrit(evaluation),
        "maintenant": horloge.maintenant(),
        "se_commente": evaluation.convention.est_ouverte and not evaluation.est_figee,
    }
    return render(request, "pilotage/evaluation_lire.html", contexte)


@ouverte_aux_liens(Usage.REPONDRE)
@require_POST
def evaluation_lue(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """« J'ai lu » : la personne n'a rien, ou plus rien, à faire remarquer."""
    evaluation = projet_a_lire(request, slug, annee)
    lecture = LectureDemandee.objects.filter(
        evaluation=evaluation, personne=personne_de(request)
    ).first()
    if lecture is None:
        messages.error(request, "Vous n'êtes pas dans la liste des personnes invitées à lire.")
        return redirect("evaluation_lire", slug, annee)
    return executer(
        request,
        partial(lecture.noter_lue, par=acteur_de(request), le=horloge.aujourd_hui()),
        vers=reverse("evaluation_lire", args=[slug, annee]),
        message="C'est noté : vous avez lu le projet. Merci.",
    )


@require_http_methods(["GET", "POST"])
def evaluation_inviter(request: HttpRequest, slug: str, annee: Millesime) -> HttpResponse:
    """Inviter les membres du COPIL et du COTECH à lire : à qui, et qui a déjà lu."""
    evaluation = evaluation_chargee(request, Droit.REDIGER_LES_EVALUATIONS, slug, annee)
    formulaire = InvitationForm(request.POST or None, evaluation=evaluation)
    dits: list[str] = []

    def inviter(saisi: InvitationForm) -> None:
        bilan = inviter_a_lire(
            evaluation=evaluation,
            personnes=saisi.cleaned_data["personnes"],
            message=saisi.cleaned_data["message"],
            echeance=saisi.cleaned_data["echeance"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        )
        dits.append(bilan.en_clair())

    reponse = traiter(
        request,
        formulaire,
        commande=inviter,
        vers=reverse("evaluation_inviter", args=[slug, annee]) + "#invitees",
        message="Les membres sont invités à lire.",
        gabarit="pilotage/evaluation_inviter.html",
        contexte={
            "evaluation": evaluation,
            "convention": evaluation.convention,
            "etapes": vers_l_evaluation(evaluation),
            "lectures": _lectures(evaluation),
        },
    )
    for dit in dits:
        messages.info(request, dit)
    return reponse


def _lectures(evaluation: Evaluation) -> "list[LectureDemandee]":
    return list(LectureDemandee.objects.filter(evaluation=evaluation).select_related("personne"))
