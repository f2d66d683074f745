"""Deux passages, deux gestes à la fois : personne ne reçoit deux fois le même courriel."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from pytest_django import Settings

from conventions.courriels import Courriel, envoyer, remettre_ce_qui_attend
from conventions.models import Envoi, Motif
from ctg.socle.historique import acte
from tests import fabriques
from tests.conventions.serveur_smtp import facteur

pytestmark = pytest.mark.django_db(transaction=True)

COURRIEL = Courriel("Objet", ["Une phrase."])


def ensemble(nombre: int, geste: Callable[[int], object]) -> None:
    """Fait le même geste dans plusieurs fils, partis au même instant ; une erreur se voit."""
    depart, erreurs = threading.Barrier(nombre), list[BaseException]()

    def faire(rang: int) -> None:
        try:
            depart.wait(timeout=20)
            geste(rang)
        except BaseException as erreur:
            erreurs.append(erreur)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=faire, args=(rang,)) for rang in range(nombre)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    assert erreurs == [], connection.vendor


def test_deux_passages_ne_remettent_pas_deux_fois_le_meme(settings: Settings) -> None:
    envois = [fabriques.envoi() for _ in range(30)]
    remis: list[int] = []
    with facteur(settings) as recu:
        ensemble(4, lambda _: remis.append(remettre_ce_qui_attend().remis))
    assert sum(remis) == 30
    assert Counter(recu.adresses) == Counter(envoi.destinataire for envoi in envois)
    assert set(Envoi.objects.values_list("etat", "tentatives")) == {("envoye", 1)}


def test_deux_reprises_simultanees_n_en_font_qu_une(settings: Settings) -> None:
    envois = [fabriques.envoi(etat="echoue", tentatives=2) for _ in range(20)]
    with facteur(settings) as recu:
        ensemble(3, lambda _: remettre_ce_qui_attend(reprendre_les_echecs=True))
    assert Counter(recu.adresses) == Counter(envoi.destinataire for envoi in envois)
    assert set(Envoi.objects.values_list("etat", "tentatives")) == {("envoye", 3)}


@pytest.mark.parametrize("motif", [Motif.DEMANDE, Motif.ACCEPTATION])
def test_la_meme_raison_n_ecrit_qu_une_fois_meme_a_la_fois(motif: Motif) -> None:
    personne = fabriques.personne(courriel="elue@exemple.fr")
    ecrits: list[Envoi | None] = []

    def ecrire(_: int) -> None:
        with acte(fabriques.LE_TEST):
            ecrits.append(envoyer(COURRIEL, a=personne, motif=motif, raison="campagne:1"))

    ensemble(6, ecrire)
    assert sum(envoi is not None for envoi in ecrits) == 1
    assert Envoi.objects.get().etat == "envoye"
    assert len(mail.outbox) == 1


def test_deux_actes_qui_ecrivent_aux_memes_gens_ne_se_bloquent_pas() -> None:
    """Chacun a déjà rangé quelque chose au nom de la personne quand il lui écrit."""
    personne = fabriques.personne(courriel="elue@exemple.fr")

    def ecrire(rang: int) -> None:
        with acte(fabriques.LE_TEST):
            fabriques.envoi(personne, raison=f"autre:{rang}", etat="abandonne")
            envoyer(COURRIEL, a=personne, motif=Motif.DEMANDE, raison=f"campagne:{rang}")

    ensemble(5, ecrire)
    assert Envoi.objects.filter(etat="envoye").count() == 5


class ServeurLent(EmailBackend):
    """Un serveur d'envoi qui ne rend la main que quand on le lui dit."""

    libre = threading.Event()
    fils: list[str] = []

    def send_messages(self, messages: object) -> int:
        assert self.libre.wait(timeout=30)
        self.fils.append(threading.current_thread().name)
        return super().send_messages(messages)  # type: ignore[arg-type]


def test_en_production_la_page_n_attend_pas_le_serveur_d_envoi(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{ServeurLent.__name__}"
    settings.TACHES_IMMEDIATES = False
    personne = fabriques.personne(courriel="elue@exemple.fr")
    avant = set(threading.enumerate())
    with acte(fabriques.LE_TEST):
        envoyer(COURRIEL, a=personne, motif=Motif.DEMANDE, raison="campagne:1")
    # L'acte est fini, le serveur n'a encore rien pris.
    assert mail.outbox == []
    (fil,) = set(threading.enumerate()) - avant
    ServeurLent.libre.set()
    fil.join(timeout=30)
    assert not fil.is_alive()
    assert ServeurLent.fils == ["arriere-plan"]
    assert Envoi.objects.get().etat == "envoye"
