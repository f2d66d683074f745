"""Un filtre que l'adresse demande et qui n'existe pas : la page le dit, et dit quoi faire."""

import html

import pytest
from django.urls import reverse

from conventions.models import Convention
from ctg.socle.formulaires import CHOIX_INCONNU
from tests import fabriques
from tests.conftest import Connexions


@pytest.mark.parametrize(
    ("vue", "champ"),
    [
        ("fiche_liste", "axe"),
        ("fiche_tableau", "etat"),
        ("feuille_de_route", "montrer"),
        ("financement_liste", "annee"),
        ("temps_fort_liste", "genre"),
        ("journal", "fiche"),
        ("proposition_liste", "etat"),
        ("signataire_liste", "nature"),
        ("anomalie_liste", "partie"),
        ("personne_liste", "organisme"),
        ("envoi_liste", "motif"),
    ],
)
def test_un_choix_inconnu_dit_quoi_faire(
    convention: Convention, connecter: Connexions, vue: str, champ: str
) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche)
    fabriques.financement(fiche)
    fabriques.temps_fort(fiche)
    fabriques.note(fiche)
    fabriques.proposition(fiche)
    fabriques.anomalie(convention)
    client = connecter(fabriques.coordonnateur(convention))
    page = client.get(reverse(vue, args=[convention.slug]), {champ: "99zz"})
    lue = html.unescape(page.content.decode())
    assert CHOIX_INCONNU in lue
    assert "choix valide" not in lue
