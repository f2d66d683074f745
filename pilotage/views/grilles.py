"""Les grilles : toute une année d'un coup, ou un indicateur commune par commune."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.models import FicheAction, Indicateur
from conventions.droits import Droit, charger, utilisateur_de
from conventions.liens import Usage, acteur_de, lien_de, ouverte_aux_liens
from conventions.models import Commune, Convention
from ctg.socle import horloge
from ctg.socle.formulaires import traiter
from pilotage.communes import resumer
from pilotage.forms.grille import GrilleForm, Rangee
from pilotage.forms.releves import FiltreRelevesForm
from pilotage.models import AnneeVerrouillee, DemandeDeFiche, Releve
from pilotage.models.releves import annees_ouvertes
from pilotage.releves import LigneDeReleve, releves_des_fiches
from pilotage.services import RelevesEnConflit, repondre_en_grille, repondre_par_commune


def _exiger_annee(convention: Convention, annee: int) -> list[int]:
    annees = annees_ouvertes(convention, horloge.aujourd_hui())
    if annee not in annees:
        raise Http404("Cette année n'est pas une année ouverte de la convention.")
    return annees


# --- Toute l'année ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def releves_grille(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """Une ligne par indicateur des fiches que la personne met à jour, pour une année."""
    utilisateur = utilisateur_de(request)
    convention = charger(Convention.objects.all(), utilisateur, Droit.LIRE, slug=slug)
    annees = _exiger_annee(convention, annee)
    fiches = list(convention.fiches.select_related("axe").modifiables_par(utilisateur))
    if not fiches:
        # Personne d'autre que qui met à jour une fiche n'a de ligne ici.
        charger(Convention.objects.all(), utilisateur, Droit.METTRE_A_JOUR_LES_FICHES, slug=slug)
    contexte = _contexte_de_la_grille(request, convention, fiches, annee)
    formulaire = GrilleForm(request.POST or None, rangees=contexte["rangees"], annee=annee)
    return traiter(
        request,
        formulaire,
        commande=lambda f: _ecrire(request, f, contexte["rangees"]),
        vers=request.get_full_path(),
        message=formulaire.dire_le_geste,
        gabarit="pilotage/releves_grille.html",
        contexte={**contexte, "annees": annees},
    )


def _contexte_de_la_grille(
    request: HttpRequest, convention: Convention, fiches: list[FicheAction], annee: int
) -> dict[str, Any]:
    filtre = FiltreRelevesForm({**request.GET.dict(), "annee": str(annee)}, fiches)
    filtre.is_valid()
    for fiche in fiches:
        fiche.convention = convention
    lignes = [ligne for r in releves_des_fiches(fiches, annee, a_saisir=True) for ligne in r.lignes]
    attendues = [ligne for ligne in lignes if not ligne.indicateur.est_a_definir]
    du_territoire = [ligne for ligne in attendues if not ligne.indicateur.est_par_commune]
    if request.method == "POST":
        # Un envoi porte ses lignes : ce qu'un filtre ne montre plus ne s'y perd pas.
        retenues = [li for li in du_territoire if f"marque_{li.indicateur.pk}" in request.POST]
    else:
        retenues = [
            ligne
            for ligne in du_territoire
            if filtre.garde(ligne.indicateur.fiche) and filtre.garde_la_ligne(ligne)
        ]
    return {
        "convention": convention,
        "annee": annee,
        "annee_precedente": annee - 1,
        "filtre": filtre,
        "est_filtree": any(request.GET.get(nom) for nom in ("axe", "fiche", "reponse")),
        "rangees": [_rangee(ligne) for ligne in retenues],
        "par_commune": [ligne for ligne in attendues if ligne.indicateur.est_par_commune],
        "est_verrouillee": annee in AnneeVerrouillee.de(convention),
        "etapes": _vers_les_indicateurs(convention.slug),
    }


def _vers_les_indicateurs(slug: str) -> list[tuple[str, str]]:
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[slug])),
        ("Indicateurs", reverse("releve_liste", args=[slug])),
    ]


def _rangee(ligne: LigneDeReleve) -> Rangee:
    un = ligne.indicateur
    return Rangee(un.pk, un.libelle, un, ligne.releve, ligne.precedent)


def _ecrire(request: HttpRequest, formulaire: GrilleForm, rangees: list[Rangee]) -> None:
    reponses = formulaire.reponses()
    try:
        formulaire.bilan = repondre_en_grille(
            indicateurs=[rangee.indicateur for rangee in rangees if rangee.cle in reponses],
            annee=formulaire.annee,
            reponses=reponses,
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
            soumettre=formulaire.soumet,
        )
    except RelevesEnConflit as conflit:
        formulaire.dire_les_conflits(conflit)


# --- Commune par commune ---------------------------------------------------------------------


@ouverte_aux_liens(Usage.REPONDRE)
@require_http_methods(["GET", "POST"])
def releves_par_commune(request: HttpRequest, slug: str, pk: int, annee: int) -> HttpResponse:
    """Les réponses des communes à un indicateur qui se relève chez chacune."""
    indicateur = _indicateur_par_commune(request, slug, pk, annee)
    convention = indicateur.fiche.convention
    annees = _exiger_annee(convention, annee)
    communes = list(Commune.objects.signataires_de(convention).par_nom())
    rangees = _rangees_des_communes(indicateur, communes, annee)
    formulaire = GrilleForm(request.POST or None, rangees=rangees, annee=annee)
    return traiter(
        request,
        formulaire,
        commande=lambda f: _ecrire_les_communes(request, f, indicateur, communes),
        vers=reverse("releves_par_commune", args=[slug, pk, annee]),
        message=formulaire.dire_le_geste,
        gabarit="pilotage/releves_par_commune.html",
        contexte={
            "convention": convention,
            "fiche": indicateur.fiche,
            "indicateur": indicateur,
            "annee": annee,
            "annee_precedente": annee - 1,
            "annees": annees,
            "resume": resumer(indicateur, [r.releve for r in rangees if r.releve]),
            "nombre_de_communes": len(communes),
            "est_verrouillee": annee in AnneeVerrouillee.de(convention),
            "par_lien": lien_de(request) is not None,
            "etapes": _vers_les_indicateurs(slug),
        },
    )


def _indicateur_par_commune(request: HttpRequest, slug: str, pk: int, annee: int) -> Indicateur:
    """L'indicateur, pour qui met sa fiche à jour, ou à qui la campagne de l'année la demande."""
    indicateur = get_object_or_404(
        Indicateur.objects.select_related("fiche__convention", "fiche__axe").prefetch_related(
            "niveaux"
        ),
        fiche__convention__slug=slug,
        est_par_commune=True,
        est_a_definir=False,
        pk=pk,
    )
    lien = lien_de(request)
    if lien is None:
        charger(
            FicheAction.objects.all(),
            utilisateur_de(request),
            Droit.METTRE_A_JOUR_LES_FICHES,
            pk=indicateur.fiche_id,
        )
        return indicateur
    siennes = DemandeDeFiche.objects.all().adressees_a(lien.personne)
    if not siennes.filter(
        fiche=indicateur.fiche_id,
        campagne__convention=lien.convention,
        campagne__annee=annee,
        campagne__close_le=None,
    ).exists():
        raise Http404("Cette page n'est pas à vous.")
    return indicateur


def _rangees_des_communes(
    indicateur: Indicateur, communes: list[Commune], annee: int
) -> list[Rangee]:
    lus: dict[tuple[int | None, int], Releve] = {}
    releves = Releve.objects.filter(
        indicateur=indicateur, annee__in=[annee, annee - 1], commune__isnull=False
    )
    for releve in releves.pour_lecture():
        releve.indicateur = indicateur
        lus[releve.commune_id, releve.annee] = releve
    return [
        Rangee(
            commune.pk,
            commune.nom,
            indicateur,
            lus.get((commune.pk, annee)),
            lus.get((commune.pk, annee - 1)),
            commune,
        )
        for commune in communes
    ]


def _ecrire_les_communes(
    request: HttpRequest, formulaire: GrilleForm, indicateur: Indicateur, communes: list[Commune]
) -> None:
    try:
        formulaire.bilan = repondre_par_commune(
            indicateur=indicateur,
            annee=formulaire.annee,
            communes=communes,
            reponses=formulaire.reponses(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
            soumettre=formulaire.soumet,
        )
    except RelevesEnConflit as conflit:
        formulaire.dire_les_conflits(conflit)
