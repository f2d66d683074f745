"""Les chiffres annuels qu'on lit : ce qui se masque, ce qui se confirme, en combien de requêtes."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Partenaire
from ctg.socle.versions import ConflitDeVersion
from equipements.annuels import annees_de_la_structure, confirmer
from equipements.models import ChiffreAnnuel, Equipement, MontantDeSoutien, Soutien
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def structure(convention: Convention, soutien: Partenaire) -> Equipement:
    return fabriques.equipement(convention, soutien)


@pytest.fixture
def agent(convention: Convention, soutien: Partenaire, connecter: Connexions) -> Client:
    return connecter(fabriques.agent(convention, soutien))


def _adresse(page_: str, convention: Convention, structure: Equipement, *suite: int) -> str:
    return reverse(page_, args=[convention.slug, structure.pk, *suite])


@pytest.mark.parametrize(
    "ecran", ["equipement_detail", "equipement_chiffres", "equipement_historique"]
)
def test_un_petit_effectif_ne_se_lit_que_chez_son_proprietaire_et_a_la_coordination(
    convention: Convention,
    structure: Equipement,
    soutien: Partenaire,
    connecter: Connexions,
    ecran: str,
) -> None:
    fabriques.chiffre(structure, code="enfants_aeeh", valeur=3)
    fabriques.chiffre(structure, code="bonus_territoire", valeur=77321)
    voient = [fabriques.coordonnateur(convention), fabriques.agent(convention, soutien)]
    for compte in voient:
        html = page(connecter(compte).get(_adresse(ecran, convention, structure)))
        assert "77\u202f321" in html, compte
    for compte in (fabriques.lecteur(convention), fabriques.agent(convention)):
        html = page(connecter(compte).get(_adresse(ecran, convention, structure)))
        assert "77\u202f321" not in html, compte
        assert ("moins de 5" in html) is (ecran != "equipement_historique")
        for ecrit in (">3<", "<strong>3</strong>"):
            assert ecrit not in html


def test_un_agent_d_ailleurs_ne_saisit_pas(
    convention: Convention, structure: Equipement, connecter: Connexions
) -> None:
    client = connecter(fabriques.agent(convention))
    adresse = _adresse("chiffres_saisir", convention, structure, 2025)
    assert client.post(adresse, {"version": 0, "enfants-valeur": "3"}).status_code == 403


def test_confirmer_ce_qu_on_n_a_pas_lu_se_refuse(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    """Le même nombre de réponses, mais une autre valeur : ce n'est pas ce que la page montrait."""
    chiffre = fabriques.chiffre(structure, valeur=60)
    lues = coordination.get(_adresse("equipement_chiffres", convention, structure))
    (empreinte,) = [lue.empreinte for lue, _ in lues.context["annees"] if lue.annee == 2025]
    chiffre.valeur = Decimal(600)
    chiffre.save()
    adresse = _adresse("chiffres_confirmer", convention, structure, 2025)
    refus = coordination.post(adresse, {"empreinte": empreinte}, follow=True)
    assert "vient de modifier" in page(refus)
    assert ChiffreAnnuel.objects.get().confirme_le is None


def test_ce_qui_s_ecrit_pendant_qu_on_confirme_n_est_ni_confirme_ni_ecrase(
    convention: Convention, structure: Equipement
) -> None:
    """Une lecture d'avant la course : `confirmer` relit sous verrou, et refuse."""
    fabriques.chiffre(structure, valeur=60)
    (lue,) = annees_de_la_structure(
        structure,
        [2025],
        fabriques.coordonnateur(convention),
        voit_les_montants=True,
        saisit_tout=True,
    )
    ChiffreAnnuel.objects.update(valeur=13_925)
    with pytest.raises(ConflitDeVersion):
        confirmer(
            equipement=structure,
            convention=convention,
            annee=lue,
            empreinte=lue.empreinte,
            par=LE_TEST,
            le=AUJOURD_HUI,
        )
    chiffre = ChiffreAnnuel.objects.get()
    assert chiffre.valeur == 13_925
    assert chiffre.confirme_le is None


@pytest.mark.parametrize("combien", [1, 12])
def test_le_nombre_de_requetes_ne_depend_pas_des_reponses(
    convention: Convention,
    structure: Equipement,
    coordination: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for n in range(combien):
        lien = Soutien.objects.create(equipement=structure, partenaire=fabriques.partenaire())
        MontantDeSoutien.objects.create(soutien=lien, annee=2025, valeur=n)
    for annee in (2023, 2024, 2025)[: 1 + combien // 4]:
        fabriques.chiffre(structure, annee=annee)
    with django_assert_num_queries(10):
        coordination.get(_adresse("equipement_chiffres", convention, structure))


def test_l_historique_dit_quel_chiffre_et_quel_montant(
    convention: Convention, structure: Equipement, soutien: Partenaire, connecter: Connexions
) -> None:
    fabriques.chiffre(structure, annee=2024)
    MontantDeSoutien.objects.create(soutien=structure.soutiens.get(), annee=2024, valeur=45321)
    vue = _adresse("equipement_historique", convention, structure)
    chez_soi = page(connecter(fabriques.agent(convention, soutien)).get(vue))
    assert "enfants accueillis, 2024" in chez_soi
    assert "45\u202f321" in chez_soi
    ailleurs = page(connecter(fabriques.agent(convention)).get(vue))
    assert "enfants accueillis, 2024" in ailleurs
    assert "45\u202f321" not in ailleurs
