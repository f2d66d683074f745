"""Toutes les pages sont accessibles et tiennent sur un téléphone, pleines comme vides.

La liste des pages est celle de la table des droits : une page nouvelle arrive ici d'elle-même, et
l'essai échoue tant qu'on ne dit pas sur quel objet de la démonstration l'ouvrir.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.urls import reverse

from conventions.models import (
    Convention,
)
from tests import fabriques
from tests.droits.pages import PAGES
from tests.memoire import Memoire
from tests.navigateur.objets import COORDINATION, objets_de
from tests.navigateur.visite import Visite

# Les pages dont l'adresse ne demande que la convention : elles existent avant toute saisie.
DE_TOUTE_CONVENTION = [
    nom
    for nom, page in PAGES.items()
    if page.get and page.est_une_page and page.est_d_une_convention and not page.cle
]
# On ne déclare de structure, ni n'en importe, qu'au nom d'une partie.
SANS_PARTIE = {"equipement_ajouter", "registre_importer", "registre_importe"}


@pytest.fixture
def objets(demonstration: Convention) -> dict[str, Any]:
    """Ce que chaque nom de la table des droits désigne dans la démonstration."""
    return objets_de(demonstration)


def _adresses(convention: Convention, objets: dict[str, Any]) -> Iterable[str]:
    for nom, page in PAGES.items():
        if page.get and page.est_une_page:
            cle = {parametre: objets.get(valeur, valeur) for parametre, valeur in page.cle.items()}
            oubliees = [v for v in cle.values() if isinstance(v, str) and v not in objets.values()]
            assert not oubliees, f"{nom} : dire sur quel objet l'ouvrir ({oubliees})"
            slug = {"slug": convention.slug} if page.est_d_une_convention else {}
            yield reverse(nom, kwargs=slug | cle)


def _fautes(visite: Visite, adresses: Iterable[str], memoire: Memoire) -> list[str]:
    """Ce qui ne va pas, toutes pages confondues : en réparer une ne doit pas cacher la suivante."""
    fautes = []
    for adresse in adresses:
        try:
            visite.aller(adresse)
            visite.verifier_une_fois(memoire)
        except AssertionError as faute:
            fautes.append(str(faute))
    return fautes


def test_chaque_page_de_la_demonstration(
    visiter: Callable[..., Visite],
    demonstration: Convention,
    objets: dict[str, Any],
    memoire: Memoire,
) -> None:
    visite = visiter()
    visite.connecter(COORDINATION)
    adresses = list(_adresses(demonstration, objets))
    registre = reverse("equipement_liste", args=[demonstration.slug])
    plan = reverse("fiche_liste", args=[demonstration.slug])

    assert len(adresses) > 40
    fautes = _fautes(
        visite,
        [*adresses, f"{registre}?type=eaje&statut=ouvert", f"{registre}?q=rien", f"{plan}?q=rien"],
        memoire,
    )
    assert not fautes, "\n\n".join(fautes)


def test_les_pages_d_une_convention_ou_rien_n_est_saisi(
    visiter: Callable[..., Visite], convention_vide: Convention, memoire: Memoire
) -> None:
    visite = visiter()
    visite.entrer_comme(fabriques.coordonnateur(convention_vide))
    adresses = [
        reverse(nom, args=[convention_vide.slug])
        for nom in DE_TOUTE_CONVENTION
        if nom not in SANS_PARTIE
    ]

    assert len(adresses) > 10
    fautes = _fautes(visite, ["/", *adresses], memoire)
    assert not fautes, "\n\n".join(fautes)


def test_les_refus(visiter: Callable[..., Visite], demonstration: Convention) -> None:
    visite = visiter()
    visite.connecter("lecture@portail.example")
    interdite = reverse("fiche_mettre_a_jour", args=[demonstration.slug, 1])
    for adresse, statut in ((interdite, 403), ("/conventions/ailleurs/", 404)):
        visite.aller(adresse, attendu=statut)
        visite.verifier()


def test_l_accueil_d_un_compte_sans_role(visiter: Callable[..., Visite]) -> None:
    visite = visiter()
    visite.entrer_comme(fabriques.utilisateur())
    visite.aller("/")
    visite.verifier()
