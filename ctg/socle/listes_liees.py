"""Ramener, avec chaque ligne, la liste de ce qui s'y rattache : une seule lecture de la base.

Un préchargement lit à part, pour chaque lot, ce qui se rattache ; ici, la base le range elle-même
dans une liste JSON. Le nombre de requêtes ne dépend alors ni des lignes, ni des lots : ce qui part
au fil se lit au fil.
"""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Aggregate, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=models.Model)


class EnListe(Aggregate):
    """Les valeurs d'un groupe, en une liste JSON ; son ordre n'est pas dit."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        """SQLite donne un autre nom à la même fonction."""
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **options)


def liste_liee(liees: models.QuerySet[Any], cle: str, valeur: Any) -> Subquery:
    """La liste des `valeur` des lignes que `cle` rattache ; None s'il n'y en a pas."""
    groupes = liees.filter(**{cle: OuterRef("pk")}).order_by().values(cle)
    return Subquery(
        groupes.annotate(_liste=EnListe(valeur)).values("_liste"), output_field=models.JSONField()
    )


def objets_lies(liees: models.QuerySet[Any], cle: str, champs: Iterable[str]) -> Subquery:
    """La liste de ces champs, et de la clé `id` ; `relire` en refait des objets."""
    return liste_liee(liees, cle, JSONObject(id=F("pk"), **{champ: F(champ) for champ in champs}))


def relire(modele: type[M], liste: list[dict[str, Any]] | None) -> list[M]:
    """Les objets d'une liste lue par `objets_lies`, dans l'ordre du modèle, puis de la saisie."""
    ordre = [str(champ) for champ in modele._meta.ordering or ()]

    def rang(rangee: dict[str, Any]) -> tuple[list[str], int]:
        return [str(rangee[champ] or "") for champ in ordre if champ in rangee], int(rangee["id"])

    return [
        modele(**{champ: _valeur(modele, champ, valeur) for champ, valeur in rangee.items()})
        for rangee in sorted(liste or [], key=rang)
    ]


def _valeur(modele: type[models.Model], nom: str, valeur: Any) -> Any:
    champ: Any = modele._meta.get_field(nom)
    if isinstance(champ, models.JSONField):
        # SQLite rend une liste JSON rangée dans une autre comme le texte qui l'écrit.
        return json.loads(valeur) if isinstance(valeur, str) else valeur
    return champ.to_python(valeur)
