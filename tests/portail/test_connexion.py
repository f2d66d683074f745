"""Entrer, sortir, changer de mot de passe."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import fabriques
from tests.conftest import Connexions

pytestmark = pytest.mark.django_db
MOT_DE_PASSE = "un-long-mot-de-passe"


def entrer(client: Client, courriel: str, mot_de_passe: str) -> str:
    reponse = client.post(
        reverse("connexion"), {"username": courriel, "password": mot_de_passe}, follow=True
    )
    return reponse.content.decode()


def test_on_entre_par_son_courriel_sans_egard_a_la_casse(client: Client) -> None:
    fabriques.utilisateur(courriel="mairie@exemple.fr", mot_de_passe=MOT_DE_PASSE)

    page = entrer(client, " Mairie@Exemple.fr ", MOT_DE_PASSE)

    assert "Se déconnecter" in page


def test_se_connecter_n_allonge_pas_l_historique_du_compte(client: Client) -> None:
    compte = fabriques.utilisateur(courriel="mairie@exemple.fr", mot_de_passe=MOT_DE_PASSE)
    avant = compte.historique.count()

    entrer(client, "mairie@exemple.fr", MOT_DE_PASSE)

    compte.refresh_from_db()
    assert compte.last_login is not None
    assert compte.historique.count() == avant


@pytest.mark.parametrize("courriel", ["mairie@exemple.fr", "inconnu@exemple.fr"])
def test_le_refus_ne_dit_pas_si_le_compte_existe(client: Client, courriel: str) -> None:
    fabriques.utilisateur(courriel="mairie@exemple.fr", mot_de_passe=MOT_DE_PASSE)

    page = entrer(client, courriel, "un-autre-mot-de-passe")

    assert "Ce courriel ou ce mot de passe n&#x27;est pas le bon." in page
    assert f'value="{courriel}"' in page


def test_un_compte_inactif_recoit_la_meme_reponse(client: Client) -> None:
    fabriques.utilisateur(courriel="ancien@exemple.fr", mot_de_passe=MOT_DE_PASSE, is_active=False)

    assert "n&#x27;est pas le bon" in entrer(client, "ancien@exemple.fr", MOT_DE_PASSE)


def test_sans_connexion_une_page_mene_a_la_connexion_et_y_ramene(client: Client) -> None:
    reponse = client.get(reverse("mot_de_passe"))

    assert reponse.status_code == 302
    assert reponse["Location"] == f"{reverse('connexion')}?next={reverse('mot_de_passe')}"


def test_on_sort_par_un_envoi_et_non_par_un_lien(connecter: Connexions) -> None:
    client = connecter(fabriques.utilisateur())

    assert client.get(reverse("deconnexion")).status_code == 405
    assert client.post(reverse("deconnexion")).status_code == 302
    assert client.get(reverse("mot_de_passe")).status_code == 302


def test_changer_de_mot_de_passe(connecter: Connexions) -> None:
    compte = fabriques.utilisateur(mot_de_passe=MOT_DE_PASSE)
    client = connecter(compte)

    reponse = client.post(
        reverse("mot_de_passe"),
        {
            "old_password": MOT_DE_PASSE,
            "new_password1": "un-tout-autre-secret-2026",
            "new_password2": "un-tout-autre-secret-2026",
        },
        follow=True,
    )

    compte.refresh_from_db()
    assert compte.check_password("un-tout-autre-secret-2026")
    assert "Votre mot de passe est changé" in reponse.content.decode()


@pytest.mark.parametrize(
    ("nouveau", "phrase"),
    [("court", "12 caractères"), ("password1234", "courant"), ("730284916507", "numérique")],
)
def test_un_mot_de_passe_faible_est_refuse_en_francais(
    connecter: Connexions, nouveau: str, phrase: str
) -> None:
    compte = fabriques.utilisateur(mot_de_passe=MOT_DE_PASSE)

    reponse = connecter(compte).post(
        reverse("mot_de_passe"),
        {"old_password": MOT_DE_PASSE, "new_password1": nouveau, "new_password2": nouveau},
    )

    compte.refresh_from_db()
    assert phrase in reponse.content.decode()
    assert compte.check_password(MOT_DE_PASSE)


def test_un_compte_sans_role_sait_a_qui_s_adresser(connecter: Connexions) -> None:
    page = connecter(fabriques.utilisateur()).get(reverse("accueil")).content.decode()

    assert "aucune convention" in page
    assert "coordonnateur CTG" in page
