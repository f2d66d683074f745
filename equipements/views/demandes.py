"""Répondre à la campagne annuelle : la liste de ses structures, chacune, puis la confirmation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conventions.droits import Droit
from conventions.forms.demandes import TransmissionForm
from conventions.liens import Usage, acteur_de, lien_de, ouverte_aux_liens, personne_de
from conventions.models import Signataire
from conventions.reponses import transmettre_la_demande
from conventions.views.demandes import demande_ouverte
from ctg.socle import horloge
from ctg.socle.formulaires import traiter
from ctg.socle.recherche import ordre_alphabetique
from equipements import campagne
from equipements.demandes import DemandeLue, lire_la_demande
from equipements.forms.demandes import (
    ConfirmationForm,
    SansStructureForm,
    SignalementForm,
)
from equipements.forms.structures import DeclarationForm
from equipements.implantations import Implantee
from equipements.models import (
    AnneeFermee,
    DemandeDeRegistre,
    Equipement,
    QuestionConfiee,
)
from equipements.relecture import relire

GET_ET_POST = require_http_methods(["GET", "POST"])


def demande_de(request: HttpRequest, slug: str, pk: int) -> DemandeDeRegistre:
    """La demande, pour qui peut y répondre."""
    demandes = DemandeDeRegistre.objects.pour_liste()
    return demande_ouverte(request, demandes, Droit.SAISIR_LE_REGISTRE, slug, pk)


def lue_de(request: HttpRequest, slug: str, pk: int) -> DemandeLue:
    return lire_la_demande(demande_de(request, slug, pk))


def est_close(demande: DemandeDeRegistre | QuestionConfiee) -> bool:
    return not (demande.attend_une_reponse and demande.campagne.est_ouverte)


def adresse(page: str, demande: DemandeDeRegistre | QuestionConfiee, *suite: Any) -> str:
    """L'adresse d'une page de la demande."""
    return reverse(page, args=[demande.campagne.convention.slug, demande.pk, *suite])


def contexte_de(demande: DemandeDeRegistre, **plus: Any) -> dict[str, Any]:
    """Ce que chaque page de la demande reçoit."""
    campagne_ = demande.campagne
    return {
        "demande": demande,
        "convention": campagne_.convention,
        "annee": campagne_.annee,
        **plus,
    }


@ouverte_aux_liens(Usage.REPONDRE)
@require_safe
def registre_demande(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ce qu'il y a à faire : chaque structure, les nouvelles, puis confirmer."""
    lue = lue_de(request, slug, pk)
    if est_close(lue.demande):
        return redirect(adresse("registre_lire", lue.demande))
    campagne_ = lue.demande.campagne
    contexte = contexte_de(
        lue.demande,
        lue=lue,
        est_pour_autrui=not lue.demande.est_adressee_a(personne_de(request)),
        annee_est_fermee=campagne_.annee in AnneeFermee.de(campagne_.convention),
    )
    return render(request, "equipements/registre_demande.html", contexte)


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_declarer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une structure nouvelle, au nom de la partie."""
    demande = demande_de(request, slug, pk)
    formulaire = DeclarationForm(
        request.POST or None,
        convention=demande.campagne.convention,
        signataires=Signataire.objects.filter(pk=demande.signataire_id).select_related(
            "partenaire"
        ),
    )
    return traiter(
        request,
        formulaire,
        commande=lambda saisi: campagne.declarer_une_structure(
            demande=demande,
            champs=saisi.champs(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse("registre_demande", demande),
        message="La structure est déclarée. Donnez ses chiffres si vous les avez.",
        gabarit="equipements/registre_declarer.html",
        contexte=contexte_de(demande),
    )


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_sans_structure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Aucune structure ici : le confirmer, et dire ce qui dessert les familles."""
    lue = lue_de(request, slug, pk)
    demande = lue.demande
    if not lue.sans_structure:
        return redirect(adresse("registre_demande", demande))
    voisines = (
        Equipement.objects.de_la_convention(demande.campagne.convention)
        .distinctes()
        .valides()
        .exclude(statut=Equipement.Statut.FERME)
        .select_related("commune")
        .order_by("type", ordre_alphabetique("commune__nom"), "nom")
    )
    return traiter(
        request,
        SansStructureForm(request.POST or None, demande=demande, choix=voisines),
        commande=lambda saisi: _dire_sans_structure(request, demande, saisi),
        vers=adresse("registre_verifier", demande),
        message="C'est enregistré. Relisez, puis confirmez.",
        gabarit="equipements/registre_sans_structure.html",
        contexte=contexte_de(demande),
        relire=lambda: SansStructureForm(demande=demande_de(request, slug, pk), choix=voisines),
    )


