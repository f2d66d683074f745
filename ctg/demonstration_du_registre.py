"""La vie fictive du registre, en démonstration : ce que le fichier ne dit pas vient du hasard.

La graine est fixe : deux chargements donnent la même démonstration. Rien ici n'est un fait du
territoire.
"""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from conventions.models import Convention
from ctg.socle.historique import Acteur, antidater
from equipements.models import (
    ChiffreAnnuel,
    Equipement,
    MontantDeSoutien,
    TypeEquipement,
    definitions_de,
)

# Places par structure et euros de soutien par place : des ordres de grandeur inventés.
_PLACES = {TypeEquipement.EAJE: (12, 45), TypeEquipement.ALSH: (16, 90)}
_EUROS_PAR_PLACE = {TypeEquipement.EAJE: (3800, 6200), TypeEquipement.ALSH: (450, 1400)}
_AUTRES_EUROS = (9000, 26000)


def _midi(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


def vivre_au_registre(
    convention: Convention, contenu: dict[str, Any], hasard: random.Random, par: Acteur
) -> None:
    """Décrit et chiffre chaque structure de la convention, sauf celles que le fichier excepte."""
    sans_chiffres = set(contenu["structures_sans_chiffres"])
    structures = Equipement.objects.de_la_convention(convention).order_by("code")
    chiffres: list[ChiffreAnnuel] = []
    montants: list[MontantDeSoutien] = []
    for structure in structures.prefetch_related("soutiens__partenaire"):
        places = hasard.randint(*_PLACES.get(TypeEquipement(structure.type), (0, 0)))
        euros = hasard.randint(*_EUROS_PAR_PLACE.get(TypeEquipement(structure.type), _AUTRES_EUROS))
        if structure.code in sans_chiffres:
            continue
        with antidater(_midi(convention.debut)):
            _decrire(structure, places, hasard)
        for annee in contenu["annees_chiffrees"]:
            dits = {"annee": annee, "saisi_le": datetime.date(annee + 1, 2, 10)}
            dits["saisi_par"] = par.libelle_d_auteur
            elan = 1 + 0.03 * (annee - convention.debut.year)
            soutien = Decimal(round(euros * (places or 1) * elan, -2))
            nombres = _nombres(places, elan, soutien, hasard)
            chiffres += [
                ChiffreAnnuel(equipement=structure, code=d.code, valeur=nombres[d.code], **dits)
                for d in definitions_de(structure.type)
            ]
            montants += [
                MontantDeSoutien(soutien=lien, valeur=soutien, **dits)
                for lien in structure.soutiens.all()
            ]
    bulk_create_with_history(chiffres, ChiffreAnnuel, batch_size=500)
    bulk_create_with_history(montants, MontantDeSoutien, batch_size=500)


def _decrire(structure: Equipement, places: int, hasard: random.Random) -> None:
    structure.capacite = places or None
    if structure.type == TypeEquipement.EAJE:
        structure.age_min, structure.age_max = 2, 48
    elif structure.type == TypeEquipement.ALSH:
        structure.age_min, structure.age_max = 3, hasard.choice([11, 12, 14])
        structure.periodes = ["mercredi", "petites_vacances", "ete"]
    soutien = structure.soutiens.first()
    structure.gestionnaire = structure.gestionnaire or str(soutien.partenaire if soutien else "")
    structure.a_referent_handicap = hasard.random() < 0.4
    structure.save()


def _nombres(
    places: int, elan: float, soutien: Decimal, hasard: random.Random
) -> dict[str, Decimal]:
    """Les chiffres d'une année, du même ordre de grandeur entre eux."""
    enfants = round((places or hasard.randint(40, 120)) * 1.6 * elan)
    heures = round(enfants * hasard.randint(240, 620)) if places else 0
    nombres = {
        "enfants": enfants,
        "enfants_aeeh": hasard.randint(0, max(1, enfants // 25)),
        "heures_facturees": heures,
        "heures_realisees": round(heures * 0.94),
        "assistantes_maternelles": 30 + enfants % 30,
        "assistantes_adherentes": 20 + enfants % 20,
        "rendez_vous": enfants * 2,
        "temps_collectifs": enfants // 2,
        "adherents": enfants * 2,
        "prets": enfants * 9,
        "seances": 60 + enfants % 40,
        "familles": enfants // 2,
        "bonus_territoire": int(soutien) // 4,
    }
    return {code: Decimal(nombre) for code, nombre in nombres.items()}
