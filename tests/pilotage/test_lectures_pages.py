"""Inviter, lire, commenter : la coordination invite, un maire lit et commente par son lien."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention, Envoi, LienPersonnel, Personne
from pilotage.models import (
    CommentaireDEvaluation,
    Evaluation,
    LectureDemandee,
    MembreInstance,
    Recit,
)
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import ClientStrict, Connexions

LE = datetime.date(2026, 11, 23)


def _url(nom: str, convention: Convention, *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, *reste])


def _maire(convention: Convention, **champs: Any) -> Personne:
    """Un maire qui siège au COPIL, sans compte."""
    maire = fabriques.personne(**champs)
    commune = fabriques.signataire(convention)
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=maire, partenaire=commune.partenaire
    )
    return maire


@pytest.fixture
def evaluation(convention: Convention) -> Evaluation:
    """Un projet soumis au COTECH, avec une action et son récit."""
    evaluation = cycle.presentee(convention, etat="soumise_au_cotech", presentee_le=None)
    fabriques.indicateur(fabriques.fiche(convention))
    return evaluation


def test_inviter_d_un_geste_dit_a_qui(
    convention: Convention, evaluation: Evaluation, connecter: Connexions
) -> None:
    jointe = _maire(convention, nom="Jointe", courriel="maire@exemple.fr")
    perdue = _maire(convention, nom="Perdue")
    coordination = connecter(fabriques.coordonnateur(convention))
    adresse = _url("evaluation_inviter", convention, 2025)
    page = coordination.get(adresse).text
    assert "Perdue" in page
    assert "sans courriel" in page
    envoi = {"personnes": [jointe.pk, perdue.pk], "echeance": "2026-12-04", "message": "Merci !"}
    page = coordination.post(adresse, envoi, follow=True).text
    assert "1\u00a0courriel part." in page
    assert "À joindre autrement, faute de courriel : Perdue." in page
    courriel = Envoi.objects.get()
    assert courriel.destinataire == "maire@exemple.fr"
    assert courriel.lien == LienPersonnel.objects.get(personne=jointe)
    assert "avant le 4 décembre 2026" in str(courriel.contenu)
    assert LectureDemandee.objects.count() == 2
    # Quelqu'un qui ne siège pas ne s'invite pas.
    etranger = fabriques.personne()
    assert coordination.post(adresse, {"personnes": [etranger.pk]}).status_code == 200
    assert not LectureDemandee.objects.filter(personne=etranger).exists()


def _entrer_par_le_lien(personne: Personne) -> Client:
    client = ClientStrict()
    client.post(LienPersonnel.objects.get(personne=personne).adresse())
    return client


def test_un_maire_lit_et_commente_depuis_son_courriel(
    convention: Convention, evaluation: Evaluation, connecter: Connexions
) -> None:
    maire = _maire(convention, nom="Jeanne Dupont", courriel="maire@exemple.fr")
    coordination = connecter(fabriques.coordonnateur(convention))
    coordination.post(_url("evaluation_inviter", convention, 2025), {"personnes": [maire.pk]})
    client = _entrer_par_le_lien(maire)
    lire = _url("evaluation_lire", convention, 2025)
    assert lire in client.get(reverse("ma_page")).text
    page = client.get(lire).text
    assert "<strong>démarrage</strong>" in page
    assert "J&#x27;ai lu" in page or "J'ai lu" in page
    assert _url("evaluation_pdf", convention, 2025) in page
    commenter = _url("evaluation_commenter", convention, 2025, "fiche-1")
    assert commenter in page
    assert client.get(commenter).status_code == 200
    page = client.post(commenter, {"texte": "Et les relais ?"}, follow=True).text
    assert "Et les relais\u202f?" in page
    assert "Jeanne Dupont (lien personnel)" in page
    commentaire = CommentaireDEvaluation.objects.get()
    assert (commentaire.section, commentaire.personne) == ("fiche", maire)
    # Qui commente a lu : sa page ne le redemande pas.
    assert LectureDemandee.objects.get().lue_le == LE
    assert "Lire le projet" not in client.get(reverse("ma_page")).text

    corriger = _url("evaluation_commentaire_modifier", convention, commentaire.pk)
    ouverte = client.get(corriger).context["formulaire"]["version"].value()
    client.post(corriger, {"texte": "Et les relais itinérants ?", "version": ouverte})
    commentaire.refresh_from_db()
    assert commentaire.texte == "Et les relais itinérants ?"
    vide = client.post(commenter, {"texte": " "})
    assert vide.status_code == 200
    assert CommentaireDEvaluation.objects.count() == 1


def test_un_lien_n_ouvre_que_ce_qu_on_lui_adresse(
    convention: Convention, evaluation: Evaluation
) -> None:
    maire = _maire(convention, courriel="maire@exemple.fr")
    cycle.lecture(evaluation, maire)
    autre = fabriques.evaluation(convention, annee=2024)
    _lien(maire, convention)
    client = _entrer_par_le_lien(maire)
    for nom in ("evaluation_lire", "evaluation_pdf"):
        assert client.get(_url(nom, convention, autre.annee)).status_code == 404
    assert client.get(_url("evaluation_lire", convention, 2025)).status_code == 200
    # Le détail, l'écriture : le lien n'y mène pas.
    assert client.get(_url("evaluation_detail", convention, 2025)).status_code == 302
    # Qui ne siège plus ne lit plus.
    MembreInstance.objects.filter(personne=maire).update(fin=LE - datetime.timedelta(days=1))
    assert client.get(_url("evaluation_lire", convention, 2025)).status_code == 404


def _lien(personne: Personne, convention: Convention) -> LienPersonnel:
    """Un lien pour répondre, déjà donné."""
    return LienPersonnel.objects.create(
        personne=personne,
        convention=convention,
        usage="repondre",
        cree_le=datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC),
        expire_le=datetime.datetime(2027, 2, 20, tzinfo=datetime.UTC),
    )


def test_dire_qu_on_a_lu(convention: Convention, evaluation: Evaluation, connecter: Any) -> None:
    membre = fabriques.membre(convention)
    client = connecter(membre)
    lue = _url("evaluation_lue", convention, 2025)
    assert "pas dans la liste" in client.post(lue, follow=True).text
    cycle.lecture(evaluation, membre.personne)
    assert "Lire et commenter" in client.get(reverse("accueil")).text
    assert "vous avez lu le projet" in client.post(lue, follow=True).text
    assert LectureDemandee.objects.get().lue_le == LE
    assert "Lire et commenter" not in client.get(reverse("accueil")).text


def test_validee_ses_chiffres_sont_ceux_du_document(
    convention: Convention, connecter: Connexions
) -> None:
    cycle.validee(convention)
    fabriques.indicateur(fabriques.fiche(convention))
    page = connecter(fabriques.membre(convention)).get(_url("evaluation_lire", convention, 2025))
    assert "tels qu'ils furent figés" in page.text
    assert "<strong>démarrage</strong>" in page.text
    assert "Actions réalisées" not in page.text
    assert "Commenter" not in page.text


def test_repondre_regler_rouvrir(
    convention: Convention, evaluation: Evaluation, connecter: Connexions
) -> None:
    commentaire = cycle.commentaire(evaluation)
    coordination = connecter(fabriques.coordonnateur(convention))
    repondre = _url("evaluation_commentaire_repondre", convention, commentaire.pk)
    ouverte = coordination.get(repondre).context["formulaire"]["version"].value()
    envoi = {"texte": "C'est ajouté à l'axe 1.", "version": ouverte}
    page = coordination.post(repondre, envoi, follow=True).text
    assert "répond, le 23 novembre 2026" in page
    commentaire.refresh_from_db()
    assert (commentaire.etat, commentaire.repondu_le) == ("commentaire_repondu", LE)
    for geste, etat in (("regler", "commentaire_regle"), ("rouvrir", "commentaire_ouvert")):
        coordination.post(_url(f"evaluation_commentaire_{geste}", convention, commentaire.pk))
        commentaire.refresh_from_db()
        assert commentaire.etat == etat
    # Un membre ne règle pas.
    membre = connecter(fabriques.membre(convention))
    assert membre.get(repondre).status_code == 403


@pytest.mark.parametrize("qui", [fabriques.coordonnateur, fabriques.membre])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    convention: Convention, evaluation: Evaluation, connecter: Connexions, qui: Any
) -> None:
    compte = qui(convention)
    client = connecter(compte)
    adresses = [_url("evaluation_lire", convention, 2025)]
    if qui is fabriques.coordonnateur:
        adresses.append(_url("recit_ecrire", convention, 2025, "ensemble"))
    cycle.lecture(evaluation, compte.personne)
    comptes = []
    for _ in range(2):
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(adresse).status_code == 200
            comptes.append(len(requetes))
        for n in range(4):
            fiche = fabriques.fiche(convention, axe=fabriques.axe(convention))
            fabriques.etape(fiche)
            fabriques.releve(fabriques.indicateur(fiche))
            Recit.objects.create(
                evaluation=evaluation, section="axe", axe=fiche.axe, texte=f"Axe {n}."
            )
            cycle.commentaire(evaluation, section="fiche", fiche=fiche)
    assert comptes[: len(adresses)] == comptes[len(adresses) :]
    assert max(comptes) <= 12, comptes