def _dire_sans_structure(
    request: HttpRequest, demande: DemandeDeRegistre, saisi: SansStructureForm
) -> None:
    campagne.exiger_a_repondre(demande)
    demande.dire_ce_qui_dessert(
        structures=list(saisi.cleaned_data["desservie_par"]),
        dessert=saisi.cleaned_data["dessert"],
        version_ouverte=saisi.version_ouverte(),
        par=acteur_de(request),
        le=horloge.aujourd_hui(),
    )


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_signaler(request: HttpRequest, slug: str, pk: int, equipement: int) -> HttpResponse:
    """Une structure de la commune, soutenue par d'autres : dire ce qui a changé."""
    lue, implantee = _implantee(request, slug, pk, equipement)
    if est_close(lue.demande):
        return redirect(adresse("registre_lire", lue.demande))
    return traiter(
        request,
        _signalement(lue.demande, implantee, request.POST or None),
        commande=lambda saisi: campagne.signaler(
            demande=lue.demande,
            implantee=implantee,
            mot=saisi.cleaned_data["mot"],
            version_ouverte=saisi.version_ouverte(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse("registre_demande", lue.demande),
        message="C'est noté. Le coordonnateur le lira.",
        gabarit="equipements/registre_signaler.html",
        contexte=contexte_de(lue.demande, implantee=implantee, equipement=implantee.equipement),
        relire=lambda: _signalement(demande_de(request, slug, pk), implantee),
    )


def _implantee(
    request: HttpRequest, slug: str, pk: int, equipement: int
) -> tuple[DemandeLue, Implantee]:
    lue = lue_de(request, slug, pk)
    for implantee in lue.implantees:
        if implantee.equipement.pk == equipement:
            return lue, implantee
    raise Http404("Cette structure n'est pas soutenue par d'autres dans cette commune.")


def _signalement(
    demande: DemandeDeRegistre, implantee: Implantee, donnees: Any = None
) -> SignalementForm:
    initiale = {"version": demande.version, "mot": implantee.signalement}
    return SignalementForm(donnees, initial=initiale)


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_confier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Confier toute la réponse à un collègue, qui reçoit un lien à son nom."""
    demande = demande_de(request, slug, pk)
    return traiter(
        request,
        TransmissionForm(request.POST or None),
        commande=lambda saisi: transmettre_la_demande(
            demande=demande,
            **saisi.cleaned_data,
            de=personne_de(request),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse("registre_lire", demande),
        message="C'est confié. Un lien personnel est parti à votre collègue.",
        gabarit="equipements/registre_confier.html",
        contexte=contexte_de(demande),
    )


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_verifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tout relire sur une page, voir ce qui manque, confirmer."""
    lue = lue_de(request, slug, pk)
    demande = lue.demande
    if est_close(demande):
        return redirect(adresse("registre_lire", demande))
    initiale = {"version": demande.version}
    return traiter(
        request,
        ConfirmationForm(request.POST if request.method == "POST" else None, initial=initiale),
        commande=lambda saisi: campagne.confirmer_la_demande(
            demande=demande,
            version_ouverte=saisi.version_ouverte(),
            de=personne_de(request),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse("registre_lire", demande),
        message="C'est confirmé. Merci.",
        gabarit="equipements/registre_verifier.html",
        contexte=contexte_de(demande, lue=lue, relues=relire(lue), manques=lue.manques()),
        relire=lambda: ConfirmationForm(initial={"version": demande_de(request, slug, pk).version}),
    )


def peut_valider(request: HttpRequest, demande: DemandeDeRegistre) -> bool:
    """Vrai pour un compte qui coordonne ; jamais pour un lien."""
    compte: Any = request.user
    return lien_de(request) is None and (
        DemandeDeRegistre.objects.filter(pk=demande.pk).avec_droit(compte, Droit.VALIDER).exists()
    )


@ouverte_aux_liens(Usage.REPONDRE)
@require_safe
def registre_lire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """La réponse en toutes lettres, ses écarts, et ce qui vient ensuite."""
    lue = lue_de(request, slug, pk)
    demande, valide = lue.demande, peut_valider(request, lue.demande)
    page = "registre_suivi"
    etapes = [
        ("Registre", reverse("equipement_liste", args=[slug])),
        ("Suivi du registre", reverse(page, args=[slug, demande.campagne_id])),
    ]
    contexte = contexte_de(
        demande,
        lue=lue,
        relues=relire(lue),
        peut_valider=valide,
        annee_est_fermee=demande.campagne.annee in AnneeFermee.de(demande.campagne.convention),
        peut_reprendre=not est_close(demande),
        peut_confier=demande.etat in demande.OUVERTES and demande.campagne.est_ouverte,
        etapes=etapes if valide else [],
    )
    return render(request, "equipements/registre_lire.html", contexte)
