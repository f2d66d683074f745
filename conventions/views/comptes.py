"""Les pages des comptes : inviter, donner un rôle, suspendre ; et choisir son mot de passe."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from conventions import comptes
from conventions.droits import DROITS, Droit, Portee, Role, charger, utilisateur_de
from conventions.forms.comptes import (
    AdresseForm,
    InvitationForm,
    MotDePasseForm,
    OubliForm,
    RoleForm,
)
from conventions.liens import Usage, lire_jeton
from conventions.models import Convention, Habilitation, LienPersonnel, Personne, Utilisateur
from ctg.socle.arriere_plan import lancer
from ctg.socle.formulaires import executer, traiter
from ctg.socle.frein import freiner


def _charger(request: HttpRequest, slug: str, pk: int) -> tuple[Convention, Personne]:
    """La convention dont on tient les personnes, et l'une d'elles."""
    convention = _convention(request, slug)
    return convention, get_object_or_404(Personne.objects.de_la_convention(convention), pk=pk)


def _convention(request: HttpRequest, slug: str) -> Convention:
    utilisateur = utilisateur_de(request)
    return charger(Convention.objects.all(), utilisateur, Droit.GERER_LES_PERSONNES, slug=slug)


def _compte(request: HttpRequest, slug: str, pk: int) -> tuple[Convention, Utilisateur]:
    convention, personne = _charger(request, slug, pk)
    comptes_ouverts = Utilisateur.objects.select_related("personne")
    return convention, get_object_or_404(comptes_ouverts, personne=personne)


def _page_de(slug: str, pk: int) -> str:
    return reverse("personne_detail", args=[slug, pk])


def _contexte(convention: Convention, personne: Personne) -> dict[str, Any]:
    page = _page_de(convention.slug, personne.pk)
    return {
        "convention": convention,
        "personne": personne,
        "page_de_la_personne": page,
        "etapes": [
            ("Convention", reverse("convention_detail", args=[convention.slug])),
            ("Personnes", reverse("personne_liste", args=[convention.slug])),
            (str(personne), page),
        ],
        "roles_expliques": [
            (role.label, _droits_en_clair(role))
            for role in reversed(Role)
            if role is not Role.LECTEUR
        ],
    }


def _droits_en_clair(role: Role) -> list[str]:
    """Ce que ce rôle permet de plus que lire, en phrases."""
    return [
        droit.value
        if portee is Portee.CONVENTION
        else f"{droit.value} Seulement pour son organisme."
        for droit, portee in DROITS[role].items()
        if droit is not Droit.LIRE
    ]


# --- Pour qui tient les personnes d'une convention -------------------------------------------


def compte_inviter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ouvrir un compte à une personne : l'adresse, le rôle, et l'invitation part."""
    convention, personne = _charger(request, slug, pk)
    if Utilisateur.objects.filter(personne=personne).exists():
        # Il ne reste qu'à lui donner un rôle.
        return redirect("role_ajouter", slug, pk)
    return traiter(
        request,
        InvitationForm(
            request.POST or None, convention=convention, initial={"courriel": personne.courriel}
        ),
        commande=lambda f: comptes.inviter(
            personne=personne, convention=convention, par=utilisateur_de(request), **f.cleaned_data
        ),
        vers=_page_de(slug, pk),
        message=f"L'invitation part. {personne} choisira son mot de passe d'ici sept jours.",
        gabarit="conventions/compte_inviter.html",
        contexte=_contexte(convention, personne),
    )


@require_POST
def compte_reinviter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renvoyer une invitation restée sans suite."""
    convention, compte = _compte(request, slug, pk)
    return executer(
        request,
        lambda: comptes.reinviter(
            compte=compte, convention=convention, par=utilisateur_de(request)
        ),
        vers=_page_de(slug, pk),
        message=f"Une nouvelle invitation part à {compte.courriel}.",
    )


def invitation_corriger(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Corriger l'adresse d'une invitation, et la renvoyer."""
    convention, compte = _compte(request, slug, pk)
    return traiter(
        request,
        AdresseForm(request.POST or None, initial={"courriel": compte.courriel}),
        commande=lambda f: comptes.corriger_l_invitation(
            compte=compte,
            courriel=f.cleaned_data["courriel"],
            convention=convention,
            par=utilisateur_de(request),
        ),
        vers=_page_de(slug, pk),
        message="L'adresse est corrigée, et l'invitation y part.",
        gabarit="conventions/invitation_corriger.html",
        contexte=_contexte(convention, compte.personne),
    )


