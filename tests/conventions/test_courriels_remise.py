"""Remettre les courriels à un vrai serveur : pannes, refus, coupures, reprises, grand nombre."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from conventions.courriels import (
    TENTATIVES_AU_PLUS,
    Courriel,
    envoyer,
    remettre_ce_qui_attend,
    retenter,
)
from conventions.liens import Usage, lien_pour, revoquer
from conventions.models import Convention, Envoi, Motif
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import acte
from tests import fabriques
from tests.conventions.serveur_smtp import PLUS_TARD, REFUS, facteur, port_ferme, viser

pytestmark = pytest.mark.django_db

PANNE = "Le serveur d'envoi ne répond pas."


def etats() -> list[tuple[str, str, int]]:
    """(état, erreur, tentatives) de chaque envoi, dans l'ordre où ils furent écrits."""
    return list(Envoi.objects.order_by("pk").values_list("etat", "erreur", "tentatives"))


def test_serveur_en_panne_puis_revenu(settings: Settings) -> None:
    envois = [fabriques.envoi() for _ in range(3)]
    viser(settings, port_ferme())
    bilan = remettre_ce_qui_attend()
    assert (bilan.remis, bilan.echoues) == (0, 3)
    assert etats() == [("echoue", PANNE, 1)] * 3

    with facteur(settings) as recu:
        # Sans le demander, un échec ne se reprend pas à chaque courriel nouveau.
        assert remettre_ce_qui_attend().remis == 0
        bilan = remettre_ce_qui_attend(reprendre_les_echecs=True)
        assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 0
    assert (bilan.remis, bilan.echoues) == (3, 0)
    assert recu.adresses == [envoi.destinataire for envoi in envois]
    assert etats() == [("envoye", "", 2)] * 3
    assert set(Envoi.objects.values_list("envoye_le", flat=True)) == {horloge.maintenant()}


def test_une_panne_qui_dure_finit_par_un_abandon(settings: Settings) -> None:
    fabriques.envoi()
    viser(settings, port_ferme())
    for _ in range(TENTATIVES_AU_PLUS):
        remettre_ce_qui_attend(reprendre_les_echecs=True)
    assert etats() == [("abandonne", PANNE, TENTATIVES_AU_PLUS)]
    assert remettre_ce_qui_attend(reprendre_les_echecs=True).echoues == 0


def test_une_adresse_refusee_est_abandonnee_les_autres_arrivent(settings: Settings) -> None:
    refusee, bonne = fabriques.envoi(), fabriques.envoi()
    with facteur(settings, refusees={refusee.destinataire: REFUS}) as recu:
        remettre_ce_qui_attend()
    assert recu.adresses == [bonne.destinataire]
    phrase = "Le serveur d'envoi refuse cette adresse (550 5.1.1 Adresse inconnue)."
    assert etats() == [("abandonne", phrase, 1), ("envoye", "", 1)]


def test_un_refus_provisoire_se_retente(settings: Settings) -> None:
    envoi = fabriques.envoi()
    with facteur(settings, refusees={envoi.destinataire: PLUS_TARD}) as recu:
        remettre_ce_qui_attend()
        ((etat, erreur, _),) = etats()
        assert etat == "echoue"
        assert erreur.startswith("Le serveur d'envoi demande de réessayer plus tard (451")
        recu.refusees.clear()
        assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 1
    assert recu.adresses == [envoi.destinataire]


def test_le_serveur_raccroche_le_reste_part_et_personne_n_en_a_deux(settings: Settings) -> None:
    envois = [fabriques.envoi() for _ in range(6)]
    with facteur(settings, raccroche_a=envois[2].destinataire) as recu:
        bilan = remettre_ce_qui_attend()
        assert (bilan.remis, bilan.echoues) == (5, 1)
        assert etats()[2] == ("echoue", "Le serveur d'envoi a coupé la connexion.", 1)
        remettre_ce_qui_attend(reprendre_les_echecs=True)
    assert recu.raccroches == 1
    assert sorted(recu.adresses) == sorted(envoi.destinataire for envoi in envois)


