"""Les pages des campagnes : préparer, ouvrir, suivre, rappeler, clore."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import FicheAction
from conventions import campagnes as commandes
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Campagne, Convention
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import changements
from ctg.socle.versions import ConflitDeVersion
from equipements.annees import avant_de_fermer
from equipements.models import AnneeFermee, DemandeDeRegistre
from equipements.suivi import resumer
from pilotage.campagnes import clore_et_fermer, preparer_campagne, rouvrir_et_deverrouiller
from pilotage.forms.campagnes import CampagneForm, ProlongationForm, ReouvertureForm
from pilotage.lecture_des_campagnes import compter_les_demandes, tableau_de_bord
from pilotage.models import DemandeDeFiche

Etapes = list[tuple[str, str]]


def _convention(request: HttpRequest, slug: str) -> Convention:
    droit = Droit.GERER_LES_PERSONNES
    return charger(Convention.objects.all(), utilisateur_de(request), droit, slug=slug)


def _campagne(request: HttpRequest, slug: str, pk: int) -> Campagne:
    return charger(
        Campagne.objects.select_related("convention"),
        utilisateur_de(request),
        Droit.GERER_LES_PERSONNES,
        convention__slug=slug,
        pk=pk,
    )


def _vers_les_campagnes(slug: str) -> Etapes:
    return [("Campagnes", reverse("campagne_liste", args=[slug]))]


def _vers_la_campagne(campagne: Campagne, slug: str) -> Etapes:
    return [*_vers_les_campagnes(slug), (str(campagne), _page(campagne, slug))]


def _page(campagne: Campagne, slug: str) -> str:
    return reverse("campagne_detail", args=[slug, campagne.pk])


@require_safe
def campagne_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les campagnes de la convention, de la plus récente à la plus ancienne."""
    convention = _convention(request, slug)
    le = horloge.aujourd_hui()
    lignes = [(campagne, campagne.situation(le)) for campagne in compter_les_demandes(convention)]
    contexte = {"convention": convention, "lignes": lignes, "etapes": []}
    return render(request, "pilotage/campagne_liste.html", contexte)


@require_http_methods(["GET", "POST"])
def campagne_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Préparer une campagne : rien ne part encore."""
    voulu = request.GET.get("genre", "")
    genre = voulu if voulu in Campagne.Genre.values else Campagne.Genre.FICHES
    campagne = Campagne(convention=_convention(request, slug), genre=genre)
    return _ecrire(
        request,
        campagne,
        gabarit="campagne_ajouter",
        message="La campagne est prête. Relisez, puis envoyez les demandes.",
        etapes=_vers_les_campagnes(slug),
    )


@require_http_methods(["GET", "POST"])
def campagne_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Changer le message, ou à qui l'on demande ce qui n'est pas encore parti."""
    campagne = _campagne(request, slug, pk)
    return _ecrire(
        request,
        campagne,
        gabarit="campagne_modifier",
        message="La campagne est modifiée.",
        etapes=_vers_la_campagne(campagne, slug),
        relue=lambda: _campagne(request, slug, pk),
    )


def _ecrire(
    request: HttpRequest,
    campagne: Campagne,
    *,
    gabarit: str,
    message: str,
    etapes: Etapes,
    relue: Callable[[], Campagne] | None = None,
) -> HttpResponse:
    slug, le = campagne.convention.slug, horloge.aujourd_hui()
    fiches: list[FicheAction] = []
    if campagne.demande_les_fiches:
        fiches = list(FicheAction.objects.filter(convention=campagne.convention).pour_liste())

    def commande(formulaire: CampagneForm) -> None:
        preparer_campagne(
            campagne=formulaire.campagne_saisie(),
            choix=formulaire.choix(),
            parties=formulaire.choix_des_parties(),
            par=utilisateur_de(request),
            version_ouverte=formulaire.version_ouverte(),
        )

    return traiter(
        request,
        CampagneForm(request.POST or None, campagne=campagne, fiches=fiches, le=le),
        commande=commande,
        vers=lambda: _page(campagne, slug),
        message=message,
        gabarit=f"pilotage/{gabarit}.html",
        contexte={
            "campagne": campagne,
            "convention": campagne.convention,
            "etapes": etapes,
            "genres": Campagne.Genre.choices,
        },
        relire=(lambda: CampagneForm(campagne=relue(), fiches=fiches, le=le)) if relue else None,
    )


@require_safe
def campagne_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Avant l'envoi, ce qui va partir ; ensuite, qui a répondu."""
    campagne = _campagne(request, slug, pk)
    tableau = tableau_de_bord(campagne, request.GET.get("etat", ""))
    registre = resumer(campagne)
    contexte = {
        "campagne": campagne,
        "convention": campagne.convention,
        "registre": registre,
        "a_envoyer": tableau.a_envoyer + registre.a_envoyer,
        "en_attente": tableau.en_attente + registre.en_attente,
        "tableau": tableau,
        "etat": request.GET.get("etat", ""),
        "etats": DemandeDeFiche.Etat.choices,
        "situation": campagne.situation(horloge.aujourd_hui()),
        "etapes": _vers_les_campagnes(slug),
    }
    return render(request, "pilotage/campagne_detail.html", contexte)


