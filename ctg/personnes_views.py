"""Les pages des personnes : les trouver, les joindre, dire leurs mandats, les faire succéder."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.services import personnes_designables
from conventions.comptes import avec_son_compte, compte_deja_lu
from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.personnes import (
    FiltrePersonnesForm,
    MandatForm,
    MandatModifieForm,
    PersonneModifieeForm,
    SuccessionForm,
)
from conventions.liens import revoquer
from conventions.mandats import autres_mandats
from conventions.models import Convention, LienPersonnel, Mandat, Personne
from conventions.personnes import corriger_la_personne, donner_mandat, liens_de, personnes_filtrees
from conventions.services import redonner_un_lien
from ctg.contexte import habilitations_de
from ctg.personnes import (
    PersonneLisible,
    ecrire_les_lignes,
    historique_de_la_personne,
    lire_personne,
    personnes_de,
)
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.succession import a_reprendre, succeder, suite_de

PAR_PAGE = 50


def _convention(request: HttpRequest, slug: str) -> Convention:
    utilisateur = utilisateur_de(request)
    return charger(Convention.objects.all(), utilisateur, Droit.GERER_LES_PERSONNES, slug=slug)


def _personne(request: HttpRequest, slug: str, pk: int) -> tuple[Convention, Personne]:
    """La personne, si elle est de cette convention ; ailleurs, elle n'existe pas."""
    convention = _convention(request, slug)
    personnes = avec_son_compte(personnes_de(convention))
    return convention, get_object_or_404(personnes, pk=pk)


def _mandat(request: HttpRequest, slug: str, pk: int) -> tuple[Convention, Mandat]:
    convention = _convention(request, slug)
    mandats = Mandat.objects.des_parties(convention).select_related("personne", "partenaire")
    return convention, get_object_or_404(mandats, pk=pk)


def _vers(convention: Convention, personne: Personne, fragment: str = "") -> str:
    return reverse("personne_detail", args=[convention.slug, personne.pk]) + fragment


def _etapes(convention: Convention, personne: Personne | None = None) -> list[tuple[str, str]]:
    """Le fil d'Ariane : la convention, les personnes, et elle s'il y a lieu."""
    etapes = [
        ("Convention", reverse("convention_detail", args=[convention.slug])),
        ("Personnes", reverse("personne_liste", args=[convention.slug])),
    ]
    return [*etapes, (str(personne), _vers(convention, personne))] if personne else etapes


def _contexte(convention: Convention, personne: Personne, **plus: Any) -> dict[str, Any]:
    return {
        "convention": convention,
        "personne": personne,
        "etapes": _etapes(convention, personne),
        **plus,
    }


# --- Les trouver -----------------------------------------------------------------------------


@require_safe
def personne_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Qui agit dans la convention, à quel titre, et comment on peut le joindre."""
    convention, le = _convention(request, slug), horloge.aujourd_hui()
    filtre = FiltrePersonnesForm(request.GET, convention=convention)
    filtre.is_valid()
    # Une liste, et non un compte puis une page : quelques centaines de lignes, une requête.
    personnes = list(
        personnes_filtrees(personnes_de(convention), convention, filtre.cleaned_data, le)
    )
    page = Paginator(personnes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "convention": convention,
        "page": page,
        "lignes": ecrire_les_lignes(list(page.object_list), convention, le),
        "total": len(personnes),
        "filtre": filtre,
        "est_filtree": any(filtre.cleaned_data.values()),
        "etapes": _etapes(convention)[:1],
    }
    return render(request, "ctg/personne_liste.html", contexte)


@require_safe
def personne_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une personne : comment la joindre, ses mandats, ses rôles, ses liens, ce qu'elle tient."""
    convention, personne = _personne(request, slug, pk)
    lue = _lue(request, personne, convention)
    contexte = {
        "convention": convention,
        "personne": personne,
        "lue": lue,
        # Qui ne fait que piloter ou siéger n'a pas de compte à ouvrir : il lui faut un mandat.
        "peut_avoir_un_compte": Personne.objects.de_la_convention(convention)
        .filter(pk=pk)
        .exists(),
        "etapes": _etapes(convention),
    }
    return render(request, "ctg/personne_detail.html", contexte)


def _lue(request: HttpRequest, personne: Personne, convention: Convention) -> PersonneLisible:
    """La personne, salle par salle ; `personne` est lue par `_personne`."""
    moi = utilisateur_de(request)
    roles = habilitations_de(request, moi)
    tenues = {r.convention_id for r in roles if r.donne(Droit.GERER_LES_PERSONNES)}
    return lire_personne(
        personne,
        convention,
        compte_deja_lu(personne, convention, moi, tenues),
        horloge.aujourd_hui(),
        horloge.maintenant(),
    )


@require_safe
def personne_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a changé quoi, quand, pour cette personne."""
    convention, personne = _personne(request, slug, pk)
    lignes = historique_de_la_personne(personne, convention)
    contexte = _contexte(convention, personne, changements=lignes)
    return render(request, "ctg/personne_historique.html", contexte)


# --- Les joindre -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def personne_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Corrige le nom d'une personne, et de quoi la joindre."""
    convention, personne = _personne(request, slug, pk)

    def relire() -> PersonneModifieeForm:
        enregistree = Personne.objects.get(pk=pk)
        return PersonneModifieeForm(personne=enregistree, convention=convention)

    return traiter(
        request,
        PersonneModifieeForm(request.POST or None, personne=personne, convention=convention),
        commande=lambda f: corriger_la_personne(
            personne=personne, **f.ecrits(), par=utilisateur_de(request)
        ),
        relire=relire,
        vers=_vers(convention, personne),
        message="C'est enregistré.",
        gabarit="ctg/personne_modifier.html",
        contexte=_contexte(convention, personne),
    )


