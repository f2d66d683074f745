"""Le périmètre d'une personne, en sous-requête sur ses habilitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from conventions.droits import Droit, Portee, roles_ayant
from conventions.models.comptes import Habilitation

if TYPE_CHECKING:
    from conventions.models.comptes import Utilisateur

M = TypeVar("M", bound=models.Model)


class QuerySetDeConvention(models.QuerySet[M]):
    """Base des ensembles d'objets qui appartiennent à une convention.

    `chemin` mène de l'objet à sa convention (``"axe__convention"``). Les droits sont une
    sous-requête, jamais une liste d'identifiants ni une chaîne de OU (mesuré : 0,9 ms sur
    60 000 lignes ; SQLite échoue à 1 000 termes).
    """

    chemin = "convention"
    droit_de_modification: Droit | None = None

    def du_perimetre_de(self, utilisateur: Utilisateur) -> Self:
        """Les objets des conventions où la personne a un rôle, quel qu'il soit."""
        return self.filter(self._habilitee(Habilitation.objects.filter(utilisateur=utilisateur)))

    def avec_droit(self, utilisateur: Utilisateur, droit: Droit) -> Self:
        """Les objets sur lesquels la personne a ce droit, par son rôle ou par sa qualité."""
        return self.filter(self.permis(utilisateur, droit))

    def permis(self, utilisateur: Utilisateur, droit: Droit) -> Q:
        """La condition d'`avec_droit` : ce droit, par un rôle, un organisme ou une qualité."""
        habilitations = Habilitation.objects.filter(utilisateur=utilisateur)
        permis = self._habilitee(
            habilitations.filter(role__in=roles_ayant(droit, Portee.CONVENTION))
        )
        # Sans rôle à chercher, la base n'a pas à lire, ni Django à écrire, la sous-requête.
        if par_organisme := roles_ayant(droit, Portee.PARTENAIRE):
            par_son_organisme = self._par_son_organisme(
                habilitations.filter(role__in=par_organisme)
            )
            if par_son_organisme is not None:
                permis |= par_son_organisme
        par_sa_qualite = self._par_sa_qualite(utilisateur, droit)
        return permis if par_sa_qualite is None else permis | par_sa_qualite

    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Les objets que la personne peut lire."""
        return self.avec_droit(utilisateur, Droit.LIRE)

    def modifiables_par(self, utilisateur: Utilisateur) -> Self:
        """Les objets que la personne peut modifier."""
        if self.droit_de_modification is None:
            return self.none()
        return self.avec_droit(utilisateur, self.droit_de_modification)

    def _habilitee(self, habilitations: models.QuerySet[Habilitation]) -> Q:
        return Q(Exists(habilitations.filter(convention=OuterRef(self.chemin))))

    def _par_son_organisme(self, habilitations: models.QuerySet[Habilitation]) -> Q | None:
        """À définir là où un organisme touche l'objet ; None : aucun droit à ce titre."""
        return None

    def _par_sa_qualite(self, utilisateur: Utilisateur, droit: Droit) -> Q | None:
        """À définir là où une qualité (pilote, membre) donne un droit ; None : aucune."""
        return None
