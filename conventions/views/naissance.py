"""Les pages d'une convention qui naît : l'ouvrir, l'écrire, en inscrire les parties."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, charger, utilisateur_de
from conventions.forms.naissance import (
    ConventionForm,
    ListeDesPartiesForm,
    OuvrirForm,
    PartieForm,
    VerificationForm,
)
from conventions.models import Commune, Convention, Signataire
from conventions.naissance import (
    corriger_une_partie,
    inscrire_les_parties,
    ouvrir_une_convention,
    peut_ouvrir_une_convention,
    retirer_une_partie,
)
from conventions.reconnaissance import LigneReconnue, Sort, reconnaitre
from ctg.socle.formulaires import executer, traiter, version_envoyee
from ctg.socle.versions import ecriture_lue


def _projet(request: HttpRequest, slug: str) -> Convention:
    return charger(
        Convention.objects.all(), utilisateur_de(request), Droit.GERER_LA_CONVENTION, slug=slug
    )


def _fil(convention: Convention, *suite: tuple[str, str]) -> list[tuple[str, str]]:
    """Le fil d'Ariane : la convention, puis ce qui reste à y bâtir."""
    autres = [(titre, reverse(nom, args=[convention.slug])) for titre, nom in suite]
    page = reverse("convention_detail", args=[convention.slug])
    return [("Convention", page), ("Bâtir", _batir(convention)), *autres]


def _batir(convention: Convention) -> str:
    return reverse("convention_batir", args=[convention.slug])


def convention_ouvrir(request: HttpRequest) -> HttpResponse:
    """Une convention en projet, pour soi ou pour la coordination d'un autre territoire."""
    utilisateur = utilisateur_de(request)
    if not peut_ouvrir_une_convention(utilisateur):
        raise PermissionDenied(
            f"Il faudrait le droit suivant : {Droit.OUVRIR_UNE_CONVENTION.value}"
        )
    ouvertes: list[Convention] = []
    champs = ("territoire", "nom", "debut", "fin")
    return traiter(
        request,
        OuvrirForm(request.POST or None),
        commande=lambda f: ouvertes.append(
            ouvrir_une_convention(
                **{nom: f.cleaned_data[nom] for nom in champs},
                coordination=f.coordination(),
                par=utilisateur,
            )
        ),
        vers=lambda: _batir(ouvertes[0]),
        message="La convention est ouverte, en projet. Voici ce qu'il reste à y écrire.",
        gabarit="conventions/convention_ouvrir.html",
        contexte={"etapes": [("Mes conventions", reverse("convention_liste"))]},
    )


def convention_ecrire(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que dit une convention en projet : sa période, son objet, sa délibération."""
    convention = _projet(request, slug)
    return traiter(
        request,
        ConventionForm(request.POST or None, convention=convention),
        commande=lambda f: _projet(request, slug).ecrire(
            valeurs=f.valeurs(), ecriture_ouverte=f.version_ouverte(), par=utilisateur_de(request)
        ),
        vers=_batir(convention),
        message="Le projet de convention est enregistré.",
        gabarit="conventions/convention_ecrire.html",
        contexte={"convention": convention, "etapes": _fil(convention)},
        relire=lambda: ConventionForm(convention=_projet(request, slug)),
    )


@require_safe
def parties_ajouter(request: HttpRequest, slug: str) -> HttpResponse:
    """Coller la liste des parties ; la page suivante dit ce qui en est reconnu."""
    convention = _projet(request, slug)
    return _page_de_la_liste(request, convention, ListeDesPartiesForm())


def _page_de_la_liste(
    request: HttpRequest, convention: Convention, formulaire: ListeDesPartiesForm
) -> HttpResponse:
    contexte = {
        "convention": convention,
        "formulaire": formulaire,
        "ecarts": None,
        "nombre_de_communes": Commune.objects.count(),
        "etapes": _fil(convention, ("Parties", "signataire_liste")),
    }
    return render(request, "conventions/parties_ajouter.html", contexte)


@require_POST
def parties_verifier(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce qui est reconnu de la liste collée ; confirmée, elle s'inscrit."""
    convention, par = _projet(request, slug), utilisateur_de(request)
    liste = ListeDesPartiesForm(request.POST)
    if not liste.is_valid():
        return _page_de_la_liste(request, convention, liste)
    collee = liste.cleaned_data["liste"]
    if "relire" in request.POST:
        initiale = ListeDesPartiesForm(initial={"liste": collee})
        return _page_de_la_liste(request, convention, initiale)
    lignes = reconnaitre(collee, convention=convention, par=par)
    contexte = _contexte_de_verification(convention, lignes)
    if "confirmer" not in request.POST:
        formulaire = VerificationForm(initial={"liste": collee}, lignes=lignes)
        page = {**contexte, "formulaire": formulaire, "ecarts": None}
        return render(request, "conventions/parties_verifier.html", page)
    return traiter(
        request,
        VerificationForm(request.POST, lignes=lignes),
        commande=lambda f: inscrire_les_parties(
            convention=convention, parties=f.parties(), par=par
        ),
        vers=reverse("signataire_liste", args=[slug]),
        message="Les parties sont inscrites.",
        gabarit="conventions/parties_verifier.html",
        contexte=contexte,
    )


def _contexte_de_verification(
    convention: Convention, lignes: list[LigneReconnue]
) -> dict[str, object]:
    return {
        "convention": convention,
        "lignes": lignes,
        "hesitantes": [x for x in lignes if x.sort in (Sort.A_CHOISIR, Sort.INCONNUE)],
        "organismes": [x for x in lignes if x.sort is Sort.ORGANISME],
        "reconnues": [ligne for ligne in lignes if ligne.sort is Sort.RECONNUE],
        "redites": [x for x in lignes if x.sort in (Sort.DEJA_PARTIE, Sort.EN_DOUBLE)],
        "etapes": _fil(convention, ("Parties", "signataire_liste")),
    }


def _partie(request: HttpRequest, slug: str, pk: int) -> Signataire:
    parties = Signataire.objects.select_related("convention", "partenaire__commune")
    return charger(
        parties, utilisateur_de(request), Droit.GERER_LA_CONVENTION, convention__slug=slug, pk=pk
    )


def signataire_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une partie du projet : le nom du texte, sa délibération, qui signe pour elle."""
    partie = _partie(request, slug, pk)
    return traiter(
        request,
        PartieForm(request.POST or None, partie=partie),
        commande=lambda f: corriger_une_partie(
            partie=_partie(request, slug, pk),
            **f.valeurs(),
            ecriture_ouverte=f.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=reverse("signataire_liste", args=[slug]),
        message=f"La partie est corrigée : {partie}.",
        gabarit="conventions/signataire_modifier.html",
        contexte={
            "partie": partie,
            "convention": partie.convention,
            "version": ecriture_lue(partie),
            "etapes": _fil(partie.convention, ("Parties", "signataire_liste")),
        },
        relire=lambda: PartieForm(partie=_partie(request, slug, pk)),
    )


@require_POST
def signataire_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire une partie du projet."""
    partie = _partie(request, slug, pk)
    return executer(
        request,
        lambda: retirer_une_partie(
            partie=partie, ecriture_ouverte=version_envoyee(request), par=utilisateur_de(request)
        ),
        vers=reverse("signataire_liste", args=[slug]),
        message=f"N'est plus partie à la convention : {partie}.",
    )
