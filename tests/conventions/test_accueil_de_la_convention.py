"""Ce que la convention dit à l'accueil : ce qu'elle attend, et ce que des personnes ont fait."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.accueil import attentes, nouvelles
from conventions.chargement import AUTEUR
from conventions.models import Convention
from ctg.socle.historique import ActeurNomme, acte
from tests import fabriques

LE = datetime.date(2026, 3, 1)
QUELQU_UN = ActeurNomme("Coordonnatrice CTG")


def test_la_convention_attend_du_coordonnateur_en_deux_requetes(convention: Convention) -> None:
    for _ in range(3):
        fabriques.anomalie(convention)
    fabriques.anomalie(convention, traitement="corrigee")
    fabriques.document(convention)
    compte = fabriques.coordonnateur(convention)
    with CaptureQueriesContext(connection) as requetes:
        titres = [a.titre for a in attentes(compte, convention, LE)]
    assert titres == ["3 anomalies du texte à trancher", "1 annexe sans fichier"]
    assert len(requetes) == 2


def test_elle_n_attend_rien_des_autres(convention: Convention) -> None:
    fabriques.anomalie(convention)
    for compte in (fabriques.lecteur(convention), fabriques.copilote(convention)):
        assert attentes(compte, convention, LE) == []


def test_le_terme_proche_presse(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    assert attentes(compte, convention, datetime.date(2026, 7, 3)) == []
    (attente,) = attentes(compte, convention, datetime.date(2026, 7, 4))
    assert attente.titre == "Préparer la suite de la convention"
    assert attente.est_pressante
    assert attente.echeance == datetime.date(2026, 12, 31)
    assert attentes(compte, convention, datetime.date(2027, 1, 1)) == []


def test_les_nouvelles_sont_les_gestes_des_personnes(convention: Convention) -> None:
    compte = fabriques.lecteur(convention)
    with acte(AUTEUR):
        livree = fabriques.document(convention, fichier="2022/01/livree.pdf")
        fabriques.anomalie(convention, suite="Livrée.", suite_le=LE)
        tranchee = fabriques.anomalie(convention, lieu="Article 7")
    with acte(QUELQU_UN):
        avenant = fabriques.avenant(convention)
        joint = fabriques.document(convention, titre="Bilan", fichier="2026/03/bilan.pdf")
    tranchee.decider(suite="Par avenant.", par=QUELQU_UN, le=LE)
    with CaptureQueriesContext(connection) as requetes:
        trouvees = nouvelles(compte, convention, 8)
    assert [n.titre for n in trouvees] == [
        "Suite décidée : Article 7",
        f"Document joint : {joint}",
        f"{avenant} : projet",
    ]
    assert {n.auteur for n in trouvees} == {"Coordonnatrice CTG"}
    assert livree.titre not in str(trouvees)
    assert len(requetes) == 3


def test_un_objet_change_deux_fois_ne_fait_qu_une_nouvelle(convention: Convention) -> None:
    anomalie = fabriques.anomalie(convention)
    for suite in ("Par avenant n° 1.", "Par avenant n° 2."):
        anomalie.decider(suite=suite, par=QUELQU_UN, le=LE)
    (nouvelle,) = nouvelles(fabriques.lecteur(convention), convention, 8)
    assert nouvelle.detail == "Par avenant n° 2."


def test_les_nouvelles_sont_bornees_et_ne_debordent_pas(convention: Convention) -> None:
    autre = fabriques.convention()
    with acte(QUELQU_UN):
        fabriques.avenant(autre)
        for _ in range(5):
            fabriques.avenant(convention)
    assert len(nouvelles(fabriques.lecteur(convention), convention, 3)) == 3
