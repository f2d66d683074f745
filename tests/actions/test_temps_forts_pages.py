"""Les pages des temps forts : la fiche, la liste, noter, modifier à deux, retirer."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import TempsFort
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

SAISIE = {"version": "0", "titre": "Fête du jeu", "genre": "fete", "date": "2026-06-13"}


def _texte(reponse: object) -> str:
    page = re.sub(r"<[^>]+>", " ", reponse.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(page))


@pytest.fixture
def client(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def _liste(convention: Convention) -> str:
    return reverse("temps_fort_liste", args=[convention.slug])


def _ajouter(convention: Convention) -> str:
    return reverse("temps_fort_ajouter", args=[convention.slug, 1])


def test_noter_un_temps_fort_change_l_indicateur_calcule_et_non_la_reponse(
    convention: Convention, client: Client
) -> None:
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(fiche, calcul="nombre")
    releve = fabriques.releve(indicateur, annee=2026, valeur=7)
    assert "aucun temps fort noté en 2026" in _texte(
        client.get(reverse("fiche_detail", args=[convention.slug, 1]))
    )
    page = client.post(_ajouter(convention), SAISIE | {"fiches": [fiche.pk]}, follow=True)
    texte = _texte(page)
    assert "Le temps fort est noté." in texte
    assert "D'après les temps forts de 2026 1 temps fort" in texte
    assert "Participation non renseignée." in texte
    saisie = client.get(reverse("releves_saisir", args=[convention.slug, 1, 2026]))
    assert "D'après les temps forts de 2026 1 temps fort" in _texte(saisie)
    assert 'value="7"' in saisie.content.decode()
    releve.refresh_from_db()
    assert releve.valeur == 7


def test_la_page_dit_de_ne_nommer_personne_et_propose_la_fiche(
    convention: Convention, client: Client
) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.fiche(convention)
    page = client.get(_ajouter(convention))
    assert "Ne nommez ni famille, ni enfant, ni habitant." in _texte(page)
    cochees = re.findall(r'name="fiches" value="(\d+)"[^>]*checked', page.content.decode())
    assert cochees == [str(fiche.pk)]


def test_les_refus_se_disent_et_gardent_la_saisie(convention: Convention, client: Client) -> None:
    fiche = fabriques.fiche(convention)
    page = client.post(_ajouter(convention), SAISIE)
    assert "Cochez une action au moins." in _texte(page)
    page = client.post(_ajouter(convention), SAISIE | {"fiches": [fiche.pk], "date": "2026-12-01"})
    assert "Cette date est à venir" in _texte(page)
    assert 'value="Fête du jeu"' in page.content.decode()
    assert not TempsFort.objects.exists()


def test_deux_personnes_a_la_fois_voient_les_deux_versions(
    convention: Convention, client: Client
) -> None:
    fiche = fabriques.fiche(convention)
    temps_fort = fabriques.temps_fort(fiche)
    adresse = reverse("temps_fort_modifier", args=[convention.slug, temps_fort.pk])
    envoi = SAISIE | {"version": "1", "fiches": [fiche.pk]}
    assert client.post(adresse, envoi | {"familles": "41"}).status_code == 302
    page = client.post(adresse, envoi | {"familles": "52"})
    assert page.status_code == 409
    assert "41" in _texte(page)
    assert 'value="52"' in page.content.decode()
    temps_fort.refresh_from_db()
    assert temps_fort.familles == 41


def test_un_pilote_ne_detache_ni_n_attache_la_fiche_d_un_autre(
    convention: Convention, connecter: Connexions
) -> None:
    sienne, autre, tierce = (fabriques.fiche(convention) for _ in range(3))
    temps_fort = fabriques.temps_fort(sienne, autre)
    client = connecter(fabriques.pilote(sienne))
    adresse = reverse("temps_fort_modifier", args=[convention.slug, temps_fort.pk])
    envoi = SAISIE | {"version": "1"}
    refus = client.post(adresse, envoi | {"fiches": [sienne.pk, tierce.pk]})
    assert refus.status_code == 200
    assert client.post(adresse, envoi | {"fiches": [sienne.pk]}).status_code == 302
    assert set(temps_fort.fiches.all()) == {sienne, autre}


def test_retirer_se_dit_et_reste_dans_l_historique(convention: Convention, client: Client) -> None:
    fiche = fabriques.fiche(convention)
    client.post(_ajouter(convention), SAISIE | {"fiches": [fiche.pk]})
    temps_fort = TempsFort.objects.get()
    adresse = reverse("temps_fort_retirer", args=[convention.slug, temps_fort.pk])
    page = client.post(adresse, {"version": str(temps_fort.version)}, follow=True)
    assert "Le temps fort est retiré : Fête du jeu." in _texte(page)
    historique = client.get(reverse("fiche_historique", args=[convention.slug, 1]))
    assert "Suppression : temps fort, Fête du jeu" in _texte(historique)


def test_les_filtres_restent_dans_l_adresse(convention: Convention, client: Client) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.temps_fort(fiche, titre="Forum des jeunes", genre="village", jeunes=30)
    fabriques.temps_fort(fiche, titre="Fête des voisins", commune=fabriques.commune())
    page = client.get(_liste(convention), {"genre": "village", "commune": "aucune"})
    texte = _texte(page)
    assert "1 temps fort répond à ces filtres, sur 2." in texte
    assert "Forum des jeunes" in texte
    assert "Fête des voisins" not in texte
    assert '<option value="village" selected>' in page.content.decode()
    assert "Aucun temps fort ne répond" in _texte(client.get(_liste(convention), {"action": "9"}))


def test_la_liste_vide_dit_la_suite(convention: Convention, client: Client) -> None:
    assert "Aucun temps fort pour l'instant" in _texte(client.get(_liste(convention)))


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_temps_forts(
    convention: Convention, connecter: Connexions
) -> None:
    client, comptes = connecter(fabriques.lecteur(convention)), []
    for nombre in (1, 60):
        for _ in range(nombre):
            fiche = fabriques.fiche(convention)
            fabriques.temps_fort(fiche, commune=fabriques.commune(), familles=3)
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(_liste(convention))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 8
    assert "Page 1 sur 2" in _texte(page)
