"""Ce qu'un document du plan contient, sans mise en page : des valeurs, et rien à demander."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Prefetch

from actions.complements import ce_qui_precise_chacune
from actions.emport.champs import CHAMPS
from actions.emport.colonnes import Regard
from actions.emport.sections import SECTIONS
from actions.filtres import FiltresDuPlan, par_axe
from actions.models import (
    Etape,
    FicheAction,
    Financement,
    LienDeFiche,
    PropositionDeModification,
    TempsFort,
)
from actions.models.ensembles import QuerySetDeFiches
from actions.tableau import choix_des_filtres
from conventions.models import Convention


@dataclass(frozen=True)
class ContenuDeFiche:
    """Une action : ses valeurs (`sections.CHAMPS`), ses suites (`sections.SECTIONS`), son contrat.

    `contrat` : (intitulé, Markdown), vide compris ; `manques` : ce que le contrat demande et que la
    fiche n'a pas.
    """

    numero: int
    titre: str
    axe: int
    titre_de_l_axe: str
    valeurs: Mapping[str, Any]
    lignes: Mapping[str, Sequence[Mapping[str, Any]]]
    contrat: Sequence[tuple[str, str]]
    manques: Sequence[str] = ()

    @property
    def nom(self) -> str:
        """« Action 3 – Titre »."""
        return f"Action {self.numero} – {self.titre}"


@dataclass(frozen=True)
class ContenuDAxe:
    """Un axe, et celles de ses actions qui sont retenues."""

    numero: int
    titre: str
    titre_court: str
    description: str
    fiches: Sequence[ContenuDeFiche] = field(default_factory=list)


@dataclass(frozen=True)
class ContenuDuPlan:
    """Le plan un jour donné, ou une seule de ses actions.

    `choix` : les filtres posés, en mots ; `total` : combien d'actions a le plan entier.
    """

    convention: str
    territoire: str
    slug: str
    debut: datetime.date
    terme: datetime.date
    le: datetime.date
    axes: Sequence[ContenuDAxe]
    total: int
    choix: Sequence[str] = ()
    est_une_fiche: bool = False

    @property
    def fiches(self) -> list[ContenuDeFiche]:
        """Toutes les actions retenues, dans l'ordre du plan."""
        return [fiche for axe in self.axes for fiche in axe.fiches]

    @property
    def titre(self) -> str:
        """Le titre du document."""
        if self.est_une_fiche:
            return self.fiches[0].nom
        return f"Plan d'actions {self.debut.year}-{self.terme.year}"

    @property
    def etendue(self) -> str:
        """« 3 actions sur 13 : axe 1, état « en cours » », ou « 13 actions »."""
        nombre = len(self.fiches)
        mot = "action" if nombre < 2 else "actions"
        if self.choix:
            return f"{nombre} {mot} sur {self.total} : {', '.join(self.choix)}"
        return f"{nombre} {mot}"

    @property
    def nom_du_fichier(self) -> str:
        """Le nom sous lequel il se range, sans suffixe : « plan-agen-2022-2026 »."""
        if self.est_une_fiche:
            return f"action-{self.fiches[0].numero}-{self.slug}"
        return f"plan-{self.slug}{'-extrait' if self.choix else ''}"


def contenu_du_plan(
    convention: Convention, filtres: FiltresDuPlan, le: datetime.date
) -> ContenuDuPlan:
    """Les actions que les filtres retiennent ; le nombre de requêtes ne dépend pas du leur."""
    plan = FicheAction.objects.filter(convention=convention)
    proposes = choix_des_filtres(convention)
    return _contenu(
        convention,
        filtres.retenir(plan, le),
        le,
        total=plan.count(),
        choix=filtres.en_mots(
            {
                "pilote": proposes.pilote,
                "elu": proposes.elu,
                "zone": proposes.zone,
                "public": [*proposes.public, *proposes.enjeu],
                "cadre": proposes.cadre,
            }
        ),
    )


def contenu_de_la_fiche(fiche: FicheAction, le: datetime.date) -> ContenuDuPlan:
    """Une seule action."""
    seule = FicheAction.objects.filter(pk=fiche.pk)
    return _contenu(fiche.convention, seule, le, total=1, est_une_fiche=True)


def _contenu(
    convention: Convention, fiches: QuerySetDeFiches, le: datetime.date, **suite: Any
) -> ContenuDuPlan:
    retenues = list(a_emporter(fiches))
    regard = Regard(
        le,
        dernieres_ecritures_des_etapes(fiches),
        ce_qui_precise_chacune([fiche.pk for fiche in retenues]),
    )
    axes = [
        ContenuDAxe(
            axe.numero,
            axe.titre,
            axe.titre_court,
            axe.description,
            [_fiche(fiche, regard) for fiche in groupe],
        )
        for axe, groupe in par_axe(retenues)
    ]
    return ContenuDuPlan(
        convention=convention.nom,
        territoire=convention.territoire,
        slug=convention.slug,
        debut=convention.debut,
        terme=convention.terme,
        le=le,
        axes=axes,
        **suite,
    )


def a_emporter(fiches: QuerySetDeFiches) -> QuerySetDeFiches:
    """Ces fiches avec tout ce que lisent les sections."""
    suites: tuple[Any, ...] = (
        "references",
        "axe__references",
        "indicateurs__references",
        Prefetch("financements", queryset=Financement.objects.pour_liste()),
        Prefetch("temps_forts", queryset=TempsFort.objects.select_related("commune")),
        Prefetch("liens", queryset=LienDeFiche.objects.select_related("vers_fiche", "vers_axe")),
        Prefetch("liens_recus", queryset=LienDeFiche.objects.select_related("fiche")),
        Prefetch("axe__liens_recus", queryset=LienDeFiche.objects.select_related("fiche")),
        Prefetch("propositions", queryset=PropositionDeModification.objects.vivantes()),
    )
    return fiches.pour_detail().prefetch_related(*suites)


def dernieres_ecritures_des_etapes(fiches: QuerySetDeFiches) -> dict[int, int]:
    """Étape → sa dernière ligne d'historique : ce qui dit, au retour, si elle a changé."""
    lignes = (
        Etape.historique.filter(fiche_id__in=fiches.order_by().values("pk"))
        .order_by()
        .values_list("id")
        .annotate(Max("history_id"))
    )
    return dict(lignes)


def _fiche(fiche: FicheAction, regard: Regard) -> ContenuDeFiche:
    return ContenuDeFiche(
        numero=fiche.numero,
        titre=fiche.titre,
        axe=fiche.axe.numero,
        titre_de_l_axe=fiche.axe.titre_court,
        valeurs={lue.colonne.cle: lue.lire(fiche, fiche, regard) for lue in CHAMPS},
        lignes={section.cle: section.lignes(fiche, regard) for section in SECTIONS},
        contrat=fiche.champs_du_contrat(),
        manques=[manque.phrase for manque in fiche.manques()],
    )


def lignes_de_section(fiches: Iterable[ContenuDeFiche], cle: str) -> list[Mapping[str, Any]]:
    """Les lignes d'une section pour toutes ces actions, dans leur ordre."""
    return [ligne for fiche in fiches for ligne in fiche.lignes[cle]]
