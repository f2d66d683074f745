"""Mot de passe oublié : un lien part au compte actif, et la page ne dit jamais si c'est le cas."""

import datetime
import threading
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from conventions.courriels import lire
from conventions.liens import Usage, revoquer
from conventions.models import Convention, Envoi, LienPersonnel, Motif, Utilisateur
from ctg.socle import horloge
from ctg.socle.frein import ESSAIS_PAR_HEURE
from tests import fabriques


@pytest.fixture(autouse=True)
def frein_a_zero() -> None:
    """Le frein compte dans un cache que les tests partagent."""
    cache.clear()


def demander(client: Client, courriel: str) -> Any:
    """L'envoi de la page."""
    return client.post(reverse("mot_de_passe_oublie"), {"courriel": courriel})


def test_un_compte_actif_recoit_un_lien_de_deux_heures(
    convention: Convention, client: Client
) -> None:
    compte = fabriques.actif(convention)
    compte.personne.courriel = "ailleurs@exemple.fr"
    compte.personne.save()
    assert demander(client, f" {compte.courriel.upper()}").status_code == 200
    envoi = Envoi.objects.get()
    assert (envoi.destinataire, envoi.motif) == (compte.courriel, Motif.MOT_DE_PASSE)
    lien = LienPersonnel.objects.get()
    assert lien.expire_le == horloge.maintenant() + datetime.timedelta(hours=2)
    assert lire(envoi).corps["vers"].endswith(lien.adresse())
    assert client.get(lien.adresse()).status_code == 200
    assert lien.historique.get().auteur == "portail (automatique)"


def test_qui_fut_invite_sans_jamais_choisir_s_en_sert_aussi(
    convention: Convention, client: Client
) -> None:
    demander(client, fabriques.invite(convention).courriel)
    assert Envoi.objects.count() == 1


def _sans_suite(convention: Convention) -> list[str]:
    suspendu = fabriques.actif(convention)
    suspendu.is_active = False
    suspendu.save()
    fabriques.personne(courriel="sans-compte@exemple.fr")
    return [suspendu.courriel, "sans-compte@exemple.fr", "inconnue@exemple.fr"]


def test_sinon_rien_ne_part_et_la_page_dit_la_meme_chose(
    convention: Convention, client: Client
) -> None:
    temoin = demander(client, fabriques.actif(convention).courriel).content
    assert Envoi.objects.count() == 1
    for courriel in _sans_suite(convention):
        assert demander(client, courriel).content == temoin, courriel
    assert Envoi.objects.count() == LienPersonnel.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_dans_la_demande_le_travail_est_le_meme(settings: Settings, client: Client) -> None:
    settings.TACHES_IMMEDIATES = False
    convention = fabriques.convention()
    travaux = set()
    for courriel in [fabriques.actif(convention).courriel, *_sans_suite(convention)]:
        with CaptureQueriesContext(connection) as requetes:
            demander(client, courriel)
        travaux.add(len(requetes))
        _attendre_l_arriere_plan()
    assert travaux == {0}
    assert [message.subject for message in mail.outbox] == ["Choisir un nouveau mot de passe"]


def _attendre_l_arriere_plan() -> None:
    while fils := [fil for fil in threading.enumerate() if fil.name == "arriere-plan"]:
        for fil in fils:
            fil.join(timeout=20)


def test_la_quatrieme_demande_de_l_heure_n_ecrit_pas(
    convention: Convention, client: Client
) -> None:
    compte = fabriques.actif(convention)
    pages = {demander(client, compte.courriel).content for _ in range(4)}
    assert (len(pages), Envoi.objects.count()) == (1, 3)


def test_une_adresse_trop_pressee_n_obtient_plus_rien(
    convention: Convention, client: Client
) -> None:
    for n in range(ESSAIS_PAR_HEURE):
        demander(client, f"inconnue-{n}@exemple.fr")
    assert demander(client, fabriques.actif(convention).courriel).status_code == 200
    assert not Envoi.objects.exists()


def test_un_courriel_mal_ecrit_se_dit(client: Client, db: None) -> None:
    page = demander(client, "pas une adresse").content.decode()
    assert "Il reste un point à corriger" in page


def test_la_page_de_connexion_y_mene(client: Client, db: None) -> None:
    page = client.get(reverse("connexion")).content.decode()
    assert f'href="{reverse("mot_de_passe_oublie")}"' in page


def _lien(compte: Utilisateur) -> LienPersonnel:
    return LienPersonnel.objects.get(personne=compte.personne, usage=Usage.MOT_DE_PASSE)


def test_demander_a_la_place_d_une_autre_n_eteint_pas_son_lien(
    convention: Convention, client: Client
) -> None:
    compte = fabriques.actif(convention)
    demander(client, compte.courriel)
    premiere = _lien(compte).adresse()
    demander(client, compte.courriel)
    assert client.get(premiere).status_code == 200


def test_apres_une_revocation_un_lien_neuf_s_obtient(
    convention: Convention, client: Client
) -> None:
    compte = fabriques.actif(convention)
    demander(client, compte.courriel)
    ancienne = _lien(compte).adresse()
    revoquer(_lien(compte), par=fabriques.LE_TEST)
    demander(client, compte.courriel)
    assert client.get(ancienne).status_code == 410
    assert client.get(_lien(compte).adresse()).status_code == 200
