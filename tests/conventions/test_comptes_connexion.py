"""Se connecter : la suspension après six échecs, et la même réponse que le compte existe ou non."""

import datetime
import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as reglages
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from conventions.comptes import purger_les_essais
from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Utilisateur
from tests import fabriques
from tests.conftest import ClientStrict

MAUVAIS = "Une phrase qui n'est pas la bonne"
calculs: list[str] = []


class HacheurCompte(MD5PasswordHasher):
    """Un hachage rapide qui compte ses calculs."""

    def encode(self, password: str, salt: str) -> str:
        """Calcule, et le note."""
        calculs.append(salt)
        return str(super().encode(password, salt))


@pytest.fixture(autouse=True)
def compter(settings: Settings) -> None:
    """Chaque calcul d'un mot de passe se compte."""
    settings.PASSWORD_HASHERS = [f"{__name__}.HacheurCompte"]


@pytest.fixture
def compte(convention: Convention) -> Utilisateur:
    """Un coordonnateur qui a son mot de passe."""
    return fabriques.actif(convention)


def essayer(courriel: str, mot_de_passe: str = MAUVAIS, **entetes: Any) -> Any:
    """Un envoi de la page de connexion, d'un navigateur neuf."""
    saisie = {"username": courriel, "password": mot_de_passe, "next": ""}
    return ClientStrict().post(reverse("connexion"), saisie, **entetes)


def echouer(courriel: str, fois: int, **entetes: Any) -> list[int]:
    """Les statuts d'autant d'échecs."""
    return [essayer(courriel, **entetes).status_code for _ in range(fois)]


def entre(compte: Utilisateur, **entetes: Any) -> bool:
    """Vrai si le bon mot de passe ouvre une session."""
    reponse = essayer(compte.courriel, fabriques.MOT_DE_PASSE, **entetes)
    return bool(reponse.status_code == 302)


def test_le_sixieme_echec_suspend_et_le_bon_mot_de_passe_n_ouvre_plus(compte: Utilisateur) -> None:
    assert echouer(compte.courriel, 6) == [200] * 5 + [429]
    calculs.clear()
    reponse = essayer(compte.courriel, fabriques.MOT_DE_PASSE)
    assert reponse.status_code == 429
    assert calculs == [], "refusé avant tout calcul"
    assert "Attendez un quart d'heure" in reponse.content.decode()
    assert reponse["Retry-After"] == "900"


def test_la_suspension_ne_vaut_que_pour_cette_adresse_et_ce_courriel(
    compte: Utilisateur, convention: Convention
) -> None:
    echouer(compte.courriel, 6)
    assert entre(compte, REMOTE_ADDR="203.0.113.9")
    assert entre(fabriques.actif(convention))


def test_la_casse_du_courriel_ne_donne_pas_d_essais_de_plus(compte: Utilisateur) -> None:
    ecrits = [compte.courriel, compte.courriel.upper(), f"  {compte.courriel.title()} "] * 2
    assert [essayer(courriel).status_code for courriel in ecrits][-1] == 429
    assert not entre(compte)


def test_un_quart_d_heure_plus_tard_on_entre_et_insister_ne_rallonge_pas(
    compte: Utilisateur,
) -> None:
    echouer(compte.courriel, 6)
    dernier = AccessAttempt.objects.get().attempt_time
    assert echouer(compte.courriel, 3) == [429] * 3
    assert AccessAttempt.objects.get().attempt_time == dernier
    AccessAttempt.objects.update(attempt_time=dernier - datetime.timedelta(minutes=14))
    assert not entre(compte)
    AccessAttempt.objects.update(attempt_time=dernier - datetime.timedelta(minutes=16))
    assert entre(compte)


def test_entrer_remet_le_compte_a_zero(compte: Utilisateur) -> None:
    for _ in range(2):
        assert echouer(compte.courriel, 5) == [200] * 5
        assert entre(compte)
    assert not AccessAttempt.objects.exists()


def _quatre_adresses(convention: Convention) -> dict[str, tuple[str, str]]:
    """(courriel, mot de passe essayé) : le cas, qui ne doit rien changer à la réponse."""
    suspendu = fabriques.actif(convention)
    suspendu.is_active = False
    suspendu.save()
    return {
        "connu": (fabriques.actif(convention).courriel, MAUVAIS),
        "inconnu": ("personne-d-ici@exemple.fr", MAUVAIS),
        "suspendu, bon mot de passe": (suspendu.courriel, fabriques.MOT_DE_PASSE),
        "invité, sans mot de passe": (fabriques.invite(convention).courriel, MAUVAIS),
    }


