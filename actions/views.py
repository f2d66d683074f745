"""Les pages du plan d'actions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from actions import presentation
from actions.avancement import avancement_du_plan
from actions.calculs_du_registre import calculs_de_la_page
from actions.filtres import FiltresDuPlan, par_axe
from actions.financements import totaux
from actions.forms import EXPLICATIONS, FiltresForm, MiseAJourForm, PilotesForm
from actions.journal import commentaires_de_la_fiche, journal_de_la_fiche
from actions.models import FicheAction, PropositionDeModification
from actions.models.propositions import nom_du_champ
from actions.propositions import avec_propositions, propositions_de_la_fiche
from actions.services import fiche_suivante, personnes_designables
from actions.tableau import PAR_PAGE
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import traiter


def _charger_fiche(request: HttpRequest, droit: Droit, slug: str, numero: int) -> FicheAction:
    utilisateur = utilisateur_de(request)
    fiches = FicheAction.objects.avec_permissions(utilisateur).pour_liste()
    return charger(fiches, utilisateur, droit, convention__slug=slug, numero=numero)


def _etapes(fiche: FicheAction, *, jusqu_a_elle: bool = False) -> list[tuple[str, str]]:
    """Le fil d'Ariane d'une page de la fiche."""
    slug = fiche.convention.slug
    etapes = [("Plan d'actions", reverse("fiche_liste", args=[slug]))]
    if jusqu_a_elle:
        etapes.append((f"Action {fiche.numero}", _vers(fiche)))
    return etapes


def _vers(fiche: FicheAction) -> str:
    return reverse("fiche_detail", args=[fiche.convention.slug, fiche.numero])


@require_safe
def fiche_liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Le plan par axe : où en est chaque action, et ce qui appelle un geste."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    plan = FicheAction.objects.filter(convention=convention).avec_permissions(utilisateur)
    filtres = FiltresDuPlan.lus(request.GET)
    legeres = plan.pour_liste().defer(*FicheAction.CHAMPS_DU_CONTRAT)
    fiches = list(filtres.marquer(legeres.order_by("axe__numero", "numero"), le))
    retenues = [fiche for fiche in fiches if fiche.est_retenue]
    page = Paginator(retenues, PAR_PAGE).get_page(request.GET.get("page"))
    avancement = avancement_du_plan(fiches, le)
    contexte = {
        "convention": convention,
        "avancement": avancement,
        "barre": presentation.barre_des_etats(avancement),
        # Sur un téléphone, une barre étroite reste lisible sans défiler.
        "barre_etroite": presentation.barre_des_etats(avancement, largeur=280, prefixe="etroite"),
        "filtre": FiltresForm(
            request.GET,
            axes=[axe for axe, _ in par_axe(fiches)],
            pilotes=presentation.pilotes_du_plan(fiches),
        ),
        "est_filtree": filtres.sont_actifs,
        "filtres_poses": filtres.adresse(),
        "nombre": len(retenues),
        "groupes": [
            (axe, presentation.lignes_du_plan(groupe, le))
            for axe, groupe in par_axe(page.object_list)
        ],
        "page": page,
        "est_figee": (est_figee := any(fiche.est_figee(le) for fiche in fiches[:1])),
        "peut_reprendre": not est_figee and any(fiche.est_modifiable for fiche in fiches),
        "etapes": [],
    }
    return render(request, "actions/fiche_liste.html", contexte)


@require_safe
def fiche_detail(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Ce qui est signé d'un côté, où nous en sommes de l'autre."""
    utilisateur, le = utilisateur_de(request), horloge.aujourd_hui()
    fiches = avec_propositions(FicheAction.objects.avec_permissions(utilisateur).pour_detail())
    fiche = charger(fiches, utilisateur, Droit.LIRE, convention__slug=slug, numero=numero)
    financements = list(fiche.financements.pour_liste())
    temps_forts = list(fiche.temps_forts.select_related("commune"))
    annee = min(le, fiche.convention.terme).year
    reperes = presentation.reperes(fiche)
    vient_d_etre_dite = fiche.est_modifiable and fiche.mise_a_jour_le == le
    contexte = {
        "fiche": fiche,
        "convention": fiche.convention,
        "peut_mettre_a_jour": fiche.est_modifiable and not fiche.est_figee(le),
        "est_figee": fiche.est_figee(le),
        "est_en_retard": fiche.est_en_retard(le),
        "est_a_renseigner": fiche.est_a_renseigner(le),
        "progression": presentation.progression(fiche),
        "etapes_de_la_fiche": presentation.etapes_montrees(fiche, le),
        "manques": fiche.manques(),
        "liens": presentation.liens_montres(fiche),
        "journal": journal_de_la_fiche(
            fiche, utilisateur, request.GET.get("genre", ""), horloge.maintenant()
        ),
        "propositions": propositions_de_la_fiche(fiche),
        "champs_a_proposer": [
            (champ, nom_du_champ(champ)) for champ in PropositionDeModification.CHAMPS
        ],
        "commentaires": commentaires_de_la_fiche(fiche, utilisateur, horloge.maintenant()),
        "reperes": reperes,
        "indicateurs": presentation.indicateurs_montres(fiche, reperes),
        "annee": annee,
        "calculs": calculs_de_la_page(fiche, temps_forts, annee, le),
        "temps_forts": temps_forts,
        "suivante": fiche_suivante(fiche, utilisateur, le) if vient_d_etre_dite else None,
        "financements": financements,
        "totaux": totaux(financements),
        "etapes": _etapes(fiche),
    }
    return render(request, "actions/fiche_detail.html", contexte)


