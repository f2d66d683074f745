"""Les étapes d'une convention en projet : le futur texte signé, que la coordination écrit."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Etape, FicheAction
from actions.models.etapes import EtapeSignee
from conventions.models import Convention
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.outils import texte_de

pytestmark = pytest.mark.django_db

GESTE: dict[str, Any] = {"par": fabriques.LE_TEST, "le": AUJOURD_HUI}


@pytest.fixture
def fiche(db: None) -> FicheAction:
    return fabriques.fiche(fabriques.convention(etat=Convention.Etat.PROJET))


@pytest.fixture
def copilote(fiche: FicheAction, connecter: Connexions) -> Client:
    return connecter(fabriques.copilote(fiche.convention))


def adresse(vue: str, fiche: FicheAction, *suite: Any) -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero, *suite])


def test_signee_pendant_la_saisie_son_texte_ne_change_plus(fiche: FicheAction) -> None:
    lue = fabriques.etape(fiche)
    Convention.objects.filter(pk=fiche.convention_id).update(etat=Convention.Etat.SIGNEE)
    assert lue.fiche.convention.est_en_projet
    with pytest.raises(EtapeSignee, match="avenant"):
        lue.enregistrer(valeurs={"libelle": "Réécrite"}, version_ouverte=1, **GESTE)
    assert Etape.objects.get().libelle == "Étape 1"


def test_signee_pendant_le_retrait_elle_reste(fiche: FicheAction) -> None:
    lue = fabriques.etape(fiche)
    Convention.objects.filter(pk=fiche.convention_id).update(etat=Convention.Etat.SIGNEE)
    with pytest.raises(EtapeSignee, match="avenant"):
        lue.retirer(version_ouverte=1, **GESTE)
    assert Etape.objects.exists()


def test_signee_pendant_l_ajout_l_etape_est_de_travail(fiche: FicheAction) -> None:
    Convention.objects.filter(pk=fiche.convention_id).update(etat=Convention.Etat.SIGNEE)
    etape = Etape(fiche=fiche)
    etape.enregistrer(valeurs={"libelle": "Réunir"}, version_ouverte=0, **GESTE)
    assert Etape.objects.get().est_de_travail


def test_qui_met_a_jour_les_fiches_n_ecrit_pas_le_futur_texte(
    fiche: FicheAction, copilote: Client
) -> None:
    etape = fabriques.etape(fiche)
    assert copilote.get(adresse("etape_ajouter", fiche)).status_code == 403
    ajout = copilote.post(adresse("etape_ajouter", fiche), {"version": 0, "libelle": "De plus"})
    retrait = copilote.post(adresse("etape_retirer", fiche, etape.pk), {"version": 1})
    assert (ajout.status_code, retrait.status_code) == (403, 403)
    page = copilote.get(adresse("etape_modifier", fiche, etape.pk))
    assert "la coordination les écrit" in texte_de(page)
    assert 'name="libelle"' not in page.content.decode()
    envoi = {"version": 1, "libelle": "Réécrite", "responsable_libre": "Service"}
    assert copilote.post(adresse("etape_modifier", fiche, etape.pk), envoi).status_code == 302
    assert Etape.objects.values_list("libelle", "responsable_libre").get() == ("Étape 1", "Service")
    liste = copilote.get(adresse("etape_liste", fiche))
    assert "la coordination écrit les étapes" in texte_de(liste)
    assert adresse("etape_ajouter", fiche) not in liste.content.decode()


def test_la_coordination_ecrit_ajoute_et_retire(fiche: FicheAction, connecter: Connexions) -> None:
    client = connecter(fabriques.coordonnateur(fiche.convention))
    envoi = {"version": 0, "libelle": "Réunir"}
    assert client.post(adresse("etape_ajouter", fiche), envoi).status_code == 302
    etape = Etape.objects.get()
    envoi = {"version": 1, "libelle": "Réunir deux fois"}
    assert client.post(adresse("etape_modifier", fiche, etape.pk), envoi).status_code == 302
    assert Etape.objects.get().libelle == "Réunir deux fois"
    page = client.get(adresse("etape_modifier", fiche, etape.pk))
    assert adresse("etape_retirer", fiche, etape.pk) in page.content.decode()
    client.post(adresse("etape_retirer", fiche, etape.pk), {"version": 2})
    assert not Etape.objects.exists()
