"""Les pages de l'argent : la fiche, la liste, ajouter, modifier à deux, retirer."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Financement
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

SAISIE = {"version": "0", "financeur_libre": "Fondation", "nature": "temps", "annee": "2025"}
SAISIE |= {"demande": "envisage"}


def _texte(reponse: object) -> str:
    page = re.sub(r"<[^>]+>", " ", reponse.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(page))


@pytest.fixture
def client(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def _liste(convention: Convention) -> str:
    return reverse("financement_liste", args=[convention.slug])


def test_un_financement_se_saisit_a_la_francaise(convention: Convention, client: Client) -> None:
    fiche = fabriques.fiche(convention)
    adresse = reverse("financement_ajouter", args=[convention.slug, fiche.numero])
    page = client.post(adresse, SAISIE | {"prevu": "1 200,50 €", "obtenu": ""}, follow=True)
    texte = _texte(page)
    assert "Le financement est ajouté." in texte
    assert "Prévu 1 200,50 €" in texte
    assert "Obtenu non renseigné" in texte
    assert " 0 €" not in texte
    assert "Prévu 1 200,50 € Obtenu" in texte


def test_les_refus_se_disent_et_gardent_la_saisie(convention: Convention, client: Client) -> None:
    fiche, caf = fabriques.fiche(convention), fabriques.partenaire(nature="caf")
    adresse = reverse("financement_ajouter", args=[convention.slug, fiche.numero])
    page = client.post(adresse, SAISIE | {"financeur": caf.pk, "prevu": "douze"})
    assert "Écrivez un montant en euros" in _texte(page)
    assert 'value="douze"' in page.content.decode()
    page = client.post(adresse, SAISIE | {"financeur": caf.pk})
    assert "l'un des deux seulement" in _texte(page)
    assert not Financement.objects.exists()


def test_deux_personnes_a_la_fois_voient_les_deux_versions(
    convention: Convention, client: Client
) -> None:
    financement = fabriques.financement(fabriques.fiche(convention), prevu=100)
    adresse = reverse("financement_modifier", args=[convention.slug, 1, financement.pk])
    envoi = SAISIE | {"version": "1"}
    assert client.post(adresse, envoi | {"prevu": "200"}).status_code == 302
    page = client.post(adresse, envoi | {"prevu": "300"})
    assert page.status_code == 409
    assert "200" in _texte(page)
    assert 'value="300"' in page.content.decode()
    financement.refresh_from_db()
    assert financement.prevu == 200


def test_retirer_se_dit_et_reste_dans_l_historique(convention: Convention, client: Client) -> None:
    financement = fabriques.financement(fabriques.fiche(convention))
    adresse = reverse("financement_retirer", args=[convention.slug, 1, financement.pk])
    page = client.post(adresse, {"version": "n'importe quoi"}, follow=True)
    assert "Quelqu'un vient de modifier cette page" in _texte(page)
    page = client.post(adresse, {"version": "1"}, follow=True)
    assert "Le financement est retiré : Fondation inventée, 2025." in _texte(page)
    historique = client.get(reverse("fiche_historique", args=[convention.slug, 1]))
    assert "Suppression : financement, Fondation inventée, 2025" in _texte(historique)


def test_le_financement_d_une_autre_fiche_est_introuvable(
    convention: Convention, client: Client
) -> None:
    fabriques.fiche(convention)
    ailleurs = fabriques.financement(fabriques.fiche(convention))
    adresse = reverse("financement_modifier", args=[convention.slug, 1, ailleurs.pk])
    assert client.get(adresse).status_code == 404


def test_la_liste_vide_dit_la_suite(convention: Convention, client: Client) -> None:
    assert "Aucun financement pour l'instant" in _texte(client.get(_liste(convention)))


def test_les_filtres_restent_dans_l_adresse_et_les_totaux_les_suivent(
    convention: Convention, client: Client
) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.financement(fiche, annee=2024, prevu=1000)
    fabriques.financement(fiche, annee=2025, prevu=300)
    fabriques.financement(fiche, annee=2025)
    page = client.get(_liste(convention), {"annee": "2025"})
    texte = _texte(page)
    assert "2 financements répondent à ces filtres, sur 3." in texte
    assert "Prévu 300 € 1 non renseigné Obtenu non renseigné" in texte
    assert '<option value="2025" selected>' in page.content.decode()
    assert "Aucun financement ne répond" in _texte(client.get(_liste(convention), {"axe": "77"}))


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_financements(
    convention: Convention, connecter: Connexions
) -> None:
    client, comptes = connecter(fabriques.lecteur(convention)), []
    for nombre in (1, 60):
        for _ in range(nombre):
            caf = fabriques.partenaire(nature="caf")
            fabriques.financement(fabriques.fiche(convention), financeur=caf, prevu=10)
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(_liste(convention))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 8
    assert "Page 1 sur 2" in _texte(page)