def _nu(reponse: Any, courriel: str) -> str:
    """La page, sans ce qui change à chaque fois : le jeton du formulaire et l'adresse tapée."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reponse.content.decode())
    return page.replace(courriel, "")


def test_que_le_compte_existe_ou_non_la_reponse_et_le_travail_sont_les_memes(
    convention: Convention,
) -> None:
    adresses = _quatre_adresses(convention)
    for essai in range(1, 9):
        reponses, travaux = set(), set()
        for courriel, mot_de_passe in adresses.values():
            calculs.clear()
            with CaptureQueriesContext(connection) as requetes:
                reponse = essayer(courriel, mot_de_passe)
            reponses.add((reponse.status_code, _nu(reponse, courriel)))
            travaux.add((len(calculs), len(requetes)))
        assert len(reponses) == 1, essai
        assert len(travaux) == 1, (essai, travaux)
        statut, page = reponses.pop()
        assert statut == (200 if essai < 6 else 429)
        assert ("Ce courriel ou ce mot de passe" in page) == (essai < 6)
        assert travaux.pop()[0] == (1 if essai <= 6 else 0)


@pytest.mark.parametrize("fronts", [1, 2])
def test_derriere_des_serveurs_frontaux_c_est_le_client_qui_compte(
    compte: Utilisateur, settings: Settings, fronts: int
) -> None:
    settings.SERVEURS_FRONTAUX = fronts
    suite = ["203.0.113.7", "10.0.0.2"][:fronts]
    for n in range(6):
        # Ce que le client ajoute devant ne lui donne pas d'essais de plus.
        statut = essayer(
            compte.courriel, HTTP_X_FORWARDED_FOR=", ".join([f"198.51.100.{n}", *suite])
        ).status_code
    assert statut == 429
    autre = ", ".join(["203.0.113.8", *suite[1:]])
    assert entre(compte, HTTP_X_FORWARDED_FOR=autre)
    assert not entre(compte, HTTP_X_FORWARDED_FOR=", ".join(suite))


def test_sans_serveur_frontal_l_en_tete_ne_compte_pas(compte: Utilisateur) -> None:
    assert reglages.SERVEURS_FRONTAUX == 0
    for n in range(6):
        essayer(compte.courriel, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert not entre(compte, HTTP_X_FORWARDED_FOR="198.51.100.99")


def test_se_connecter_ferme_la_session_d_un_lien(
    compte: Utilisateur, convention: Convention, client: Client
) -> None:
    autre = fabriques.personne(nom="Sollicitée", courriel="sollicitee@exemple.fr")
    lien = lien_pour(autre, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    client.post(lien.adresse())
    assert "Sollicitée" in client.get(reverse("ma_page")).content.decode()
    client.post(
        reverse("connexion"), {"username": compte.courriel, "password": fabriques.MOT_DE_PASSE}
    )
    assert "lien_personnel" not in client.session
    assert client.session.get_expiry_age() == reglages.SESSION_COOKIE_AGE
    assert "Sollicitée" not in client.get(reverse("ma_page")).content.decode()


def test_les_vieux_essais_s_effacent(compte: Utilisateur) -> None:
    instant = timezone.now()
    essayer(compte.courriel)
    essayer("autre@exemple.fr")
    AccessAttempt.objects.filter(username=compte.courriel).update(
        attempt_time=instant - datetime.timedelta(minutes=16)
    )
    assert purger_les_essais(instant=instant) == 1
    assert AccessAttempt.objects.get().username == "autre@exemple.fr"


def test_la_page_suspendue_garde_la_destination_et_refuse_celle_d_ailleurs(
    compte: Utilisateur,
) -> None:
    echouer(compte.courriel, 6)
    for suite, gardee in (("/composants/", True), ("https://exemple.fr/", False)):
        reponse = ClientStrict().post(
            reverse("connexion"),
            {"username": compte.courriel, "password": MAUVAIS, "next": suite},
        )
        assert reponse.status_code == 429
        assert (f'name="next" value="{suite}"' in reponse.content.decode()) == gardee


@pytest.mark.django_db
def test_le_champ_du_courriel_appelle_le_bon_clavier(client: Client) -> None:
    page = client.get(reverse("connexion")).content.decode()
    (champ,) = re.findall(r'<input[^>]*name="username"[^>]*>', page)
    assert re.findall(r' type="(\w+)"', champ) == ["email"]
