"""Les prix des accueils de loisirs comparés entre communes : l'indicateur de l'action 2.

Trois familles de référence (QF 400, 800, 1200), un service (d'ordinaire la journée avec repas),
une année scolaire. L'écart est celui des communes extrêmes ; sa tendance se lit sur les seules
communes connues les deux années, sinon une commune de plus ferait croire à un écart de plus.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from conventions.models import Commune, Convention
from equipements.models import (
    Equipement,
    GrilleDePrix,
    TypeEquipement,
    Unite,
    annee_scolaire,
    annee_scolaire_en_mots,
    service_en_mots,
)
from equipements.recapitulatif import par_nom
from equipements.registre import structures_comptees

QF_DE_REFERENCE = (400, 800, 1200)
_CENTIME = Decimal("0.01")


def annees_scolaires(convention: Convention, le: datetime.date) -> list[int]:
    """Celles dont on saisit les prix : de la convention, jusqu'à la suivante ; décroissantes."""
    derniere = min(annee_scolaire(le) + 1, convention.terme.year)
    return list(range(derniere, convention.debut.year - 2, -1))


@dataclass(frozen=True)
class Service:
    """Ce dont on compare le prix."""

    unite: str = Unite.JOURNEE
    avec_repas: bool = True

    def __str__(self) -> str:
        return service_en_mots(self.unite, self.avec_repas)


@dataclass(frozen=True)
class PrixDeStructure:
    """Les prix d'une structure pour chaque famille ; None : la grille ne le dit pas."""

    structure: Equipement
    prix: Mapping[int, Decimal | None]
    est_confirme: bool


@dataclass(frozen=True)
class PrixDeCommune:
    """Les structures d'une commune, et leur prix moyen pour chaque famille de référence."""

    commune: Commune
    structures: list[PrixDeStructure]
    moyens: Mapping[int, Decimal | None]


@dataclass(frozen=True)
class Ecart:
    """L'écart de prix entre les communes, pour une famille ; None s'il en est moins de deux."""

    qf: int
    minimum: Decimal | None
    maximum: Decimal | None
    communes: int

    @property
    def valeur(self) -> Decimal | None:
        """Le plus cher moins le moins cher, en euros."""
        if self.minimum is None or self.maximum is None or self.communes < 2:
            return None
        return self.maximum - self.minimum


@dataclass(frozen=True)
class ComparaisonDePrix:
    """Les prix d'un service entre communes, une année scolaire.

    `sans_prix` : les communes qui ont un accueil de loisirs dont on ne connaît aucun prix.
    """

    annee: int
    service: Service
    communes: list[PrixDeCommune]
    ecarts: Mapping[int, Ecart]
    sans_prix: list[Commune]

    @property
    def annee_en_mots(self) -> str:
        """« 2025-2026 »."""
        return annee_scolaire_en_mots(self.annee)


class Sens(Enum):
    """Où va l'écart d'une année scolaire à la suivante ; les valeurs sont les clés des badges."""

    SE_RESSERRE = "ecart_se_resserre"
    STABLE = "ecart_stable"
    SE_CREUSE = "ecart_se_creuse"
    INCONNU = "ecart_inconnu"


@dataclass(frozen=True)
class Tendance:
    """L'écart d'une famille entre deux années scolaires, sur les communes connues les deux."""

    qf: int
    avant: Ecart
    apres: Ecart

    @property
    def sens(self) -> Sens:
        """Ce que l'écart devient ; inconnu si moins de deux communes se suivent."""
        if self.avant.valeur is None or self.apres.valeur is None:
            return Sens.INCONNU
        if self.apres.valeur == self.avant.valeur:
            return Sens.STABLE
        return Sens.SE_RESSERRE if self.apres.valeur < self.avant.valeur else Sens.SE_CREUSE


@dataclass(frozen=True)
class IndicateurDesPrix:
    """« Réduction des écarts tarifaires » (action 2) : chaque année scolaire, et la tendance.

    - `annees` : de la plus ancienne à la plus récente ; vide si aucun prix n'est saisi ;
    - `tendances` : QF → tendance des deux dernières années ; vide s'il n'y en a qu'une.
    """

    service: Service
    annees: list[ComparaisonDePrix]
    tendances: Mapping[int, Tendance]

    def jusqu_a(self, annee: int) -> "IndicateurDesPrix":
        """Le même, sans les années scolaires qui commencent après cette année civile."""
        return _indicateur(self.service, [lue for lue in self.annees if lue.annee <= annee])