def _dire_le_bilan(
    request: HttpRequest, commande: Callable[[], commandes.BilanDesEnvois], vers: str
) -> HttpResponse:
    """Exécute un envoi et dit ce qu'il a donné, ou pourquoi il est refusé."""
    try:
        bilan = commande()
    except ActionImpossible as refus:
        for manque in refus.manques:
            messages.error(request, manque)
    except ConflitDeVersion:
        messages.error(request, "Ce geste vient d'être fait, par vous ou par un autre. Relisez.")
    else:
        messages.add_message(
            request, messages.SUCCESS if bilan.ecrites else messages.WARNING, bilan.en_clair()
        )
    return redirect(vers)


@require_POST
def campagne_ouvrir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ouvrir la campagne et envoyer les demandes ; ouverte, envoyer celles qui restent."""
    campagne = _campagne(request, slug, pk)
    commande = commandes.envoyer_ce_qui_reste if campagne.est_ouverte else commandes.ouvrir_campagne
    return _dire_le_bilan(
        request,
        lambda: commande(campagne=campagne, par=utilisateur_de(request), le=horloge.aujourd_hui()),
        _page(campagne, slug),
    )


@require_POST
def campagne_relancer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rappeler, d'un clic, tous ceux qui n'ont pas répondu."""
    campagne = _campagne(request, slug, pk)
    return _dire_le_bilan(
        request,
        lambda: commandes.relancer(
            demandes=[d for d in commandes.demandes_de(campagne) if d.est_en_attente],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        _page(campagne, slug),
    )


@require_POST
def campagne_suspendre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Arrêter les rappels automatiques, ou les reprendre."""
    campagne = _campagne(request, slug, pk)
    suspendre = not campagne.relances_suspendues
    return executer(
        request,
        lambda: campagne.suspendre_les_relances(suspendre, par=utilisateur_de(request)),
        vers=_page(campagne, slug),
        message="Les rappels automatiques sont suspendus."
        if suspendre
        else "Les rappels automatiques reprennent.",
    )


@require_http_methods(["GET", "POST"])
def campagne_prolonger(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Donner une échéance plus tardive."""
    campagne = _campagne(request, slug, pk)

    def vierge() -> ProlongationForm:
        relue = _campagne(request, slug, pk)
        return ProlongationForm(initial={"version": relue.version, "jusqu_au": relue.dernier_jour})

    return traiter(
        request,
        ProlongationForm(request.POST) if request.method == "POST" else vierge(),
        commande=lambda f: campagne.prolonger(
            jusqu_au=f.cleaned_data["jusqu_au"],
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            version_ouverte=f.version_ouverte(),
        ),
        vers=_page(campagne, slug),
        message="L'échéance est repoussée. Les prochains rappels la diront.",
        gabarit="pilotage/campagne_prolonger.html",
        contexte={"campagne": campagne, "etapes": _vers_la_campagne(campagne, slug)},
        relire=vierge,
    )


def _close(campagne: Campagne) -> str:
    """Ce que le geste a fait, année comprise."""
    if not campagne.demande_le_registre:
        return "La campagne est close. Vous pouvez la rouvrir si c'était trop tôt."
    return (
        f"La campagne est close, et l'année {campagne.annee} du registre fermée : ses chiffres ne"
        " changent plus. Rouvrir la campagne rouvre l'année, avec un motif."
    )


@require_http_methods(["GET", "POST"])
def campagne_clore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ne plus rien attendre de cette campagne, une fois lu ce qui attend ; elle peut se rouvrir."""
    campagne = _campagne(request, slug, pk)
    attend = avant_de_fermer(campagne.convention, campagne.annee)
    return traiter(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        commande=lambda _: clore_et_fermer(
            campagne=campagne, par=utilisateur_de(request), le=horloge.aujourd_hui()
        ),
        vers=_page(campagne, slug),
        message=_close(campagne),
        gabarit="pilotage/campagne_clore.html",
        contexte={
            "campagne": campagne,
            "convention": campagne.convention,
            "attend": attend,
            "fiches": [d for d in tableau_de_bord(campagne, "").demandes if d.est_en_attente],
            "etapes": _vers_la_campagne(campagne, slug),
        },
    )


@require_http_methods(["GET", "POST"])
def campagne_rouvrir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Attendre de nouveau des réponses, jusqu'à une date, de qui l'on choisit."""
    campagne = _campagne(request, slug, pk)
    bilan = commandes.BilanDesEnvois()

    def rouvrir(formulaire: ReouvertureForm) -> None:
        nonlocal bilan
        bilan = rouvrir_et_deverrouiller(
            campagne=campagne,
            jusqu_au=formulaire.cleaned_data["jusqu_au"],
            motif=formulaire.cleaned_data.get("motif", ""),
            redemander=formulaire.cleaned_data.get("redemander", []),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        )

    return traiter(
        request,
        ReouvertureForm(request.POST or None, campagne=campagne),
        commande=rouvrir,
        vers=_page(campagne, slug),
        message=lambda: f"La campagne est rouverte. {bilan.en_clair()}",
        gabarit="pilotage/campagne_rouvrir.html",
        contexte={"campagne": campagne, "etapes": _vers_la_campagne(campagne, slug)},
    )


@require_safe
def campagne_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a fait quoi dans la campagne et ses demandes."""
    campagne = _campagne(request, slug, pk)
    contexte = {
        "campagne": campagne,
        "etapes": _vers_la_campagne(campagne, slug),
        "changements": changements(
            campagne.historique.all(),
            DemandeDeFiche.historique.filter(campagne=campagne),
            DemandeDeRegistre.historique.filter(campagne=campagne),
            AnneeFermee.historique.filter(convention=campagne.convention, annee=campagne.annee),
        ),
    }
    return render(request, "pilotage/campagne_historique.html", contexte)
