"""Qui lit, déclare, corrige, valide : rôle par rôle."""

import pytest
from django.urls import reverse

from conventions.droits import Droit
from conventions.models import Avenant, Convention, Partenaire, Utilisateur
from equipements.declarants import signataires_declarables
from equipements.models import Equipement, LigneAnnexe2
from tests import fabriques
from tests.conftest import Connexions
from tests.equipements.outils import adresse, reponses

BROUILLON = Equipement.EtatSaisie.BROUILLON


@pytest.fixture
def commune_signataire(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def agent(convention: Convention, commune_signataire: Partenaire) -> Utilisateur:
    return fabriques.agent(convention, commune_signataire)


def test_l_agent_corrige_ce_que_soutient_sa_commune_et_rien_d_autre(
    convention: Convention,
    commune_signataire: Partenaire,
    agent: Utilisateur,
    connecter: Connexions,
) -> None:
    la_sienne = fabriques.equipement(convention, commune_signataire)
    l_autre = fabriques.equipement(convention)
    ailleurs = fabriques.equipement(fabriques.convention())
    client = connecter(agent)
    assert client.get(adresse("equipement_modifier", convention, la_sienne)).status_code == 200
    assert client.get(adresse("equipement_modifier", convention, l_autre)).status_code == 403
    assert client.get(adresse("equipement_detail", convention, l_autre)).status_code == 200
    assert client.get(adresse("equipement_detail", convention, ailleurs)).status_code == 404


def test_un_autre_territoire_est_invisible(
    convention: Convention, agent: Utilisateur, connecter: Connexions
) -> None:
    autre = fabriques.convention()
    structure = fabriques.equipement(autre)
    for page in ("equipement_liste", "annexe2_liste", "equipement_ajouter"):
        assert connecter(agent).get(adresse(page, autre)).status_code == 404
    assert connecter(agent).get(adresse("equipement_detail", autre, structure)).status_code == 404


def test_un_brouillon_n_est_lu_que_par_qui_peut_le_corriger(
    convention: Convention,
    commune_signataire: Partenaire,
    agent: Utilisateur,
    connecter: Connexions,
) -> None:
    brouillon = fabriques.equipement(
        convention, commune_signataire, nom="Cachette", etat_saisie=BROUILLON
    )
    lisent = [agent, fabriques.coordonnateur(convention), fabriques.copilote(convention)]
    ne_lisent_pas = [fabriques.lecteur(convention), fabriques.agent(convention)]
    for compte, code in [(c, 200) for c in lisent] + [(c, 403) for c in ne_lisent_pas]:
        client = connecter(compte)
        assert client.get(adresse("equipement_detail", convention, brouillon)).status_code == code
        liste = client.get(reverse("equipement_liste", args=[convention.slug])).content.decode()
        assert ("Cachette" in liste) is (code == 200)


def test_les_pages_publiques_s_ouvrent_a_un_lecteur(
    convention: Convention, connecter: Connexions
) -> None:
    structure = fabriques.equipement(convention)
    client = connecter(fabriques.lecteur(convention))
    for page in ("equipement_detail", "equipement_historique"):
        assert client.get(adresse(page, convention, structure)).status_code == 200
    for page in ("equipement_modifier", "equipement_verifier", "equipement_renvoyer"):
        assert client.get(adresse(page, convention, structure)).status_code == 403


def test_seul_le_coordonnateur_valide_renvoie_et_tranche(
    convention: Convention,
    commune_signataire: Partenaire,
    agent: Utilisateur,
    connecter: Connexions,
) -> None:
    soumise = fabriques.equipement(
        convention, commune_signataire, etat_saisie=Equipement.EtatSaisie.SOUMIS
    )
    gestes = ("equipement_valider", "equipement_renvoyer", "correction_trancher")
    for compte in (agent, fabriques.copilote(convention)):
        for page in gestes:
            envoi = connecter(compte).post(
                adresse(page, convention, soumise), {"version": 1, "motif": "Non"}
            )
            assert envoi.status_code == 403
    soumise.refresh_from_db()
    assert soumise.etat_saisie == Equipement.EtatSaisie.SOUMIS
    coordonnateur = connecter(fabriques.coordonnateur(convention))
    coordonnateur.post(adresse("equipement_valider", convention, soumise), {"version": 1})
    soumise.refresh_from_db()
    assert soumise.etat_saisie == Equipement.EtatSaisie.VALIDE


def test_pour_qui_chacun_declare(
    convention: Convention, commune_signataire: Partenaire, agent: Utilisateur
) -> None:
    fabriques.signataire(convention)
    fabriques.signataire(convention, partenaire=fabriques.partenaire(nature=Partenaire.Nature.CAF))

    def declarables(compte: Utilisateur) -> int:
        return signataires_declarables(compte, convention).count()

    seul = signataires_declarables(agent, convention).get()
    assert seul.partenaire == commune_signataire
    assert declarables(fabriques.coordonnateur(convention)) == 2
    assert declarables(fabriques.copilote(convention)) == 2
    assert declarables(fabriques.lecteur(convention)) == 0


def test_qui_ne_saisit_pas_ne_declare_pas(convention: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(convention))
    page = adresse("equipement_ajouter", convention)
    assert client.get(page).status_code == 403
    assert client.post(page, reponses()).status_code == 403
    assert not Equipement.objects.exists()


def test_un_agent_ne_declare_pas_pour_une_autre_commune(
    convention: Convention, agent: Utilisateur, connecter: Connexions
) -> None:
    autre = fabriques.signataire(convention)
    commune = autre.partenaire.commune
    assert commune is not None
    connecter(agent).post(
        adresse("equipement_ajouter", convention),
        reponses(commune=commune.pk, soutenue_par=autre.pk),
    )
    declaree = Equipement.objects.get()
    assert [s.partenaire for s in declaree.soutiens.all()] == [
        signataires_declarables(agent, convention).get().partenaire
    ]


def test_les_montants_se_voient_chez_soi(
    convention: Convention, commune_signataire: Partenaire, agent: Utilisateur
) -> None:
    structure = fabriques.equipement(convention, commune_signataire)
    attendus = {
        agent: True,
        fabriques.coordonnateur(convention): True,
        fabriques.copilote(convention): True,
        fabriques.agent(convention): False,
        fabriques.lecteur(convention): False,
    }
    for compte, voit in attendus.items():
        vue = Equipement.objects.all().avec_droit(compte, Droit.VOIR_LES_MONTANTS)
        assert vue.filter(pk=structure.pk).exists() is voit


def test_une_ligne_retiree_par_avenant_ne_donne_plus_de_droit(
    convention: Convention, commune_signataire: Partenaire, agent: Utilisateur
) -> None:
    structure = fabriques.equipement(convention)
    ligne = LigneAnnexe2.objects.create(
        convention=convention,
        signataire=convention.signataires.get(partenaire=commune_signataire),
        ordre=1,
        type=structure.type,
        libelle="Ce qui est écrit",
        equipement=structure,
    )
    droits = (Droit.SAISIR_LE_REGISTRE, Droit.VOIR_LES_MONTANTS)

    def miennes() -> list[bool]:
        de_l_organisme = Equipement.objects.de_l_organisme_de(agent, convention)
        ensembles = [Equipement.objects.avec_droit(agent, droit) for droit in droits]
        return [structure in ensemble for ensemble in (*ensembles, de_l_organisme)]

    assert miennes() == [True, True, True]
    ligne.retiree_par = Avenant.objects.create(convention=convention, numero=1, objet="Retirer.")
    ligne.save()
    assert miennes() == [False, False, False]
    # La ligne reste signée : elle se lit.
    assert list(LigneAnnexe2.objects.portant(structure.pk)) == [ligne]
