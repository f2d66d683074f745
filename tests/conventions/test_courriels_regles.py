"""Écrire un courriel : ce qui se range, quand il part, à quel rythme."""

import datetime
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from conventions.courriels import (
    DEMANDES_PAR_HEURE,
    envoyer,
    remettre_ce_qui_attend,
)
from conventions.models import Convention, Envoi, Motif, Personne
from ctg.socle import horloge
from ctg.socle.historique import acte
from tests import fabriques
from tests.conventions.outils_courriels import COURRIEL, avancer, ecrire

pytestmark = pytest.mark.django_db


@pytest.fixture
def elue() -> Personne:
    """Une personne joignable."""
    return fabriques.personne(prenom="Une", nom="Élue", courriel="elue@exemple.fr")


# --- Ce qui se range, et quand il part -------------------------------------------------------


def test_un_envoi_dit_a_qui_quoi_pourquoi_et_quand(elue: Personne, convention: Convention) -> None:
    envoi = ecrire(elue, convention=convention)
    assert envoi is not None
    envoi.refresh_from_db()
    assert (envoi.personne, envoi.destinataire, envoi.convention) == (
        elue,
        "elue@exemple.fr",
        convention,
    )
    assert (envoi.objet, envoi.motif, envoi.raison) == (
        "Votre point annuel",
        "demande",
        "campagne:1",
    )
    assert (envoi.etat, envoi.cree_le, envoi.envoye_le, envoi.erreur) == (
        "a_envoyer",
        horloge.maintenant(),
        None,
        "",
    )


def test_rien_ne_part_d_une_transaction_rompue(
    elue: Personne, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def rompre() -> None:
        with acte(fabriques.LE_TEST):
            envoyer(COURRIEL, a=elue, motif=Motif.DEMANDE, raison="r")
            raise LookupError

    with django_capture_on_commit_callbacks(execute=True) as apres, pytest.raises(LookupError):
        rompre()
    assert apres == []
    assert not Envoi.objects.exists()
    assert mail.outbox == []


def test_un_sous_acte_rompu_n_emporte_pas_la_remise_des_autres(
    elue: Personne, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def rompre() -> None:
        with acte(fabriques.LE_TEST):
            envoyer(COURRIEL, a=elue, motif=Motif.DEMANDE, raison="rompue")
            raise LookupError

    with django_capture_on_commit_callbacks(execute=True) as apres, acte(fabriques.LE_TEST):
        with pytest.raises(LookupError):
            rompre()
        ecrire(elue, raison="tenue")
        ecrire(fabriques.personne(courriel="autre@exemple.fr"), raison="tenue")
        assert mail.outbox == []
    assert len(apres) == 1
    assert [message.to for message in mail.outbox] == [["elue@exemple.fr"], ["autre@exemple.fr"]]
    assert set(Envoi.objects.values_list("raison", "etat")) == {("tenue", "envoye")}


@pytest.mark.parametrize(
    "champs",
    [
        {"courriel": ""},
        {"courriel": "x@exemple.fr", "courriel_en_erreur_le": datetime.date(2026, 3, 1)},
    ],
)
def test_on_n_ecrit_pas_a_qui_n_a_pas_d_adresse_qui_marche(champs: dict[str, Any]) -> None:
    personne = fabriques.personne(**champs)
    assert ecrire(personne) is None
    assert not Envoi.objects.exists()
    envoi = ecrire(personne, adresse="compte@exemple.fr")
    assert envoi is not None
    assert envoi.destinataire == "compte@exemple.fr"


# --- À quel rythme ---------------------------------------------------------------------------


def test_la_meme_raison_attend_sept_jours(elue: Personne, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ecrire(elue)
    remettre_ce_qui_attend()
    assert ecrire(elue) is None
    assert ecrire(elue, raison="campagne:2")
    assert ecrire(fabriques.personne(courriel="autre@exemple.fr"))
    remettre_ce_qui_attend()
    # Le 29 novembre à 23 h 30 : six jours et demi, encore la même semaine.
    avancer(monkeypatch, days=6, hours=10, minutes=30)
    assert ecrire(elue) is None
    # Le 30 à 0 h 30, heure de Paris : c'est encore le 29 à Greenwich.
    avancer(monkeypatch, hours=1)
    assert ecrire(elue)


def test_la_semaine_compte_du_jour_ou_le_courriel_est_parti(
    elue: Personne, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Écrit lundi, parti samedi après une panne : pas un autre le lundi suivant."""
    assert ecrire(elue)
    avancer(monkeypatch, days=5)
    remettre_ce_qui_attend()
    avancer(monkeypatch, days=3)
    assert ecrire(elue) is None
    avancer(monkeypatch, days=4)
    assert ecrire(elue)


def test_ce_qui_attend_encore_ne_s_empile_pas(
    elue: Personne, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sans serveur d'envoi pendant trois semaines, les rappels ne partent pas tous ensemble."""
    assert ecrire(elue)
    avancer(monkeypatch, days=21)
    assert ecrire(elue) is None
    Envoi.objects.update(etat="abandonne")
    assert ecrire(elue)


@pytest.mark.parametrize("motif", [Motif.MOT_DE_PASSE, Motif.NOUVEAU_LIEN])
def test_ce_que_la_personne_demande_se_compte_par_heure(
    elue: Personne, monkeypatch: pytest.MonkeyPatch, motif: Motif
) -> None:
    for _ in range(DEMANDES_PAR_HEURE):
        assert ecrire(elue, motif=motif, raison="oubli")
    assert ecrire(elue, motif=motif, raison="oubli") is None
    avancer(monkeypatch, minutes=61)
    assert ecrire(elue, motif=motif, raison="oubli")
