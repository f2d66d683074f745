"""La liste du registre : comptes, filtres, pagination, états vides, requêtes."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention
from equipements.models import Correction, Equipement, TypeEquipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import adresse, page


@pytest.fixture
def lecteur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.lecteur(convention))


def _noms(client: Client, convention: Convention, **filtres: str) -> set[str]:
    reponse = client.get(adresse("equipement_liste", convention), filtres)
    assert reponse.status_code == 200
    return {structure.nom for structure in reponse.context["page"].object_list}


def test_dit_combien_de_structures_par_type(convention: Convention, lecteur: Client) -> None:
    fabriques.equipement(convention)
    fabriques.equipement(convention, type=TypeEquipement.LUDOTHEQUE)
    fabriques.equipement(convention, type=TypeEquipement.LUDOTHEQUE)
    html = page(lecteur.get(adresse("equipement_liste", convention)))
    assert "3\u00a0structures" in html
    assert "1&nbsp;ALSH, 2&nbsp;ludothèques." in html


def test_chaque_filtre_retient_ce_qu_il_dit(convention: Convention, lecteur: Client) -> None:
    soutien = fabriques.signataire(convention).partenaire
    assert soutien.commune is not None
    fabriques.equipement(convention, soutien, nom="A", type=TypeEquipement.RPE)
    fabriques.equipement(convention, nom="B", statut=Equipement.Statut.FERME)
    assert _noms(lecteur, convention) == {"A", "B"}
    assert _noms(lecteur, convention, type="rpe") == {"A"}
    assert _noms(lecteur, convention, statut="ferme") == {"B"}
    assert _noms(lecteur, convention, soutien=soutien.code) == {"A"}
    assert _noms(lecteur, convention, commune=soutien.commune.code_insee) == {"A"}
    # Une valeur inconnue est ignorée, elle ne casse pas la page.
    assert _noms(lecteur, convention, type="inconnu", page="x") == {"A", "B"}


def test_cherche_sans_accent_ni_majuscule(convention: Convention, lecteur: Client) -> None:
    fabriques.equipement(convention, nom="ALSH de l'École")
    fabriques.equipement(convention, nom="La Ninouéro")
    assert _noms(lecteur, convention, q="ecole") == {"ALSH de l'École"}
    assert _noms(lecteur, convention, q="NINOUÉRO") == {"La Ninouéro"}
    assert _noms(lecteur, convention, q="alsh ninouero") == set()


def test_le_coordonnateur_filtre_sur_l_etat_de_la_saisie(
    convention: Convention, lecteur: Client, connecter: Connexions
) -> None:
    fabriques.equipement(convention, nom="A", etat_saisie=Equipement.EtatSaisie.SOUMIS)
    corrigee = fabriques.equipement(convention, nom="B")
    Correction.objects.create(equipement=corrigee, proposee_le=AUJOURD_HUI, proposee_par="x")
    client = connecter(fabriques.coordonnateur(convention))
    assert _noms(client, convention, etat="soumis") == {"A"}
    assert _noms(client, convention, etat="correction") == {"B"}
    # Un lecteur ne voit que des structures validées : ce filtre ne lui dit rien.
    assert _noms(lecteur, convention, etat="soumis") == {"B"}


def test_mes_structures_sont_celles_de_ma_commune(
    convention: Convention, connecter: Connexions
) -> None:
    chez_moi = fabriques.signataire(convention).partenaire
    fabriques.equipement(convention, chez_moi, nom="La mienne")
    fabriques.equipement(convention, nom="L'autre")
    client = connecter(fabriques.agent(convention, chez_moi))
    assert _noms(client, convention, miennes="oui") == {"La mienne"}


def test_la_capacite_inconnue_se_dit(convention: Convention, lecteur: Client) -> None:
    fabriques.equipement(convention, capacite=None)
    assert "non renseignée" in page(lecteur.get(adresse("equipement_liste", convention)))


def test_les_etats_vides_proposent_la_suite(
    convention: Convention, lecteur: Client, connecter: Connexions
) -> None:
    liste = adresse("equipement_liste", convention)
    assert "Le registre est vide" in page(lecteur.get(liste))
    assert adresse("equipement_ajouter", convention) not in page(lecteur.get(liste))
    agent = connecter(fabriques.agent(convention))
    assert adresse("equipement_ajouter", convention) in page(agent.get(liste))
    assert "Aucune structure ne correspond" in page(agent.get(liste, {"q": "rien"}))


def test_un_registre_vide_ne_montre_ni_filtres_ni_exports(
    convention: Convention, lecteur: Client
) -> None:
    liste = adresse("equipement_liste", convention)
    for absent in ("<form class=", "Emporter", "Annexe 2 en projet"):
        assert absent not in page(lecteur.get(liste)), absent
    fabriques.equipement(convention)
    pleine = page(lecteur.get(liste))
    assert '<details class="pli"><summary>' in pleine
    assert "Emporter" in pleine
    # Les filtres qui servent restent ouverts.
    assert '<details class="pli" open><summary>' in page(lecteur.get(liste, {"q": "rien"}))


def test_tant_que_rien_n_est_signe_l_annexe_2_n_est_pas_signee(
    convention: Convention, connecter: Connexions
) -> None:
    liste = adresse("equipement_liste", convention)
    coordination = connecter(fabriques.coordonnateur(convention))
    assert "Annexe 2 signée" in page(coordination.get(liste))
    projet = fabriques.convention(etat=Convention.Etat.PROJET, signee_le=None)
    coordination = connecter(fabriques.coordonnateur(projet))
    assert "Annexe 2 en projet" in page(coordination.get(adresse("equipement_liste", projet)))


def test_la_page_deux_garde_les_filtres(convention: Convention, lecteur: Client) -> None:
    soutien = fabriques.signataire(convention).partenaire
    for _ in range(51):
        fabriques.equipement(convention, soutien)
    html = page(lecteur.get(adresse("equipement_liste", convention), {"type": "alsh"}))
    assert "Page 1 sur 2" in html
    assert "?type=alsh&amp;page=2" in html
    assert len(_noms(lecteur, convention, type="alsh", page="2")) == 1


@pytest.mark.parametrize("combien", [1, 60])
def test_huit_requetes_quel_que_soit_le_nombre(
    convention: Convention,
    connecter: Connexions,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    chez_moi = fabriques.signataire(convention).partenaire
    for _ in range(combien):
        fabriques.equipement(convention, chez_moi)
    client = connecter(fabriques.agent(convention, chez_moi))
    with django_assert_num_queries(8):
        client.get(adresse("equipement_liste", convention))
