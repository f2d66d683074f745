"""Emporter le registre : chacun ce qu'il voit, les filtres dits, rien de coupé ni d'exécutable."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries, Settings

from conventions.models import Convention, Partenaire
from equipements.echanges import papier
from equipements.echanges.contenu import contenu_du_registre
from equipements.echanges.formats import geojson_du_registre
from equipements.models import Contact, Equipement
from tests import fabriques
from tests.conftest import Connexions
from tests.equipements import fichiers


@pytest.fixture
def registre(convention: Convention, partie: Partenaire) -> Equipement:
    """Un ALSH validé, un RPE validé, et un brouillon d'une autre partie."""
    alsh = fabriques.equipement(convention, partie, nom="=CMD()", horaires="x" * 4000)
    Contact.objects.create(equipement=alsh, fonction="Accueil", telephone="05 53 00 00 00")
    fabriques.equipement(convention, partie, nom="Le relais", type="rpe")
    fabriques.equipement(convention, nom="Brouillon d'ailleurs", etat_saisie="brouillon")
    return alsh


def _adresse(page: str, convention: Convention, *suite: Any) -> str:
    return reverse(page, args=[convention.slug, *suite])


def _contenu(reponse: Any) -> bytes:
    if reponse.streaming:
        return b"".join(reponse.streaming_content)
    contenu: bytes = reponse.content
    return contenu


@pytest.mark.parametrize("suffixe", ["xlsx", "csv", "geojson"])
def test_chacun_n_emporte_que_ce_qu_il_lit(
    convention: Convention, registre: Equipement, connecter: Connexions, suffixe: str
) -> None:
    adresse = _adresse("registre_exporter", convention, suffixe)
    combien = {}
    for qui in (fabriques.lecteur, fabriques.coordonnateur):
        reponse = connecter(qui(convention)).get(adresse)
        assert f"registre-{convention.slug}.{suffixe}" in reponse["Content-Disposition"]
        octets = _contenu(reponse)
        if suffixe == "xlsx":
            feuille = load_workbook(io.BytesIO(octets))["Structures"]
            combien[qui.__name__] = feuille.max_row - 1
        elif suffixe == "csv":
            combien[qui.__name__] = octets.decode("utf-8-sig").count("\r\n") - 2
        else:
            combien[qui.__name__] = len(json.loads(octets)["features"])
    assert combien == {"lecteur": 2, "coordonnateur": 3}


