"""Ce qui a bougé au registre dans l'année : ouvertures, fermetures, places gagnées ou perdues.

Une date de statut est un fait ; une capacité ou un gestionnaire qui change se lit de l'historique.
Un champ rempli pour la première fois n'est pas un mouvement : on le savait moins, voilà tout.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from conventions.models import Convention
from ctg.socle.nombres import quantite_fr
from ctg.socle.recherche import cle_de_tri
from ctg.socle.templatetags.portail import jour
from equipements.models import Equipement, TypeEquipement


class Mouvement(Enum):
    """Ce qui est arrivé à une structure ; la valeur est le mot du tableau."""

    OUVERTURE = "ouverture"
    FERMETURE = "fermeture"
    PAUSE = "fermeture temporaire"
    PROJET = "projet"
    PLACES = "places"
    GESTIONNAIRE = "gestionnaire"


_STATUTS = {
    Equipement.Statut.OUVERT.value: Mouvement.OUVERTURE,
    Equipement.Statut.FERME.value: Mouvement.FERMETURE,
    Equipement.Statut.FERME_TEMPORAIREMENT.value: Mouvement.PAUSE,
    Equipement.Statut.PROJET.value: Mouvement.PROJET,
}


@dataclass(frozen=True)
class MouvementLu:
    """Une structure et ce qui lui est arrivé ; `detail` : « depuis le… », « de 20 à 24 places »."""

    structure: str
    type: str
    commune: str
    nature: Mouvement
    detail: str


@dataclass(frozen=True)
class MouvementsDeLAnnee:
    """Les mouvements d'une année, par nature puis par nom.

    `compare_depuis` : le soir auquel l'historique est comparé ; None s'il ne remonte pas
    jusque-là, et seules les dates de statut parlent alors.
    """

    mouvements: tuple[MouvementLu, ...]
    compare_depuis: datetime.date | None


def mouvements_de_l_annee(
    convention: Convention, annee: int, lue_au: datetime.date
) -> MouvementsDeLAnnee:
    """Les mouvements des structures validées, du 1er janvier à `lue_au` ; trois requêtes."""
    veille = datetime.date(annee - 1, 12, 31)
    structures = list(
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .valides()
        .select_related("commune")
    )
    avant, apres = (_alors(convention, soir) for soir in (veille, lue_au))
    mouvements = [
        mouvement
        for structure in structures
        for mouvement in (
            *_de_statut(structure, annee, lue_au),
            *_d_historique(structure, avant.get(structure.pk), apres.get(structure.pk)),
        )
    ]
    rangs = list(Mouvement)
    mouvements.sort(key=lambda m: (rangs.index(m.nature), cle_de_tri(m.structure), m.commune))
    return MouvementsDeLAnnee(tuple(mouvements), veille if avant else None)


def _alors(convention: Convention, soir: datetime.date) -> dict[int, Any]:
    """Structure → sa dernière ligne d'historique de ce soir-là, si sa saisie était validée."""
    fin = timezone.make_aware(datetime.datetime.combine(soir, datetime.time.max))
    historique: Any = Equipement.historique
    derniere = (
        historique.filter(id=OuterRef("id"), history_date__lte=fin)
        .order_by("-history_date", "-history_id")
        .values("history_id")[:1]
    )
    connues = Equipement.objects.de_la_convention(convention).values("pk")
    lignes = historique.filter(
        id__in=connues,
        history_id=Subquery(derniere),
        etat_saisie=Equipement.EtatSaisie.VALIDE,
    ).exclude(history_type="-")
    return {ligne.id: ligne for ligne in lignes}


def _de_statut(structure: Equipement, annee: int, lue_au: datetime.date) -> Iterator[MouvementLu]:
    depuis = structure.statut_depuis
    if depuis and depuis.year == annee and depuis <= lue_au:
        yield _lu(structure, _STATUTS[structure.statut], f"le {jour(depuis)}")


def _d_historique(structure: Equipement, avant: Any, apres: Any) -> Iterator[MouvementLu]:
    if avant is None or apres is None:
        return
    if avant.capacite and apres.capacite and avant.capacite != apres.capacite:
        places = quantite_fr(apres.capacite, "place" if apres.capacite < 2 else "places")
        yield _lu(structure, Mouvement.PLACES, f"de {avant.capacite} à {places}")
    if avant.gestionnaire and apres.gestionnaire and avant.gestionnaire != apres.gestionnaire:
        detail = f"de {avant.gestionnaire} à {apres.gestionnaire}"
        yield _lu(structure, Mouvement.GESTIONNAIRE, detail)


def _lu(structure: Equipement, nature: Mouvement, detail: str) -> MouvementLu:
    sigle = str(TypeEquipement(structure.type).label)
    return MouvementLu(structure.nom, sigle, structure.commune.nom, nature, detail)
