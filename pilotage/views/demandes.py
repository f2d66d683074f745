"""Les pages d'une demande : y répondre, la confier, la lire, l'accepter ou la renvoyer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms import EXPLICATIONS
from actions.models import FicheAction
from conventions import reponses
from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.demandes import TransmissionForm
from conventions.liens import Usage, acteur_de, lien_de, ouverte_aux_liens, personne_de
from conventions.views.demandes import demande_ouverte
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import executer, traiter, version_envoyee
from ctg.socle.templatetags.portail import accorde
from ctg.socle.versions import ConflitDeVersion
from pilotage.campagnes import repondre_a_la_demande
from pilotage.forms.demandes import RenvoiForm, ReponseForm
from pilotage.models import AnneeVerrouillee, DemandeDeFiche
from pilotage.relecture import accepter_la_demande, releves_soumis_de
from pilotage.releves import avec_les_calculs, releves_des_fiches
from pilotage.services import RelevesEnConflit
from pilotage.views.commun import versions_lues


def _demande(request: HttpRequest, slug: str, pk: int) -> DemandeDeFiche:
    demandes = DemandeDeFiche.objects.pour_liste()
    return demande_ouverte(request, demandes, Droit.METTRE_A_JOUR_LES_FICHES, slug, pk)


def _a_valider(request: HttpRequest, slug: str, pk: int) -> DemandeDeFiche:
    return charger(
        DemandeDeFiche.objects.pour_liste(),
        utilisateur_de(request),
        Droit.VALIDER,
        campagne__convention__slug=slug,
        pk=pk,
    )


def _formulaire(request: HttpRequest, demande: DemandeDeFiche, *, lie: bool) -> ReponseForm:
    fiches = FicheAction.objects.pour_liste()
    fiche = fiches.select_related("convention").get(pk=demande.fiche_id)
    demande.fiche = fiche
    le, annee = horloge.aujourd_hui(), demande.campagne.annee
    (releves,) = avec_les_calculs(releves_des_fiches([fiche], annee, a_saisir=True), annee, le)
    return ReponseForm(
        request.POST if lie else None,
        demande=demande,
        fiche=fiche,
        le=le,
        releves=releves,
        annee=annee,
        pieces=list(fiche.documents.all()),
        est_verrouillee=annee in AnneeVerrouillee.de(demande.campagne.convention),
    )


@ouverte_aux_liens(Usage.REPONDRE)
@require_http_methods(["GET", "POST"])
def demande_repondre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Dire où en est la fiche, d'un envoi ; ou garder sa saisie pour plus tard."""
    demande = _demande(request, slug, pk)
    if not (demande.attend_une_reponse and demande.campagne.est_ouverte):
        return redirect("demande_lire", slug, pk)
    formulaire = _formulaire(request, demande, lie=request.method == "POST")
    contexte = {
        "demande": demande,
        "fiche": demande.fiche,
        "explications": EXPLICATIONS,
        "annee": demande.campagne.annee,
        "est_verrouillee": formulaire.est_verrouillee,
        "annee_precedente": demande.campagne.annee - 1,
        "est_pour_autrui": not demande.est_adressee_a(personne_de(request)),
    }
    if "plus_tard" in request.POST:
        return _plus_tard(request, demande, formulaire, contexte)
    return traiter(
        request,
        formulaire,
        commande=lambda f: _repondre(request, demande, f),
        vers=reverse("demande_lire", args=[slug, pk]),
        message=lambda: " ".join(
            ["Votre réponse est envoyée. Merci.", *formulaire.dire_les_ecartees()]
        ),
        gabarit="pilotage/demande_repondre.html",
        contexte=contexte,
        relire=lambda: _formulaire(request, _demande(request, slug, pk), lie=False),
    )


def _repondre(request: HttpRequest, demande: DemandeDeFiche, formulaire: ReponseForm) -> None:
    try:
        repondre_a_la_demande(
            demande=demande,
            mise_a_jour=None if formulaire.est_figee else formulaire.mise_a_jour(),
            reponses=formulaire.reponses(),
            recapitulatif=formulaire.recapitulatif(),
            de=personne_de(request),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        )
    except RelevesEnConflit as conflit:
        formulaire.dire_les_conflits(conflit)


