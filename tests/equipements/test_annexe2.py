"""L'annexe 2 signée : ses lignes mot pour mot, ses doubles, ce qui n'y est pas."""

import pytest
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Signataire
from equipements.annexe2 import annexe2_signee
from equipements.models import Equipement, LigneAnnexe2
from tests import fabriques
from tests.conftest import Connexions
from tests.equipements.outils import adresse, page


def _ligne(signataire: Signataire, equipement: Equipement, ordre: int) -> LigneAnnexe2:
    return LigneAnnexe2.objects.create(
        convention=signataire.convention,
        signataire=signataire,
        ordre=ordre,
        type=equipement.type,
        libelle=f"Ce qui est péricoleaire {ordre}",
        equipement=equipement,
    )


def test_range_les_lignes_par_signataire_et_compte_les_structures(
    convention: Convention,
) -> None:
    un, deux = fabriques.signataire(convention), fabriques.signataire(convention)
    partagee = fabriques.equipement(convention, un.partenaire)
    seule = fabriques.equipement(convention, un.partenaire)
    _ligne(un, seule, 1)
    _ligne(un, partagee, 2)
    _ligne(deux, partagee, 3)
    annexe = annexe2_signee(convention)
    assert (annexe.total, annexe.structures) == (3, 2)
    assert [(b.signataire, len(b.lignes)) for b in annexe.blocs] == [(un, 2), (deux, 1)]
    assert [d.equipement for d in annexe.doubles] == [partagee]
    assert annexe.hors_annexe == []


def test_deux_lignes_d_un_meme_signataire_ne_sont_pas_un_double(convention: Convention) -> None:
    signataire = fabriques.signataire(convention)
    structure = fabriques.equipement(convention, signataire.partenaire)
    _ligne(signataire, structure, 1)
    _ligne(signataire, structure, 2)
    assert annexe2_signee(convention).doubles == []


def test_nomme_les_structures_validees_hors_de_l_annexe(convention: Convention) -> None:
    nouvelle = fabriques.equipement(convention)
    fabriques.equipement(convention, etat_saisie=Equipement.EtatSaisie.BROUILLON)
    fabriques.equipement(convention, statut=Equipement.Statut.FERME)
    assert annexe2_signee(convention).hors_annexe == [nouvelle]


def test_la_page_montre_les_mots_signes_et_dit_pourquoi_ils_ne_changent_pas(
    convention: Convention, connecter: Connexions
) -> None:
    signataire = fabriques.signataire(convention)
    _ligne(signataire, fabriques.equipement(convention, signataire.partenaire), 1)
    client = connecter(fabriques.coordonnateur(convention))
    html = page(client.get(adresse("annexe2_liste", convention)))
    assert "Ce qui est péricoleaire 1" in html
    assert "art. 12" in html
    assert "<form method" not in html.split("<main")[1].split("</main>")[0]


def test_une_annexe_vide_le_dit(convention: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(convention))
    assert "L'annexe 2 est vide" in page(client.get(adresse("annexe2_liste", convention)))


@pytest.mark.parametrize("combien", [1, 20])
def test_sept_requetes_quel_que_soit_le_nombre(
    convention: Convention,
    connecter: Connexions,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for n in range(combien):
        signataire = fabriques.signataire(convention)
        _ligne(signataire, fabriques.equipement(convention, signataire.partenaire), n)
    client = connecter(fabriques.lecteur(convention))
    with django_assert_num_queries(7):
        client.get(adresse("annexe2_liste", convention))