@require_POST
def courriel_signaler(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ce qu'on lui écrit revient : plus rien ne part à cette adresse."""
    convention, personne = _personne(request, slug, pk)
    return executer(
        request,
        lambda: personne.signaler_le_courriel(
            par=utilisateur_de(request), le=horloge.aujourd_hui()
        ),
        vers=_vers(convention, personne),
        message="L'adresse est signalée en erreur : plus rien n'y part. Donnez-en une autre.",
    )


@require_POST
def courriel_retablir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """L'adresse marche de nouveau."""
    convention, personne = _personne(request, slug, pk)
    return executer(
        request,
        lambda: personne.retablir_le_courriel(par=utilisateur_de(request)),
        vers=_vers(convention, personne),
        message="L'adresse est rétablie : les prochains courriels y partiront.",
    )


@require_POST
def lien_revoquer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Éteint un lien d'une personne : son adresse et sa session ne valent plus rien."""
    convention, lien = _lien(request, slug, pk)
    return executer(
        request,
        lambda: revoquer(lien, par=utilisateur_de(request)),
        vers=_vers(convention, lien.personne, "#liens"),
        message="Le lien est révoqué : il n'ouvre plus rien.",
    )


@require_POST
def lien_redonner(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Redonne un lien éteint ; les adresses d'avant restent mortes."""
    convention, lien = _lien(request, slug, pk)
    return executer(
        request,
        lambda: redonner_un_lien(lien=lien, par=utilisateur_de(request)),
        vers=_vers(convention, lien.personne, "#liens"),
        message="Un lien neuf lui est donné. Il part par courriel, si son adresse marche.",
    )


def _lien(request: HttpRequest, slug: str, pk: int) -> tuple[Convention, LienPersonnel]:
    convention = _convention(request, slug)
    liens = liens_de(convention).filter(personne__in=personnes_de(convention))
    return convention, get_object_or_404(liens.select_related("personne", "convention"), pk=pk)


@require_POST
def liens_revoquer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Éteint tous les liens d'une personne."""
    convention, personne = _personne(request, slug, pk)
    return executer(
        request,
        lambda: revoquer(
            *liens_de(convention).filter(personne=personne), par=utilisateur_de(request)
        ),
        vers=_vers(convention, personne, "#liens"),
        message=f"Tous les liens de {personne} sont révoqués.",
    )


# --- Leurs mandats ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def mandat_ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une fonction de plus, pour une partie."""
    convention, personne = _personne(request, slug, pk)
    return traiter(
        request,
        MandatForm(request.POST or None, convention=convention),
        commande=lambda f: donner_mandat(
            personne=personne, **f.ecrits(), par=utilisateur_de(request)
        ),
        vers=_vers(convention, personne, "#mandats"),
        message="Le mandat est ajouté.",
        gabarit="ctg/mandat_ajouter.html",
        contexte=_contexte(convention, personne),
    )


@require_http_methods(["GET", "POST"])
def mandat_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Corrige la fonction ou les dates d'un mandat."""
    convention, mandat = _mandat(request, slug, pk)
    return traiter(
        request,
        MandatModifieForm(request.POST or None, mandat=mandat),
        commande=lambda f: mandat.corriger(**f.ecrits(), par=utilisateur_de(request)),
        relire=lambda: MandatModifieForm(mandat=Mandat.objects.get(pk=pk)),
        vers=_vers(convention, mandat.personne, "#mandats"),
        message="Le mandat est corrigé.",
        gabarit="ctg/mandat_modifier.html",
        contexte=_contexte(convention, mandat.personne, mandat=mandat),
    )


@require_http_methods(["GET", "POST"])
def mandat_succeder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Met fin à un mandat, ouvre le suivant, et fait passer ce qui est à reprendre."""
    convention, mandat = _mandat(request, slug, pk)
    le, suivants = horloge.aujourd_hui(), list[Mandat]()

    def former(saisie: Any = None) -> SuccessionForm:
        return SuccessionForm(
            saisie,
            mandat=mandat,
            convention=convention,
            le=le,
            connues=personnes_designables(convention, le),
            a_reprendre=a_reprendre(mandat, convention, le),
        )

    return traiter(
        request,
        former(request.POST or None),
        commande=lambda f: suivants.append(
            succeder(
                mandat=mandat,
                convention=convention,
                **f.succession(),
                par=utilisateur_de(request),
                le=le,
            )
        ),
        relire=former,
        vers=lambda: reverse("mandat_succede", args=[slug, suivants[0].pk]),
        message="La succession est enregistrée.",
        gabarit="ctg/mandat_succeder.html",
        contexte=_contexte(
            convention,
            mandat.personne,
            mandat=mandat,
            autres=autres_mandats(mandat, convention, le),
            a_signe=convention.signataires.filter(signatures__mandat=mandat).exists(),
        ),
    )


@require_safe
def mandat_succede(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ce qui vient d'être fait, et ce qui reste à faire pour qui prend la suite."""
    convention, mandat = _mandat(request, slug, pk)
    lue = _lue(
        request, avec_son_compte(Personne.objects.all()).get(pk=mandat.personne_id), convention
    )
    contexte = _contexte(convention, mandat.personne, mandat=mandat, suite=suite_de(mandat, lue))
    return render(request, "ctg/mandat_succede.html", contexte)
