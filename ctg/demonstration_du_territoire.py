"""Le territoire fictif de la démonstration : zones, desserte, contacts, annuaire ouvert.

Tout se déduit des positions et des populations des communes, sans hasard : ce sont des exemples,
et chaque zone le dit dans son nom. Rien ici n'est un fait du territoire.
"""

import datetime
from collections import defaultdict
from math import cos, hypot, radians

from django.utils import timezone

from conventions.models import Commune, Convention, Zone
from conventions.zones import ajouter_zone
from ctg.socle.historique import Acteur, antidater
from equipements.models import Equipement, TypeEquipement

SOURCE = "démonstration : inventé d'après la population"
# Habitants → zone d'exemple ; la dernière n'a pas de plafond.
_ZONES = ((1500, "Rural"), (5000, "Périurbain"), (None, "Urbain"))
# Un LAEP d'exemple ne va qu'aux communes les plus proches : il en reste sans.
_PORTEE_D_UN_LAEP = 9


def peupler_le_territoire(convention: Convention, par: Acteur) -> None:
    """Dit ce que la convention livrée ne dit pas ; à jouer sous un acte, après le registre."""
    midi = datetime.datetime.combine(convention.debut, datetime.time(12))
    communes = list(Commune.objects.signataires_de(convention).order_by("code_insee"))
    with antidater(timezone.make_aware(midi)):
        _zoner(convention, communes, par)
        _desservir(convention, communes)
        _donner_des_contacts(convention)
    convention.ouvrir_l_annuaire(par=par)


def _zoner(convention: Convention, communes: list[Commune], par: Acteur) -> None:
    reparties: dict[str, list[Commune]] = defaultdict(list)
    for commune in communes:
        habitants = commune.population or 0
        nom = next(n for plafond, n in _ZONES if plafond is None or habitants <= plafond)
        reparties[nom].append(commune)
    for _, nom in _ZONES:
        ajouter_zone(
            convention=convention,
            nom=f"{nom} (démonstration)",
            genre=Zone.Genre.TYPOLOGIE,
            communes=reparties[nom],
            source=SOURCE,
            par=par,
        )


def _desservir(convention: Convention, communes: list[Commune]) -> None:
    """Chaque commune va au RPE le plus proche ; le dernier RPE n'a encore rien dit.

    Ainsi la carte des RPE ne conclut pas, et celle des LAEP montre des zones blanches.
    """
    structures = Equipement.objects.de_la_convention(convention).select_related("commune")
    relais = list(structures.filter(type=TypeEquipement.RPE).order_by("code"))
    par_relais: dict[int, list[Commune]] = defaultdict(list)
    for commune in communes if relais else []:
        proche = min(relais, key=lambda r: (_distance(r.commune, commune), r.pk))
        par_relais[proche.pk].append(commune)
    for un in relais[:-1]:
        un.communes_desservies.set(par_relais[un.pk])
    for lieu in structures.filter(type=TypeEquipement.LAEP):
        proches = sorted(communes, key=lambda c: (_distance(lieu.commune, c), c.pk))
        lieu.communes_desservies.set(proches[:_PORTEE_D_UN_LAEP])


def _distance(a: Commune, b: Commune) -> float:
    """À vol d'oiseau, en degrés ; une position inconnue est à l'origine, donc très loin."""
    (xa, ya), (xb, yb) = ((c.longitude or 0.0, c.latitude or 0.0) for c in (a, b))
    return hypot((xa - xb) * cos(radians(ya)), ya - yb)


def _donner_des_contacts(convention: Convention) -> None:
    """Des numéros que l'Arcep réserve aux fictions ; une structure sur six n'en a pas."""
    structures = Equipement.objects.de_la_convention(convention).order_by("code", "pk")
    for rang, structure in enumerate(structures):
        if rang % 6 and not structure.telephone:
            structure.telephone = f"05 36 49 {rang // 100:02d} {rang % 100:02d}"
            structure.courriel = f"structure-{rang}@portail.example"
            structure.save()
