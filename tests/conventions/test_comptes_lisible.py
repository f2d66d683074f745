"""Le compte d'une personne, tel qu'une page le montre : son état, ses rôles, les gestes permis."""

import datetime

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.comptes import CompteLisible, compte_lisible, inviter
from conventions.droits import Role
from conventions.models import Convention, Habilitation, Personne, Utilisateur
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def coordination(convention: Convention) -> Utilisateur:
    """Qui regarde."""
    return fabriques.actif(convention)


def montrer(lisible: CompteLisible) -> str:
    """La partie de page que la fiche d'une personne inclut."""
    gabarit = "conventions/inclus/compte_de_la_personne.html"
    return render_to_string(gabarit, {"compte": lisible}, RequestFactory().get("/"))


def _personne(convention: Convention) -> Personne:
    organisme = fabriques.signataire(convention).partenaire
    personne: Personne = fabriques.mandat(partenaire=organisme).personne
    return personne


def test_sans_compte_la_page_propose_d_inviter(
    convention: Convention, coordination: Utilisateur
) -> None:
    personne = _personne(convention)
    lisible = compte_lisible(personne, convention, coordination)
    assert (lisible.situation, lisible.roles) == ("", [])
    page = montrer(lisible)
    assert reverse("compte_inviter", args=[convention.slug, personne.pk]) in page
    assert "<form" not in page


def test_un_invite_a_sa_date_et_peut_etre_relance(
    convention: Convention, coordination: Utilisateur
) -> None:
    personne = _personne(convention)
    inviter(
        personne=personne,
        courriel="invitee@exemple.fr",
        role=Role.LECTEUR,
        partenaire=None,
        convention=convention,
        par=coordination,
    )
    page = montrer(compte_lisible(personne, convention, coordination))
    for attendu in (
        "invité, mot de passe à choisir",
        "invitee@exemple.fr",
        "envoyée le 23 novembre 2026",
        "Renvoyer l'invitation",
        "Suspendre le compte",
    ):
        assert attendu in page, attendu
    assert "Rétablir" not in page


def test_un_compte_actif_dit_sa_derniere_connexion(
    convention: Convention, coordination: Utilisateur
) -> None:
    compte = fabriques.actif(convention, Role.LECTEUR)
    compte.last_login = datetime.datetime(2026, 11, 20, 9, 5, tzinfo=datetime.UTC)
    compte.save()
    page = montrer(compte_lisible(compte.personne, convention, coordination))
    assert "compte actif" in page
    assert "20 novembre 2026 à 10 h 05" in page
    role = compte.habilitations.get()
    assert reverse("role_retirer", args=[convention.slug, role.pk]) in page


def test_un_compte_suspendu_se_retablit(convention: Convention, coordination: Utilisateur) -> None:
    compte = fabriques.actif(convention, Role.LECTEUR)
    compte.is_active = False
    compte.save()
    page = montrer(compte_lisible(compte.personne, convention, coordination))
    assert "compte suspendu" in page
    assert "Rétablir le compte" in page
    assert "Suspendre" not in page


def test_son_propre_compte_ne_propose_pas_de_se_suspendre(
    convention: Convention, coordination: Utilisateur
) -> None:
    assert "Suspendre" not in montrer(
        compte_lisible(coordination.personne, convention, coordination)
    )


def test_ce_qui_est_ailleurs_ne_se_montre_pas(
    convention: Convention, coordination: Utilisateur
) -> None:
    ailleurs = fabriques.convention(nom="Convention du Val caché")
    compte = fabriques.actif(convention, Role.LECTEUR)
    Habilitation.objects.create(utilisateur=compte, role=Role.COORDONNATEUR, convention=ailleurs)
    lisible = compte_lisible(compte.personne, convention, coordination)
    assert [role.role for role in lisible.roles] == [Role.LECTEUR]
    assert not lisible.peut_suspendre
    page = montrer(lisible)
    assert "un rôle dans une convention que vous ne coordonnez pas" in page
    assert "caché" not in page
    assert "coordonnateur CTG" not in page.lower()


def test_qui_ne_tient_pas_les_personnes_ne_voit_que_l_etat_et_les_roles(
    convention: Convention,
) -> None:
    compte = fabriques.actif(convention, Role.LECTEUR)
    for autre in (fabriques.copilote(convention), fabriques.coordonnateur(fabriques.convention())):
        page = montrer(compte_lisible(compte.personne, convention, autre))
        assert "compte actif" in page
        assert "Lecteur" in page
        assert compte.courriel not in page
        assert "<form" not in page
        assert "href" not in page


def test_trois_requetes_au_plus(convention: Convention, coordination: Utilisateur) -> None:
    compte = fabriques.actif(convention, Role.LECTEUR)
    for _ in range(4):
        organisme = fabriques.signataire(convention).partenaire
        for role in (Role.AGENT, Role.COPILOTE):
            Habilitation.objects.create(
                utilisateur=compte, role=role, convention=convention, partenaire=organisme
            )
    for personne in (compte.personne, _personne(convention)):
        with CaptureQueriesContext(connection) as requetes:
            montrer(compte_lisible(personne, convention, coordination))
        assert len(requetes) <= 3


def test_la_page_des_roles_ne_coute_pas_par_role(
    convention: Convention, coordination: Utilisateur, connecter: Connexions
) -> None:
    client, compte = connecter(coordination), fabriques.actif(convention, Role.LECTEUR)
    adresse = reverse("role_ajouter", args=[convention.slug, compte.personne_id])

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        return len(requetes)

    peu = cout()
    for _ in range(5):
        organisme = fabriques.signataire(convention).partenaire
        Habilitation.objects.create(
            utilisateur=compte, role=Role.AGENT, convention=convention, partenaire=organisme
        )
    assert cout() == peu <= 12
