"""Les chiffres d'une structure, année par année ; et les années que la coordination ferme."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.droits import Droit, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from equipements import annuels
from equipements.annees import annees_du_registre, avant_de_fermer, fermer_l_annee
from equipements.annuels import AnneeDeStructure, annees_de_la_structure
from equipements.forms.chiffres import ChiffresForm
from equipements.forms.demandes import MotifForm
from equipements.models import AnneeFermee, Equipement, annees_commencees
from equipements.views.commun import (
    adresse_de,
    contexte_de,
    convention_de,
    droits_sur,
    structure_de,
)


def _annees(
    request: HttpRequest, convention: Convention, equipement: Equipement, annees: list[int]
) -> list[AnneeDeStructure]:
    droits: Any = equipement
    return annees_de_la_structure(
        equipement,
        annees,
        utilisateur_de(request),
        voit_les_montants=droits.voit_les_montants,
        # Ce que sait la Caf ne se saisit que par qui tient tout le registre.
        saisit_tout=Droit.SAISIR_LE_REGISTRE in droits_sur(request, convention),
    )


def _annee(
    request: HttpRequest, convention: Convention, equipement: Equipement, annee: int
) -> AnneeDeStructure:
    """L'année demandée ; une année hors de la convention, ou pas commencée, n'existe pas."""
    if annee not in annees_commencees(convention, horloge.aujourd_hui()):
        raise Http404("Cette année n'est pas une année commencée de la convention.")
    return _annees(request, convention, equipement, [annee])[0]


@require_safe
def equipement_chiffres(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Toutes les années d'une structure : chaque chiffre, qui l'a saisi, s'il est confirmé."""
    convention, equipement = structure_de(request, slug, pk, Droit.LIRE)
    annees = annees_commencees(convention, horloge.aujourd_hui())
    droits: Any = equipement
    contexte = contexte_de(
        convention,
        equipement,
        annees=[
            (lue, [(q, q.en_mots(voit_tout=droits.voit_les_montants)) for q in lue.questions])
            for lue in _annees(request, convention, equipement, annees)
        ],
        fermees=AnneeFermee.de(convention),
    )
    return render(request, "equipements/equipement_chiffres.html", contexte)


def chiffres_saisir(request: HttpRequest, slug: str, pk: int, annee: int) -> HttpResponse:
    """Les chiffres d'une année : un nombre, ou pourquoi il n'y en a pas."""
    convention, equipement = structure_de(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    formulaire = ChiffresForm(
        request.POST or None, annee=_annee(request, convention, equipement, annee)
    )

    def relire() -> ChiffresForm:
        presente = _annee(request, convention, equipement, annee)
        formulaire.rouvrir(presente)
        return ChiffresForm(annee=presente)

    return traiter(
        request,
        formulaire,
        commande=lambda saisi: annuels.repondre(
            equipement=equipement,
            convention=convention,
            annee=saisi.annee,
            saisies=saisi.saisies(),
            ouvertes=saisi.ouvertes(),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse_de("equipement_chiffres", convention, equipement),
        message=f"Les chiffres {annee} sont enregistrés. Merci.",
        gabarit="equipements/chiffres_saisir.html",
        contexte=_contexte_de_saisie(convention, equipement, annee),
        relire=relire,
    )


def _contexte_de_saisie(
    convention: Convention, equipement: Equipement, annee: int
) -> dict[str, Any]:
    droits: Any = equipement
    contexte = contexte_de(
        convention,
        equipement,
        annee=annee,
        est_fermee=annee in AnneeFermee.de(convention),
        voit_tout=droits.voit_les_montants,
    )
    page = adresse_de("equipement_chiffres", convention, equipement)
    contexte["etapes"].append(("Chiffres annuels", page))
    return contexte


@require_POST
def chiffres_confirmer(request: HttpRequest, slug: str, pk: int, annee: int) -> HttpResponse:
    """Tenir pour justes les réponses d'une année."""
    convention, equipement = structure_de(request, slug, pk, Droit.VALIDER)
    return executer(
        request,
        lambda: annuels.confirmer(
            equipement=equipement,
            convention=convention,
            annee=_annee(request, convention, equipement, annee),
            empreinte=request.POST.get("empreinte", ""),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse_de("equipement_chiffres", convention, equipement),
        message=f"Les chiffres {annee} sont confirmés.",
    )


@require_safe
def annee_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les années du registre : ce qui y est saisi, ce qui reste à confirmer, lesquelles fermer."""
    convention = convention_de(request, slug, Droit.VALIDER)
    annees = annees_du_registre(convention, horloge.aujourd_hui())
    contexte = contexte_de(convention, annees=annees)
    return render(request, "equipements/annee_liste.html", contexte)


@require_http_methods(["GET", "POST"])
def annee_fermer(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Fermer une année, une fois lu ce qui y attend : chiffres et montants ne changent plus."""
    convention = convention_de(request, slug, Droit.VALIDER)
    if annee not in annees_commencees(convention, horloge.aujourd_hui()):
        raise Http404("Cette année n'est pas une année commencée de la convention.")
    return traiter(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        commande=lambda saisi: fermer_l_annee(
            convention=convention,
            annee=annee,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=reverse("annee_liste", args=[slug]),
        message=f"L'année {annee} est fermée : ses chiffres ne changent plus.",
        gabarit="equipements/annee_fermer.html",
        contexte=contexte_de(convention, annee=annee, attend=avant_de_fermer(convention, annee)),
    )


@require_http_methods(["GET", "POST"])
def annee_rouvrir(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Rouvrir une année fermée, à son nom et en disant pourquoi."""
    convention = convention_de(request, slug, Droit.VALIDER)
    return traiter(
        request,
        MotifForm(request.POST or None),
        commande=lambda saisi: AnneeFermee.rouvrir(
            convention=convention,
            annee=annee,
            motif=saisi.cleaned_data["motif"],
            par=utilisateur_de(request),
        ),
        vers=reverse("annee_liste", args=[slug]),
        message=f"L'année {annee} est rouverte.",
        gabarit="equipements/annee_rouvrir.html",
        contexte=contexte_de(convention, annee=annee),
    )
