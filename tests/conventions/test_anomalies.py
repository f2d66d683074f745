"""Lire les anomalies du texte, les filtrer, dire comment elles se règlent."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conventions.models import Anomalie, Convention
from tests import fabriques
from tests.conftest import Connexions


def liste(convention: Convention, connecter: Connexions, **filtres: str) -> Any:
    """La page des anomalies, vue par un lecteur."""
    return connecter(fabriques.lecteur(convention)).get(
        reverse("anomalie_liste", args=[convention.slug]), filtres
    )


def codes(reponse: Any) -> list[str]:
    """Les anomalies montrées, dans l'ordre."""
    return [a.code for groupe in reponse.context["groupes"] for a in groupe.anomalies]


@pytest.mark.parametrize(
    ("lieu", "partie"),
    [
        ("Annexe 2, Boé", "Annexe 2"),
        ("Annexes 3 et 4", "Annexe 3"),
        ("Articles 10 et 12", "Article 10"),
        ("Article 5, axe 2", "Article 5"),
        ("Parties et signatures, Agen", "Parties"),
        ("Page de titre", "Page de titre"),
    ],
)
def test_la_partie_du_texte_se_lit_dans_le_lieu(lieu: str, partie: str) -> None:
    assert Anomalie(lieu=lieu).partie == partie


def test_les_anomalies_sont_rangees_par_partie(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.anomalie(convention, code="a", lieu="Article 5")
    fabriques.anomalie(convention, code="b", lieu="Annexe 2, Valmont", traitement="corrigee")
    fabriques.anomalie(convention, code="c", lieu="Article 5, axe 2")
    reponse = liste(convention, connecter)
    assert [(g.partie, g.a_trancher) for g in reponse.context["groupes"]] == [
        ("Article 5", 2),
        ("Annexe 2", 0),
    ]
    assert "3\u00a0anomalies, dont 2 à trancher." in reponse.content.decode()


def test_les_filtres_se_combinent(convention: Convention, connecter: Connexions) -> None:
    fabriques.anomalie(convention, code="ecole", ecrit="Écoles réunies", lieu="Annexe 2, Valmont")
    fabriques.anomalie(convention, code="corrigee", traitement="corrigee", lieu="Annexe 2")
    fabriques.anomalie(
        convention, code="decidee", suite="Par avenant.", suite_le=datetime.date(2026, 1, 5)
    )
    assert codes(liste(convention, connecter, q="ecoles")) == ["ecole"]
    assert codes(liste(convention, connecter, traitement="corrigee")) == ["corrigee"]
    assert codes(liste(convention, connecter, traitement="conservee")) == ["ecole", "decidee"]
    assert codes(liste(convention, connecter, traitement="a_trancher")) == ["ecole"]
    assert codes(liste(convention, connecter, traitement="decidee")) == ["decidee"]
    assert codes(liste(convention, connecter, partie="Annexe 2", q="valmont")) == ["ecole"]
    vide = liste(convention, connecter, q="introuvable")
    assert "Aucune anomalie ne répond à ces filtres" in vide.content.decode()


def test_un_filtre_n_ouvre_tout_que_s_il_laisse_peu(
    convention: Convention, connecter: Connexions
) -> None:
    for annexe in (1, 2):
        for rang in range(6):
            fabriques.anomalie(convention, code=f"a{annexe}-{rang}", lieu=f"Annexe {annexe}")
    ouverts = 'groupe-d-anomalies" open'
    filtree = liste(convention, connecter, traitement="a_trancher").content.decode()
    assert filtree.count(ouverts) == 1
    convention.anomalies.filter(code__endswith="5").delete()
    filtree = liste(convention, connecter, traitement="a_trancher").content.decode()
    assert filtree.count(ouverts) == 2


def test_la_page_montre_le_texte_le_constat_et_ce_qui_est_retenu(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.anomalie(convention, ecrit="péricoleaire", retenu="périscolaire", lignes="612")
    contenu = liste(convention, connecter).content.decode()
    for attendu in (
        "«\u00a0péricoleaire\u00a0»",
        "Le texte se contredit.",
        "périscolaire",
        "l.\u00a0612",
    ):
        assert attendu in contenu
    assert "Dire la suite" not in contenu


def decider(anomalie: Anomalie, connecter: Connexions, suite: str) -> Any:
    """La décision du coordonnateur."""
    client = connecter(fabriques.coordonnateur(anomalie.convention))
    return client.post(
        reverse("anomalie_decider", args=[anomalie.convention.slug, anomalie.code]),
        {"suite": suite},
    )


def test_le_coordonnateur_dit_la_suite(convention: Convention, connecter: Connexions) -> None:
    anomalie = fabriques.anomalie(convention)
    reponse = decider(anomalie, connecter, "  Inscrite à l'avenant n° 1. ")
    assert reponse["Location"].endswith(f"#{anomalie.code}")
    anomalie.refresh_from_db()
    assert anomalie.suite == "Inscrite à l'avenant n° 1."
    assert anomalie.suite_le == datetime.date(2026, 11, 23)
    assert anomalie.sort == "decidee"


def test_une_suite_vide_rouvre_la_question(convention: Convention, connecter: Connexions) -> None:
    anomalie = fabriques.anomalie(
        convention, suite="Par avenant.", suite_le=datetime.date(2026, 1, 5)
    )
    decider(anomalie, connecter, "")
    anomalie.refresh_from_db()
    assert (anomalie.suite, anomalie.suite_le) == ("", None)
    assert anomalie.est_a_trancher


def test_une_convention_cloturee_ne_se_tranche_plus(db: None, connecter: Connexions) -> None:
    anomalie = fabriques.anomalie(fabriques.convention(etat=Convention.Etat.CLOTUREE))
    reponse = decider(anomalie, connecter, "Par avenant.")
    assert "La convention est clôturée : lecture seule." in reponse.content.decode()
    anomalie.refresh_from_db()
    assert anomalie.suite == ""


def test_un_lecteur_ne_tranche_rien(convention: Convention, connecter: Connexions) -> None:
    anomalie = fabriques.anomalie(convention)
    reponse = connecter(fabriques.lecteur(convention)).post(
        reverse("anomalie_decider", args=[convention.slug, anomalie.code]), {"suite": "Non."}
    )
    assert reponse.status_code == 403
    anomalie.refresh_from_db()
    assert anomalie.suite == ""