def test_les_filtres_de_la_liste_s_appliquent_et_se_disent(
    convention: Convention, registre: Equipement, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    liste = client.get(_adresse("equipement_liste", convention), {"type": "rpe"})
    lien = f"{_adresse('registre_exporter', convention, 'csv')}?type=rpe"
    assert lien in liste.content.decode()
    lu = _contenu(client.get(lien)).decode("utf-8-sig")
    assert "1 structure sur 3 (type : RPE)" in lu.splitlines()[0]
    assert "Le relais" in lu
    assert "CMD" not in lu


def test_aucun_texte_n_est_une_formule_et_rien_n_est_coupe(
    convention: Convention, registre: Equipement
) -> None:
    assert ";'=CMD();" in fichiers.csv(convention, None).decode("utf-8-sig")
    livre = load_workbook(io.BytesIO(fichiers.xlsx(convention, None)))
    page = livre["Structures"]
    cellules = {c.value: c for ligne in page.iter_rows() for c in ligne if c.value}
    assert cellules["=CMD()"].data_type == "s"
    assert "x" * 4000 in cellules
    assert livre["Contacts"]["D2"].value == "05 53 00 00 00"


def test_le_geojson_place_au_centre_de_la_commune_et_le_dit(
    convention: Convention, registre: Equipement
) -> None:
    registre.commune.longitude, registre.commune.latitude = 0.6, 44.2
    registre.commune.save()
    contenu = contenu_du_registre(fichiers.retenues(convention, None, type="alsh"))
    lu = json.loads(b"".join(geojson_du_registre(contenu)))
    entites = {e["properties"]["nom"]: e for e in lu["features"]}
    placee = entites["=CMD()"]
    assert placee["geometry"] == {"type": "Point", "coordinates": [0.6, 44.2]}
    assert placee["properties"]["position"] == "centre de la commune"
    assert entites["Brouillon d'ailleurs"]["geometry"] is None


def test_le_pdf_est_balise_et_complet(
    convention: Convention, registre: Equipement, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    lu = PdfReader(io.BytesIO(client.get(_adresse("registre_exporter", convention, "pdf")).content))
    racine: Any = lu.trailer["/Root"]
    assert racine["/Lang"] == "fr"
    assert "/StructTreeRoot" in racine
    texte = " ".join(page.extract_text() for page in lu.pages)
    assert "2 structures" in texte
    assert "Le relais" in texte


def test_un_pdf_trop_long_se_refuse_plutot_que_de_se_couper(
    convention: Convention,
    registre: Equipement,
    connecter: Connexions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(papier, "STRUCTURES_AU_PLUS", 1)
    client = connecter(fabriques.lecteur(convention))
    reponse = client.get(_adresse("registre_exporter", convention, "pdf"))
    assert reponse.status_code == 400
    assert "Filtrez la liste" in reponse.content.decode()


def test_en_demonstration_chaque_fichier_le_dit(
    convention: Convention, registre: Equipement, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    contenu = contenu_du_registre(fichiers.retenues(convention, None))
    assert "Données fictives" in fichiers.csv(convention, None).decode().splitlines()[0]
    assert "Données fictives" in fichiers.csv_annee(convention, None).decode().splitlines()[0]
    assert json.loads(b"".join(geojson_du_registre(contenu)))["metadonnees"]["mention"]
    for octets in (fichiers.xlsx(convention, None), fichiers.xlsx_annee(convention, None)):
        premiere = load_workbook(io.BytesIO(octets)).worksheets[0]
        assert "Données fictives" in [ligne[0].value for ligne in premiere.iter_rows(max_row=4)]
    pdf = PdfReader(io.BytesIO(papier.pdf_du_registre(contenu)))
    assert "Données fictives" in pdf.pages[0].extract_text()


@pytest.mark.parametrize("suffixe", ["csv", "xlsx", "geojson"])
def test_les_requetes_ne_suivent_pas_le_nombre_de_structures(
    convention: Convention,
    registre: Equipement,
    connecter: Connexions,
    suffixe: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    adresse = _adresse("registre_exporter", convention, suffixe)
    # Session, compte, convention, nombre, communes, sous-types ; structures et ce qu'elles lient.
    nombre = 7
    _contenu(client.get(adresse))
    with django_assert_num_queries(nombre):
        _contenu(client.get(adresse))
    for _ in range(12):
        fabriques.equipement(convention)
    with django_assert_num_queries(nombre):
        _contenu(client.get(adresse))


def test_le_modele_se_telecharge_et_s_importe_vide(
    convention: Convention, partie: Partenaire, connecter: Connexions
) -> None:
    compte = fabriques.agent(convention, partie)
    reponse = connecter(compte).get(_adresse("registre_modele", convention))
    livre = load_workbook(io.BytesIO(reponse.content))
    assert livre["Structures"].max_row == 1
    assert fichiers.controler(reponse.content, convention, compte).est_sans_changement


def test_une_annee_ou_un_format_inconnu_n_existe_pas(
    convention: Convention, client: Client, connecter: Connexions
) -> None:
    lecteur = connecter(fabriques.lecteur(convention))
    for page, *suite in (
        ("registre_exporter", "exe"),
        ("chiffres_exporter", 2031, "csv"),
        ("annexe2_exporter", "fausse", "pdf"),
    ):
        assert lecteur.get(_adresse(page, convention, *suite)).status_code == 404
