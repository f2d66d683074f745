"""Ce que les salles disent à l'accueil : ce qui est attendu d'une personne, et ce qui a changé."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Attente:
    """Une chose attendue d'une personne : quoi, où aller, pour quand, avec quelle urgence.

    `objet` est ce dont elle parle, quand d'autres attentes peuvent en parler aussi : elles se
    lisent ensemble. `etat` est une clé de badge, quand la chose a un état ; `faite_le`, le jour où
    elle fut faite.
    """

    titre: str
    adresse: str
    geste: str
    detail: str = ""
    echeance: datetime.date | None = None
    est_pressante: bool = False
    objet: str = ""
    etat: str = ""
    faite_le: datetime.date | None = None


@dataclass(frozen=True)
class Nouvelle:
    """Un changement à faire connaître : quand, qui, quoi, où le lire."""

    le: datetime.datetime
    auteur: str
    titre: str
    adresse: str
    detail: str = ""
