"""Les pages des courriels : les lire hors production, en tenir le journal, choisir les siens."""

import base64
import hashlib
from functools import wraps

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.courriels import feuille, lire, retenter
from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.courriels import FiltreEnvoisForm, PreferencesForm, RechercheForm
from conventions.liens import PersonneParLien, Usage, Vue, lire_jeton, noter_l_ouverture
from conventions.models import REFUSABLES, Convention, Envoi, Personne
from conventions.preferences import (
    NECESSAIRES,
    arreter_un_courriel,
    motifs_voulus,
    regler_ses_courriels,
)
from ctg.socle.formulaires import executer, traiter
from ctg.socle.historique import Acteur

PAR_PAGE = 25

# --- Lire les courriels, hors production -----------------------------------------------------


def _hors_production(vue: Vue) -> Vue:
    """Une page ouverte à tous, qui n'existe pas là où les courriels partent vraiment."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.COURRIELS_LISIBLES:
            raise Http404
        return vue(request, *args, **kwargs)

    return login_not_required(gardee)


def _envoi(pk: int) -> Envoi:
    envois = Envoi.objects.select_related("personne", "lien", "convention")
    return get_object_or_404(envois, pk=pk)


def _ici(request: HttpRequest) -> str:
    """L'adresse du portail telle que ce navigateur la connaît."""
    return request.build_absolute_uri("/").rstrip("/")


@_hors_production
@require_safe
def boite_aux_lettres(request: HttpRequest) -> HttpResponse:
    """Tous les courriels que le portail a écrits, le dernier en tête."""
    filtre = RechercheForm(request.GET)
    filtre.is_valid()
    envois = Envoi.objects.select_related("personne").chercher(filtre.cleaned_data.get("q", ""))
    contexte = {
        "page": Paginator(envois, PAR_PAGE).get_page(request.GET.get("page")),
        "filtre": filtre,
        "est_filtree": any(filtre.cleaned_data.values()),
    }
    return render(request, "conventions/boite_aux_lettres.html", contexte)


@_hors_production
@never_cache
@require_safe
def courriel_lire(request: HttpRequest, pk: int) -> HttpResponse:
    """Un courriel dans la page du portail, ses liens menant à ce portail-ci."""
    envoi = _envoi(pk)
    lisible = lire(envoi, _ici(request))
    contexte = {
        **lisible.corps,
        "envoi": envoi,
        "expediteur": settings.DEFAULT_FROM_EMAIL,
        "entetes": lisible.entetes,
        "texte": lisible.texte,
    }
    return render(request, "conventions/courriel_lire.html", contexte)


def _empreinte_de_la_feuille() -> str:
    somme = hashlib.sha256(feuille().encode()).digest()
    return f"'sha256-{base64.b64encode(somme).decode()}'"


@_hors_production  # type: ignore[arg-type]
@csp(  # type: ignore[arg-type]
    {
        "default-src": [NONE],
        # La feuille que porte le courriel, à la virgule près, et aucune autre.
        "style-src": [_empreinte_de_la_feuille()],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
    }
)
@never_cache
@require_safe
def courriel_brut(request: HttpRequest, pk: int) -> HttpResponse:
    """Le document HTML d'un courriel, tel qu'une messagerie le reçoit."""
    return HttpResponse(lire(_envoi(pk), _ici(request)).html)


# --- Le journal d'une convention -------------------------------------------------------------


