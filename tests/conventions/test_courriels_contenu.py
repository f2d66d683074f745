"""Ce que contient un courriel : son texte, son HTML, ses en-têtes, et rien de secret en base."""

import datetime
import json
import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from conventions.courriels import (
    Courriel,
    lire,
    remettre_ce_qui_attend,
)
from conventions.liens import Usage, lien_pour, lire_jeton
from conventions.models import REFUSABLES, Convention, Envoi, LienPersonnel, Motif, Personne
from ctg.socle import horloge
from tests import fabriques
from tests.conventions.outils_courriels import avancer, ecrire

pytestmark = pytest.mark.django_db


@pytest.fixture
def elue() -> Personne:
    """Une personne joignable."""
    return fabriques.personne(prenom="Une", nom="Élue", courriel="elue@exemple.fr")


def le_message() -> EmailMultiAlternatives:
    """Le seul courriel parti."""
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return message


def test_le_courriel_a_son_texte_et_son_html(elue: Personne, convention: Convention) -> None:
    lien = lien_pour(elue, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    ecrire(elue, convention=convention, lien=lien)
    remettre_ce_qui_attend()
    message = le_message()
    assert message.to == ["elue@exemple.fr"]
    assert message.subject == "Votre point annuel"
    adresse = re.search(r"^http://localhost:8000(/lien/(\S+)/)$", str(message.body), re.M)
    assert adresse
    assert lire_jeton(adresse[2], Usage.REPONDRE) == lien
    assert message.body.splitlines() == [
        "Bonjour Une Élue,",
        "",
        "La convention prépare l'évaluation. <b>Merci</b> de votre aide.",
        "",
        "- Fiche 1 (avant le 15 décembre)",
        "- Fiche 4",
        "",
        "Ouvrir ma page :",
        f"http://localhost:8000{adresse[1]}",
        "",
        "À bientôt.",
        "",
        "--",
        f"Portail CTG – {convention.nom}",
        "Son lien est personnel : ne le transférez pas. Il ouvre jusqu'au 21 février 2027.",
    ]
    ((html, genre),) = message.alternatives
    assert genre == "text/html"
    assert "&lt;b&gt;Merci&lt;/b&gt;" in str(html)
    lien_du_html = re.search(r'<a href="http://localhost:8000/lien/(\S+)/">Ouvrir', str(html))
    assert lien_du_html
    assert lire_jeton(lien_du_html[1], Usage.REPONDRE) == lien
    # Rien ne se charge d'ailleurs : ni image, ni pisteur, ni feuille, ni police.
    for balise in ("<img", "<link", "src=", "url(", "@import"):
        assert balise not in str(html)


def test_un_retour_a_la_ligne_dans_l_objet_n_ouvre_pas_d_en_tete(elue: Personne) -> None:
    piege = Courriel("Bonjour\r\nBcc: autre@exemple.fr\n\n<script>", ["…"])
    ecrire(elue, courriel=piege)
    ecrire(elue, courriel=Courriel("x" * 500, ["…"]), raison="long")
    remettre_ce_qui_attend()
    message, long = mail.outbox
    assert message.subject == "Bonjour Bcc: autre@exemple.fr <script>"
    assert message.recipients() == ["elue@exemple.fr"]
    assert "Bcc" not in message.message()
    assert len(long.subject) == 200


@pytest.mark.parametrize("motif", Motif)
def test_se_desabonner_ne_vaut_que_pour_ce_qui_n_est_pas_un_devoir(
    elue: Personne, motif: Motif
) -> None:
    ecrire(elue, motif=motif)
    remettre_ce_qui_attend()
    message = le_message()
    entetes = message.message()
    assert entetes["Auto-Submitted"] == "auto-generated"
    lien = LienPersonnel.objects.filter(usage=Usage.COURRIELS).first()
    if motif not in REFUSABLES:
        assert lien is None
        assert "List-Unsubscribe" not in entetes
        assert "Ne plus recevoir" not in message.body
        return
    adresse = entetes["List-Unsubscribe"].strip("<>")
    lue = re.fullmatch(rf"http://localhost:8000/courriels/arreter/(\S+)/{motif}/", adresse)
    assert lue
    assert lire_jeton(lue[1], Usage.COURRIELS) == lien
    assert entetes["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert adresse in message.body
    assert "http://localhost:8000/courriels/preferences/" in message.body


def test_chaque_courriel_prolonge_le_lien_des_preferences(
    elue: Personne, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecrire(elue, motif=Motif.ACCEPTATION, raison="a")
    premier = LienPersonnel.objects.get()
    assert premier.expire_le == horloge.maintenant() + datetime.timedelta(days=400)
    avancer(monkeypatch, days=300)
    ecrire(elue, motif=Motif.ACCEPTATION, raison="b")
    second = LienPersonnel.objects.get()
    assert second.expire_le == horloge.maintenant() + datetime.timedelta(days=400)
    # Le lien des courriels d'avant marche encore.
    assert second.generation == premier.generation


def test_la_demonstration_se_dit_dans_l_objet_et_dans_le_corps(
    elue: Personne, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    ecrire(elue)
    remettre_ce_qui_attend()
    message = le_message()
    assert message.subject == "[Données fictives] Votre point annuel"
    assert message.body.startswith("DONNÉES FICTIVES")
    assert "<strong>Données fictives.</strong>" in str(message.alternatives[0][0])


def test_la_table_des_envois_ne_donne_acces_a_rien(elue: Personne, convention: Convention) -> None:
    lien = lien_pour(elue, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    envoi = ecrire(elue, motif=Motif.ACCEPTATION, lien=lien)
    assert envoi is not None
    preferences = elue.liens.get(usage=Usage.COURRIELS)
    (range_,) = Envoi.objects.values()
    ecrit = json.dumps(range_, default=str)
    for secret in (lien, preferences):
        # La signature change à chaque seconde ; ce qu'elle signe, non.
        assert secret.jeton().split(":")[0] not in ecrit
        assert secret.jeton().split(":")[0] in lire(envoi).texte
