"""Depuis ma dernière visite : ce qui a changé, par qui, dans ce qui concerne la personne.

Jusqu'où l'on a lu se note d'un geste (« J'ai tout vu »), jamais en ouvrant une page. C'est une
trace de lecture, et non un acte : elle n'a pas d'historique.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q
from django.urls import reverse

from actions.models import PiloteDeFiche
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.accueil import nouvelles_de
from ctg.socle.attentes import Nouvelle
from ctg.socle.etats import ActionImpossible

NOUVELLES_LUES = 100


@dataclass(frozen=True)
class DepuisMaVisite:
    """Les changements que d'autres ont faits depuis `depuis` (vide : jamais noté).

    - `suivies` : dans les actions que la personne pilote ; `autres` : ailleurs dans la convention ;
    - `est_coupee` : il y en a eu davantage que ce qui se lit d'un coup.
    """

    depuis: datetime.datetime | None
    suivies: Sequence[Nouvelle]
    autres: Sequence[Nouvelle]
    est_coupee: bool

    @property
    def nombre(self) -> int:
        """Le nombre de changements montrés."""
        return len(self.suivies) + len(self.autres)


def depuis_la_visite(utilisateur: Utilisateur, convention: Convention) -> DepuisMaVisite:
    """Ce que la personne n'a pas encore dit avoir vu, du plus récent au plus ancien.

    Ce qu'elle a fait elle-même ne lui est pas rapporté.
    """
    depuis = derniere_visite(utilisateur, convention)
    lues = nouvelles_de(utilisateur, convention, NOUVELLES_LUES)
    nouvelles = [
        nouvelle
        for nouvelle in lues
        if (depuis is None or nouvelle.le > depuis)
        and nouvelle.auteur != utilisateur.libelle_d_auteur
    ]
    miennes = _adresses_pilotees(utilisateur, convention)
    return DepuisMaVisite(
        depuis=depuis,
        suivies=[n for n in nouvelles if n.adresse in miennes],
        autres=[n for n in nouvelles if n.adresse not in miennes],
        # Toutes celles lues sont plus récentes que la visite : d'autres les précèdent peut-être.
        est_coupee=len(lues) == NOUVELLES_LUES and (depuis is None or lues[-1].le > depuis),
    )


def derniere_visite(utilisateur: Utilisateur, convention: Convention) -> datetime.datetime | None:
    """L'instant jusqu'auquel la personne a dit avoir tout vu ; `None` si elle ne l'a jamais dit."""
    roles = Habilitation.objects.filter(utilisateur=utilisateur, convention=convention)
    vue: datetime.datetime | None = roles.aggregate(vue=Max("nouvelles_vues_le"))["vue"]
    return vue


def noter_la_visite(
    *,
    utilisateur: Utilisateur,
    convention: Convention,
    jusqu_au: datetime.datetime | None,
    maintenant: datetime.datetime,
) -> None:
    """Note que la personne a tout vu jusqu'à l'instant où la page lui fut montrée.

    Ce qui arrive entre la page et le geste reste à voir. L'instant ne recule pas, et n'est jamais à
    venir. Lève `ActionImpossible` si la page ne dit pas de quand elle date.
    """
    if jusqu_au is None or jusqu_au.tzinfo is None:
        raise ActionImpossible("Cette page est incomplète : rouvrez-la, puis recommencez.")
    vue = min(jusqu_au, maintenant)
    Habilitation.objects.filter(utilisateur=utilisateur, convention=convention).filter(
        Q(nouvelles_vues_le=None) | Q(nouvelles_vues_le__lt=vue)
    ).update(nouvelles_vues_le=vue)


def _adresses_pilotees(utilisateur: Utilisateur, convention: Convention) -> set[str]:
    numeros = (
        PiloteDeFiche.objects.actuels()
        .filter(fiche__convention=convention, personne_id=utilisateur.personne_id)
        .values_list("fiche__numero", flat=True)
    )
    return {reverse("fiche_detail", args=[convention.slug, numero]) for numero in numeros}
