"""Les pages des étapes : la liste et ses boutons, ce que le contrat retient, les deux versions."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Etape, FicheAction
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions
from tests.outils import texte_de


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


@pytest.fixture
def client(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def adresse(vue: str, fiche: FicheAction, *suite: Any) -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero, *suite])


def test_la_liste_dit_chaque_etape_et_ses_retards(fiche: FicheAction, client: Client) -> None:
    une = fabriques.personne(nom="Personne responsable")
    fabriques.etape(fiche, ligne=12, responsable=une)
    fabriques.etape(fiche, vue_le=datetime.date(2024, 3, 1), est_de_travail=True)
    fabriques.etape(fiche, fin=datetime.date(2027, 12, 31), responsable_libre="Service enfance")
    page = client.get(adresse("etape_liste", fiche))
    lue = texte_de(page)
    for attendu in (
        "à renseigner",
        f"Responsable : {une}",
        "Écrite au contrat, ligne 12.",
        "en retard",
        "Étape de travail, ajoutée hors du contrat.",
        "au-delà du terme",
        "Du 1er janvier 2023 au 31 décembre 2027. Écrite au contrat.",
        "Responsable : Service enfance",
    ):
        assert attendu in lue
    contenu = page.content.decode()
    assert contenu.count('value="monter"') == contenu.count('value="descendre"') == 2
    detail = texte_de(client.get(adresse("fiche_detail", fiche)))
    assert f"Responsable : {une}" in detail


def test_sans_etape_la_page_propose_d_en_ajouter(fiche: FicheAction, client: Client) -> None:
    page = client.get(adresse("etape_liste", fiche))
    assert "L'échéancier de cette action ne nomme aucune étape." in texte_de(page)
    assert adresse("etape_ajouter", fiche) in page.content.decode()


def test_monter_revient_sur_l_etape_et_le_dit(fiche: FicheAction, client: Client) -> None:
    fabriques.etape(fiche)
    etape = fabriques.etape(fiche, libelle="Ouvrir un lieu")
    deplacer = adresse("etape_deplacer", fiche, etape.pk)
    reponse = client.post(deplacer, {"sens": "monter"})
    assert reponse["Location"] == f"{adresse('etape_liste', fiche)}#etape-{etape.pk}"
    page = client.get(reponse["Location"])
    assert "L'étape a maintenant le rang 1 : Ouvrir un lieu" in texte_de(page)
    assert f'<li id="etape-{etape.pk}" tabindex="-1">' in page.content.decode()
    encore = texte_de(client.post(deplacer, {"sens": "monter"}, follow=True))
    assert "L'étape est déjà en tête : Ouvrir un lieu" in encore


def test_une_etape_s_ajoute_et_sa_periode_donne_ses_dates(
    fiche: FicheAction, client: Client
) -> None:
    responsable = fabriques.coordonnateur(fiche.convention).personne
    assert responsable is not None
    envoi = {"version": 0, "libelle": "Réunir les communes", "periode_ecrite": "2025/26"}
    page = client.post(
        adresse("etape_ajouter", fiche), envoi | {"responsable": responsable.pk}, follow=True
    )
    etape = Etape.objects.get()
    assert (etape.debut, etape.fin) == (datetime.date(2025, 1, 1), datetime.date(2026, 12, 31))
    assert etape.responsable == responsable
    assert "L'étape est ajoutée." in texte_de(page)


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({"libelle": ""}, "Écrivez l'étape."),
        ({"debut": "2026-05-01", "fin": "2026-04-01"}, "La fin de l'étape précède son début."),
        ({"faite_le": "2026-12-25"}, "Cette date est à venir"),
        ({"responsable": "MOI", "responsable_libre": "Service"}, "l'un des deux seulement"),
        ({"responsable": "999999"}, "Choisissez une personne dans la liste."),
    ],
)
def test_un_refus_se_dit_a_cote_du_champ_et_garde_la_saisie(
    fiche: FicheAction, connecter: Connexions, envoi: dict[str, str], phrase: str
) -> None:
    compte = fabriques.coordonnateur(fiche.convention)
    saisie = {"version": "0", "libelle": "Réunir", "periode_ecrite": "un jour"} | envoi
    if saisie.get("responsable") == "MOI":
        saisie["responsable"] = str(compte.personne_id)
    page = connecter(compte).post(adresse("etape_ajouter", fiche), saisie)
    assert phrase in texte_de(page)
    assert 'value="un jour"' in page.content.decode()
    assert not Etape.objects.exists()


def test_le_contrat_ne_laisse_libre_que_la_vie_et_mene_a_la_proposition(
    fiche: FicheAction, client: Client
) -> None:
    etape = fabriques.etape(fiche, libelle="ouvrir un lieu", periode_ecrite="2023")
    page = client.get(adresse("etape_modifier", fiche, etape.pk))
    contenu = page.content.decode()
    assert 'name="libelle"' not in contenu
    assert 'name="periode_ecrite"' not in contenu
    assert "ils ne changent que par avenant (art. 12)" in texte_de(page)
    assert adresse("proposition_ajouter", fiche, "echeancier") in contenu
    assert adresse("etape_retirer", fiche, etape.pk) not in contenu
    envoi = {"version": 1, "libelle": "autre chose", "responsable_libre": "Service"}
    assert client.post(adresse("etape_modifier", fiche, etape.pk), envoi).status_code == 302
    etape.refresh_from_db()
    assert (etape.libelle, etape.responsable_libre) == ("ouvrir un lieu", "Service")
    refus = client.post(adresse("etape_retirer", fiche, etape.pk), {"version": 2}, follow=True)
    assert "elle ne se retire que par avenant (art. 12)" in texte_de(refus)
    assert Etape.objects.count() == 1


def test_deux_personnes_a_la_fois_voient_les_deux_versions(
    fiche: FicheAction, client: Client
) -> None:
    etape = fabriques.etape(fiche, est_de_travail=True)
    modifier = adresse("etape_modifier", fiche, etape.pk)
    envoi = {"version": 1, "libelle": "Écrite d'abord", "debut": "2026-01-01"}
    assert client.post(modifier, envoi).status_code == 302
    page = client.post(modifier, envoi | {"libelle": "Écrite ensuite"})
    assert page.status_code == 409
    assert "Écrite d'abord" in texte_de(page)
    assert "Écrite ensuite" in texte_de(page)
    retirer = adresse("etape_retirer", fiche, etape.pk)
    assert "vient de modifier" in texte_de(client.post(retirer, {"version": 1}, follow=True))
    assert "L'étape est retirée" in texte_de(client.post(retirer, {"version": 2}, follow=True))


def test_le_responsable_suit_sur_la_route_le_tableau_de_bord_et_l_agenda(
    fiche: FicheAction, client: Client
) -> None:
    fabriques.etape(
        fiche,
        responsable_libre="Service enfance",
        vue_le=datetime.date(2024, 3, 1),
        fin=datetime.date(2026, 9, 30),
    )
    for vue in ("feuille_de_route", "tableau_de_bord"):
        page = client.get(reverse(vue, args=[fiche.convention.slug]))
        assert "Responsable : Service enfance" in texte_de(page)
    agenda = client.get(reverse("feuille_de_route_ics", args=[fiche.convention.slug]))
    assert "Responsable : Service enfance." in agenda.content.decode().replace("\r\n ", "")


def test_le_cout_ne_depend_pas_du_nombre_d_etapes(fiche: FicheAction, client: Client) -> None:
    comptes = []
    for nombre in (2, 20):
        for _ in range(nombre):
            fabriques.etape(fiche, responsable=fabriques.personne())
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse("etape_liste", fiche))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 8
