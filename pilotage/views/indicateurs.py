"""La page d'un indicateur : ce qu'il a dit, à quoi cela se compare, qui l'a écrit."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.models import Cible, FicheAction, Indicateur, Niveau, Reference
from conventions.droits import Droit, charger, utilisateur_de
from conventions.models import Utilisateur
from ctg.socle import horloge
from ctg.socle.graphiques import aux_deux_largeurs
from ctg.socle.historique import changements
from pilotage.communes import en_un_releve, releves_lus
from pilotage.dessin_des_indicateurs import courbe_de_l_indicateur
from pilotage.models import Releve
from pilotage.models.releves import annees_ouvertes
from pilotage.series import SerieDIndicateur, avec_leur_serie, serie_de

Etapes = list[tuple[str, str]]
# Le graphique est seul sur sa ligne.
LARGEUR = 880.0


@dataclass(frozen=True)
class AnneeDIndicateur:
    """Une ligne du tableau des années : la réponse, la cible, et chaque commune s'il y en a."""

    annee: int
    releve: Releve | None
    cible: str
    communes: tuple[Releve, ...]


def _annees(
    indicateur: Indicateur, serie: SerieDIndicateur, annees: list[int]
) -> list[AnneeDIndicateur]:
    """La plus récente d'abord ; suppose `avec_leur_serie`."""
    lus = releves_lus(indicateur)
    lignes = []
    for annee in reversed(annees):
        de_l_annee = [releve for releve in lus if releve.annee == annee]
        lignes.append(
            AnneeDIndicateur(
                annee,
                en_un_releve(indicateur, annee, de_l_annee),
                serie.cibles_en_clair.get(annee, ""),
                tuple(r for r in de_l_annee if r.commune_id and indicateur.est_par_commune),
            )
        )
    return lignes


def _indicateur(request: HttpRequest, slug: str, pk: int) -> Any:
    utilisateur = utilisateur_de(request)
    return charger(
        avec_leur_serie(_avec_permissions(utilisateur)),
        utilisateur,
        Droit.LIRE,
        fiche__convention__slug=slug,
        pk=pk,
    )


def _avec_permissions(utilisateur: Utilisateur) -> Any:
    """Les indicateurs, et ce que cette personne y peut : qualifier, répondre."""
    qualifiables = Indicateur.objects.all().modifiables_par(utilisateur)
    fiches = FicheAction.objects.all().modifiables_par(utilisateur)
    return Indicateur.objects.select_related("fiche__convention", "fiche__axe").annotate(
        est_qualifiable=Exists(qualifiables.filter(pk=OuterRef("pk"))),
        est_a_repondre=Exists(fiches.filter(pk=OuterRef("fiche"))),
    )


@require_safe
def indicateur_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Le graphique, les années, les références, les cibles, la méthode."""
    indicateur = _indicateur(request, slug, pk)
    convention = indicateur.fiche.convention
    annees = annees_ouvertes(convention, horloge.aujourd_hui())
    derniere = annees[-1] if annees else convention.debut.year
    serie = serie_de(indicateur, convention.annees(), derniere)
    contexte = {
        "convention": convention,
        "fiche": indicateur.fiche,
        "indicateur": indicateur,
        "serie": serie,
        "courbe": aux_deux_largeurs(
            lambda largeur, _: courbe_de_l_indicateur(serie, largeur=largeur), large=LARGEUR
        ),
        "annees": _annees(indicateur, serie, annees),
        "derniere": derniere,
        "references": list(indicateur.references.all()),
        "a_venir": {n: c for n, c in serie.cibles_en_clair.items() if n > derniere},
        "etapes": _vers_les_indicateurs(slug, indicateur.fiche),
    }
    return render(request, "pilotage/indicateur_detail.html", contexte)


def _vers_les_indicateurs(slug: str, fiche: FicheAction) -> Etapes:
    return [
        ("Plan d'actions", reverse("fiche_liste", args=[slug])),
        ("Indicateurs", f"{reverse('releve_liste', args=[slug])}?fiche={fiche.numero}"),
    ]


@require_safe
def indicateur_historique(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Qui a qualifié l'indicateur, qui a répondu, qui a accepté."""
    indicateur = charger(
        Indicateur.objects.select_related("fiche"),
        utilisateur_de(request),
        Droit.LIRE,
        fiche__convention__slug=slug,
        pk=pk,
    )
    contexte = {
        "indicateur": indicateur,
        "etapes": [
            *_vers_les_indicateurs(slug, indicateur.fiche),
            (f"Action {indicateur.fiche.numero}", reverse("indicateur_detail", args=[slug, pk])),
        ],
        "changements": changements(
            Indicateur.historique.filter(id=pk),
            *(m.historique.filter(indicateur=pk) for m in (Releve, Cible, Niveau, Reference)),
        ),
    }
    return render(request, "pilotage/indicateur_historique.html", contexte)
