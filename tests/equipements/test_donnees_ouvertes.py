"""Les données ouvertes : le CSV tient son schéma, rien de personnel, ouvertes sur décision."""

import csv
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from conventions.models import Convention
from equipements.echanges import ouvertes
from equipements.models import Contact, Equipement, Periode
from tests import fabriques
from tests.conftest import Connexions

INTIME = (
    "05 53 99 99 99",
    "quelqu.un@exemple.fr",
    "Jeanne Privée",
    "Appeler Jeanne",
    "73282932000074",
)


@pytest.fixture
def registre(convention: Convention) -> Equipement:
    """Une structure pleine de ce qui ne doit pas sortir, un brouillon, une fiche fusionnée."""
    pleine = fabriques.equipement(
        convention,
        nom='=CMD(), "la belle"',
        type="eaje",
        code_postal="90100",
        telephone=INTIME[0],
        courriel=INTIME[1],
        gestionnaire=INTIME[2],
        gestionnaire_siret=INTIME[4],
        mode_gestion="prive",
        precisions=INTIME[3],
        horaires=INTIME[3],
        capacite=12,
        age_min=2,
        age_max=36,
        periodes=[Periode.ETE, Periode.MATIN],
        a_referent_handicap=True,
    )
    pleine.communes_desservies.set([fabriques.commune(), fabriques.commune()])
    Contact.objects.create(equipement=pleine, fonction="Direction", courriel=INTIME[1])
    fabriques.chiffre(pleine, code="bonus_territoire", valeur="98765.43")
    fabriques.equipement(
        convention, nom="Publique", gestionnaire="La commune", mode_gestion="regie", age_max=11
    )
    fabriques.equipement(convention, nom="Brouillon", etat_saisie="brouillon")
    return pleine


def _lignes(convention: Convention) -> list[dict[str, str]]:
    structures = list(ouvertes.structures_ouvertes(convention))
    texte = b"".join(ouvertes.csv_ouvert(structures)).decode()
    return list(csv.DictReader(io.StringIO(texte, newline="")))


_TYPES = {
    "string": ".*",
    "integer": r"-?\d+",
    "boolean": "true|false",
    "date": r"\d{4}-\d{2}-\d{2}",
}


def _fautes(schema: dict[str, Any], lignes: list[dict[str, str]]) -> list[str]:
    """Ce qui, dans ces lignes, ne tient pas le Table Schema : types et contraintes."""
    fautes = []
    for champ in schema["fields"]:
        nom, regles = champ["name"], champ.get("constraints", {})
        valeurs = [ligne[nom] for ligne in lignes]
        connues = [valeur for valeur in valeurs if valeur not in schema["missingValues"]]
        if regles.get("required") and len(connues) < len(valeurs):
            fautes.append(f"{nom} : vide")
        if regles.get("unique") and len(set(connues)) < len(connues):
            fautes.append(f"{nom} : en double")
        for valeur in connues:
            tient = (
                re.fullmatch(_TYPES[champ["type"]], valeur, re.DOTALL)
                and ("pattern" not in regles or re.fullmatch(regles["pattern"], valeur))
                and ("enum" not in regles or valeur in regles["enum"])
                and ("minimum" not in regles or int(valeur) >= regles["minimum"])
            )
            if not tient:
                fautes.append(f"{nom} : {valeur}")
    return fautes


def test_le_csv_tient_son_schema(convention: Convention, registre: Equipement) -> None:
    schema, lignes = ouvertes.schema(convention), _lignes(convention)
    assert [champ["name"] for champ in schema["fields"]] == list(lignes[0])
    assert _fautes(schema, lignes) == []
    # Le contrôle sait voir une faute.
    assert _fautes(
        schema, [{**lignes[0], "type": "creche", "code_insee": "", "capacite": "-1"}]
    ) == [
        "type : creche",
        "code_insee : vide",
        "capacite : -1",
    ]


def test_seules_les_structures_validees_et_rien_de_personnel(
    convention: Convention, registre: Equipement
) -> None:
    lignes = _lignes(convention)
    assert [ligne["nom"] for ligne in lignes] == ['\'=CMD(), "la belle"', "Publique"]
    tout = b"".join(
        b"".join(ecrire()) for ecrire in ouvertes.fichiers(convention).values()
    ).decode()
    for intime in (*INTIME, "98765"):
        assert intime not in tout
    assert [ligne["gestionnaire"] for ligne in lignes] == ["", "La commune"]
    # Un seul âge pour tous : en mois.
    assert [ligne["age_max_mois"] for ligne in lignes] == ["36", "132"]
    assert lignes[0]["periodes"] == "matin|ete"


def test_le_jeu_porte_sa_licence_et_sa_fiche(convention: Convention, registre: Equipement) -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(ouvertes.archive(convention))))
    assert archive.namelist() == [
        "structures.csv",
        "schema.json",
        "datapackage.json",
        "licence.txt",
    ]
    paquet = json.loads(archive.read("datapackage.json"))
    assert paquet["licenses"][0]["title"] == "Licence Ouverte / Open Licence 2.0"
    assert paquet["licenses"][0]["path"].startswith("https://www.etalab.gouv.fr/")
    assert paquet["resources"][0]["path"] == "structures.csv"
    assert "Licence Ouverte" in archive.read("licence.txt").decode()
    une, autre = (b"".join(ouvertes.archive(convention)) for _ in range(2))
    assert une == autre


def test_en_demonstration_chaque_fichier_le_dit_et_le_schema_tient(
    convention: Convention, registre: Equipement, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    for nom, ecrire in ouvertes.fichiers(convention).items():
        assert "données fictives" in b"".join(ecrire()).decode().lower(), nom
    assert _fautes(ouvertes.schema(convention), _lignes(convention)) == []


@pytest.mark.parametrize("fichier", ["structures.csv", "schema.json", "donnees-ouvertes.zip", ""])
def test_publiques_quand_la_coordination_l_a_decide(
    convention: Convention, registre: Equipement, client: Client, fichier: str
) -> None:
    nom = "donnees_ouvertes_fichier" if fichier else "donnees_ouvertes"
    adresse = reverse(nom, args=[convention.slug, *([fichier] if fichier else [])])
    assert client.get(adresse)["Location"].startswith(reverse("connexion"))
    convention.ouvrir_l_annuaire(par=fabriques.LE_TEST)
    assert client.get(adresse).status_code == 200
    convention.fermer_l_annuaire(par=fabriques.LE_TEST)
    assert client.get(adresse).status_code == 302


def test_un_fichier_inconnu_n_existe_pas(convention: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(convention))
    adresse = reverse("donnees_ouvertes_fichier", args=[convention.slug, "tout.sql"])
    assert client.get(adresse).status_code == 404
