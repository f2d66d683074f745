"""L'accueil réunit ce que les salles disent : attentes et nouvelles. Il ne décide de rien."""

import datetime
from collections.abc import Iterable

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


def attentes_de(
    utilisateur: Utilisateur, convention: Convention, le: datetime.date
) -> list[Attente]:
    """Tout ce qui est attendu de la personne : le pressant d'abord, puis par échéance."""
    attentes = [a for salle in SALLES for a in salle.attentes(utilisateur, convention, le)]
    return sorted(attentes, key=lambda a: (not a.est_pressante, a.echeance or datetime.date.max))


def demandes_a(
    personne: Personne, le: datetime.date, convention: Convention | None = None
) -> tuple[list[Attente], list[Attente]]:
    """Ce qu'on a demandé à cette personne, dans toutes les salles : (à faire, fait).

    `convention` borne à une seule : un lien n'ouvre que la sienne.

    À faire : par échéance. Fait : du plus récent au plus ancien.
    """
    toutes = [
        *demandes.demandes_a(personne, le, convention),
        *lectures_attendues(personne, convention),
        *lectures_faites(personne, convention),
    ]
    a_faire = [a for a in toutes if a.faite_le is None]
    faites = [a for a in toutes if a.faite_le is not None]
    return (
        sorted(a_faire, key=lambda a: a.echeance or datetime.date.max),
        sorted(faites, key=lambda a: a.faite_le or le, reverse=True),
    )


def avec_les_roles(
    a_faire: list[Attente],
    utilisateur: Utilisateur,
    conventions: Iterable[Convention],
    le: datetime.date,
) -> list[Attente]:
    """Ce qu'on demande à la personne et ce que ses rôles attendent d'elle, par échéance.

    Une demande, qui a un état, est déjà dans `a_faire` : les rôles ne la redisent pas.
    """
    toutes = [
        *a_faire,
        *(
            attente
            for convention in conventions
            for attente in attentes_de(utilisateur, convention, le)
            if not attente.etat
        ),
    ]
    return sorted(toutes, key=lambda a: a.echeance or datetime.date.max)


def nouvelles_de(
    utilisateur: Utilisateur, convention: Convention, limite: int = NOUVELLES_MONTREES
) -> list[Nouvelle]:
    """Les derniers changements que la personne peut lire, du plus récent au plus ancien."""
    nouvelles = [n for salle in SALLES for n in salle.nouvelles(utilisateur, convention, limite)]
    return sorted(nouvelles, key=lambda n: n.le, reverse=True)[:limite]
