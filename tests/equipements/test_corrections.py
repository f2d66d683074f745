"""Corriger une structure validée : le contact tout de suite, le reste après accord."""

from typing import Any

import pytest
from django.test import Client

from conventions.models import Convention, Partenaire
from equipements.models import Correction, Equipement
from tests import fabriques
from tests.conftest import Connexions
from tests.equipements.outils import adresse, page, reponses

Etat = Correction.Etat


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def structure(convention: Convention, soutien: Partenaire) -> Equipement:
    return fabriques.equipement(
        convention, soutien, adresse="1 rue", code_postal="90100", capacite=20
    )


@pytest.fixture
def agent(convention: Convention, soutien: Partenaire, connecter: Connexions) -> Client:
    return connecter(fabriques.agent(convention, soutien))


@pytest.fixture
def coordonnateur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def _modifier(client: Client, convention: Convention, structure: Equipement, **champs: Any) -> Any:
    structure.refresh_from_db()
    vue = adresse("equipement_modifier", convention, structure)
    return client.post(vue, reponses(structure, **champs))


def _trancher(client: Client, convention: Convention, structure: Equipement, **champs: Any) -> Any:
    structure.refresh_from_db()
    vue = adresse("correction_trancher", convention, structure)
    return client.post(vue, {"version": structure.version, **champs})


