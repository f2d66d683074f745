"""Le semis entier : une base vide, une transaction, un compte pour entrer."""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator

from django.db import connection, models, transaction
from django.utils.crypto import get_random_string

from conventions.droits import Role
from conventions.models import Commune, Convention, Habilitation, Personne, Utilisateur
from ctg.semis.echelle import Acces, Echelle
from ctg.semis.lots import Lots
from ctg.semis.plan import planifier
from ctg.semis.registre import inscrire
from ctg.semis.territoire import peupler
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import ActeurNomme, acte

LE_SEMEUR = ActeurNomme("semis d'essai (données inventées)")
COURRIEL = "coordination@france.example"
GRAINE = 2022


def semer(echelle: Echelle, *, le: datetime.date, dire: Callable[[str], None]) -> Acces:
    """Remplit une base vide ; `dire` reçoit l'avancement, une ligne par table.

    Lève `ActionImpossible` si la base contient déjà une convention, un compte ou une commune, ou
    si l'échelle ne tient pas.
    """
    if manques := [*echelle.manques(), *_occupation()]:
        raise ActionImpossible(*manques)
    hasard = random.Random(GRAINE)  # noqa: S311 – un décor, pas un secret
    lots = Lots(dire)
    with transaction.atomic():
        territoire = peupler(echelle, le, hasard, lots)
        planifier(territoire.conventions, le, lots)
        conventions = inscrire(echelle, territoire, le, hasard, lots)
        # La plus fournie : ce qu'un coordonnateur peut voir de pire.
        rang, structures = Counter(conventions or [0]).most_common(1)[0]
        acces = _ouvrir_un_compte(territoire.conventions[rang], structures if conventions else 0)
    _analyser()
    return acces


def _occupation() -> Iterator[str]:
    tables: tuple[tuple[type[models.Model], str], ...] = (
        (Convention, "une convention"),
        (Utilisateur, "un compte"),
        (Commune, "une commune"),
    )
    for modele, mot in tables:
        if modele._default_manager.exists():
            yield f"Cette base contient déjà {mot} : semez dans une base vide, faite pour l'essai."
            return


def _ouvrir_un_compte(convention: Convention, structures: int) -> Acces:
    mot_de_passe = get_random_string(20)
    with acte(LE_SEMEUR):
        personne = Personne.objects.create(nom="Coordination inventée", courriel=COURRIEL)
        compte = Utilisateur.objects.create_user(
            COURRIEL, mot_de_passe, nom="Coordination inventée", personne=personne
        )
        Habilitation.objects.create(
            utilisateur=compte, role=Role.COORDONNATEUR, convention=convention
        )
    return Acces(COURRIEL, mot_de_passe, convention, structures)


def _analyser() -> None:
    """Le moteur choisit ses index d'après ce que les tables contiennent : il vient de changer."""
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
        if connection.vendor == "sqlite":
            curseur.execute("PRAGMA optimize")