def fiche_mettre_a_jour(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Le geste de deux minutes : état, météo, étapes et note, d'un seul envoi."""
    le, droit = horloge.aujourd_hui(), Droit.METTRE_A_JOUR_LES_FICHES
    fiche = _charger_fiche(request, droit, slug, numero)

    def relue() -> FicheAction:
        return _charger_fiche(request, droit, slug, numero)

    return traiter(
        request,
        MiseAJourForm(request.POST or None, fiche=fiche, le=le),
        commande=lambda formulaire: fiche.mettre_a_jour(
            **formulaire.mise_a_jour(), par=utilisateur_de(request), le=le
        ),
        vers=_vers(fiche),
        message=f"L'action {fiche.numero} est à jour. Merci.",
        gabarit="actions/fiche_mettre_a_jour.html",
        contexte=_contexte_de_saisie(fiche, relue=SimpleLazyObject(relue)),
        relire=lambda: MiseAJourForm(fiche=relue(), le=le),
    )


def _contexte_de_saisie(fiche: FicheAction, **suite: Any) -> dict[str, Any]:
    """Ce que la page d'un formulaire montre ; `relue` est ce qui est enregistré, lu à la fin."""
    return {
        "fiche": fiche,
        "convention": fiche.convention,
        "est_figee": fiche.est_figee(horloge.aujourd_hui()),
        "explications": EXPLICATIONS,
        "etapes": _etapes(fiche, jusqu_a_elle=True),
        "annuler": _vers(fiche),
        **suite,
    }


def fiche_pilotes(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Qui pilote la fiche : garder, changer, retirer, ajouter."""
    le, droit = horloge.aujourd_hui(), Droit.GERER_LA_CONVENTION
    fiche = _charger_fiche(request, droit, slug, numero)
    personnes = personnes_designables(fiche.convention, le)

    return traiter(
        request,
        PilotesForm(request.POST or None, fiche=fiche, personnes=personnes),
        commande=lambda formulaire: fiche.designer_pilotes(
            **formulaire.designation(), par=utilisateur_de(request), le=le
        ),
        vers=_vers(fiche),
        message=f"Les pilotes de l'action {fiche.numero} sont enregistrés.",
        gabarit="actions/fiche_pilotes.html",
        contexte=_contexte_de_saisie(fiche),
        relire=lambda: PilotesForm(
            fiche=_charger_fiche(request, droit, slug, numero), personnes=personnes
        ),
    )


@require_safe
def fiche_historique(request: HttpRequest, slug: str, numero: int) -> HttpResponse:
    """Qui a changé quoi, quand, sur la fiche, ses étapes, ses notes et ses pilotes."""
    fiches = FicheAction.objects.select_related("convention")
    utilisateur = utilisateur_de(request)
    fiche = charger(fiches, utilisateur, Droit.LIRE, convention__slug=slug, numero=numero)
    contexte = {
        "fiche": fiche,
        "changements": presentation.historique_de(fiche),
        "etapes": _etapes(fiche, jusqu_a_elle=True),
    }
    return render(request, "actions/fiche_historique.html", contexte)
