"""Les pages qui précisent une fiche : ses compléments, ses liens, les étiquettes du plan."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions.fiche_forms import (
    CompletementForm,
    EtiquetteForm,
    LienForm,
    RenommageForm,
)
from actions.models import Axe, Etiquette, FicheAction, LienDeFiche
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from ctg.socle.versions import ecriture_lue


def _fiche(request: HttpRequest, slug: str, numero: int) -> FicheAction:
    """La fiche, pour qui peut la mettre à jour."""
    utilisateur, droit = utilisateur_de(request), Droit.METTRE_A_JOUR_LES_FICHES
    fiches = FicheAction.objects.avec_permissions(utilisateur).select_related(
        "convention", "axe", "elu_referent"
    )
    return charger(fiches, utilisateur, droit, convention__slug=slug, numero=numero)


def _vers(fiche: FicheAction, ancre: str) -> str:
    return reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero]) + f"#{ancre}"


def _contexte(fiche: FicheAction, retour: str, **suite: Any) -> dict[str, Any]:
    """Ce que montre la page d'un formulaire de la fiche."""
    slug = fiche.convention.slug
    page = reverse("fiche_detail", args=[slug, fiche.numero])
    return {
        "fiche": fiche,
        "convention": fiche.convention,
        "est_figee": fiche.est_figee(horloge.aujourd_hui()),
        "etapes": [*_plan(slug), (f"Action {fiche.numero}", page)],
        "annuler": retour,
        **suite,
    }


def _plan(slug: str) -> list[tuple[str, str]]:
    """Le fil d'Ariane d'une page du plan."""
    return [("Plan d'actions", reverse("fiche_liste", args=[slug]))]


def fiche_completer(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Dire où, pour qui, avec qui et avec quoi l'action se mène, d'un seul envoi."""
    le, fiche = horloge.aujourd_hui(), _fiche(request, slug, numero)
    retour = _vers(fiche, "precisions")
    return traiter(
        request,
        CompletementForm(request.POST or None, fiche=fiche, le=le),
        commande=lambda formulaire: fiche.completer(
            formulaire.complements(),
            version_ouverte=formulaire.version_ouverte(),
            par=utilisateur_de(request),
            le=le,
        ),
        vers=retour,
        message=f"L'action {fiche.numero} est complétée. Merci.",
        gabarit="actions/fiche_completer.html",
        contexte=_contexte(fiche, retour),
        relire=lambda: CompletementForm(fiche=_fiche(request, slug, numero), le=le),
    )


# --- Liens ------------------------------------------------------------------------------------


def fiche_lier(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Lier l'action à une autre, ou à un axe, en disant pourquoi."""
    fiche = _fiche(request, slug, numero)
    autres = FicheAction.objects.filter(convention=fiche.convention).exclude(pk=fiche.pk)
    axes = Axe.objects.filter(convention=fiche.convention).exclude(pk=fiche.axe_id)
    retour = _vers(fiche, "liens")
    return traiter(
        request,
        LienForm(
            request.POST or None, fiches=autres.defer(*FicheAction.CHAMPS_DU_CONTRAT), axes=axes
        ),
        commande=lambda formulaire: formulaire.lien(fiche).ajouter(
            par=utilisateur_de(request), le=horloge.aujourd_hui()
        ),
        vers=retour,
        message="Le lien est posé. Il se lit des deux côtés.",
        gabarit="actions/fiche_lier.html",
        contexte=_contexte(fiche, retour),
    )


@require_POST
def fiche_delier(request: HttpRequest, slug: str, numero: int, pk: int) -> HttpResponse:
    """Retire un lien ajouté, d'un côté ou de l'autre ; l'historique le garde."""
    fiche = _fiche(request, slug, numero)
    siens = LienDeFiche.objects.filter(Q(fiche=fiche) | Q(vers_fiche=fiche))
    lien: LienDeFiche = get_object_or_404(siens.select_related("fiche__convention"), pk=pk)
    return executer(
        request,
        lambda: lien.retirer(par=utilisateur_de(request), le=horloge.aujourd_hui()),
        vers=_vers(fiche, "liens"),
        message="Le lien est retiré. L'historique le garde.",
    )


# --- Étiquettes -------------------------------------------------------------------------------


def _vers_les_etiquettes(slug: str) -> str:
    return reverse("etiquette_liste", args=[slug])


def etiquette_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Les publics, enjeux et cadres du plan : qui les porte, et en ajouter."""
    droit = Droit.GERER_LA_CONVENTION
    convention = charger(Convention.objects.all(), utilisateur_de(request), droit, slug=slug)
    return traiter(
        request,
        EtiquetteForm(request.POST or None),
        commande=lambda formulaire: Etiquette(
            convention=convention, genre=formulaire.cleaned_data["genre"]
        ).enregistrer(
            nom=formulaire.cleaned_data["nom"], ecriture_ouverte=0, par=utilisateur_de(request)
        ),
        vers=_vers_les_etiquettes(slug),
        message="L'étiquette est ajoutée : les fiches peuvent la porter.",
        gabarit="actions/etiquette_liste.html",
        contexte={
            "convention": convention,
            "etiquettes": Etiquette.objects.filter(convention=convention)
            .avec_comptes()
            .par_genre(),
            "etapes": _plan(slug),
        },
    )


def etiquette_modifier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Renommer une étiquette partout où elle est posée, ou la retirer si rien ne la porte."""
    etiquette = _etiquette(request, slug, pk)
    return traiter(
        request,
        _renommage(request, etiquette),
        commande=lambda formulaire: etiquette.enregistrer(
            nom=formulaire.cleaned_data["nom"],
            ecriture_ouverte=formulaire.version_ouverte(),
            par=utilisateur_de(request),
        ),
        vers=_vers_les_etiquettes(slug),
        message="L'étiquette est renommée.",
        gabarit="actions/etiquette_modifier.html",
        contexte={
            "convention": etiquette.convention,
            "etiquette": etiquette,
            "etapes": [*_plan(slug), ("Étiquettes", _vers_les_etiquettes(slug))],
            "annuler": _vers_les_etiquettes(slug),
        },
        relire=lambda: _renommage(request, _etiquette(request, slug, pk), est_lie=False),
    )


def _etiquette(request: HttpRequest, slug: str, pk: int) -> Etiquette:
    etiquettes = Etiquette.objects.avec_comptes().select_related("convention")
    droit = Droit.GERER_LA_CONVENTION
    return charger(etiquettes, utilisateur_de(request), droit, convention__slug=slug, pk=pk)


def _renommage(
    request: HttpRequest, etiquette: Etiquette, *, est_lie: bool = True
) -> RenommageForm:
    return RenommageForm(
        (request.POST or None) if est_lie else None,
        initial={"nom": etiquette.nom, "version": ecriture_lue(etiquette)},
    )


@require_POST
def etiquette_retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Retire une étiquette que rien ne porte ; l'historique la garde."""
    etiquette = _etiquette(request, slug, pk)
    return executer(
        request,
        lambda: etiquette.retirer(par=utilisateur_de(request)),
        vers=_vers_les_etiquettes(slug),
        message=f"L'étiquette « {etiquette} » est retirée.",
    )
