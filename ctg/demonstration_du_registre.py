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
from ctg.socle.historique import Acteur, acte, antidater
from equipements.models import (
    AnneeFermee,
    ChiffreAnnuel,
    Contact,
    Equipement,
    GrilleDePrix,
    MontantDeSoutien,
    Ouverture,
    Places,
    PlancherDuBonus,
    Titre,
    TypeEquipement,
    definitions_de,
)
from equipements.services import declarer
from equipements.vigilances import MICRO_CRECHES

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
    structures = structures.select_related("sous_type")
    for structure in structures.prefetch_related("soutiens__partenaire"):
        places = hasard.randint(*_PLACES.get(TypeEquipement(structure.type), (0, 0)))
        if structure.sous_type is not None and structure.sous_type.code in MICRO_CRECHES:
            # Douze au plus ; l'une d'elles, à vérifier, en dit treize.
            places = 10 + places % 4
        euros = hasard.randint(*_EUROS_PAR_PLACE.get(TypeEquipement(structure.type), _AUTRES_EUROS))
        if structure.code in sans_chiffres:
            continue
        with antidater(_midi(convention.debut)):
            _decrire(structure, places, hasard)
            _detailler(structure, places, hasard)
        if structure.type == TypeEquipement.ALSH:
            _tarifer(structure, convention, hasard, par)
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
    with antidater(_midi(convention.debut)):
        PlancherDuBonus(convention=convention).enregistrer(
            montant=Decimal(1_000_000),
            annee=convention.debut.year - 1,
            source="montant inventé pour la démonstration",
            version_ouverte=0,
            par=par,
            le=convention.debut,
        )
    AnneeFermee.fermer(
        convention=convention,
        annee=convention.debut.year,
        par=par,
        le=datetime.date(convention.debut.year + 1, 6, 30),
    )
    _doubler(convention, par)
    bulk_create_with_history(chiffres, ChiffreAnnuel, batch_size=500)
    bulk_create_with_history(montants, MontantDeSoutien, batch_size=500)


def _doubler(convention: Convention, par: Acteur) -> None:
    """La fiche en double d'un accueil de loisirs, comme deux agents en déclarent parfois."""
    accueils = Equipement.objects.de_la_convention(convention).filter(type=TypeEquipement.ALSH)
    premier = accueils.exclude(adresse="").order_by("code").first()
    partie = premier.soutiens.first() if premier else None
    if premier is None or partie is None:
        return
    le = datetime.date(2026, 9, 8)
    with acte(par), antidater(_midi(le)):
        declarer(
            convention=convention,
            partenaire=partie.partenaire,
            champs={
                "nom": premier.nom.upper(),
                "type": premier.type,
                "commune": premier.commune,
                "adresse": premier.adresse,
                "code_postal": premier.code_postal,
                "telephone": "05 00 00 00 00",
                "precisions": "Fiche en double, inventée pour la démonstration.",
            },
            par=par,
            le=le,
        )


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


def _detailler(structure: Equipement, places: int, hasard: random.Random) -> None:
    """Ses places par âge et période, ses ouvertures, ses titres, un contact."""
    fin = datetime.date(2026, 12, 31) + datetime.timedelta(days=hasard.randint(-120, 900))
    if structure.type == TypeEquipement.EAJE:
        nouvelles = hasard.choice([0, 0, 3, 6])
        Places.objects.create(
            equipement=structure,
            age_min=2,
            age_max=48,
            nombre=places,
            psu_existantes=places - nouvelles,
            psu_nouvelles=nouvelles,
        )
        semaine = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]
        Ouverture.objects.create(
            equipement=structure, jours=semaine, ouvre=_heure("07:30"), ferme=_heure("18:30")
        )
        Titre.objects.create(
            equipement=structure,
            nature=Titre.Nature.AUTORISATION,
            intitule="Avis d'ouverture (démonstration)",
            fin=fin,
        )
    elif structure.type == TypeEquipement.ALSH:
        for periode, part in (("mercredi", 2), ("ete", 1)):
            for bas, haut in ((3, 5), (6, structure.age_max)):
                Places.objects.create(
                    equipement=structure,
                    periode=periode,
                    age_min=bas,
                    age_max=haut,
                    nombre=max(8, places // part // 2),
                )
        Titre.objects.create(
            equipement=structure,
            nature=Titre.Nature.DECLARATION,
            intitule="Déclaration annuelle (démonstration)",
            fin=fin,
        )
    Contact.objects.create(
        equipement=structure,
        fonction="Direction (démonstration)",
        courriel=f"{(structure.code or 'structure')[:50]}@exemple.fr",
    )


def _heure(texte: str) -> datetime.time:
    return datetime.time.fromisoformat(texte)


def _tarifer(
    structure: Equipement, convention: Convention, hasard: random.Random, par: Acteur
) -> None:
    """Trois années scolaires de prix : l'écart entre communes y diminue un peu."""
    base = Decimal(hasard.randint(8, 22)) / 2
    for rang, annee in enumerate((2023, 2024, 2025)):
        le = datetime.date(annee, 9, 20)
        # D'année en année, chaque prix se rapproche de huit euros.
        prix = base + (Decimal(8) - base) * rang / 6
        with antidater(_midi(le)):
            grille = GrilleDePrix(equipement=structure, annee_scolaire=annee)
            grille.enregistrer(
                lignes=[
                    {
                        "unite": unite,
                        "avec_repas": repas,
                        "qf_min": bas,
                        "qf_max": haut,
                        "montant": (prix * part * coefficient).quantize(Decimal("0.05")),
                        "montant_exterieur": None,
                    }
                    for unite, repas, coefficient in (
                        ("journee", True, Decimal(1)),
                        ("demi_journee", False, Decimal("0.5")),
                    )
                    for bas, haut, part in (
                        (0, 600, Decimal("0.6")),
                        (601, 1000, Decimal("0.9")),
                        (1001, None, Decimal("1.2")),
                    )
                ],
                precisions="Prix inventés pour la démonstration." if rang == 2 else "",
                version_ouverte=0,
                par=par,
                le=le,
            )
            if annee < 2025:
                grille.confirmer(version_ouverte=grille.version, par=par, le=le)


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
        # Ici et là, des heures nouvelles dépassent le quart que la Caf admet.
        "heures_contractees": round(
            heures * (0.66 + enfants % 3 / 50 if enfants % 17 == 0 else 0.9)
        ),
        "professionnels": max(2, enfants // 8),
        "professionnels_formes": max(2, enfants // 8) * (enfants % 4) // 10,
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
