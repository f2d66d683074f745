"""Ce que le pilotage dit à l'accueil, selon ce que la personne est."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention, Utilisateur
from ctg.socle.attentes import Attente
from pilotage.accueil import attentes, nouvelles
from pilotage.models import Instance, Releve
from pilotage.models.releves import ReponseSaisie
from tests import fabriques

LE = datetime.date(2026, 11, 23)


def _titres(compte: Utilisateur, convention: Convention, le: datetime.date = LE) -> list[str]:
    return [attente.titre for attente in attentes(compte, convention, le)]


def _attente(compte: Utilisateur, convention: Convention, debut: str) -> Attente:
    (trouvee,) = [a for a in attentes(compte, convention, LE) if a.titre.startswith(debut)]
    return trouvee


def test_un_membre_telecharge_l_evaluation_en_un_geste(convention: Convention) -> None:
    fabriques.evaluation(convention)
    fabriques.evaluation(convention, annee=2024)
    fabriques.evaluation(convention, annee=2026)
    seance = fabriques.reunion(convention, date=datetime.date(2026, 12, 8), lieu="Mairie")
    membre = fabriques.membre(convention)
    attente = _attente(membre, convention, "L'évaluation")
    assert attente.titre == "L'évaluation 2025 est à lire"
    assert attente.adresse == reverse("evaluation_pdf", args=[convention.slug, 2025])
    assert attente.geste == "Télécharger le PDF"
    prochaine = _attente(membre, convention, "Prochaine séance du COPIL")
    assert (prochaine.echeance, prochaine.detail) == (seance.date, "Mairie")


def test_un_membre_du_cotech_n_attend_pas_la_seance_du_copil(convention: Convention) -> None:
    fabriques.reunion(convention, date=datetime.date(2026, 12, 8))
    membre = fabriques.membre(convention, Instance.Genre.COTECH)
    assert _titres(membre, convention) == []


def test_qui_n_est_rien_n_attend_rien_et_coute_une_requete(convention: Convention) -> None:
    fabriques.evaluation(convention)
    for compte in (fabriques.lecteur(convention), fabriques.agent(convention)):
        with CaptureQueriesContext(connection) as requetes:
            assert _titres(compte, convention) == []
        assert len(requetes) == 1


def test_le_coordonnateur_reunit_et_ouvre(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    assert _titres(compte, convention) == [
        "Réunir le COPIL en 2026",
        "Réunir le COTECH en 2026",
        "Ouvrir l'évaluation 2025",
        "Ouvrir l'évaluation de la dernière année, 2026",
    ]
    assert _attente(compte, convention, "Réunir le COPIL").est_pressante
    assert not attentes(compte, convention, datetime.date(2026, 3, 1))[0].est_pressante


def test_une_reunion_prevue_ne_presse_pas_et_une_reunion_tenue_suffit(
    convention: Convention,
) -> None:
    compte = fabriques.coordonnateur(convention)
    fabriques.evaluation(convention)
    fabriques.evaluation(convention, annee=2026)
    fabriques.reunion(convention, date=datetime.date(2026, 12, 8))
    cotech = fabriques.instance(convention, genre=Instance.Genre.COTECH)
    fabriques.reunion(convention, instance=cotech, date=datetime.date(2026, 3, 3))
    (attente,) = attentes(compte, convention, LE)
    assert attente.titre == "Réunir le COPIL en 2026"
    assert not attente.est_pressante
    assert attente.echeance == datetime.date(2026, 12, 8)


def test_apres_le_terme_il_reste_l_evaluation_de_la_derniere_annee(
    convention: Convention,
) -> None:
    compte = fabriques.coordonnateur(convention)
    assert _titres(compte, convention, datetime.date(2027, 2, 1)) == [
        "Ouvrir l'évaluation de la dernière année, 2026"
    ]


@pytest.mark.django_db
def test_l_annee_de_la_deliberation_n_attend_rien() -> None:
    convention = fabriques.convention(deliberee_le=datetime.date(2022, 10, 20))
    compte = fabriques.coordonnateur(convention)
    assert _titres(compte, convention, datetime.date(2022, 11, 1)) == []
    assert _titres(compte, convention, datetime.date(2023, 2, 1)) == [
        "Réunir le COPIL en 2023",
        "Réunir le COTECH en 2023",
    ]


def test_le_pilote_repond_pour_ses_fiches_le_coordonnateur_voit_le_compte(
    convention: Convention,
) -> None:
    fabriques.evaluation(convention)
    fiche, autre = fabriques.fiche(convention), fabriques.fiche(convention)
    for cible in (fiche, fiche, autre):
        fabriques.indicateur(cible)
    fabriques.indicateur(fiche, est_a_definir=True)
    fabriques.releve(fiche.indicateurs.get(ordre=1))
    pilote = fabriques.pilote(fiche)
    (attente,) = attentes(pilote, convention, LE)
    assert attente.titre == f"Action {fiche.numero} : 1 indicateur sans réponse pour 2025"
    assert attente.adresse == reverse("releves_saisir", args=[convention.slug, fiche.numero, 2025])
    coordonnateur = fabriques.coordonnateur(convention)
    assert "2 indicateurs sans réponse pour 2025" in _titres(coordonnateur, convention)


def test_les_attentes_coutent_un_nombre_fixe_de_requetes(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    comptes = []
    for tour in range(2):
        with CaptureQueriesContext(connection) as requetes:
            attentes(compte, convention, LE)
        comptes.append(len(requetes))
        for n in range(3):
            fabriques.indicateur(fabriques.fiche(convention))
            fabriques.reunion(convention, date=datetime.date(2026, 12, 1 + n + 3 * tour))
        fabriques.evaluation(convention, annee=2025 - tour)
    assert comptes[0] == comptes[1] <= 5


def test_les_nouvelles_disent_qui_et_ou(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    evaluation = fabriques.evaluation(convention)
    reunion = fabriques.instance(convention).reunir(
        date=datetime.date(2026, 6, 18), lieu="Mairie", ordre_du_jour="", par=fabriques.LE_TEST
    )
    reunion.decider(texte="Ouvrir le relais.", fiche=fiche, par=fabriques.LE_TEST)
    for _ in range(2):
        releve = Releve(indicateur=fabriques.indicateur(fiche), annee=2025)
        saisie = ReponseSaisie("non_disponible", motif="Pas encore compté.")
        releve.repondre(saisie=saisie, marque_ouverte="", par=fabriques.LE_TEST, le=LE)
    evaluation.ecrire_recit(
        section="ensemble", texte="Oui.", version_ouverte=0, par=fabriques.LE_TEST
    )

    lues = nouvelles(fabriques.coordonnateur(convention), convention, 8)
    assert {n.titre for n in lues} == {
        "COPIL du 18/06/2026 inscrit",
        "Décision : COPIL du 18/06/2026",
        f"Action {fiche.numero} : 2 réponses aux indicateurs 2025",
        "Évaluation 2025 : récit sur l'ensemble",
    }
    assert {n.auteur for n in lues} == {"le test"}

    # Le récit d'une évaluation en préparation n'est pas pour tout le monde.
    titres = {n.titre for n in nouvelles(fabriques.lecteur(convention), convention, 8)}
    assert len(titres) == 3
    assert not any("récit" in titre for titre in titres)
    assert nouvelles(fabriques.lecteur(convention), fabriques.convention(), 8) == []


def test_les_nouvelles_coutent_quatre_requetes(convention: Convention) -> None:
    compte = fabriques.coordonnateur(convention)
    for n in range(5):
        fabriques.reunion(convention, date=datetime.date(2025, 6, 1 + n)).decider(
            texte="Oui.", fiche=None, par=fabriques.LE_TEST
        )
    with CaptureQueriesContext(connection) as requetes:
        assert len(nouvelles(compte, convention, 8)) == 8
    assert len(requetes) == 4
