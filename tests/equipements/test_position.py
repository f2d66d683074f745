"""La position propre d'une structure : saisie, contrôlée, emportée avec son origine."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from conventions.models import Convention, Partenaire, Utilisateur
from equipements.echanges.contenu import contenu_du_registre
from equipements.echanges.formats import geojson_du_registre
from equipements.fusion import fusionner
from equipements.models import Equipement
from tests import fabriques
from tests.conftest import Connexions
from tests.equipements import fichiers


@pytest.mark.parametrize(
    ("latitude", "longitude", "faute"),
    [
        (44.2031, 0.6212, ""),
        (-20.88, 55.45, ""),
        (None, None, ""),
        (44.2031, None, "Donnez aussi la longitude"),
        (None, 0.6212, "Donnez aussi la latitude"),
        (0.6212, 44.2031, "sont échangées"),
        (52.52, 13.4, "n'est pas en France"),
    ],
)
def test_une_position_est_entiere_et_en_france(
    convention: Convention, latitude: float | None, longitude: float | None, faute: str
) -> None:
    structure = fabriques.equipement(convention)
    structure.latitude, structure.longitude = latitude, longitude
    if not faute:
        structure.full_clean()
        return
    with pytest.raises(ValidationError, match=faute):
        structure.full_clean()


def test_une_moitie_de_position_ne_peut_exister(convention: Convention) -> None:
    structure = fabriques.equipement(convention)
    with pytest.raises(IntegrityError):
        Equipement.objects.filter(pk=structure.pk).update(latitude=44.2)


def test_se_saisit_avec_une_virgule_et_se_relit(
    convention: Convention, coordonnateur: Utilisateur, connecter: Connexions
) -> None:
    structure = fabriques.equipement(convention)
    client = connecter(coordonnateur)
    adresse = reverse("equipement_modifier", args=[convention.slug, structure.pk])
    formulaire = client.get(adresse).context["formulaire"]
    envoi = {c.html_name: c.value() for c in formulaire if c.value() not in (None, [], False)}
    refus = client.post(adresse, envoi | {"latitude": "44,2031", "longitude": "quelque part"})
    assert "longitude" in refus.context["formulaire"].errors
    client.post(adresse, envoi | {"latitude": "44,2031", "longitude": "0.6212"})
    structure.refresh_from_db()
    assert structure.position == (0.6212, 44.2031)
    page = client.get(reverse("equipement_detail", args=[convention.slug, structure.pk]))
    assert "44,2031 ; 0,6212" in page.content.decode()
    assert client.get(adresse).context["formulaire"]["latitude"].value() == "44,2031"
    journal = reverse("equipement_historique", args=[convention.slug, structure.pk])
    assert "44,2031" in client.get(journal).content.decode()


def test_le_geojson_dit_d_ou_vient_le_point(convention: Convention, partie: Partenaire) -> None:
    placee = fabriques.equipement(
        convention, partie, nom="Placée", latitude=44.2031, longitude=0.6212
    )
    placee.commune.longitude, placee.commune.latitude = 0.5, 44.1
    placee.commune.save()
    fabriques.equipement(convention, partie, nom="Voisine", commune=placee.commune)
    contenu = contenu_du_registre(fichiers.retenues(convention, None))
    lu = json.loads(b"".join(geojson_du_registre(contenu)))
    origines = {
        e["properties"]["nom"]: (e["geometry"]["coordinates"], e["properties"]["position"])
        for e in lu["features"]
    }
    assert origines == {
        "Placée": ([0.6212, 44.2031], "position de la structure"),
        "Voisine": ([0.5, 44.1], "centre de la commune"),
    }


@pytest.mark.parametrize("emporter", [fichiers.xlsx, fichiers.csv])
def test_revient_d_un_fichier_sans_changement(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur, emporter: Any
) -> None:
    fabriques.equipement(convention, partie, latitude=44.203125, longitude=-0.6212)
    octets = emporter(convention, coordonnateur)
    assert fichiers.controler(octets, convention, coordonnateur).est_sans_changement


def test_s_importe_et_se_refuse_a_sa_cellule(
    convention: Convention, partie: Partenaire, coordonnateur: Utilisateur
) -> None:
    structure = fabriques.equipement(convention, partie)

    def controle(latitude: Any, longitude: Any) -> Any:
        cellules = {(2, "Latitude"): latitude, (2, "Longitude"): longitude}
        vierge = fichiers.xlsx(convention, coordonnateur)
        return fichiers.controler(
            fichiers.retouche(vierge, cellules, "Structures"), convention, coordonnateur
        )

    assert [(c, p) for _, c, p in fichiers.fautes(controle(44.2, None))] == [
        ("Longitude", "donnez aussi la longitude, ou retirez la latitude.")
    ]
    assert [c for _, c, _ in fichiers.fautes(controle(52.5, 13.4))] == ["Latitude"]
    bon = controle("44,2031", 0.6212)
    fichiers.appliquer(bon, convention, coordonnateur)
    structure.refresh_from_db()
    assert structure.position == (0.6212, 44.2031)


def test_reunir_reprend_la_position_entiere(convention: Convention, partie: Partenaire) -> None:
    absorbee = fabriques.equipement(convention, partie, latitude=44.2, longitude=0.6)
    gardee = fabriques.equipement(convention, partie, commune=absorbee.commune)
    fusionner(
        garder=gardee,
        absorber=absorbee,
        convention=convention,
        repris=["latitude"],
        version_de_la_gardee=1,
        version_de_l_absorbee=1,
        par=fabriques.LE_TEST,
        le=fichiers.LE,
    )
    assert Equipement.objects.get(pk=gardee.pk).position == (0.6, 44.2)
