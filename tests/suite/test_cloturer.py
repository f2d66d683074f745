"""Clôturer : après le terme, l'évaluation finale validée ; et rouvrir, avec son motif."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention
from conventions.models.contrat import ConventionFigee
from ctg.socle.etats import ActionImpossible, TransitionInterdite
from pilotage.suite import manques_pour_cloturer
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def echue(db: None) -> Convention:
    return fabriques.convention(debut=datetime.date(2021, 1, 1), fin=datetime.date(2025, 12, 31))


def _client(connecter: Connexions, convention: Convention) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def _cloturer(client: Client, convention: Convention) -> Any:
    adresse = reverse("convention_cloturer", args=[convention.slug])
    return client.post(adresse, {"confirme": "on"}, follow=True)


def test_une_fois_l_evaluation_finale_validee_elle_se_clot(
    connecter: Connexions, echue: Convention
) -> None:
    fabriques.evaluation_finale_validee(echue)
    client = _client(connecter, echue)
    assert "La convention est clôturée" in texte_de(_cloturer(client, echue))
    echue.refresh_from_db()
    assert (echue.etat, echue.cloturee_le) == (Convention.Etat.CLOTUREE, LE)
    with pytest.raises(ConventionFigee):
        echue.exiger_ouverte()


@pytest.mark.parametrize(
    ("finale", "phrase"),
    [
        (None, "L'évaluation finale n'est pas ouverte"),
        ({"est_finale": True}, "L'évaluation finale n'est pas validée"),
        ({"est_finale": False}, "L'évaluation finale n'est pas ouverte"),
    ],
)
def test_sans_evaluation_finale_validee_elle_reste_ouverte(
    connecter: Connexions, echue: Convention, finale: dict[str, Any] | None, phrase: str
) -> None:
    if finale is not None:
        fabriques.evaluation(echue, annee=2025, **finale)
    client = _client(connecter, echue)
    adresse = reverse("convention_cloturer", args=[echue.slug])
    assert phrase in texte_de(client.get(adresse))
    assert phrase in texte_de(_cloturer(client, echue))
    echue.refresh_from_db()
    assert echue.etat == Convention.Etat.SIGNEE


def test_avant_le_terme_rien_ne_se_clot(connecter: Connexions, convention: Convention) -> None:
    fabriques.evaluation_finale_validee(convention)
    with pytest.raises(ActionImpossible, match="Le terme de la convention n'est pas passé"):
        convention.cloturer(
            manques=lambda: manques_pour_cloturer(convention), par=fabriques.LE_TEST, le=LE
        )
    page = _client(connecter, convention).get(
        reverse("convention_cloturer", args=[convention.slug])
    )
    assert "31 décembre 2026" in texte_de(page)


def test_elle_ne_se_clot_pas_deux_fois(echue: Convention) -> None:
    for etat in (Convention.Etat.CLOTUREE, Convention.Etat.PROJET, Convention.Etat.RESILIEE):
        convention = fabriques.convention(etat=etat, fin=datetime.date(2025, 12, 31))
        with pytest.raises(TransitionInterdite):
            convention.cloturer(manques=list, par=fabriques.LE_TEST, le=LE)


def test_rouverte_avec_un_motif_elle_se_corrige(connecter: Connexions, db: None) -> None:
    close = fabriques.convention(
        etat=Convention.Etat.CLOTUREE, cloturee_le=LE, fin=datetime.date(2025, 12, 31)
    )
    client = _client(connecter, close)
    adresse = reverse("convention_rouvrir", args=[close.slug])
    assert "Dites pourquoi" in texte_de(client.post(adresse, {"motif": " "}))
    reponse = client.post(adresse, {"motif": "Un chiffre faux."}, follow=True)
    assert "Rouverte après sa clôture : Un chiffre faux." in texte_de(reponse)
    close.refresh_from_db()
    assert (close.etat, close.cloturee_le) == (Convention.Etat.SIGNEE, None)
    close.exiger_ouverte()


def test_la_page_dit_ce_que_la_cloture_laisse(connecter: Connexions, echue: Convention) -> None:
    fabriques.evaluation_finale_validee(echue)
    client, page = _client(connecter, echue), reverse("convention_cloturer", args=[echue.slug])
    assert "Ce que vous laisseriez" not in texte_de(client.get(page))
    annuelle = cycle.presentee(echue, annee=2025)
    indicateur = fabriques.indicateur(fabriques.fiche(echue))
    fabriques.releve(indicateur, annee=2024, valeur=3, etat="soumis")
    fabriques.releve(indicateur, annee=2025, valeur=4, etat="brouillon")
    fabriques.releve(indicateur, annee=2023, valeur=2, etat="accepte")
    dit = texte_de(client.get(page))
    assert "L'évaluation 2025 ne sera jamais validée : elle est présentée au COPIL." in dit
    for reste in ("2024 : 1 réponse d'indicateur reste à accepter", "2025 : 1 réponse"):
        assert reste in dit.replace("\u00a0", " ")
    assert "2023" not in dit
    # Elle se clôt quand même ; et la page de l'année n'offre plus un geste refusé.
    detail = reverse("evaluation_detail", args=[echue.slug, annuelle.cle])
    assert "Valider l'évaluation" in texte_de(client.get(detail))
    assert "La convention est clôturée" in texte_de(_cloturer(client, echue))
    dit = texte_de(client.get(detail))
    for geste in ("Valider l'évaluation", "Renvoyer en brouillon", "Changer de séance"):
        assert geste not in dit