def indicateur_des_prix(
    convention: Convention, service: Service | None = None
) -> IndicateurDesPrix:
    """L'indicateur de l'action 2, sur les accueils que le registre compte ; trois requêtes."""
    comptees = structures_comptees(convention).filter(type=TypeEquipement.ALSH)
    return prix_de(list(comptees.select_related("commune")), service)


def prix_de(accueils: Sequence[Equipement], service: Service | None = None) -> IndicateurDesPrix:
    """Le même, sur ces accueils de loisirs, leur commune déjà lue ; deux requêtes."""
    service = service or Service()
    grilles: dict[int, list[GrilleDePrix]] = defaultdict(list)
    lues = GrilleDePrix.objects.filter(equipement__in=[a.pk for a in accueils])
    for grille in lues.pour_comparer():
        grilles[grille.annee_scolaire].append(grille)
    return _indicateur(
        service, [comparer(annee, service, grilles[annee], accueils) for annee in sorted(grilles)]
    )


def _indicateur(service: Service, annees: list[ComparaisonDePrix]) -> IndicateurDesPrix:
    tendances = {}
    if len(annees) > 1:
        avant, apres = annees[-2:]
        tendances = {qf: _tendance(qf, avant, apres) for qf in QF_DE_REFERENCE}
    return IndicateurDesPrix(service, annees, tendances)


def comparer(
    annee: int, service: Service, grilles: Iterable[GrilleDePrix], accueils: Iterable[Equipement]
) -> ComparaisonDePrix:
    """Les prix d'une année scolaire, par commune ; sans requête, sur des grilles préchargées."""
    par_commune: dict[int, list[PrixDeStructure]] = defaultdict(list)
    communes = {accueil.commune_id: accueil.commune for accueil in accueils}
    for grille in grilles:
        prix = {
            qf: grille.prix_pour(qf, service.unite, avec_repas=service.avec_repas)
            for qf in QF_DE_REFERENCE
        }
        if any(montant is not None for montant in prix.values()):
            lu = PrixDeStructure(grille.equipement, prix, grille.confirmee_le is not None)
            par_commune[grille.equipement.commune_id].append(lu)
    lues = [
        PrixDeCommune(commune, par_commune[commune.pk], _moyens(par_commune[commune.pk]))
        for commune in par_nom(communes.values())
        if commune.pk in par_commune
    ]
    return ComparaisonDePrix(
        annee=annee,
        service=service,
        communes=lues,
        ecarts={qf: _ecart(qf, lues) for qf in QF_DE_REFERENCE},
        sans_prix=par_nom(c for cle, c in communes.items() if cle not in par_commune),
    )


def _moyens(structures: list[PrixDeStructure]) -> dict[int, Decimal | None]:
    moyens: dict[int, Decimal | None] = {}
    for qf in QF_DE_REFERENCE:
        connus = [m for s in structures if (m := s.prix[qf]) is not None]
        moyens[qf] = (
            (sum(connus, Decimal(0)) / len(connus)).quantize(_CENTIME, rounding=ROUND_HALF_UP)
            if connus
            else None
        )
    return moyens


def _ecart(qf: int, communes: Iterable[PrixDeCommune]) -> Ecart:
    connus = [m for commune in communes if (m := commune.moyens[qf]) is not None]
    return Ecart(qf, min(connus, default=None), max(connus, default=None), len(connus))


def _tendance(qf: int, avant: ComparaisonDePrix, apres: ComparaisonDePrix) -> Tendance:
    communes = [
        {c.commune.pk for c in lue.communes if c.moyens[qf] is not None} for lue in (avant, apres)
    ]
    suivies = communes[0] & communes[1]
    return Tendance(
        qf,
        *(
            _ecart(qf, [c for c in lue.communes if c.commune.pk in suivies])
            for lue in (avant, apres)
        ),
    )
