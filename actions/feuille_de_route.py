"""La feuille de route : les étapes du plan sur la période de la convention, sans mise en page.

Le texte signé l'annonce et n'en joint pas l'image (annexe 3, l. 885) : elle se compose ici des
échéanciers des fiches. Rien n'est inventé : une étape sans date est dite, jamais placée.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actions.filtres import par_axe
from actions.models import Axe, Etape, FicheAction
from conventions.models import Convention
from ctg.socle.badges import BADGES

# Ce qui reste à faire, parmi les statuts d'une étape.
A_FAIRE = ("en_retard", "a_renseigner", "en_cours", "a_venir")
# L'ordre dans lequel on compte et nomme les statuts : ce qui presse d'abord.
STATUTS = ("en_retard", "a_renseigner", "en_cours", "a_venir", "faite", "non_faite")

MONTRER_TOUT, MONTRER_A_FAIRE = "", "a_faire"


@dataclass(frozen=True)
class FiltresDeRoute:
    """Ce que l'adresse demande ; une valeur vide ne filtre pas, une inconnue ne retient rien."""

    axe: str = ""
    montrer: str = MONTRER_TOUT

    @classmethod
    def lus(cls, adresse: Mapping[str, str]) -> "FiltresDeRoute":
        """Les filtres d'une adresse."""
        return cls(adresse.get("axe", "").strip(), adresse.get("montrer", "").strip())

    @property
    def sont_actifs(self) -> bool:
        """Vrai si un filtre au moins est posé."""
        return bool(self.axe or self.montrer)

    def retient_la_fiche(self, fiche: FicheAction) -> bool:
        """Vrai si l'axe de la fiche est celui qu'on demande."""
        return self.axe in ("", str(fiche.axe.numero))

    def retient_l_etape(self, statut: str) -> bool:
        """Vrai si une étape dans cet état se montre."""
        return self.montrer == MONTRER_TOUT or (
            self.montrer == MONTRER_A_FAIRE and statut in A_FAIRE
        )


@dataclass(frozen=True)
class EtapeSurLaRoute:
    """Une étape, sa fiche, son statut (une clé de badge), et si elle finit après le terme (R23)."""

    etape: Etape
    fiche: FicheAction
    statut: str
    depasse_le_terme: bool

    @property
    def est_datee(self) -> bool:
        """Vrai si le texte lui donne un début ou une fin : elle a sa place sur le calendrier."""
        return self.jours is not None

    @property
    def jours(self) -> tuple[datetime.date, datetime.date] | None:
        """Le premier et le dernier jour écrits ; si l'un manque, l'autre tient lieu des deux."""
        debut, fin = self.etape.debut or self.etape.fin, self.etape.fin or self.etape.debut
        return (debut, fin) if debut and fin else None

    @property
    def fin(self) -> datetime.date | None:
        """Le dernier jour à montrer ; à défaut de fin écrite, celui où elle fut faite."""
        etape = self.etape
        if etape.fin is None and etape.debut is not None and etape.faite_le is not None:
            return max(etape.debut, etape.faite_le)
        return etape.fin

    @property
    def annee(self) -> int | None:
        """L'année où la lire : celle de sa fin, à défaut celle de son début."""
        jour = self.etape.fin or self.etape.debut
        return jour.year if jour else None


@dataclass(frozen=True)
class ActionSurLaRoute:
    """Une action et ses étapes retenues, dans l'ordre de l'échéancier."""

    fiche: FicheAction
    etapes: Sequence[EtapeSurLaRoute]

    @property
    def datees(self) -> list[EtapeSurLaRoute]:
        """Celles qui ont leur place sur le calendrier."""
        return [etape for etape in self.etapes if etape.est_datee]


@dataclass(frozen=True)
class AxeSurLaRoute:
    """Un axe et ses actions."""

    axe: Axe
    actions: Sequence[ActionSurLaRoute]

    @property
    def a_un_dessin(self) -> bool:
        """Vrai si une étape au moins a sa place sur le calendrier."""
        return any(action.datees for action in self.actions)


