"""L'annuaire des familles, qui se lit sans compte, et le réglage qui l'ouvre."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, utilisateur_de
from conventions.models import Convention
from ctg.socle.formulaires import executer
from equipements.annuaire import (
    communes_de_l_annuaire,
    etat_de_l_annuaire,
    fiche_publique,
    structures_publiques,
    trouver,
    types_de_l_annuaire,
)
from equipements.forms.annuaire import AnnuaireForm
from equipements.views.commun import contexte_de, convention_de

PAR_PAGE = 20
MESSAGE_OUVERT = "L'annuaire est public : vous pouvez en donner l'adresse aux familles."
MESSAGE_FERME = "L'annuaire est fermé : son adresse ne répond plus."


def _ouvert(slug: str) -> Convention:
    """La convention dont l'annuaire est public ; 404 s'il ne l'est pas."""
    ouvertes = Convention.objects.exclude(
        etat__in=[Convention.Etat.RESILIEE, Convention.Etat.CLOTUREE]
    )
    return get_object_or_404(ouvertes, slug=slug, annuaire_est_public=True)


@login_not_required
@require_safe
def annuaire_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Chercher une structure par commune, par type, par âge."""
    convention = _ouvert(slug)
    filtre = AnnuaireForm(
        request.GET,
        communes=communes_de_l_annuaire(convention),
        types=types_de_l_annuaire(convention),
    )
    recherche = filtre.recherche()
    trouvees = trouver(convention, recherche).prefetch_related("communes_desservies", "ouvertures")
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "territoire": convention,
        "formulaire": filtre,
        "recherche": recherche,
        "page": page,
        "fiches": [fiche_publique(structure) for structure in page],
    }
    return render(request, "equipements/annuaire_liste.html", contexte)


@login_not_required
@require_safe
def annuaire_structure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Une structure, telle que les familles la lisent."""
    convention = _ouvert(slug)
    structure = get_object_or_404(structures_publiques(convention), pk=pk)
    contexte = {"territoire": convention, "fiche": fiche_publique(structure)}
    return render(request, "equipements/annuaire_structure.html", contexte)


@require_safe
def annuaire_regler(request: HttpRequest, slug: str) -> HttpResponse:
    """Si l'annuaire est public, ce qu'il montre, et ce qui y manque."""
    convention = convention_de(request, slug)
    gerees = Convention.objects.filter(pk=convention.pk)
    contexte = contexte_de(
        convention,
        etat=etat_de_l_annuaire(convention),
        peut_regler=gerees.modifiables_par(utilisateur_de(request)).exists(),
        adresse_publique=request.build_absolute_uri(reverse("annuaire_liste", args=[slug])),
    )
    return render(request, "equipements/annuaire_regler.html", contexte)


@require_POST
def annuaire_publier(request: HttpRequest, slug: str) -> HttpResponse:
    """Rendre l'annuaire public (`public=oui`), ou le fermer."""
    convention = convention_de(request, slug, Droit.GERER_LA_CONVENTION)
    ouvre = request.POST.get("public") == "oui"
    regler = convention.ouvrir_l_annuaire if ouvre else convention.fermer_l_annuaire
    return executer(
        request,
        lambda: regler(par=utilisateur_de(request)),
        vers=reverse("annuaire_regler", args=[slug]),
        message=MESSAGE_OUVERT if ouvre else MESSAGE_FERME,
    )
