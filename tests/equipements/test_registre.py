"""Les chiffres du registre, vérifiés à la main."""

import pytest
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention
from equipements.models import Equipement, TypeEquipement
from equipements.registre import Capacite, registre_en_chiffres
from tests import fabriques

EAJE, ALSH, RPE = TypeEquipement.EAJE, TypeEquipement.ALSH, TypeEquipement.RPE


@pytest.fixture
def registre(convention: Convention) -> Convention:
    """Deux communes équipées, une sans ; un brouillon et une fermée ne comptent pas."""
    evian, ecole, vide = (
        fabriques.signataire(
            convention,
            partenaire=fabriques.partenaire(commune=fabriques.commune(nom=nom)),
        ).partenaire
        for nom in ("Montval", "Éclose", "Aubeval")
    )
    assert vide.commune is not None
    fabriques.equipement(convention, evian, type=ALSH, capacite=40)
    fabriques.equipement(convention, evian, type=ALSH, capacite=None)
    fabriques.equipement(convention, evian, type=EAJE, capacite=25)
    fabriques.equipement(convention, ecole, type=RPE)
    fabriques.equipement(
        convention, ecole, type=ALSH, capacite=12, statut=Equipement.Statut.FERME_TEMPORAIREMENT
    )
    fabriques.equipement(convention, ecole, capacite=99, statut=Equipement.Statut.FERME)
    fabriques.equipement(convention, vide, capacite=99, etat_saisie=Equipement.EtatSaisie.BROUILLON)
    return convention


def test_compte_par_type_dans_l_ordre_des_types(registre: Convention) -> None:
    chiffres = registre_en_chiffres(registre)
    assert chiffres.total == 5
    assert list(chiffres.par_type.items()) == [(EAJE, 1), (ALSH, 3), (RPE, 1)]


def test_compte_par_commune_et_nomme_celles_qui_n_ont_rien(registre: Convention) -> None:
    chiffres = registre_en_chiffres(registre)
    assert [(ligne.commune.nom, ligne.par_type, ligne.total) for ligne in chiffres.communes] == [
        ("Éclose", {ALSH: 1, RPE: 1}, 2),
        ("Montval", {EAJE: 1, ALSH: 2}, 3),
    ]
    assert [commune.nom for commune in chiffres.sans_structure] == ["Aubeval"]


def test_ne_somme_que_les_capacites_connues(registre: Convention) -> None:
    assert registre_en_chiffres(registre).capacites == {
        EAJE: Capacite(total=25, connues=1, inconnues=0),
        ALSH: Capacite(total=52, connues=2, inconnues=1),
    }


def test_ignore_les_structures_d_un_autre_territoire(registre: Convention) -> None:
    fabriques.equipement(fabriques.convention())
    assert registre_en_chiffres(registre).total == 5


def test_un_registre_vide_ne_compte_rien(convention: Convention) -> None:
    chiffres = registre_en_chiffres(convention)
    assert (chiffres.total, chiffres.par_type, chiffres.communes) == (0, {}, [])


def test_trois_requetes_au_plus(
    registre: Convention, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        registre_en_chiffres(registre)