@dataclass(frozen=True)
class FeuilleDeRoute:
    """La feuille de route un jour donné.

    - `etendue` : du premier au dernier jour à montrer, le même pour tous les axes ;
    - `par_annee` : toutes les étapes datées, par année de fin (à défaut, de début) ;
    - `sans_date` : celles que le texte ne date pas ; `sans_etape` : les actions sans échéancier.
    """

    convention: Convention
    le: datetime.date
    etendue: tuple[datetime.date, datetime.date]
    axes: Sequence[AxeSurLaRoute]
    par_annee: Mapping[int, Sequence[EtapeSurLaRoute]]
    sans_date: Sequence[EtapeSurLaRoute]
    sans_etape: Sequence[FicheAction]

    @property
    def etapes(self) -> list[EtapeSurLaRoute]:
        """Toutes les étapes montrées, dans l'ordre du plan."""
        return [e for axe in self.axes for action in axe.actions for e in action.etapes]

    @property
    def par_statut(self) -> dict[str, int]:
        """Le nombre d'étapes par statut, sans les zéros : ce qui presse d'abord."""
        comptes = Counter(etape.statut for etape in self.etapes)
        return {statut: comptes[statut] for statut in STATUTS if comptes[statut]}

    @property
    def comptes(self) -> list[tuple[str, int, str]]:
        """(statut, nombre, mot accordé) : « 13 faites », « 2 en retard »."""
        return [
            (statut, n, f"{mot}s" if n > 1 and mot.endswith("faite") else mot)
            for statut, n in self.par_statut.items()
            for mot in [BADGES[statut].mot]
        ]


def feuille_de_route(
    convention: Convention,
    fiches: Iterable[FicheAction],
    le: datetime.date,
    filtres: FiltresDeRoute = FiltresDeRoute(),
) -> FeuilleDeRoute:
    """Range les étapes de ces fiches sur le calendrier ; ne fait aucune requête.

    Suppose chargés l'axe et les étapes (``FicheAction.objects.pour_liste()``). Une action dont
    aucune étape n'est retenue n'est pas montrée quand un filtre porte sur les étapes.
    """
    axes: list[AxeSurLaRoute] = []
    sans_etape: list[FicheAction] = []
    for axe, groupe in par_axe(f for f in fiches if filtres.retient_la_fiche(f)):
        actions = []
        for fiche in groupe:
            etapes = [
                montree
                for montree in _etapes(fiche, convention.terme, le)
                if filtres.retient_l_etape(montree.statut)
            ]
            if etapes:
                actions.append(ActionSurLaRoute(fiche, etapes))
            elif not fiche.etapes.all() and filtres.montrer == MONTRER_TOUT:
                sans_etape.append(fiche)
        if actions:
            axes.append(AxeSurLaRoute(axe, actions))
    toutes = [e for axe_lu in axes for action in axe_lu.actions for e in action.etapes]
    return FeuilleDeRoute(
        convention=convention,
        le=le,
        etendue=_etendue(convention, toutes),
        axes=axes,
        par_annee=_par_annee(toutes),
        sans_date=[etape for etape in toutes if not etape.est_datee],
        sans_etape=sans_etape,
    )


def _etapes(
    fiche: FicheAction, terme: datetime.date, le: datetime.date
) -> Iterable[EtapeSurLaRoute]:
    for etape in fiche.etapes.all():
        yield EtapeSurLaRoute(etape, fiche, fiche.statut_d_etape(etape, le), etape.depasse(terme))


def _etendue(
    convention: Convention, etapes: Iterable[EtapeSurLaRoute]
) -> tuple[datetime.date, datetime.date]:
    jours = [j for e in etapes for j in (e.etape.debut, e.fin) if j is not None]
    return min([convention.debut, *jours]), max([convention.terme, *jours])


def _par_annee(etapes: Iterable[EtapeSurLaRoute]) -> dict[int, list[EtapeSurLaRoute]]:
    """Par année, puis par jour de fin ; à jour égal, dans l'ordre du plan."""
    annees: dict[int, list[EtapeSurLaRoute]] = {}
    for etape in etapes:
        if etape.annee is not None:
            annees.setdefault(etape.annee, []).append(etape)
    return {
        annee: sorted(
            annees[annee],
            key=lambda e: (e.etape.fin or datetime.date.max, e.etape.debut or datetime.date.min),
        )
        for annee in sorted(annees)
    }
