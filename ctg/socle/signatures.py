"""Sous quels noms une personne a signé, et comment ce qu'elle a écrit se lit pour elle seule."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

from ctg.socle.champs import nom_francais


@dataclass(frozen=True)
class Signatures:
    """Le compte et les noms sous lesquels une personne a signé ce qu'elle a écrit.

    `noms` ne désignent qu'elle ; `partages` sont aussi ceux d'un homonyme : sous eux, seul ce que
    son compte a signé est tenu pour le sien. Un nom se continue parfois d'une parenthèse :
    « … (lien personnel) ».
    """

    compte: int | None
    noms: tuple[str, ...]
    partages: tuple[str, ...] = ()

    def est_un_nom(self, champ: str, noms: Iterable[str] | None = None) -> Q:
        """La condition qu'un champ de texte porte l'un de ces noms."""
        condition = Q(pk__in=[])
        for nom in self.noms if noms is None else noms:
            condition |= Q(**{champ: nom}) | Q(**{f"{champ}__startswith": f"{nom} ("})
        return condition

    def lignes(self, historique: Any) -> models.QuerySet[Any]:
        """Les lignes d'historique qu'elle a écrites, par son compte ou par un lien."""
        siennes = Q(history_user=None) & self.est_un_nom("auteur")
        if self.compte is not None:
            siennes |= Q(history_user_id=self.compte)
        trouvees: models.QuerySet[Any] = historique.filter(siennes)
        return trouvees

    def textes(self, modele: type[models.Model], champ: str) -> models.QuerySet[Any]:
        """Les objets dont ce champ (« auteur », « validé par ») porte son nom."""
        condition = self.est_un_nom(champ)
        if self.partages and self.compte is not None:
            signes = modele.historique.filter(history_user_id=self.compte)  # type: ignore[attr-defined]
            signes = signes.filter(self.est_un_nom(champ, self.partages)).values("id")
            condition |= Q(pk__in=signes) & self.est_un_nom(champ, self.partages)
        return modele._base_manager.filter(condition)


def lisible(objet: models.Model, *champs: str) -> dict[str, Any]:
    """Ces champs d'un objet, sous leur nom français, dans une forme que JSON sait écrire."""
    return {nom_francais(objet, nom): _valeur(objet, nom) for nom in champs}


def _valeur(objet: models.Model, nom: str) -> Any:
    choix = getattr(objet, f"get_{nom}_display", None)
    valeur = choix() if choix else getattr(objet, nom)
    if isinstance(valeur, datetime.datetime):
        return localtime(valeur).isoformat(timespec="seconds")
    if isinstance(valeur, datetime.date):
        return valeur.isoformat()
    return str(valeur) if isinstance(valeur, models.Model) else valeur
