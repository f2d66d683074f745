"""Ma page : tout ce qu'on demande à une personne, dans l'ordre des dates, à faire puis fait."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conventions.models import Convention
from pilotage.models import DemandeDeFiche
from tests import fabriques
from tests.conftest import Connexions

pytestmark = pytest.mark.django_db
Etat = DemandeDeFiche.Etat


def test_rien_n_est_demande(convention: Convention, connecter: Connexions) -> None:
    page = connecter(fabriques.lecteur(convention)).get(reverse("ma_page")).content.decode()
    assert "Rien ne vous est demandé" in page


def test_a_faire_par_date_puis_fait(convention: Convention, connecter: Connexions) -> None:
    compte = fabriques.lecteur(convention)
    moi = compte.personne
    tot = fabriques.campagne(convention, echeance=datetime.date(2026, 11, 20))
    tard = fabriques.campagne(convention)
    fabriques.demande(tard, personne=moi, etat=Etat.RENVOYEE, motif_renvoi="À compléter.")
    fabriques.demande(tot, personne=moi)
    fabriques.demande(tard, personne=moi, etat=Etat.REPONDUE)
    # Ni ce qui n'est pas parti, ni ce qui n'attend plus, ni ce qu'on demande à d'autres.
    fabriques.demande(tot, personne=moi, etat=Etat.A_ENVOYER)
    fabriques.demande(tot, personne=moi, etat=Etat.SANS_REPONSE)
    fabriques.demande(tot)
    contexte = connecter(compte).get(reverse("ma_page")).context
    assert [(a.etat, a.est_pressante) for a in contexte["a_faire"]] == [
        ("envoyee", True),
        ("renvoyee", False),
    ]
    assert [a.etat for a in contexte["faites"]] == ["repondue"]


def test_l_accueil_dit_ce_qu_on_attend_et_ce_qui_est_a_lire(
    convention: Convention, connecter: Connexions
) -> None:
    campagne = fabriques.campagne(convention)
    compte = fabriques.lecteur(convention)
    attendue = fabriques.demande(campagne, personne=compte.personne)
    fabriques.demande(campagne, etat=Etat.REPONDUE)
    accueil = connecter(compte).get(reverse("accueil")).content.decode()
    assert reverse("demande_repondre", args=[convention.slug, attendue.pk]) in accueil
    assert "à lire" not in accueil
    coordination = connecter(fabriques.coordonnateur(convention))
    assert "1\u00a0réponse à lire" in coordination.get(reverse("accueil")).content.decode()


@pytest.mark.parametrize("nombre", [1, 10])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_demandes(
    nombre: int,
    convention: Convention,
    connecter: Connexions,
    django_assert_max_num_queries: Any,
) -> None:
    compte = fabriques.lecteur(convention)
    campagne = fabriques.campagne(convention)
    for _ in range(nombre):
        fabriques.demande(campagne, personne=compte.personne)
    client = connecter(compte)
    with django_assert_max_num_queries(8):
        client.get(reverse("ma_page"))
