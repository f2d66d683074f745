"""Les pages qui traversent les salles : l'accueil, un partenaire, les composants, la santé."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as ErreurDeBase
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from actions.avancement import avancement_du_plan
from actions.models import FicheAction
from actions.presentation import barre_des_etats
from conventions.comptes import changer_mot_de_passe
from conventions.droits import Droit, charger, utilisateur_de
from conventions.liens import Usage, lien_de, ouverte_aux_liens, personne_de, quitter_le_lien
from conventions.mandats import mandats_lisibles
from conventions.models import Convention, LogoDePartenaire, Signataire, Utilisateur
from ctg import composants as exemples
from ctg.accueil import attentes_de, avec_les_roles, demandes_a, nouvelles_de, presenter
from ctg.contexte import convention_courante, habilitations_de
from ctg.demonstration import COMPTES, MOT_DE_PASSE
from ctg.forms import ConnexionForm, MotDePasseForm
from ctg.socle import horloge
from ctg.socle.graphiques import aux_deux_largeurs
from equipements.models import Equipement


class Connexion(LoginView):
    """La page de connexion ; en démonstration, elle dit avec quels comptes essayer."""

    template_name = "ctg/connexion.html"
    authentication_form = ConnexionForm
    redirect_authenticated_user = True
    extra_context = {
        "comptes": COMPTES if settings.EN_DEMONSTRATION else [],
        "mot_de_passe": MOT_DE_PASSE if settings.EN_DEMONSTRATION else "",
        "ecarts": None,
        "suspendue": False,
    }

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Sous le nom que nos gabarits donnent aux formulaires."""
        contexte: dict[str, object] = super().get_context_data(**kwargs)
        contexte["formulaire"] = contexte["form"]
        return contexte

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Entre sous ce compte ; ce qu'un lien personnel avait ouvert ici se ferme."""
        quitter_le_lien(self.request)
        return super().form_valid(form)


def connexion_suspendue(request: HttpRequest, _reponse: object, _essai: object) -> HttpResponse:
    """Trop d'essais : la page de connexion dit d'attendre, que le compte existe ou non."""
    page = Connexion()
    page.setup(request)
    contexte = {
        **Connexion.extra_context,
        "formulaire": ConnexionForm(request),
        "next": page.get_redirect_url(),
        "suspendue": True,
    }
    reponse = render(request, "ctg/connexion.html", contexte, status=429)
    reponse["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return reponse


class MotDePasse(PasswordChangeView):
    """Changer son mot de passe : l'écriture est signée de la personne."""

    template_name = "ctg/mot_de_passe.html"
    form_class = MotDePasseForm
    success_url = reverse_lazy("mot_de_passe_change")

    def get_context_data(self, **contexte: Any) -> dict[str, Any]:
        """Le formulaire, sous le nom que le gabarit de base attend."""
        contexte = super().get_context_data(**contexte)
        return contexte | {"formulaire": contexte["form"]}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Enregistre le nouveau mot de passe ; cette session-ci reste ouverte."""
        compte = changer_mot_de_passe(
            compte=utilisateur_de(self.request), mot_de_passe=form.cleaned_data["new_password1"]
        )
        update_session_auth_hash(self.request, compte)
        return redirect(self.get_success_url())


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Ce qui est attendu de la personne, où en est la convention, ce qui a changé."""
    utilisateur = utilisateur_de(request)
    convention = convention_courante(request, habilitations_de(request, utilisateur))
    if convention is None:
        return render(request, "ctg/accueil_sans_role.html")
    le = horloge.aujourd_hui()
    fiches = FicheAction.objects.filter(convention=convention).pour_liste()
    avancement = avancement_du_plan(fiches, le)
    return render(
        request,
        "ctg/accueil.html",
        {
            "convention": convention,
            "attendu": presenter(attentes_de(utilisateur, convention, le)),
            "nouvelles": nouvelles_de(utilisateur, convention),
            "avancement": avancement,
            "etats": aux_deux_largeurs(
                lambda largeur, prefixe: barre_des_etats(
                    avancement, largeur=largeur, prefixe=prefixe
                ),
                large=440,
                etroit=300,
            ),
            "jours_restants": convention.jours_restants(le),
            "part_ecoulee": convention.part_ecoulee(le),
        },
    )


@ouverte_aux_liens(Usage.REPONDRE)
@require_safe
def ma_page(request: HttpRequest) -> HttpResponse:
    """Tout ce qui est attendu d'une personne, de toutes les salles : à faire, puis fait.

    Par un lien, ce qu'on lui demande ; par un compte, ce que ses rôles attendent d'elle aussi.
    """
    le, compte, lien = horloge.aujourd_hui(), request.user, lien_de(request)
    a_faire, faites = demandes_a(personne_de(request), le, lien.convention if lien else None)
    if isinstance(compte, Utilisateur):
        conventions = {h.convention for h in habilitations_de(request, compte)}
        a_faire = avec_les_roles(a_faire, compte, conventions, le)
    contexte = {"a_faire": a_faire, "attendu": presenter(a_faire), "faites": faites}
    return render(request, "ctg/ma_page.html", contexte)


@require_safe
def partenaire_detail(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Un partenaire dans une convention : ses mandats, ce qu'il soutient, ce qu'il conduit."""
    utilisateur = utilisateur_de(request)
    signataire = charger(
        Signataire.objects.select_related("partenaire__commune", "convention"),
        utilisateur,
        Droit.LIRE,
        convention__slug=slug,
        partenaire__code=code,
    )
    partenaire = signataire.partenaire
    return render(
        request,
        "ctg/partenaire_detail.html",
        {
            "convention": signataire.convention,
            "logo": LogoDePartenaire.objects.filter(partenaire=partenaire).first(),
            "peut_gerer": Convention.objects.avec_droit(
                utilisateur, Droit.GERER_LA_CONVENTION
            ).contains(signataire.convention),
            "signataire": signataire,
            "partenaire": partenaire,
            "tient_les_personnes": Convention.objects.avec_droit(
                utilisateur, Droit.GERER_LES_PERSONNES
            ).contains(signataire.convention),
            "mandats": mandats_lisibles(signataire, horloge.aujourd_hui()),
            "structures": Equipement.objects.de_la_convention(signataire.convention)
            .distinctes()
            .soutenus_par(partenaire.code)
            .visibles_par(utilisateur)
            .pour_liste(),
            "fiches": FicheAction.objects.filter(convention=signataire.convention)
            .pilotees_pour(partenaire)
            .pour_liste(),
        },
    )


@require_safe
def mot_de_passe_change(request: HttpRequest) -> HttpResponse:
    """La confirmation, après un changement de mot de passe."""
    return render(request, "ctg/mot_de_passe_change.html")


@require_safe
def composants(request: HttpRequest) -> HttpResponse:
    """Les composants de l'interface, côte à côte : la page qui montre si l'un d'eux se défait."""
    return render(request, "ctg/composants.html", exemples.contexte())


@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """La base répond-elle, et son schéma est-il à jour ? 200 si oui, 503 sinon."""
    etat = {"base": "ok", "migrations": "ok", "environnement": settings.ENVIRONNEMENT}
    try:
        executeur = MigrationExecutor(connection)
        restantes = executeur.migration_plan(executeur.loader.graph.leaf_nodes())
    except ErreurDeBase:
        etat |= {"base": "injoignable", "migrations": "inconnues"}
    else:
        if restantes:
            etat["migrations"] = f"{len(restantes)} à appliquer"
    bon = etat["base"] == etat["migrations"] == "ok"
    return JsonResponse(etat, status=200 if bon else 503, json_dumps_params={"ensure_ascii": False})
