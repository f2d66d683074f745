"""Les pages d'un lien personnel : entrer, en demander un autre, sortir."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from conventions import liens
from conventions.forms.liens import NouveauLienForm
from conventions.liens import Usage, fermer_session, lire_jeton, noter_l_ouverture, ouvrir_session
from conventions.models import LienPersonnel, Utilisateur
from conventions.services import renvoyer_un_lien
from ctg.socle import horloge
from ctg.socle.arriere_plan import lancer
from ctg.socle.frein import freiner


@login_not_required
@never_cache
def lien_ouvrir(request: HttpRequest, jeton: str) -> HttpResponse:
    """L'entrée par un lien : dit pour qui il est, puis ouvre sa session d'un bouton.

    Une messagerie qui visite l'adresse avant la personne ne fait que lire cette page.
    """
    lien = lire_jeton(jeton, Usage.REPONDRE)
    if lien is None:
        return _lien_perdu(request)
    if _a_deja_sa_place(request, lien):
        return redirect("ma_page")
    if "n_est_pas_moi" in request.POST:
        liens.signaler(lien, le=horloge.maintenant())
        messages.success(request, _SIGNALE)
        return redirect(settings.LOGIN_URL)
    if request.method == "POST":
        ouvrir_session(request, lien)
        noter_l_ouverture(lien)
        return redirect("ma_page")
    return render(request, "conventions/lien_ouvrir.html", {"lien": lien})


_SIGNALE = "C'est signalé au coordonnateur, et ce lien n'ouvre plus rien. Effacez ce courriel."


def _a_deja_sa_place(request: HttpRequest, lien: LienPersonnel) -> bool:
    """Vrai si la personne est connectée sous son compte, et que ce compte ouvre la convention."""
    compte = request.user
    return (
        isinstance(compte, Utilisateur)
        and compte.personne_id == lien.personne_id
        and compte.habilitations.filter(convention=lien.convention).exists()
    )


def _lien_perdu(request: HttpRequest) -> HttpResponse:
    """La même page pour un lien expiré, révoqué, tronqué ou inventé : elle n'apprend rien."""
    contexte = {"formulaire": NouveauLienForm(), "ecarts": None}
    return render(request, "conventions/lien_perdu.html", contexte, status=410)


@login_not_required
def lien_demander(request: HttpRequest) -> HttpResponse:
    """Demander un nouveau lien : qu'il parte ou non, la page dit la même chose."""
    formulaire = NouveauLienForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        courriel = formulaire.cleaned_data["courriel"]
        if not freiner(request, "lien_demander"):
            # Hors de la réponse : sa durée ne dit pas si l'adresse est connue.
            lancer(lambda: renvoyer_un_lien(courriel=courriel))
        return render(request, "conventions/lien_demande.html")
    contexte = {"formulaire": formulaire, "ecarts": None}
    return render(request, "conventions/lien_demander.html", contexte)


@login_not_required
@require_POST
def lien_quitter(request: HttpRequest) -> HttpResponse:
    """Fermer la session du lien ; « ce n'est pas moi » le signale au coordonnateur."""
    lien = liens.lien_de(request)
    n_est_pas_moi = "n_est_pas_moi" in request.POST
    if lien is not None and n_est_pas_moi:
        liens.signaler(lien, le=horloge.maintenant())
    fermer_session(request)
    messages.success(
        request,
        _SIGNALE
        if n_est_pas_moi and lien is not None
        else "La page est fermée. Votre lien reste valable.",
    )
    return redirect(settings.LOGIN_URL)