@require_safe
def envoi_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """À qui le portail a écrit pour cette convention, quand, pourquoi, et si c'est parti."""
    droit = Droit.GERER_LES_PERSONNES
    convention = charger(Convention.objects.all(), utilisateur_de(request), droit, slug=slug)
    filtre = FiltreEnvoisForm(request.GET)
    filtre.is_valid()
    choisis = {cle: valeur for cle, valeur in filtre.cleaned_data.items() if valeur}
    tous = Envoi.objects.filter(convention=convention)
    envois = tous.select_related("personne").chercher(choisis.get("q", ""))
    for champ in ("motif", "etat"):
        if champ in choisis:
            envois = envois.filter(**{champ: choisis[champ]})
    contexte = {
        "convention": convention,
        "comptes": tous.comptes_par_etat(),
        "page": Paginator(envois, PAR_PAGE).get_page(request.GET.get("page")),
        "filtre": filtre,
        "est_filtree": bool(choisis),
        "sont_configures": settings.COURRIELS_CONFIGURES,
        "sont_lisibles": settings.COURRIELS_LISIBLES,
        "etapes": [("Convention", reverse("convention_detail", args=[slug]))],
    }
    return render(request, "conventions/envoi_liste.html", contexte)


@require_POST
def envoi_retenter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Fait repartir un courriel qui n'est pas arrivé ; la liste garde ses filtres."""
    utilisateur = utilisateur_de(request)
    envoi = charger(
        Envoi.objects.all(),
        utilisateur,
        Droit.GERER_LES_PERSONNES,
        convention__slug=slug,
        pk=pk,
    )
    filtres = request.GET.urlencode()
    return executer(
        request,
        lambda: retenter(envoi=envoi, par=utilisateur),
        vers=reverse("envoi_liste", args=[slug]) + (f"?{filtres}" if filtres else ""),
        message="Le courriel repart. Son état se lit dans cette liste.",
    )


# --- Choisir ses courriels -------------------------------------------------------------------


def _regler(request: HttpRequest, personne: Personne, par: Acteur) -> HttpResponse:
    formulaire = PreferencesForm(
        request.POST if request.method == "POST" else None,
        initial={"recevoir": motifs_voulus(personne)},
    )
    return traiter(
        request,
        formulaire,
        commande=lambda f: regler_ses_courriels(
            personne=personne, voulus=f.cleaned_data["recevoir"], par=par
        ),
        vers=request.path,
        message="Vos choix sont enregistrés.",
        gabarit="conventions/preferences_regler.html",
        contexte={"personne": personne, "necessaires": NECESSAIRES},
    )


def mes_courriels(request: HttpRequest) -> HttpResponse:
    """Ce que la personne d'un compte veut recevoir."""
    utilisateur = utilisateur_de(request)
    return _regler(request, utilisateur.personne, utilisateur)


def _lien_perdu(request: HttpRequest) -> HttpResponse:
    """La même page pour un lien expiré, révoqué, tronqué ou inventé : elle n'apprend rien."""
    return render(request, "conventions/preferences_perdues.html", status=410)


@login_not_required
@never_cache
def preferences_regler(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ce que veut recevoir la personne de ce lien ; sans compte, sans ouvrir de session."""
    lien = lire_jeton(jeton, Usage.COURRIELS)
    if lien is None:
        return _lien_perdu(request)
    reponse = _regler(request, lien.personne, PersonneParLien(lien.personne, lien))
    if reponse.status_code == 302:
        noter_l_ouverture(lien)
    return reponse


@login_not_required
# Une messagerie qui désabonne d'un clic (RFC 8058) n'a ni témoin ni jeton de formulaire ; le lien
# signé les remplace, et le geste ne fait que moins écrire à la personne.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def courriels_arreter(request: HttpRequest, jeton: str, motif: str) -> HttpResponse:
    """Ne plus recevoir ce genre de courriels : un bouton, ou le clic d'une messagerie.

    Une messagerie visite les adresses avant la personne : lire cette page n'arrête rien.
    """
    lien = lire_jeton(jeton, Usage.COURRIELS)
    if lien is None or motif not in REFUSABLES:
        return _lien_perdu(request)
    personne = lien.personne
    if request.method == "POST":
        arreter_un_courriel(personne=personne, motif=motif, par=PersonneParLien(personne, lien))
        noter_l_ouverture(lien)
    contexte = {
        "personne": personne,
        "genre": REFUSABLES[motif],
        "est_arrete": motif not in motifs_voulus(personne),
        "preferences": lien.adresse(),
    }
    return render(request, "conventions/courriels_arreter.html", contexte)
