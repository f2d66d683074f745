"""Ajouter et corriger un mandat : ses dates dans l'ordre, et une phrase à côté du champ."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Mandat, Partenaire
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def organisme(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def mandat(organisme: Partenaire) -> Mandat:
    return fabriques.mandat(partenaire=organisme, debut=datetime.date(2020, 7, 4))


@pytest.fixture
def navigateur(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def ajouter(navigateur: Client, convention: Convention, mandat: Mandat, **saisie: object) -> Any:
    """Un mandat de plus pour la personne du premier."""
    return navigateur.post(
        reverse("mandat_ajouter", args=[convention.slug, mandat.personne_id]),
        {
            "organisme": mandat.partenaire_id,
            "fonction": "Adjointe à l'enfance",
            "nature": "elu",
            **saisie,
        },
    )


def test_une_personne_a_plusieurs_mandats(
    convention: Convention, navigateur: Client, mandat: Mandat
) -> None:
    syndicat = fabriques.partenaire(nature=Partenaire.Nature.SYNDICAT)
    fabriques.signataire(convention, partenaire=syndicat)
    reponse = ajouter(navigateur, convention, mandat, organisme=syndicat.pk, debut="2024-01-01")
    assert reponse.status_code == 302
    assert mandat.personne.mandats.count() == 2
    nouveau = mandat.personne.mandats.get(partenaire=syndicat)
    assert (nouveau.debut, nouveau.fin) == (datetime.date(2024, 1, 1), None)
    assert nouveau.historique.get().auteur.startswith("coordonnateur")


def test_la_meme_fonction_ne_se_donne_pas_deux_fois(
    convention: Convention, navigateur: Client, mandat: Mandat
) -> None:
    refus = ajouter(navigateur, convention, mandat, fonction="MAIRE")
    assert "a déjà cette fonction" in refus.content.decode()
    passe = ajouter(
        navigateur, convention, mandat, fonction="Maire", debut="2014-01-01", fin="2020-07-03"
    )
    assert passe.status_code == 302
    assert mandat.personne.mandats.count() == 2


def test_la_fin_ne_precede_pas_le_debut(
    convention: Convention, navigateur: Client, mandat: Mandat
) -> None:
    refus = ajouter(navigateur, convention, mandat, debut="2026-02-01", fin="2026-01-31")
    assert refus.context["formulaire"].errors == {"fin": ["La fin du mandat précède son début."]}
    adresse = reverse("mandat_modifier", args=[convention.slug, mandat.pk])
    ouvert: Any = navigateur.get(adresse)
    saisie = {c.html_name: c.value() or "" for c in ouvert.context["formulaire"]}
    refus = navigateur.post(adresse, saisie | {"fin": "2020-07-03"})
    assert list(refus.context["formulaire"].errors) == ["fin"]
    assert navigateur.post(adresse, saisie | {"fin": "2026-03-22"}).status_code == 302
    mandat.refresh_from_db()
    assert mandat.fin == datetime.date(2026, 3, 22)


def test_deux_corrections_a_la_fois_ne_se_recouvrent_pas(
    convention: Convention, navigateur: Client, mandat: Mandat
) -> None:
    adresse = reverse("mandat_modifier", args=[convention.slug, mandat.pk])
    ouvert: Any = navigateur.get(adresse)
    saisie = {c.html_name: c.value() or "" for c in ouvert.context["formulaire"]}
    navigateur.post(adresse, saisie | {"fonction": "Première adjointe"})
    assert navigateur.post(adresse, saisie | {"fonction": "Maire"}).status_code == 409
    mandat.refresh_from_db()
    assert mandat.fonction == "Première adjointe"


def test_un_organisme_ou_un_mandat_d_ailleurs_est_refuse(
    convention: Convention, navigateur: Client, mandat: Mandat
) -> None:
    ailleurs = fabriques.mandat(
        personne=mandat.personne,
        partenaire=fabriques.signataire(fabriques.convention()).partenaire,
    )
    refus = ajouter(navigateur, convention, mandat, organisme=ailleurs.partenaire_id)
    assert "organisme" in refus.context["formulaire"].errors
    for nom in ("mandat_modifier", "mandat_succeder", "mandat_succede"):
        adresse = reverse(nom, args=[convention.slug, ailleurs.pk])
        assert navigateur.get(adresse).status_code == 404


def test_la_page_du_partenaire_mene_a_la_succession_pour_qui_tient_les_personnes(
    convention: Convention, navigateur: Client, connecter: Connexions, mandat: Mandat
) -> None:
    page = reverse("partenaire_detail", args=[convention.slug, mandat.partenaire.code])
    liens = [
        reverse("personne_detail", args=[convention.slug, mandat.personne_id]),
        reverse("mandat_succeder", args=[convention.slug, mandat.pk]),
    ]
    vue: Any = navigateur.get(page)
    assert all(lien in vue.content.decode() for lien in liens)
    lue: Any = connecter(fabriques.lecteur(convention)).get(page)
    assert not any(lien in lue.content.decode() for lien in liens)
