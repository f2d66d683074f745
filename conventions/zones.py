"""Les zones d'un territoire : bassins de vie, quartiers prioritaires, rural et urbain.

Une zone peut servir à plusieurs conventions : chacune n'y change que ses communes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from conventions.models import Commune, Convention, Zone
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.recherche import cle_de_tri
from ctg.socle.versions import reserver


@dataclass(frozen=True)
class ZoneLue:
    """Une zone et ses communes de ce territoire, dans l'ordre alphabétique.

    `population` : la somme de celles qu'on connaît ; None si aucune.
    """

    zone: Zone
    communes: Sequence[Commune]
    population: int | None


def zones_de(convention: Convention) -> list[ZoneLue]:
    """Les zones d'une convention, par nature puis par nom ; trois requêtes."""
    siennes = set(Commune.objects.signataires_de(convention).values_list("pk", flat=True))
    lues = []
    for zone in convention.zones.prefetch_related("communes"):
        communes = [commune for commune in zone.communes.all() if commune.pk in siennes]
        connues = [c.population for c in communes if c.population is not None]
        communes.sort(key=lambda commune: cle_de_tri(commune.nom))
        lues.append(ZoneLue(zone, communes, sum(connues) if connues else None))
    return lues


def ajouter_zone(
    *,
    convention: Convention,
    nom: str,
    genre: str,
    communes: Iterable[Commune],
    source: str,
    par: Acteur,
) -> Zone:
    """Donne une zone à la convention ; celle d'un autre territoire qui porte ce nom la rejoint.

    Lève `ConventionFigee` une fois la convention close, `ValidationError` si elle l'a déjà.
    """
    convention.exiger_ouverte()
    nom = " ".join(nom.split())
    if convention.zones.filter(genre=genre, nom__iexact=nom).exists():
        raise ValidationError({"nom": "Cette zone existe déjà."})
    with acte(par):
        zone = Zone.objects.filter(genre=genre, nom=nom).first()
        if zone is None:
            zone = Zone(genre=genre, nom=nom, source=source.strip())
            zone.full_clean()
            zone.save()
        zone.communes.add(*communes)
        convention.zones.add(zone)
    return zone


def modifier_zone(
    *,
    zone: Zone,
    convention: Convention,
    nom: str,
    genre: str,
    communes: Iterable[Commune],
    source: str,
    ecriture_ouverte: int,
    par: Acteur,
) -> None:
    """Change la zone ; ses communes d'un autre territoire y restent.

    Lève `ConventionFigee`, `ConflitDeVersion` ; `ActionImpossible` si son nom ou sa nature changent
    alors qu'une autre convention l'emploie ; `ValidationError` si une zone porte déjà ce nom.
    """
    convention.exiger_ouverte()
    nom = " ".join(nom.split())
    with acte(par):
        reserver(zone, ecriture_ouverte)
        if (nom, genre) != (zone.nom, zone.genre):
            if zone.conventions.exclude(pk=convention.pk).exists():
                raise ActionImpossible(
                    "Cette zone sert aussi à une autre convention : son nom et sa nature restent."
                )
            zone.nom, zone.genre = nom, genre
        zone.source = source.strip()
        zone.full_clean()
        zone.save()
        siennes = Commune.objects.signataires_de(convention).values("pk")
        zone.communes.set([*communes, *zone.communes.exclude(pk__in=siennes)])