def role_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Donner un rôle de plus à une personne qui a un compte."""
    convention, personne = _charger(request, slug, pk)
    lisible = comptes.compte_lisible(personne, convention, utilisateur_de(request))
    compte = lisible.compte
    if compte is None:
        return redirect("compte_inviter", slug, pk)
    return traiter(
        request,
        RoleForm(request.POST or None, convention=convention),
        commande=lambda f: comptes.donner_un_role(
            compte=compte, convention=convention, par=utilisateur_de(request), **f.cleaned_data
        ),
        vers=_page_de(slug, pk),
        message=f"{personne} a un rôle de plus.",
        gabarit="conventions/role_ajouter.html",
        contexte={**_contexte(convention, personne), "compte": lisible},
    )


@require_POST
def role_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retirer un rôle ; qui retire le sien revient à l'accueil."""
    convention = _convention(request, slug)
    habilitations = Habilitation.objects.filter(convention=convention).select_related("utilisateur")
    habilitation = get_object_or_404(habilitations, pk=pk)
    compte = habilitation.utilisateur

    def vers() -> str:
        if compte == utilisateur_de(request):
            return reverse("accueil")
        # Qui n'avait que ce rôle n'est plus une personne de la convention.
        en_est = (
            Personne.objects.de_la_convention(convention).filter(pk=compte.personne_id).exists()
        )
        return (
            _page_de(slug, compte.personne_id) if en_est else reverse("personne_liste", args=[slug])
        )

    return executer(
        request,
        lambda: comptes.retirer_le_role(habilitation=habilitation, par=utilisateur_de(request)),
        vers=vers,
        message=f"{compte} n'a plus ce rôle : {habilitation}.",
    )


@require_POST
def compte_suspendre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Fermer un compte, tout de suite."""
    _, compte = _compte(request, slug, pk)
    return executer(
        request,
        lambda: comptes.suspendre(compte=compte, par=utilisateur_de(request)),
        vers=_page_de(slug, pk),
        message=f"Le compte de {compte} est suspendu, et ses pages ouvertes sont fermées.",
    )


@require_POST
def compte_retablir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rouvrir un compte suspendu."""
    _, compte = _compte(request, slug, pk)
    return executer(
        request,
        lambda: comptes.retablir(compte=compte, par=utilisateur_de(request)),
        vers=_page_de(slug, pk),
        message=f"{compte} peut de nouveau se connecter, avec son mot de passe d'avant.",
    )


# --- Ouvertes à tous -------------------------------------------------------------------------


@login_not_required
def mot_de_passe_oublie(request: HttpRequest) -> HttpResponse:
    """Demander à choisir un autre mot de passe : la page ne dit pas si le compte existe."""
    formulaire = OubliForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        courriel = formulaire.cleaned_data["courriel"]
        if not freiner(request, "mot_de_passe_oublie"):
            # Hors de la réponse : sa durée ne dit pas si l'adresse est connue.
            lancer(lambda: comptes.envoyer_de_quoi_choisir(courriel=courriel))
        return render(request, "conventions/mot_de_passe_demande.html")
    contexte = {"formulaire": formulaire, "ecarts": None}
    return render(request, "conventions/mot_de_passe_oublie.html", contexte)


@login_not_required
@never_cache
def mot_de_passe_choisir(request: HttpRequest, jeton: str) -> HttpResponse:
    """Choisir son mot de passe par un lien, une seule fois, puis entrer."""
    lien = lire_jeton(jeton, Usage.MOT_DE_PASSE)
    compte = comptes.compte_du_lien(lien)
    if lien is None or compte is None:
        return _lien_perdu(request)
    try:
        return traiter(
            request,
            MotDePasseForm(compte, request.POST or None),
            commande=lambda f: _choisir_puis_entrer(request, lien, f),
            vers=reverse("accueil"),
            message="Votre mot de passe est choisi, et vous voilà connecté.",
            gabarit="conventions/mot_de_passe_choisir.html",
            contexte={"compte": compte},
        )
    except comptes.LienDejaEmploye:
        return _lien_perdu(request)


def _choisir_puis_entrer(
    request: HttpRequest, lien: LienPersonnel, formulaire: MotDePasseForm
) -> None:
    compte = comptes.choisir_mot_de_passe(
        lien=lien, mot_de_passe=formulaire.cleaned_data["new_password1"]
    )
    # Ni un autre compte ni un lien personnel ne restent ouverts dans ce navigateur.
    request.session.flush()
    login(request, compte, backend="django.contrib.auth.backends.ModelBackend")


def _lien_perdu(request: HttpRequest) -> HttpResponse:
    """La même page pour un lien expiré, employé, révoqué ou inventé : elle n'apprend rien."""
    contexte = {"formulaire": OubliForm(), "ecarts": None}
    return render(request, "conventions/mot_de_passe_perdu.html", contexte, status=410)
