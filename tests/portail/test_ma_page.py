"""Ma page : tout ce qu'on demande à une personne, dans l'ordre des dates, à faire puis fait."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conventions.droits import Role
from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Habilitation
from pilotage.models import DemandeDeFiche
from tests import fabriques
from tests.conftest import ClientStrict, Connexions

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


def test_ma_page_range_comme_l_accueil(convention: Convention, connecter: Connexions) -> None:
    """Ce qui presse vient d'abord, même sans échéance, et porte le geste principal."""
    partenaire = fabriques.signataire(convention).partenaire
    compte = fabriques.agent(convention, partenaire)
    structure = fabriques.equipement(
        convention, partenaire, etat_saisie="renvoye", motif_renvoi="?"
    )
    fabriques.demande(fabriques.campagne(convention), personne=compte.personne)
    client = connecter(compte)
    for page in ("accueil", "ma_page"):
        premiere = client.get(reverse(page)).context["attendu"].montrees[0]
        assert premiere.attentes[0].titre == f"Saisie renvoyée : {structure.nom}"


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
    # Un compte lit aussi ce que ses rôles attendent : comme l'accueil, un nombre fixe.
    with django_assert_max_num_queries(24):
        client.get(reverse("ma_page"))
    lien = lien_pour(compte.personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    par_lien = ClientStrict()
    par_lien.post(lien.adresse())
    with django_assert_max_num_queries(8):
        assert par_lien.get(reverse("ma_page")).status_code == 200


def test_un_compte_y_trouve_ce_que_tous_ses_roles_attendent(connecter: Connexions) -> None:
    """Deux conventions, trois salles, une liste."""
    une, autre = fabriques.convention(), fabriques.convention()
    compte = fabriques.membre(une)
    Habilitation.objects.create(utilisateur=compte, role=Role.COORDONNATEUR, convention=autre)
    fabriques.reunion(une, date=datetime.date(2026, 12, 3), instance=fabriques.instance(une))
    campagne = fabriques.campagne(une, echeance=datetime.date(2026, 12, 14))
    fabriques.demande(campagne, personne=compte.personne)
    attentes = connecter(compte).get(reverse("ma_page")).context["a_faire"]
    # Le pressant d'abord, puis par date.
    for pressantes in (True, False):
        datees = [a.echeance for a in attentes if a.echeance and a.est_pressante is pressantes]
        assert datees == sorted(datees)
    titres = [a.titre for a in attentes]
    assert titres.count("Dire où en est l'action 1") == 1
    assert "Prochaine séance du COPIL" in titres
    assert {a.adresse.split("/")[2] for a in attentes} == {une.slug, autre.slug}
