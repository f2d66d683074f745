"""L'accueil réunit ce que les salles disent : attentes et nouvelles. Il ne décide de rien."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from actions import accueil as actions
from conventions import accueil as conventions
from conventions import demandes
from conventions.models import Convention, Personne, Utilisateur
from ctg import naissance
from ctg.rgpd import accueil as donnees
from ctg.socle.attentes import Attente, Nouvelle
from equipements import accueil as equipements
from equipements import accueil_des_campagnes as registre
from pilotage import accueil as pilotage
from pilotage.accueil_du_cycle import lectures_attendues, lectures_faites

SALLES = (naissance, actions, equipements, registre, pilotage, conventions, donnees)
NOUVELLES_MONTREES = 8
# Au-delà, ce qui ne presse pas se replie ; deux lignes ne valent pas un pli.
LIGNES_MONTREES = 8
_PLI_AU_MOINS = 3


@dataclass(frozen=True)
class LigneDAttente:
    """Ce qui est attendu sur un même objet : une chose d'ordinaire, plusieurs parfois."""

    attentes: list[Attente]

    @property
    def objet(self) -> str:
        """Ce dont elles parlent toutes ; vide pour une chose seule, dont le titre suffit."""
        return self.attentes[0].objet if len(self.attentes) > 1 else ""

    @property
    def en_bref(self) -> list[tuple[Attente, str]]:
        """Chaque chose et ce qui la précise, sur une ligne : de quoi elle parle, son détail."""
        return [
            (attente, ", ".join(dict.fromkeys(filter(None, (self.objet, attente.detail)))))
            for attente in self.attentes
        ]

    @property
    def est_pressante(self) -> bool:
        """L'une d'elles presse."""
        return any(attente.est_pressante for attente in self.attentes)


@dataclass(frozen=True)
class CeQuiEstAttendu:
    """Ce que la page montre d'abord, et ce qu'elle replie."""

    montrees: list[LigneDAttente]
    repliees: list[LigneDAttente]

    @property
    def choses_repliees(self) -> int:
        """Combien de choses attendent sous le pli, une par lien."""
        return sum(len(ligne.attentes) for ligne in self.repliees)


def ranger(attentes: Iterable[Attente]) -> list[Attente]:
    """Le pressant d'abord, puis par échéance : le même ordre sur toutes les pages."""
    return sorted(attentes, key=lambda a: (not a.est_pressante, a.echeance or datetime.date.max))


def presenter(attentes: Iterable[Attente]) -> CeQuiEstAttendu:
    """Range, réunit ce qui parle d'un même objet, et replie ce qui passe huit lignes.

    Ce qui presse ne se replie pas.
    """
    lignes: dict[tuple[str, ...], list[Attente]] = {}
    for rang, attente in enumerate(ranger(attentes)):
        # Deux conventions peuvent nommer un objet de même : l'adresse les distingue.
        objet = (attente.objet, *attente.adresse.split("/")[:3]) if attente.objet else (f"{rang}",)
        lignes.setdefault(objet, []).append(attente)
    rangees = [LigneDAttente(ensemble) for ensemble in lignes.values()]
    coupe = max(LIGNES_MONTREES, sum(ligne.est_pressante for ligne in rangees))
    if len(rangees) < coupe + _PLI_AU_MOINS:
        coupe = len(rangees)
    return CeQuiEstAttendu(rangees[:coupe], rangees[coupe:])


def attentes_de(
    utilisateur: Utilisateur, convention: Convention, le: datetime.date
) -> list[Attente]:
    """Tout ce qui est attendu de la personne : le pressant d'abord, puis par échéance."""
    return ranger(a for salle in SALLES for a in salle.attentes(utilisateur, convention, le))


def demandes_a(
    personne: Personne, le: datetime.date, convention: Convention | None = None
) -> tuple[list[Attente], list[Attente]]:
    """Ce qu'on a demandé à cette personne, dans toutes les salles : (à faire, fait).

    `convention` borne à une seule : un lien n'ouvre que la sienne.

    À faire : le pressant d'abord. Fait : du plus récent au plus ancien.
    """
    toutes = [
        *demandes.demandes_a(personne, le, convention),
        *lectures_attendues(personne, convention),
        *lectures_faites(personne, convention),
    ]
    a_faire = [a for a in toutes if a.faite_le is None]
    faites = [a for a in toutes if a.faite_le is not None]
    return (
        ranger(a_faire),
        sorted(faites, key=lambda a: a.faite_le or le, reverse=True),
    )


def avec_les_roles(
    a_faire: list[Attente],
    utilisateur: Utilisateur,
    conventions: Iterable[Convention],
    le: datetime.date,
) -> list[Attente]:
    """Ce qu'on demande à la personne et ce que ses rôles attendent d'elle, le pressant d'abord.

    Une demande, qui a un état, est déjà dans `a_faire` : les rôles ne la redisent pas.
    """
    des_roles = (
        attente
        for convention in conventions
        for attente in attentes_de(utilisateur, convention, le)
        if not attente.etat
    )
    return ranger([*a_faire, *des_roles])


def nouvelles_de(
    utilisateur: Utilisateur, convention: Convention, limite: int = NOUVELLES_MONTREES
) -> list[Nouvelle]:
    """Les derniers changements que la personne peut lire, du plus récent au plus ancien."""
    nouvelles = [n for salle in SALLES for n in salle.nouvelles(utilisateur, convention, limite)]
    return sorted(nouvelles, key=lambda n: n.le, reverse=True)[:limite]
