"""La page d'un partenaire : ses mandats dans le temps, ce qu'il soutient, ce qu'il pilote."""

import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from actions.models import PiloteDeFiche
from conventions.models import Convention, Signataire, Signature
from equipements.models import Equipement
from tests import fabriques
from tests.conftest import Connexions


def adresse(signataire: Signataire) -> str:
    return reverse(
        "partenaire_detail", args=[signataire.convention.slug, signataire.partenaire.code]
    )


@pytest.fixture
def signataire(convention: Convention) -> Signataire:
    return fabriques.signataire(convention, siege_ecrit="le Bourg")


def test_les_mandats_passes_restent_lisibles(signataire: Signataire, connecter: Connexions) -> None:
    ancien = fabriques.mandat(
        partenaire=signataire.partenaire,
        personne=fabriques.personne(nom="Ancienne maire"),
        debut=datetime.date(2020, 7, 1),
        fin=datetime.date(2026, 3, 22),
    )
    Signature.objects.create(signataire=signataire, mandat=ancien)
    fabriques.mandat(
        partenaire=signataire.partenaire,
        personne=fabriques.personne(nom="Nouveau maire"),
        debut=datetime.date(2026, 3, 23),
    )

    page = (
        connecter(fabriques.lecteur(signataire.convention))
        .get(adresse(signataire))
        .content.decode()
    )

    assert page.index("Nouveau maire") < page.index("Ancienne maire")
    assert "du 1er juillet 2020 au 22 mars 2026" in page
    assert "mandat terminé" in page
    assert "signe la convention" in page
    assert "« le Bourg »" in page


def test_il_montre_ce_qu_il_soutient_et_ce_que_ses_gens_pilotent(
    signataire: Signataire, connecter: Connexions
) -> None:
    convention = signataire.convention
    fabriques.equipement(convention, signataire.partenaire, nom="ALSH du pré")
    fabriques.equipement(
        convention, signataire.partenaire, nom="Brouillon caché", etat_saisie="brouillon"
    )
    fabriques.equipement(convention, nom="ALSH d'un autre")
    fiche = fabriques.fiche(convention, titre="Aller vers les jeunes")
    mandat = fabriques.mandat(partenaire=signataire.partenaire)
    PiloteDeFiche.objects.create(fiche=fiche, personne=mandat.personne)

    page = connecter(fabriques.lecteur(convention)).get(adresse(signataire)).content.decode()

    assert "ALSH du pré" in page
    assert "Aller vers les jeunes" in page
    assert "Brouillon caché" not in page
    assert "ALSH d&#x27;un autre" not in page


def test_sans_rien_il_le_dit(signataire: Signataire, connecter: Connexions) -> None:
    page = (
        connecter(fabriques.lecteur(signataire.convention))
        .get(adresse(signataire))
        .content.decode()
    )

    assert "Aucun représentant connu" in page
    assert "Aucune structure à l'annexe 2" in page
    assert "Aucune action" in page


def test_un_partenaire_d_ailleurs_est_introuvable(
    convention: Convention, connecter: Connexions
) -> None:
    ailleurs = fabriques.signataire(fabriques.convention())
    client = connecter(fabriques.lecteur(convention))

    assert client.get(adresse(ailleurs)).status_code == 404
    meme_code = reverse("partenaire_detail", args=[convention.slug, ailleurs.partenaire.code])
    assert client.get(meme_code).status_code == 404


@pytest.mark.parametrize("combien", [1, 20])
def test_les_requetes_ne_dependent_pas_du_nombre(
    signataire: Signataire,
    connecter: Connexions,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for _ in range(combien):
        fabriques.mandat(partenaire=signataire.partenaire)
        fabriques.equipement(signataire.convention, signataire.partenaire)
    assert Equipement.objects.count() == combien
    client = connecter(fabriques.lecteur(signataire.convention))

    with django_assert_max_num_queries(12):
        client.get(adresse(signataire))
