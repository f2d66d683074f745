"""La page d'une personne : tout ce qu'elle tient ici, rien d'ailleurs, et ses liens à révoquer."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from actions.models import FicheAction, PiloteDeFiche
from conventions.models import Convention, Envoi, LienPersonnel, Partenaire, Personne
from pilotage.models import MembreInstance
from tests import fabriques
from tests.conftest import Connexions
from tests.portail import outils_personnes as outils


@pytest.fixture
def organisme(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def personne(organisme: Partenaire) -> Personne:
    elue = fabriques.personne(prenom="Une", nom="Élue", courriel="elue@exemple.fr")
    fabriques.mandat(personne=elue, partenaire=organisme, fonction="Maire")
    return elue


@pytest.fixture
def client_coordonnateur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def page(client: Client, convention: Convention, personne: Personne, nom: str = "detail") -> str:
    reponse: Any = client.get(reverse(f"personne_{nom}", args=[convention.slug, personne.pk]))
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def remplir(convention: Convention, personne: Personne, organisme: Partenaire) -> None:
    """Une action, un siège et une demande en cours, un courriel, et un mandat passé."""
    fiche = fabriques.fiche(convention, titre="Aller vers les jeunes")
    PiloteDeFiche.objects.create(fiche=fiche, personne=personne)
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=personne, partenaire=organisme
    )
    outils.demande(fiche, personne)
    outils.envoi(personne, convention, erreur="Le serveur refuse cette adresse.")
    fabriques.mandat(
        personne=personne,
        partenaire=organisme,
        fonction="Conseillère",
        debut=datetime.date(2014, 4, 1),
        fin=datetime.date(2020, 5, 30),
    )


def test_elle_reunit_ce_que_les_salles_savent(
    convention: Convention,
    client_coordonnateur: Client,
    personne: Personne,
    organisme: Partenaire,
) -> None:
    remplir(convention, personne, organisme)
    vu = datetime.datetime(2026, 11, 12, 9, 30, tzinfo=datetime.UTC)
    outils.lien(
        personne,
        convention,
        ouvert_le=vu,
        dernier_usage_le=vu,
        signale_le=vu,
        transmis_par=fabriques.personne(nom="Collègue"),
    )
    texte = page(client_coordonnateur, convention, personne)
    for attendu in (
        "elue@exemple.fr",
        "du 1er avril 2014 au 30 mai 2020",
        "mandat terminé",
        "Aller vers les jeunes",
        "COPIL – Comité inventé",
        "Campagne 2026, pour le 20 décembre 2026",
        "Transmis par Collègue",
        "lien mal adressé",
        "Où en est votre action ?",
        "Le serveur refuse cette adresse.",
        "12 novembre 2026 à 10 h 30",
    ):
        assert attendu in texte, attendu
    # Du courriel, l'objet et le sort ; jamais le contenu.
    assert "Le corps du message" not in texte


def test_ce_qui_se_passe_ailleurs_ne_s_y_lit_pas(
    convention: Convention, client_coordonnateur: Client, personne: Personne
) -> None:
    ailleurs = fabriques.convention()
    voisine = fabriques.signataire(ailleurs).partenaire
    fabriques.mandat(personne=personne, partenaire=voisine, fonction="Trésorière ailleurs")
    PiloteDeFiche.objects.create(
        fiche=fabriques.fiche(ailleurs, titre="Action d'ailleurs"), personne=personne
    )
    outils.envoi(personne, ailleurs, objet="Courriel d'ailleurs")
    autre_lien = outils.lien(personne, ailleurs)

    texte = page(client_coordonnateur, convention, personne)
    assert "ailleurs" not in texte
    historique = page(client_coordonnateur, convention, personne, "historique")
    assert "Trésorière" not in historique
    adresse = reverse("lien_revoquer", args=[convention.slug, autre_lien.pk])
    assert client_coordonnateur.post(adresse).status_code == 404
    client_coordonnateur.post(reverse("liens_revoquer", args=[convention.slug, personne.pk]))
    autre_lien.refresh_from_db()
    assert autre_lien.revoque_le is None


@pytest.mark.parametrize(
    "nom", ["personne_detail", "personne_modifier", "personne_historique", "mandat_ajouter"]
)
def test_une_personne_d_un_autre_territoire_n_existe_pas(
    convention: Convention, client_coordonnateur: Client, nom: str
) -> None:
    ailleurs = fabriques.mandat(
        partenaire=fabriques.signataire(fabriques.convention()).partenaire
    ).personne
    adresse = reverse(nom, args=[convention.slug, ailleurs.pk])
    assert client_coordonnateur.get(adresse).status_code == 404


def test_un_lien_se_revoque_seul_ou_avec_les_autres(
    convention: Convention, client_coordonnateur: Client, personne: Personne
) -> None:
    repondre, regler = outils.lien(personne, convention), outils.lien(personne, None)
    suite: Any = client_coordonnateur.post(
        reverse("lien_revoquer", args=[convention.slug, repondre.pk]), follow=True
    )
    assert "Le lien est révoqué" in suite.content.decode()
    repondre.refresh_from_db()
    regler.refresh_from_db()
    assert repondre.revoque_le is not None
    assert regler.revoque_le is None
    assert repondre.historique.latest().auteur.startswith("coordonnateur")

    client_coordonnateur.post(reverse("liens_revoquer", args=[convention.slug, personne.pk]))
    assert not LienPersonnel.objects.filter(revoque_le=None).exists()
    assert "Révoquer" not in page(client_coordonnateur, convention, personne)


def test_un_lien_revoque_ferme_la_session_qu_il_avait_ouverte(
    convention: Convention, client_coordonnateur: Client, client: Client, personne: Personne
) -> None:
    lien = outils.lien(personne, convention)
    client.post(lien.adresse())
    assert client.get(reverse("ma_page")).status_code == 200
    client_coordonnateur.post(reverse("lien_revoquer", args=[convention.slug, lien.pk]))
    assert client.get(reverse("ma_page")).status_code == 302


def test_elle_dit_ce_qui_reste_a_qui_n_a_plus_de_mandat(
    convention: Convention,
    client_coordonnateur: Client,
    personne: Personne,
    organisme: Partenaire,
) -> None:
    fiche = fabriques.fiche(convention, elu_referent=personne)
    PiloteDeFiche.objects.create(fiche=fiche, personne=personne)
    assert "Mais tout n'est pas passé" not in page(client_coordonnateur, convention, personne)
    personne.mandats.update(fin=datetime.date(2026, 3, 22))
    texte = page(client_coordonnateur, convention, personne)
    assert "Son mandat est terminé." in texte
    assert "1\xa0action pilotée" in texte
    assert "1\xa0action suivie comme élu" in texte


def test_son_historique_est_signe(
    convention: Convention, client_coordonnateur: Client, personne: Personne
) -> None:
    client_coordonnateur.post(reverse("courriel_signaler", args=[convention.slug, personne.pk]))
    texte = page(client_coordonnateur, convention, personne, "historique")
    assert "Courriel en erreur depuis" in texte
    assert "mandat, Maire" in texte


@pytest.mark.parametrize("combien", [1, 12])
def test_les_requetes_ne_dependent_pas_de_ce_qu_elle_tient(
    convention: Convention,
    client_coordonnateur: Client,
    personne: Personne,
    organisme: Partenaire,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for n in range(combien):
        fiche = fabriques.fiche(convention)
        PiloteDeFiche.objects.create(fiche=fiche, personne=personne)
        FicheAction.objects.filter(pk=fiche.pk).update(elu_referent=personne)
        outils.demande(fiche, personne, transmise_a=fabriques.personne())
        MembreInstance.objects.create(
            instance=fabriques.instance(convention, genre="gt", nom=f"Groupe {n}"),
            personne=personne,
            partenaire=organisme,
            fin=datetime.date(2026, 1, 1),
        )
        outils.envoi(personne, convention, etat=Envoi.Etat.ENVOYE)
        fabriques.mandat(personne=personne, partenaire=organisme, fonction=f"Fonction {n}")
    outils.lien(personne, convention, transmis_par=fabriques.personne())
    # Deux collections de plus qu'une autre page de détail : ce qu'elle suit, ce qu'on lui demande.
    with django_assert_num_queries(15):
        page(client_coordonnateur, convention, personne)
