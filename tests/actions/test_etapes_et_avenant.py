"""Un avenant a changé l'échéancier : la coordination y accorde les étapes du contrat."""

import datetime
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

GESTE: dict[str, Any] = {"par": fabriques.LE_TEST, "le": AUJOURD_HUI}
PHRASE = "L'avenant n° 1 a changé l'échéancier : mettez les étapes en accord."


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche dont un avenant signé et appliqué a changé l'échéancier."""
    fiche = fabriques.fiche(convention)
    jour = datetime.date(2026, 11, 2)
    avenant = fabriques.avenant(convention, etat="signe", signe_le=jour)
    etat: dict[str, Any] = {"etat": "appliquee", "avenant": avenant, "appliquee_le": jour}
    fabriques.proposition(fiche, champ="echeancier", nouveau="Ouvrir en 2027.", **etat)
    return fiche


@pytest.fixture
def client(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def adresse(vue: str, fiche: FicheAction, *suite: Any) -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero, *suite])


def test_la_coordination_corrige_ajoute_et_retire(fiche: FicheAction, client: Client) -> None:
    etape = fabriques.etape(fiche, ligne=12)
    assert PHRASE in texte_de(client.get(adresse("etape_liste", fiche)))
    page = client.get(adresse("etape_modifier", fiche, etape.pk))
    assert "accordez-la au nouveau texte" in texte_de(page)
    envoi = {"version": 1, "libelle": "Ouvrir", "periode_ecrite": "2027"}
    assert client.post(adresse("etape_modifier", fiche, etape.pk), envoi).status_code == 302
    etape.refresh_from_db()
    assert (etape.libelle, etape.ligne, etape.est_signee) == ("Ouvrir", None, True)
    envoi = {"version": 0, "libelle": "Évaluer", "au_contrat": "on"}
    assert client.post(adresse("etape_ajouter", fiche), envoi).status_code == 302
    ajoutee = Etape.objects.get(libelle="Évaluer")
    assert not ajoutee.est_de_travail
    client.post(adresse("etape_retirer", fiche, etape.pk), {"version": 2})
    assert list(Etape.objects.all()) == [ajoutee]
    historique = texte_de(client.get(adresse("fiche_historique", fiche)))
    assert "Ouvrir" in historique
    assert "Évaluer" in historique


def test_sans_la_case_l_etape_ajoutee_reste_de_travail(fiche: FicheAction, client: Client) -> None:
    client.post(adresse("etape_ajouter", fiche), {"version": 0, "libelle": "Préparer"})
    assert Etape.objects.get().est_de_travail


def test_une_autre_personne_n_accorde_rien(fiche: FicheAction, connecter: Connexions) -> None:
    etape = fabriques.etape(fiche)
    copilote = connecter(fabriques.copilote(fiche.convention))
    assert PHRASE not in texte_de(copilote.get(adresse("etape_liste", fiche)))
    modifier = adresse("etape_modifier", fiche, etape.pk)
    assert 'name="libelle"' not in copilote.get(modifier).content.decode()
    copilote.post(adresse("etape_retirer", fiche, etape.pk), {"version": 1})
    envoi = {"version": 0, "libelle": "De plus", "au_contrat": "on"}
    copilote.post(adresse("etape_ajouter", fiche), envoi)
    travail = Etape.objects.order_by("ordre").values_list("est_de_travail", flat=True)
    assert list(travail) == [False, True]


def test_sans_avenant_applique_le_contrat_ne_s_accorde_pas(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.proposition(fiche, champ="echeancier", nouveau="Ouvrir en 2027.")
    etape = fabriques.etape(fiche)
    with pytest.raises(EtapeSignee):
        etape.enregistrer(valeurs={"libelle": "Autre"}, version_ouverte=1, accord=True, **GESTE)
    with pytest.raises(EtapeSignee):
        etape.retirer(version_ouverte=1, accord=True, **GESTE)
    with pytest.raises(EtapeSignee):
        Etape(fiche=fiche).enregistrer(
            valeurs={"libelle": "De plus"}, version_ouverte=0, accord=True, **GESTE
        )