def _plus_tard(
    request: HttpRequest,
    demande: DemandeDeFiche,
    formulaire: ReponseForm,
    contexte: dict[str, Any],
) -> HttpResponse:
    """Garde la saisie telle quelle ; refusé, le formulaire la montre encore."""
    try:
        reponses.garder_pour_plus_tard(
            demande=demande,
            brouillon=formulaire.brouillon(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        )
    except (ActionImpossible, ConflitDeVersion) as refus:
        phrase = "Quelqu'un vient d'écrire dans cette demande. Votre saisie est toujours là."
        messages.error(request, str(refus) or phrase)
        complet = {**contexte, "formulaire": formulaire, "ecarts": None}
        return render(request, "pilotage/demande_repondre.html", complet)
    messages.success(request, "Votre saisie est gardée. Elle n'est pas encore envoyée.")
    return redirect("ma_page")


@ouverte_aux_liens(Usage.REPONDRE)
@require_safe
def demande_lire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse en toutes lettres, où elle en est, et ce qui vient ensuite."""
    demande = _demande(request, slug, pk)
    lien = lien_de(request)
    peut_valider = (
        lien is None
        and DemandeDeFiche.objects.filter(pk=pk)
        .avec_droit(utilisateur_de(request), Droit.VALIDER)
        .exists()
    )
    se_relit = peut_valider and demande.etat == DemandeDeFiche.Etat.REPONDUE
    contexte = {
        "demande": demande,
        "fiche": demande.fiche,
        "convention": demande.campagne.convention,
        "titre": f"Action {demande.fiche.numero}",
        "peut_valider": peut_valider,
        "a_accepter": releves_soumis_de(demande) if se_relit else [],
        "se_relit": se_relit,
        "peut_reprendre": demande.attend_une_reponse and demande.campagne.est_ouverte,
        "peut_confier": demande.etat in demande.OUVERTES and demande.campagne.est_ouverte,
        "etapes": _vers_la_campagne(demande, slug) if peut_valider else [],
    }
    return render(request, "pilotage/demande_lire.html", contexte)


def _vers_la_campagne(demande: DemandeDeFiche, slug: str) -> list[tuple[str, str]]:
    campagne = demande.campagne
    return [
        ("Campagnes", reverse("campagne_liste", args=[slug])),
        (str(campagne.annee), reverse("campagne_detail", args=[slug, campagne.pk])),
    ]


@ouverte_aux_liens(Usage.REPONDRE)
@require_http_methods(["GET", "POST"])
def demande_transmettre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Confier la réponse à un collègue, qui reçoit un lien à son nom."""
    demande = _demande(request, slug, pk)

    def transmettre(formulaire: TransmissionForm) -> None:
        reponses.transmettre_la_demande(
            demande=demande,
            **formulaire.cleaned_data,
            de=personne_de(request),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        )

    return traiter(
        request,
        TransmissionForm(request.POST or None),
        commande=transmettre,
        vers=reverse("demande_lire", args=[slug, pk]),
        message="C'est confié. Un lien personnel est parti à votre collègue.",
        gabarit="pilotage/demande_transmettre.html",
        contexte={"demande": demande, "fiche": demande.fiche},
    )


@require_POST
def demande_accepter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse lue est bonne, et les indicateurs que la page montrait."""
    demande = _a_valider(request, slug, pk)
    lus = versions_lues(request)
    return executer(
        request,
        lambda: accepter_la_demande(
            demande=demande,
            lus=lus,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=version_envoyee(request),
        ),
        vers=reverse("campagne_detail", args=[slug, demande.campagne_id]),
        message=f"La réponse sur l'action {demande.fiche.numero} est acceptée"
        + (f", et avec elle {accorde(len(lus), 'indicateur,indicateurs')}." if lus else "."),
    )


@require_http_methods(["GET", "POST"])
def demande_renvoyer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse est à reprendre : dire pourquoi."""
    demande = _a_valider(request, slug, pk)

    def vierge() -> RenvoiForm:
        relue = _a_valider(request, slug, pk)
        return RenvoiForm(initial={"version": relue.version, "motif": ""})

    formulaire = RenvoiForm(request.POST) if request.method == "POST" else vierge()
    return traiter(
        request,
        formulaire,
        commande=lambda f: reponses.renvoyer_la_reponse(
            demande=demande,
            motif=f.cleaned_data["motif"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=f.version_ouverte(),
        ),
        vers=reverse("campagne_detail", args=[slug, demande.campagne_id]),
        message=f"La réponse sur l'action {demande.fiche.numero} est renvoyée, avec votre motif.",
        gabarit="pilotage/demande_renvoyer.html",
        contexte={"demande": demande, "etapes": _vers_la_campagne(demande, slug)},
        relire=vierge,
    )
