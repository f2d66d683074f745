"""Choisir son mot de passe par un lien : une fois, signé de la personne, et rien d'autre."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.comptes import changer_mot_de_passe, envoyer_de_quoi_choisir, suspendre
from conventions.liens import Usage, lien_pour, revoquer
from conventions.models import Convention, LienPersonnel, Utilisateur
from ctg.socle import horloge
from tests import fabriques
from tests.conftest import ClientStrict, Connexions

BON = "quatre mots tout simples"


@pytest.fixture
def compte(convention: Convention) -> Utilisateur:
    """Un lecteur invité."""
    return fabriques.invite(convention)


@pytest.fixture
def lien(compte: Utilisateur) -> LienPersonnel:
    """Son lien."""
    return lien_pour(compte.personne, Usage.MOT_DE_PASSE, par=fabriques.LE_TEST)


def choisir(client: Client, adresse: str, premier: str = BON, second: str = BON) -> Any:
    """L'envoi de la page."""
    return client.post(adresse, {"new_password1": premier, "new_password2": second})


def test_la_page_dit_pour_qui_et_ne_se_garde_pas(
    client: Client, compte: Utilisateur, lien: LienPersonnel
) -> None:
    reponse = client.get(lien.adresse())
    assert compte.courriel in reponse.content.decode()
    assert "no-store" in reponse["Cache-Control"]
    assert reponse["Referrer-Policy"] == "same-origin"


def test_le_choix_ouvre_le_compte_signe_de_la_personne(
    client: Client, compte: Utilisateur, lien: LienPersonnel
) -> None:
    reponse = choisir(client, lien.adresse())
    assert reponse["Location"] == reverse("accueil")
    page = client.get(reverse("accueil")).content.decode()
    assert "Votre mot de passe est choisi" in page
    assert compte.courriel in page
    compte.refresh_from_db()
    assert compte.check_password(BON)
    for objet in (compte, lien):
        ligne = objet.historique.latest()
        assert (ligne.auteur, ligne.history_user_id) == (compte.nom, compte.pk)


def test_le_lien_ne_sert_qu_une_fois(client: Client, lien: LienPersonnel) -> None:
    choisir(client, lien.adresse())
    autre = ClientStrict()
    assert autre.get(lien.adresse()).status_code == 410
    assert choisir(autre, lien.adresse(), *["un autre mot de passe"] * 2).status_code == 410
    assert Utilisateur.objects.get(personne=lien.personne).check_password(BON)


def test_les_autres_sessions_se_ferment(
    client: Client, compte: Utilisateur, lien: LienPersonnel, connecter: Connexions
) -> None:
    ouverte = connecter(compte)
    assert ouverte.get(reverse("accueil")).status_code == 200
    choisir(client, lien.adresse())
    assert ouverte.get(reverse("accueil")).status_code == 302


@pytest.mark.parametrize(
    ("premier", "second", "phrase"),
    [
        ("court", "court", "trop court"),
        ("password1234", "password1234", "trop courant"),
        ("lecteur-{n}@exemple.fr", "lecteur-{n}@exemple.fr", "semblable"),
        ("123456789012345", "123456789012345", "numérique"),
        (BON, "quatre mots moins simples", "ne sont pas les mêmes"),
    ],
)
def test_un_mauvais_mot_de_passe_se_dit_et_le_lien_reste(
    client: Client, lien: LienPersonnel, premier: str, second: str, phrase: str
) -> None:
    courriel = Utilisateur.objects.get(personne=lien.personne).courriel
    saisis = [courriel if "{n}" in saisi else saisi for saisi in (premier, second)]
    reponse = choisir(client, lien.adresse(), *saisis)
    assert reponse.status_code == 200
    assert phrase in reponse.content.decode()
    assert not Utilisateur.objects.get(personne=lien.personne).has_usable_password()
    assert choisir(client, lien.adresse()).status_code == 302


def _expirer(lien: LienPersonnel, compte: Utilisateur) -> None:
    LienPersonnel.objects.update(expire_le=horloge.maintenant())


def _revoquer(lien: LienPersonnel, compte: Utilisateur) -> None:
    revoquer(lien, par=fabriques.LE_TEST)


def _renouveler(lien: LienPersonnel, compte: Utilisateur) -> None:
    lien_pour(compte.personne, Usage.MOT_DE_PASSE, par=fabriques.LE_TEST, neuf=True)


def _suspendre(lien: LienPersonnel, compte: Utilisateur) -> None:
    convention = compte.habilitations.get().convention
    suspendre(compte=compte, par=fabriques.coordonnateur(convention))


def _desactiver(lien: LienPersonnel, compte: Utilisateur) -> None:
    Utilisateur.objects.update(is_active=False)


@pytest.mark.parametrize("eteindre", [_expirer, _revoquer, _renouveler, _suspendre, _desactiver])
def test_un_lien_eteint_mene_a_la_meme_page(
    client: Client, compte: Utilisateur, lien: LienPersonnel, eteindre: Any
) -> None:
    adresse = lien.adresse()
    invente = ClientStrict().get(reverse("mot_de_passe_choisir", args=["invente"]))
    eteindre(lien, compte)
    for reponse in (client.get(adresse), choisir(client, adresse)):
        assert reponse.status_code == 410
        assert _nue(reponse) == _nue(invente)
    assert f'action="{reverse("mot_de_passe_oublie")}"' in _nue(invente)
    assert not Utilisateur.objects.get(pk=compte.pk).has_usable_password()


def _nue(reponse: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reponse.content.decode())


def test_un_lien_pour_repondre_n_ouvre_pas_un_compte(
    client: Client, compte: Utilisateur, convention: Convention
) -> None:
    autre = lien_pour(compte.personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    assert client.get(reverse("mot_de_passe_choisir", args=[autre.jeton()])).status_code == 410


def test_choisir_remplace_qui_etait_connecte(
    compte: Utilisateur, lien: LienPersonnel, convention: Convention, connecter: Connexions
) -> None:
    autre = fabriques.lecteur(convention)
    navigateur = connecter(autre)
    page = navigateur.get(lien.adresse()).content.decode()
    assert f"connecté sous le compte « {autre.nom} »" in page
    choisir(navigateur, lien.adresse())
    assert navigateur.get(reverse("accueil")).context["user"] == compte


def test_un_lien_d_oubli_ne_garde_pas_la_duree_de_l_invitation(
    client: Client, compte: Utilisateur, lien: LienPersonnel
) -> None:
    choisir(client, lien.adresse())
    envoyer_de_quoi_choisir(courriel=compte.courriel)
    lien.refresh_from_db()
    assert lien.expire_le == horloge.maintenant() + datetime.timedelta(hours=2)
    assert client.get(lien.adresse()).status_code == 200


def test_changer_son_mot_de_passe_eteint_le_lien_en_chemin(
    compte: Utilisateur, lien: LienPersonnel, client: Client
) -> None:
    changer_mot_de_passe(compte=compte, mot_de_passe=BON)
    assert client.get(lien.adresse()).status_code == 410
    envoyer_de_quoi_choisir(courriel=compte.courriel)
    lien.refresh_from_db()
    assert client.get(lien.adresse()).status_code == 200
