"""Un mandat prend fin, le suivant commence : la fonction passe d'une personne à une autre."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from conventions.models import Convention, Habilitation, Mandat, Partenaire, Personne
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.succession import LENDEMAIN, AReprendre, identifiants
from ctg.socle.versions import reserver

ROLE = "role"


def succeder(
    *,
    mandat: Mandat,
    a_qui: Personne,
    fin: datetime.date,
    fonction: str,
    ecriture_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> Mandat:
    """Met fin au mandat ce jour-là et ouvre le suivant le lendemain ; rend le suivant.

    `a_qui` peut venir d'être créée. Une personne déjà connue dans cette fonction garde le mandat
    qu'elle a. La signature de la convention reste à qui a signé. Lève `ActionImpossible` si le
    mandat ne peut pas finir ce jour-là ou si l'on se succède à soi-même, `ConflitDeVersion` si
    quelqu'un a touché au mandat depuis `ecriture_ouverte`.
    """
    if a_qui.pk == mandat.personne_id:
        raise ActionImpossible("Une personne ne se succède pas à elle-même.")
    with acte(par):
        reserver(mandat, ecriture_ouverte)
        mandat.finir(fin=fin, le=le)
        suivant = _deja_la(mandat, a_qui, fonction) or Mandat(
            personne=a_qui,
            partenaire=mandat.partenaire,
            fonction=fonction.strip(),
            nature=mandat.nature,
        )
        suivant.debut = suivant.debut or fin + LENDEMAIN
        suivant.save()
    return suivant


def _deja_la(mandat: Mandat, personne: Personne, fonction: str) -> Mandat | None:
    """Le mandat que la suivante a déjà dans cette fonction, si on l'a ajoutée d'abord."""
    return Mandat.objects.filter(
        personne=personne,
        partenaire=mandat.partenaire,
        fonction__iexact=fonction.strip(),
        fin=None,
    ).first()


def a_reprendre(
    personne: Personne, convention: Convention, partenaire: Partenaire, le: datetime.date
) -> list[AReprendre]:
    """Les rôles que son compte tient de cet organisme. Une requête."""
    return [
        AReprendre(f"{ROLE}:{role.pk}", "Rôles de son compte, à retirer", str(role))
        for role in _roles(personne, convention, partenaire)
    ]


def _roles(
    personne: Personne, convention: Convention, partenaire: Partenaire
) -> QuerySet[Habilitation]:
    return Habilitation.objects.filter(
        utilisateur__personne=personne, convention=convention, partenaire=partenaire
    ).select_related("partenaire")


@dataclass(frozen=True)
class Passage:
    """Une fonction qui passe : de qui, à qui, pour quel organisme, après quel dernier jour."""

    de: Personne
    vers: Personne
    convention: Convention
    partenaire: Partenaire
    fin: datetime.date
    par: Acteur


def reprendre(cles: Collection[str], passage: Passage) -> None:
    """Retire ces rôles à qui s'en va ; qui arrive est invité à part."""
    roles = _roles(passage.de, passage.convention, passage.partenaire)
    with acte(passage.par):
        for role in roles.filter(pk__in=identifiants(cles, ROLE)):
            role.delete()