def test_le_contact_s_applique_et_le_reste_attend(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    _modifier(agent, convention, structure, telephone="05 53 00 00 00", capacite=35)
    structure.refresh_from_db()
    assert (structure.telephone, structure.capacite) == ("05 53 00 00 00", 20)
    assert structure.etat_saisie == Equipement.EtatSaisie.VALIDE
    assert structure.corrections.get().valeurs == {"capacite": 35}


def test_le_contact_seul_ne_fait_pas_de_correction(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    _modifier(agent, convention, structure, telephone="05 53 00 00 00")
    structure.refresh_from_db()
    assert structure.telephone == "05 53 00 00 00"
    assert not structure.corrections.exists()


def test_le_coordonnateur_accepte(
    convention: Convention, structure: Equipement, agent: Client, coordonnateur: Client
) -> None:
    desservie = fabriques.signataire(convention).partenaire.commune
    assert desservie is not None
    _modifier(agent, convention, structure, capacite=35, communes_desservies=[desservie.pk])
    html = page(coordonnateur.get(adresse("correction_trancher", convention, structure)))
    for texte in ("20\u00a0places", "35\u00a0places", desservie.nom):
        assert texte in html
    _trancher(coordonnateur, convention, structure, decision="accepter")
    structure.refresh_from_db()
    assert structure.capacite == 35
    assert list(structure.communes_desservies.all()) == [desservie]
    assert structure.corrections.get().etat == Etat.ACCEPTEE


def test_le_coordonnateur_renvoie_avec_un_motif_que_l_agent_lit(
    convention: Convention, structure: Equipement, agent: Client, coordonnateur: Client
) -> None:
    _modifier(agent, convention, structure, capacite=35)
    sans_motif = _trancher(coordonnateur, convention, structure, decision="renvoyer")
    assert "motif" in sans_motif.context["formulaire"].errors
    _trancher(coordonnateur, convention, structure, decision="renvoyer", motif="Trop de places")
    structure.refresh_from_db()
    assert (structure.capacite, structure.corrections.get().etat) == (20, Etat.RENVOYEE)
    assert "Trop de places" in page(agent.get(adresse("equipement_detail", convention, structure)))
    # Reprise : ce que l'agent avait saisi est reporté ; un nouvel envoi repropose.
    reprise = agent.get(adresse("equipement_modifier", convention, structure))
    assert reprise.context["formulaire"]["capacite"].value() == 35
    _modifier(agent, convention, structure, capacite=30)
    correction = structure.corrections.get()
    assert (correction.etat, correction.valeurs, correction.motif) == (
        Etat.PROPOSEE,
        {"capacite": 30},
        "",
    )


def test_une_seconde_saisie_complete_la_correction_en_attente(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    _modifier(agent, convention, structure, capacite=35)
    formulaire = agent.get(adresse("equipement_modifier", convention, structure)).context[
        "formulaire"
    ]
    assert formulaire["capacite"].value() == 35
    _modifier(agent, convention, structure, capacite=35, horaires="De 7 h à 19 h")
    assert structure.corrections.get().valeurs == {
        "capacite": 35,
        "horaires": "De 7 h à 19 h",
    }


def test_redire_ce_qui_est_publie_retire_la_correction(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    _modifier(agent, convention, structure, capacite=35)
    _modifier(agent, convention, structure)
    assert structure.corrections.get().etat == Etat.RETIREE


def test_l_agent_renonce(convention: Convention, structure: Equipement, agent: Client) -> None:
    _modifier(agent, convention, structure, capacite=35)
    structure.refresh_from_db()
    retirer = adresse("correction_retirer", convention, structure)
    agent.post(retirer, {"version": structure.version})
    structure.refresh_from_db()
    assert structure.corrections.get().etat == Etat.RETIREE
    # Une seconde fois : une phrase, pas une panne.
    suite = agent.post(retirer, {"version": structure.version}, follow=True)
    assert "plus ouverte" in page(suite)


def test_qui_valide_modifie_tout_de_suite(
    convention: Convention, structure: Equipement, coordonnateur: Client
) -> None:
    _modifier(coordonnateur, convention, structure, capacite=35)
    structure.refresh_from_db()
    assert structure.capacite == 35
    assert not structure.corrections.exists()


def test_un_copilote_propose_comme_un_agent(
    convention: Convention, structure: Equipement, connecter: Connexions
) -> None:
    _modifier(connecter(fabriques.copilote(convention)), convention, structure, capacite=35)
    assert structure.corrections.get().attend_le_coordonnateur


def test_une_correction_impossible_est_refusee_a_la_saisie(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    reponse = _modifier(agent, convention, structure, age_max=99)
    assert "age_max" in reponse.context["formulaire"].errors
    assert not structure.corrections.exists()


def test_le_conflit_montre_les_deux_versions_et_garde_la_saisie(
    convention: Convention, structure: Equipement, agent: Client
) -> None:
    perimee = reponses(structure, capacite=50)
    _modifier(agent, convention, structure, capacite=35)
    vue = adresse("equipement_modifier", convention, structure)
    reponse = agent.post(vue, perimee)
    assert reponse.status_code == 409
    ecarts = {e.libelle: (e.enregistre, e.saisi) for e in reponse.context["ecarts"]}
    assert ecarts == {"Combien de places ?": ("35", "50")}
    assert structure.corrections.get().valeurs == {"capacite": 35}
    # Renvoyer le même formulaire, qui porte la nouvelle version, est un choix.
    structure.refresh_from_db()
    nouvelle = reponse.context["formulaire"]["version"].value()
    assert int(nouvelle) == structure.version
    agent.post(vue, {**perimee, "version": nouvelle})
    assert structure.corrections.get().valeurs == {"capacite": 50}


def test_le_coordonnateur_n_accepte_pas_ce_qu_il_n_a_pas_lu(
    convention: Convention, structure: Equipement, agent: Client, coordonnateur: Client
) -> None:
    _modifier(agent, convention, structure, capacite=35)
    structure.refresh_from_db()
    lue = structure.version
    _modifier(agent, convention, structure, capacite=99)
    vue = adresse("correction_trancher", convention, structure)
    reponse = coordonnateur.post(vue, {"version": lue, "decision": "accepter"})
    assert reponse.status_code == 409
    assert "99\u00a0places" in page(reponse)
    structure.refresh_from_db()
    assert structure.capacite == 20
    assert structure.corrections.get().attend_le_coordonnateur


def test_sans_correction_la_page_n_existe_pas(
    convention: Convention, structure: Equipement, coordonnateur: Client
) -> None:
    vue = adresse("correction_trancher", convention, structure)
    assert coordonnateur.get(vue).status_code == 404
    reponse = _trancher(coordonnateur, convention, structure, decision="accepter")
    assert "plus" in page(reponse)
