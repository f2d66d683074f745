"""Le plan en tableau, et ce qui se change sur plusieurs fiches à la fois."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.filtres import SUIVIS, FiltresDuPlan
from actions.table_forms import TableauForm
from actions.tableau import COMPTES, Vue, choix_des_filtres, page_du_tableau
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge


@require_safe
def fiche_tableau(request: HttpRequest, slug: str) -> HttpResponse:
    """Le plan en tableau : colonnes, ordre et groupes au choix, filtres dans l'adresse."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    filtres, vue = FiltresDuPlan.lus(request.GET), Vue.lue(request.GET)
    page, groupes, nombres = page_du_tableau(convention, filtres, vue, le, request.GET.get("page"))
    axes, pilotes = choix_des_filtres(convention)
    contexte = {
        "convention": convention,
        "page": page,
        "groupes": groupes,
        "nombres": nombres,
        "comptes": [(cle, SUIVIS[cle].intitule, nombres[cle]) for cle in COMPTES],
        "suivi": filtres.suivi,
        "vue": vue,
        "entetes": vue.entetes(),
        "largeur": len(vue.colonnes) + 1,
        "filtre": TableauForm(request.GET, vue=vue, axes=axes, pilotes=pilotes),
        "est_filtree": filtres.sont_actifs,
        "filtres_poses": filtres.adresse(),
        "etapes": [],
    }
    return render(request, "actions/fiche_tableau.html", contexte)