def test_un_envoi_interrompu_se_reprend_sous_le_meme_identifiant(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    envoi = fabriques.envoi()
    with facteur(settings) as recu:
        remettre_ce_qui_attend()
        # Le serveur s'est arrêté après la remise, avant de l'avoir noté.
        Envoi.objects.update(etat="en_cours", envoye_le=None, tente_le=horloge.maintenant())
        assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 0
        plus_tard = horloge.maintenant() + datetime.timedelta(minutes=61)
        monkeypatch.setattr(horloge, "maintenant", lambda: plus_tard)
        assert remettre_ce_qui_attend().remis == 0
        assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 1
    premier, second = (message["Message-ID"] for _, message in recu.recus)
    assert premier == second
    assert re.fullmatch(rf"<envoi-{envoi.pk}\.\d{{14}}@localhost>", premier)


def test_un_courriel_mal_forme_n_arrete_pas_les_suivants(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    fabriques.envoi(contenu={"page": ""}, objet="Deux\nlignes")
    bon = fabriques.envoi()
    with facteur(settings) as recu:
        bilan = remettre_ce_qui_attend()
    assert (bilan.remis, bilan.echoues) == (1, 1)
    assert recu.adresses == [bon.destinataire]
    assert etats()[0] == ("echoue", "Ce courriel est mal formé : il ne peut pas partir.", 1)
    assert "n'a pas pu être écrit" in caplog.text


def test_sans_serveur_regle_tout_attend(settings: Settings) -> None:
    settings.COURRIELS_CONFIGURES = False
    fabriques.envoi()
    assert remettre_ce_qui_attend(reprendre_les_echecs=True).remis == 0
    assert etats() == [("a_envoyer", "", 0)]


def test_cinq_cents_destinataires_une_connexion(
    settings: Settings,
    convention: Convention,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    personnes = [fabriques.personne(courriel=f"p{n}@exemple.fr") for n in range(500)]
    liens = [
        lien_pour(p, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
        for p in personnes
    ]
    courriel = Courriel("Objet", ["Une phrase."], geste="Ouvrir ma page")
    with (
        CaptureQueriesContext(connection) as ecriture,
        django_capture_on_commit_callbacks() as apres,
        acte(fabriques.LE_TEST),
    ):
        for a, lien in zip(personnes, liens, strict=True):
            envoyer(courriel, a=a, motif=Motif.DEMANDE, raison="r", lien=lien)
    assert len(ecriture) <= 500 * 3 + 5
    # Un seul passage pour toute la transaction.
    assert len(apres) == 1
    with facteur(settings) as recu, CaptureQueriesContext(connection) as remise:
        apres[0]()
    assert len(remise) <= 500 * 2 + 5
    assert recu.connexions == 1
    assert sorted(recu.adresses) == sorted(p.courriel for p in personnes)
    assert Envoi.objects.filter(etat="envoye").count() == 500


# --- Ce qui n'a plus lieu de partir ----------------------------------------------------------


def test_un_lien_revoque_entre_temps_ne_part_pas(
    settings: Settings, convention: Convention
) -> None:
    envoi = fabriques.envoi(convention=convention)
    lien = lien_pour(envoi.personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    Envoi.objects.update(lien=lien)
    revoquer(lien, par=fabriques.LE_TEST)
    with facteur(settings) as recu:
        remettre_ce_qui_attend()
    assert recu.recus == []
    ((etat, erreur, _),) = etats()
    assert etat == "abandonne"
    assert "n'ouvre plus rien" in erreur


def test_qui_vient_de_refuser_ne_recoit_pas_ce_qui_attendait(settings: Settings) -> None:
    envoi = fabriques.envoi(motif=Motif.ACCEPTATION, etat="echoue")
    envoi.personne.refus.create(motif=Motif.ACCEPTATION)
    with facteur(settings) as recu:
        remettre_ce_qui_attend(reprendre_les_echecs=True)
    assert recu.recus == []
    assert etats()[0][:2] == ("abandonne", "La personne ne veut plus de ce genre de courriels.")


# --- Retenter à la main ----------------------------------------------------------------------


def test_retenter_part_a_l_adresse_corrigee(
    settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    envoi = fabriques.envoi(etat="abandonne", tentatives=6, erreur="Refusée.")
    envoi.personne.courriel = "corrigee@exemple.fr"
    envoi.personne.save()
    with facteur(settings) as recu, django_capture_on_commit_callbacks(execute=True):
        retenter(envoi=envoi, par=fabriques.LE_TEST)
    assert recu.adresses == ["corrigee@exemple.fr"]
    assert etats() == [("envoye", "", 1)]


def test_retenter_un_courriel_de_compte_garde_l_adresse_du_compte(settings: Settings) -> None:
    """Sinon, changer l'adresse d'une personne suffirait à recevoir la clé de son compte."""
    envoi = fabriques.envoi(
        motif=Motif.MOT_DE_PASSE, destinataire="compte@exemple.fr", etat="abandonne"
    )
    retenter(envoi=envoi, par=fabriques.LE_TEST)
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.destinataire) == ("a_envoyer", "compte@exemple.fr")


def _adresse_en_erreur(envoi: Envoi) -> None:
    envoi.personne.courriel_en_erreur_le = horloge.aujourd_hui()
    envoi.personne.save()


def _sans_adresse(envoi: Envoi) -> None:
    envoi.personne.courriel = ""
    envoi.personne.save()


def _deja_parti(envoi: Envoi) -> None:
    Envoi.objects.filter(pk=envoi.pk).update(etat="envoye", envoye_le=horloge.maintenant())


def _un_autre_est_parti(envoi: Envoi) -> None:
    fabriques.envoi(envoi.personne, raison=envoi.raison, etat="envoye")


@pytest.mark.parametrize(
    ("avant", "phrase"),
    [
        (_adresse_en_erreur, "signalée en erreur"),
        (_sans_adresse, "n'a plus d'adresse"),
        (_deja_parti, "plus en échec"),
        (_un_autre_est_parti, "pour la même raison"),
    ],
)
def test_retenter_dit_ce_qui_l_empeche(avant: object, phrase: str) -> None:
    envoi = fabriques.envoi(etat="abandonne", erreur="Refusée.")
    assert callable(avant)
    avant(envoi)
    with pytest.raises(ActionImpossible, match=phrase):
        retenter(envoi=envoi, par=fabriques.LE_TEST)
    assert not Envoi.objects.filter(etat="a_envoyer").exists()
