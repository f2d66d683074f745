"""Les prix d'un accueil de loisirs, et leur comparaison entre communes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from conventions.droits import Droit, utilisateur_de
from conventions.models import Convention
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter, version_envoyee
from ctg.socle.graphiques.palette import LARGEUR
from equipements.forms.prix import ComparaisonForm, GrilleForm
from equipements.graphiques_de_prix import ETROIT, graphique_des_communes, graphique_des_ecarts
from equipements.models import (
    Equipement,
    GrilleDePrix,
    Prix,
    TypeEquipement,
    annee_scolaire_en_mots,
)
from equipements.prix import QF_DE_REFERENCE, annees_scolaires, indicateur_des_prix
from equipements.services import confirmer_la_grille, enregistrer_la_grille
from equipements.views.commun import (
    adresse_de,
    contexte_de,
    convention_de,
    structure_de,
)


def _accueil(
    request: HttpRequest, slug: str, pk: int, droit: Droit
) -> tuple[Convention, Equipement]:
    """La structure, si c'est un accueil de loisirs : les autres n'ont pas de grille."""
    convention, equipement = structure_de(request, slug, pk, droit)
    if equipement.type != TypeEquipement.ALSH:
        raise Http404("Seul un accueil de loisirs a une grille de prix.")
    return convention, equipement


@require_safe
def equipement_prix(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Les grilles d'un accueil de loisirs, la plus récente d'abord."""
    convention, equipement = _accueil(request, slug, pk, Droit.LIRE)
    grilles = list(equipement.grilles.prefetch_related("prix"))
    saisies = {grille.annee_scolaire for grille in grilles}
    contexte = contexte_de(
        convention,
        equipement,
        grilles=grilles,
        a_saisir=[
            (annee, annee_scolaire_en_mots(annee))
            for annee in annees_scolaires(convention, horloge.aujourd_hui())
            if annee not in saisies
        ],
    )
    return render(request, "equipements/equipement_prix.html", contexte)


def grille_saisir(request: HttpRequest, slug: str, pk: int, annee: int) -> HttpResponse:
    """La grille d'une année scolaire ; neuve, elle reprend celle d'avant."""
    convention, equipement = _accueil(request, slug, pk, Droit.SAISIR_LE_REGISTRE)
    if annee not in annees_scolaires(convention, horloge.aujourd_hui()):
        raise Http404("Cette année scolaire n'est pas de la convention.")
    grille, lignes, reprise = ouvrir_la_grille(equipement, annee)
    formulaire = GrilleForm.ouvrir(grille, lignes, request.POST or None)
    return traiter(
        request,
        formulaire,
        commande=lambda saisi: _enregistrer(request, convention, grille, saisi),
        vers=adresse_de("equipement_prix", convention, equipement),
        message=f"Les prix {grille.annee_en_mots} sont enregistrés. Merci.",
        gabarit="equipements/grille_saisir.html",
        contexte=_contexte_de_grille(convention, equipement, grille, reprise),
        relire=lambda: _rouvrir(equipement, annee, formulaire.total),
    )


def ouvrir_la_grille(
    equipement: Equipement, annee: int
) -> tuple[GrilleDePrix, list[Prix], GrilleDePrix | None]:
    """La grille, ses prix, et celle dont une grille neuve reprend les prix."""
    deja = equipement.grilles.filter(annee_scolaire=annee).first()
    if deja is not None:
        return deja, list(deja.prix.all()), None
    avant = equipement.grilles.filter(annee_scolaire__lt=annee).first()
    lignes = list(avant.prix.all()) if avant else []
    return GrilleDePrix(equipement=equipement, annee_scolaire=annee), lignes, avant


def _rouvrir(equipement: Equipement, annee: int, au_moins: int) -> GrilleForm:
    grille, lignes, _ = ouvrir_la_grille(equipement, annee)
    return GrilleForm.ouvrir(grille, lignes, au_moins=au_moins)


def _enregistrer(
    request: HttpRequest, convention: Convention, grille: GrilleDePrix, saisi: GrilleForm
) -> None:
    enregistrer_la_grille(
        grille=grille,
        convention=convention,
        lignes=saisi.lignes(),
        precisions=saisi.cleaned_data["precisions"],
        version_ouverte=saisi.version_ouverte(),
        par=utilisateur_de(request),
        le=horloge.aujourd_hui(),
    )


def _contexte_de_grille(
    convention: Convention,
    equipement: Equipement,
    grille: GrilleDePrix,
    reprise: GrilleDePrix | None,
) -> dict[str, Any]:
    contexte = contexte_de(convention, equipement, grille=grille, reprise=reprise)
    contexte["etapes"].append(("Prix", adresse_de("equipement_prix", convention, equipement)))
    return contexte


@require_POST
def grille_confirmer(request: HttpRequest, slug: str, pk: int, annee: int) -> HttpResponse:
    """Tenir une grille pour juste."""
    convention, equipement = _accueil(request, slug, pk, Droit.VALIDER)
    grille = get_object_or_404(GrilleDePrix, equipement=equipement, annee_scolaire=annee)
    return executer(
        request,
        lambda: confirmer_la_grille(
            grille=grille,
            convention=convention,
            version_ouverte=version_envoyee(request),
            par=utilisateur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse_de("equipement_prix", convention, equipement),
        message=f"Les prix {grille.annee_en_mots} sont confirmés.",
    )


@require_safe
def prix_comparer(request: HttpRequest, slug: str) -> HttpResponse:
    """Ce que paient trois familles d'une commune à l'autre, l'écart et sa tendance (action 2)."""
    convention = convention_de(request, slug)
    filtres = ComparaisonForm(request.GET)
    indicateur = indicateur_des_prix(convention, filtres.service())
    annee = filtres.proposer([lue.annee for lue in indicateur.annees])
    comparaison = next((lue for lue in indicateur.annees if lue.annee == annee), None)
    famille = filtres.famille()
    contexte = contexte_de(
        convention,
        filtres=filtres,
        indicateur=indicateur,
        comparaison=comparaison,
        famille=famille,
        est_la_derniere=bool(comparaison and comparaison is indicateur.annees[-1]),
        familles=QF_DE_REFERENCE,
        des_communes=[
            graphique_des_communes(comparaison, famille, largeur=largeur)
            for largeur in (LARGEUR, ETROIT)
            if comparaison
        ],
        des_ecarts=[
            graphique_des_ecarts(indicateur, famille, largeur=largeur)
            for largeur in (LARGEUR, ETROIT)
        ],
    )
    return render(request, "equipements/prix_comparer.html", contexte)
