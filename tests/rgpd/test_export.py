"""Le fichier des données d'une personne : complet, lisible, sans rien d'autrui ni jeton."""

import json
import re
from typing import Any

import pytest

from actions.models import FicheAction, Note
from conventions.models import Convention
from ctg.rgpd.export import donnees_de, fichier_de
from ctg.socle.historique import acte
from tests import fabriques
from tests.rgpd.outils import Vie, vie

pytestmark = pytest.mark.django_db


@pytest.fixture
def passee(convention: Convention) -> Vie:
    """Une personne qui a tout fait."""
    return vie(convention, a_signe=True)


def test_le_fichier_dit_tout_ce_que_le_portail_sait(passee: Vie) -> None:
    suivie = fabriques.fiche(fabriques.convention(), elu_referent=passee.personne)
    donnees = donnees_de(passee.personne)
    assert donnees["élu référent"] == [str(suivie)]
    identite = donnees["identité"]
    assert identite["civilité"] == "Madame"
    assert identite["téléphone professionnel"] == "05 00 11 22 33"
    assert donnees["mandats"][0]["fonction"] == "Maire"
    assert donnees["mandats"][0]["fin"] == "2023-06-30"
    assert len(donnees["signatures de la convention"]) == 1
    assert donnees["compte"]["courriel"] == "zelie.compte@exemple.fr"
    assert donnees["compte"]["rôles"][0]["rôle"] == "agent d'un signataire"
    assert donnees["liens personnels"][0]["usage"] == "répondre aux demandes"
    assert len(donnees["demandes transmises à quelqu'un"]) == 1
    assert {c["objet"] for c in donnees["courriels reçus"]} >= {"Pour Zélie"}
    assert donnees["courriels refusés"] == ["réponse acceptée"]
    assert len(donnees["fiches pilotées"]) == len(donnees["sièges"]) == 1
    assert {n["note"] for n in donnees["notes écrites"]} == {"Fait.", "Suite."}
    for famille in (
        "documents déposés",
        "documents déposés à la convention",
        "liens ajoutés",
        "étapes confiées",
    ):
        assert len(donnees[famille]) == 1, famille
    assert donnees["demandes et réponses"][0]["état"] == "acceptée"
    for cle in ("structures soumises", "structures validées", "corrections proposées"):
        assert len(donnees[cle]) == 1, cle


def test_l_historique_dit_quoi_et_quand(passee: Vie) -> None:
    historique = donnees_de(passee.personne)["historique"]
    subis = historique["ce qui a changé pour cette personne"]
    nom = [ligne["champs"]["nom"] for ligne in subis if "nom" in ligne["champs"]]
    assert {"avant": "Ancien-Nom", "après": "Quatresous"} in nom
    ecrits = historique["ce que cette personne a écrit"]
    assert {ligne["quoi"].split(" n° ")[0] for ligne in ecrits} >= {
        "création : note",
        "création : structure",
        "création : correction",
    }
    assert all(re.match(r"\d{4}-\d\d-\d\dT", ligne["le"]) for ligne in subis + ecrits)


def test_ni_jeton_ni_mot_de_passe_ni_autrui(passee: Vie) -> None:
    autre = fabriques.coordonnateur(passee.convention)
    with acte(autre):
        passee.personne.telephone = "05 99 99 99 99"
        passee.personne.save()
        Note.objects.create(
            fiche=FicheAction.objects.get(), date="2026-01-01", texte="D'un autre", auteur=autre.nom
        )
    _, contenu = fichier_de(passee.personne)
    passee.compte.refresh_from_db()
    for secret in (
        passee.lien.jeton(),
        passee.compte.password,
        autre.nom,
        "Collègue",
        "collegue@",
        "D'un autre",
        "le test",
    ):
        assert secret not in contenu, secret
    assert "05 99 99 99 99" in contenu


def test_le_fichier_se_lit_tel_quel(passee: Vie) -> None:
    nom, contenu = fichier_de(passee.personne)
    assert nom == "donnees-zelie-quatresous.json"
    assert '\n  "identité": {\n    "civilité": "Madame"' in contenu
    assert list(json.loads(contenu)) == list(donnees_de(passee.personne))


def _valeurs(donnees: Any) -> list[Any]:
    if isinstance(donnees, dict):
        return [feuille for valeur in donnees.values() for feuille in _valeurs(valeur)]
    if isinstance(donnees, list):
        return [feuille for valeur in donnees for feuille in _valeurs(valeur)]
    return [donnees]


def test_les_dates_sont_iso_et_rien_n_est_un_objet_de_machine(passee: Vie) -> None:
    valeurs = _valeurs(donnees_de(passee.personne))
    assert len(valeurs) > 80
    assert {type(v) for v in valeurs} <= {str, int, bool, type(None)}


def test_une_personne_sans_compte_ni_rien(convention: Convention) -> None:
    donnees = donnees_de(fabriques.personne(nom="Ø"))
    assert donnees["compte"] is None
    assert donnees["mandats"] == donnees["notes écrites"] == []
