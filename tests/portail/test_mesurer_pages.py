"""La mesure des pages : sa forme, rien d'écrit, des requêtes que l'échelle ne change pas."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import transaction

from conventions.models import Convention, Utilisateur
from ctg.mesure import ENTETES, PAGES, Mesure, mesurer
from ctg.semis import Acces, Echelle, semer
from tests import fabriques
from tests.conftest import AUJOURD_HUI, ecritures


def _semer(communes: int, structures: int, chiffres: int) -> Acces:
    echelle = Echelle(communes, 1, structures, chiffres)
    return semer(echelle, le=AUJOURD_HUI, dire=lambda _: None)


def _mesurees(communes: int, structures: int, chiffres: int) -> dict[str, Mesure]:
    """Chaque page une fois, dans une base semée pour elle, puis vidée."""
    with transaction.atomic():
        acces = _semer(communes, structures, chiffres)
        compte = Utilisateur.objects.get(courriel=acces.courriel)
        mesures = {m.page.nom: m for m in mesurer(acces.convention, compte, fois=0)}
        transaction.set_rollback(True)
    return mesures


def _lancer(**options: Any) -> str:
    sortie = io.StringIO()
    call_command("mesurer_pages", stdout=sortie, fois=1, **options)
    return sortie.getvalue()


@pytest.mark.django_db
def test_dix_fois_plus_de_structures_ne_demandent_pas_une_requete_de_plus() -> None:
    petites, grandes = _mesurees(4, 20, 80), _mesurees(40, 200, 800)
    assert set(petites) == set(grandes) == {page.nom for page in PAGES}
    assert all(mesure.repond for mesure in grandes.values())
    assert {nom: m.requetes for nom, m in petites.items()} == {
        nom: m.requetes for nom, m in grandes.items()
    }
    assert not {nom for nom, mesure in grandes.items() if mesure.depasse}


@pytest.mark.django_db
def test_montre_une_ligne_par_page_et_n_ecrit_rien() -> None:
    _semer(4, 20, 80)
    with ecritures() as tables:
        sortie = _lancer()
    assert not tables
    assert not Session.objects.exists()
    assert Utilisateur.objects.get().last_login is None
    _, _, entetes, *rangees = sortie.splitlines()
    assert entetes.split() == list(" ".join(ENTETES).split())
    assert [page.nom for page in PAGES] == [
        rangee[: len(page.nom)] for page, rangee in zip(PAGES, rangees, strict=False)
    ]


def test_ecrit_un_tableau_markdown_et_passe_les_pages_sans_objet(
    convention: Convention, tmp_path: Path
) -> None:
    compte = fabriques.actif(convention)
    sortie = tmp_path / "mesures.md"
    # Ni structure ni fiche : leurs pages n'ont pas d'adresse. L'annuaire est fermé : il se dit.
    with pytest.raises(CommandError, match=r"Annuaire public\.$"):
        _lancer(convention=convention.slug, compte=compte.courriel, sortie=str(sortie))
    lignes = sortie.read_text("utf-8").splitlines()
    assert lignes[0] == f"| {' | '.join(ENTETES)} |"
    assert {ligne.count("|") for ligne in lignes} == {len(ENTETES) + 1}
    noms = [ligne.split(" | ")[0].removeprefix("| ") for ligne in lignes[2:]]
    assert "Registre" in noms
    assert "Annuaire public (404)" in noms
    assert not {"Structure", "Fiche", "Évaluation"} & set(noms)


@pytest.mark.django_db
def test_sans_compte_actif_le_dit() -> None:
    with pytest.raises(CommandError, match="Aucun compte actif"):
        _lancer()
