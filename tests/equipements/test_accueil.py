"""Ce que le registre dit à l'accueil, profil par profil."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Partenaire
from equipements import services
from equipements.accueil import attentes, nouvelles
from equipements.models import Equipement
from tests import fabriques
from tests.conftest import AUJOURD_HUI
from tests.equipements.outils import adresse
from tests.fabriques import LE_TEST

EtatSaisie = Equipement.EtatSaisie
COMPLETE: dict[str, Any] = {
    "adresse": "1 rue",
    "code_postal": "90100",
    "telephone": "05 53 00 00 00",
    "courriel": "alsh@exemple.fr",
    "gestionnaire": "La commune",
    "mode_gestion": "regie",
    "capacite": 20,
    "age_min": 3,
    "age_max": 11,
    "periodes": ["mercredi"],
    "horaires": "De 8 h à 18 h",
    "a_referent_handicap": True,
}


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


def _proposer(structure: Equipement, capacite: int) -> None:
    services.modifier(
        equipement=structure,
        champs={"capacite": capacite},
        version_ouverte=structure.version,
        par=LE_TEST,
        le=AUJOURD_HUI,
        sans_relecture=False,
    )


def test_l_agent_lit_ce_qui_est_renvoye_puis_ce_qu_il_doit_finir(
    convention: Convention, soutien: Partenaire
) -> None:
    agent = fabriques.agent(convention, soutien)
    fabriques.equipement(convention, soutien, nom="Complète", **COMPLETE)
    brouillon = fabriques.equipement(
        convention, soutien, nom="Ébauche", etat_saisie=EtatSaisie.BROUILLON
    )
    fabriques.equipement(
        convention,
        soutien,
        nom="Renvoyée",
        etat_saisie=EtatSaisie.RENVOYE,
        motif_renvoi="Le nom est faux",
    )
    corrigee = fabriques.equipement(convention, soutien, nom="Corrigée", **COMPLETE)
    _proposer(corrigee, 90)
    services.renvoyer_correction(
        equipement=corrigee,
        motif="Trop de places",
        version_ouverte=corrigee.version,
        par=LE_TEST,
        le=AUJOURD_HUI,
    )
    fabriques.equipement(convention, etat_saisie=EtatSaisie.BROUILLON, nom="D'une autre")
    lues = attentes(agent, convention, AUJOURD_HUI)
    assert [(a.titre, a.est_pressante) for a in lues] == [
        ("Correction renvoyée : Corrigée", True),
        ("Saisie renvoyée : Renvoyée", True),
        ("Brouillon à terminer : Ébauche", False),
    ]
    assert "Trop de places" in lues[0].detail
    assert "Le nom est faux" in lues[1].detail
    assert lues[2].adresse == adresse("equipement_verifier", convention, brouillon)


def test_les_structures_a_completer_tiennent_en_une_ligne(
    convention: Convention, soutien: Partenaire
) -> None:
    agent = fabriques.agent(convention, soutien)
    seule = fabriques.equipement(convention, soutien, **{**COMPLETE, "horaires": ""})
    [attente] = attentes(agent, convention, AUJOURD_HUI)
    assert attente.detail == "Il manque les jours et horaires."
    assert attente.adresse == adresse("equipement_modifier", convention, seule)
    for _ in range(4):
        fabriques.equipement(convention, soutien)
    [attente] = attentes(agent, convention, AUJOURD_HUI)
    assert attente.titre == "5 structures à compléter"
    assert attente.detail.endswith("et 2 autres")
    assert attente.adresse.endswith("?miennes=oui")


def test_le_coordonnateur_lit_ce_qu_il_doit_valider_et_trancher(
    convention: Convention, soutien: Partenaire
) -> None:
    coordonnateur = fabriques.coordonnateur(convention)
    assert attentes(coordonnateur, convention, AUJOURD_HUI) == []
    soumise = fabriques.equipement(convention, soutien, etat_saisie=EtatSaisie.SOUMIS)
    [attente] = attentes(coordonnateur, convention, AUJOURD_HUI)
    assert attente.adresse == adresse("equipement_detail", convention, soumise)
    fabriques.equipement(convention, soutien, etat_saisie=EtatSaisie.SOUMIS)
    for _ in range(2):
        _proposer(fabriques.equipement(convention, soutien), 12)
    lues = attentes(coordonnateur, convention, AUJOURD_HUI)
    assert [a.titre for a in lues] == ["2 structures à valider", "2 corrections à trancher"]
    assert [a.adresse.split("?")[1] for a in lues] == ["etat=soumis", "etat=correction"]


def test_rien_n_est_attendu_d_un_lecteur_ni_d_un_copilote(
    convention: Convention, soutien: Partenaire
) -> None:
    fabriques.equipement(convention, soutien, etat_saisie=EtatSaisie.SOUMIS)
    for compte in (fabriques.lecteur(convention), fabriques.copilote(convention)):
        assert attentes(compte, convention, AUJOURD_HUI) == []


def test_les_nouvelles_disent_les_gestes_et_taisent_les_brouillons_des_autres(
    convention: Convention, soutien: Partenaire
) -> None:
    agent, lecteur = fabriques.agent(convention, soutien), fabriques.lecteur(convention)
    # Posée par un chargement : pas une nouvelle.
    chargee = fabriques.equipement(convention, soutien, **COMPLETE)
    declaree = services.declarer(
        convention=convention,
        partenaire=soutien,
        champs={"nom": "Neuve", "type": "alsh", "commune": soutien.commune, **COMPLETE},
        par=agent,
        le=AUJOURD_HUI,
    )
    assert [n.titre for n in nouvelles(agent, convention, 5)] == ["Neuve : déclarée"]
    assert nouvelles(lecteur, convention, 5) == []
    declaree.soumettre(par=agent, le=AUJOURD_HUI, version_ouverte=1)
    declaree.valider(par=LE_TEST, le=AUJOURD_HUI, version_ouverte=2)
    _proposer(chargee, 90)
    services.accepter_correction(equipement=chargee, version_ouverte=2, par=LE_TEST, le=AUJOURD_HUI)
    lues = nouvelles(lecteur, convention, 5)
    assert [(n.titre, n.auteur) for n in lues] == [
        ("ALSH inventé : corrigée", "le test"),
        ("Neuve : validée", "le test"),
        ("Neuve : déclarée", agent.nom),
    ]
    assert len(nouvelles(lecteur, convention, 1)) == 1


@pytest.mark.parametrize("combien", [1, 20])
def test_trois_requetes_au_plus(
    convention: Convention,
    soutien: Partenaire,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for _ in range(combien):
        fabriques.equipement(convention, soutien)
    agent = fabriques.agent(convention, soutien)
    with django_assert_max_num_queries(3):
        assert attentes(agent, convention, AUJOURD_HUI)
    with django_assert_max_num_queries(3):
        nouvelles(agent, convention, 10)
