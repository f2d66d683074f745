"""Une personne connue de deux conventions : ce qui est de l'une n'est pas à l'autre."""

import pytest
from django.test import Client
from django.urls import reverse

from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Partenaire, Personne, Utilisateur
from tests import fabriques
from tests.conftest import ClientStrict, Connexions

pytestmark = pytest.mark.django_db


@pytest.fixture
def partagee(convention: Convention) -> tuple[Convention, Personne]:
    """Une personne de la Caf, partie à deux conventions ; l'autre convention."""
    ailleurs = fabriques.convention()
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF)
    for partie in (convention, ailleurs):
        fabriques.signataire(partie, partenaire=caf)
    personne = fabriques.personne(nom="Élue", courriel="elue@exemple.fr")
    fabriques.mandat(personne=personne, partenaire=caf)
    return ailleurs, personne


@pytest.fixture
def voisine(partagee: tuple[Convention, Personne], connecter: Connexions) -> Client:
    """La coordination de l'autre convention."""
    return connecter(fabriques.coordonnateur(partagee[0]))


def test_son_courriel_ne_se_change_pas_d_a_cote(
    partagee: tuple[Convention, Personne], voisine: Client
) -> None:
    ailleurs, personne = partagee
    adresse = reverse("personne_modifier", args=[ailleurs.slug, personne.pk])
    formulaire = voisine.get(adresse).context["formulaire"]
    envoyees = {champ.html_name: champ.value() or "" for champ in formulaire}
    page = voisine.post(adresse, {**envoyees, "courriel": "pirate@exemple.fr"})
    assert "Une autre convention connaît cette personne" in page.content.decode()
    assert "pirate@exemple.fr" in page.content.decode()
    personne.refresh_from_db()
    assert personne.courriel == "elue@exemple.fr"
    # Le reste se corrige.
    assert voisine.post(adresse, {**envoyees, "telephone": "05 00 00 00 00"}).status_code == 302


def test_elle_ne_s_invite_qu_a_son_adresse(
    partagee: tuple[Convention, Personne], voisine: Client
) -> None:
    ailleurs, personne = partagee
    adresse = reverse("compte_inviter", args=[ailleurs.slug, personne.pk])
    saisie = {"courriel": "pirate@exemple.fr", "role": "lecteur"}
    assert "Une autre convention" in voisine.post(adresse, saisie).content.decode()
    assert not Utilisateur.objects.filter(personne=personne).exists()
    voisine.post(adresse, {**saisie, "courriel": "elue@exemple.fr"})
    assert Utilisateur.objects.filter(personne=personne).exists()


def test_ses_donnees_ne_s_exportent_pas_d_a_cote(
    partagee: tuple[Convention, Personne], voisine: Client
) -> None:
    ailleurs, personne = partagee
    adresse = reverse("personne_exporter", args=[ailleurs.slug, personne.pk])
    page = voisine.get(adresse)
    assert page.status_code == 403


def test_un_lien_ne_montre_que_sa_convention(
    convention: Convention, partagee: tuple[Convention, Personne]
) -> None:
    ailleurs, personne = partagee
    fabriques.demande(fabriques.campagne(ailleurs), personne=personne)
    mienne = fabriques.demande(fabriques.campagne(convention), personne=personne)
    lien = lien_pour(personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    client = ClientStrict()
    client.post(lien.adresse())
    attentes = client.get(reverse("ma_page")).context["a_faire"]
    assert [a.adresse for a in attentes] == [
        reverse("demande_repondre", args=[convention.slug, mienne.pk])
    ]


def test_un_compte_d_ailleurs_entre_par_son_lien(
    convention: Convention, partagee: tuple[Convention, Personne], connecter: Connexions
) -> None:
    """Son compte n'ouvre pas cette convention : le lien, si."""
    compte = fabriques.lecteur(partagee[0])
    demande = fabriques.demande(fabriques.campagne(convention), personne=compte.personne)
    lien = lien_pour(compte.personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    client = connecter(compte)
    assert client.get(lien.adresse()).status_code == 200
    client.post(lien.adresse())
    adresse = reverse("demande_repondre", args=[convention.slug, demande.pk])
    assert client.get(adresse).status_code == 200
