"""E4, E5, E6 : ce qui ne suit pas les règles de la Caf se dit, et seulement ce qui est saisi."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Partenaire
from equipements.models import ChiffreAnnuel, Equipement, Places, SousType
from equipements.vigilances import Gravite, vigilances_de, vigilances_du_registre
from tests import fabriques
from tests.conftest import Connexions
from tests.outils import texte_de


def _structure(convention: Convention, code: str = "", **champs: Any) -> Equipement:
    champs.setdefault("type", "eaje")
    if code:
        champs["sous_type"], _ = SousType.objects.get_or_create(
            type="eaje", code=code, defaults={"nom": code}
        )
    return fabriques.equipement(convention, **champs)


def _codes(structure: Equipement, *, voit_les_montants: bool = True) -> list[str]:
    dites = vigilances_de(
        structure,
        ChiffreAnnuel.objects.filter(equipement=structure),
        voit_les_montants=voit_les_montants,
    )
    return [vigilance.code for vigilance in dites]


@pytest.mark.parametrize(
    ("code", "places", "bonus", "attendues"),
    [
        ("multi_accueil", {"psu_existantes": 0, "psu_nouvelles": 0}, 900, ["E4"]),
        ("multi_accueil", {"psu_existantes": 0, "psu_nouvelles": 1}, 900, []),
        ("multi_accueil", {"psu_existantes": 0}, 0, []),
        # Rien ne dit combien de places sont PSU : la règle ne se prononce pas.
        ("multi_accueil", {}, 900, []),
        ("micro_creche_paje", {}, 900, ["E4"]),
        ("micro_creche_paje", {}, None, []),
    ],
)
def test_un_bonus_sans_place_psu(
    convention: Convention,
    code: str,
    places: dict[str, int],
    bonus: int | None,
    attendues: list[str],
) -> None:
    structure = _structure(convention, code)
    Places.objects.create(equipement=structure, nombre=12, **places)
    if bonus is not None:
        fabriques.chiffre(structure, code="bonus_territoire", valeur=bonus)
    assert _codes(structure) == attendues
    # Qui ne voit pas les montants n'apprend pas qu'il y a un bonus.
    assert _codes(structure, voit_les_montants=False) == []


@pytest.mark.parametrize(
    ("code", "capacite", "attendues"),
    [
        ("micro_creche_psu", 13, ["E5"]),
        ("micro_creche_paje", 13, ["E5"]),
        ("micro_creche_psu", 12, []),
        ("micro_creche_psu", None, []),
        ("multi_accueil", 13, []),
    ],
)
def test_une_micro_creche_trop_grande(
    convention: Convention, code: str, capacite: int | None, attendues: list[str]
) -> None:
    assert _codes(_structure(convention, code, capacite=capacite)) == attendues


@pytest.mark.parametrize(
    ("contractees", "realisees", "attendues"),
    [
        (1000, 1251, ["E6"]),
        (1000, 1250, []),
        (1000, 400, []),
        (0, 400, []),
        (None, 400, []),
        (1000, None, []),
    ],
)
def test_trop_d_heures_nouvelles(
    convention: Convention, contractees: int | None, realisees: int | None, attendues: list[str]
) -> None:
    alsh = fabriques.equipement(convention)
    for code, valeur in (("heures_contractees", contractees), ("heures_realisees", realisees)):
        if valeur is not None:
            fabriques.chiffre(alsh, code=code, valeur=valeur)
    assert _codes(alsh) == attendues


def test_la_page_dit_la_regle_et_ce_que_chacun_peut_voir(
    convention: Convention, partie: Partenaire, connecter: Connexions
) -> None:
    micro = _structure(convention, "micro_creche_paje", nom="Les Lutins", capacite=14)
    fabriques.chiffre(micro, code="bonus_territoire", valeur=900)
    adresse = reverse("vigilance_liste", args=[convention.slug])
    coordonnateur = fabriques.coordonnateur(convention)
    assert [v.gravite for v in vigilances_du_registre(convention, coordonnateur)] == [
        Gravite.BLOQUANTE,
        Gravite.ATTENTION,
    ]
    toutes = texte_de(connecter(coordonnateur).get(adresse))
    assert "aucune place n'est PSU" in toutes
    assert "celle-ci en a 14" in toutes
    lecteur = connecter(fabriques.lecteur(convention))
    lues = texte_de(lecteur.get(adresse))
    assert "celle-ci en a 14" in lues
    assert "bonus territoire est saisi" not in lues
    page = reverse("equipement_detail", args=[convention.slug, micro.pk])
    assert "celle-ci en a 14" in texte_de(lecteur.get(page))
    micro.statut = "ferme"
    micro.save()
    assert "Rien à vérifier" in texte_de(lecteur.get(adresse))


def test_le_nombre_de_requetes_ne_depend_pas_des_structures(
    convention: Convention,
    connecter: Connexions,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    adresse = reverse("vigilance_liste", args=[convention.slug])
    for nombre in (1, 12):
        for _ in range(nombre):
            _structure(convention, "micro_creche_psu", capacite=20)
        with django_assert_max_num_queries(8):
            client.get(adresse)
