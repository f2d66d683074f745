"""Les pièges du texte sont listés comme des anomalies, à leur place."""

import re

import pytest

from conventions.models import Anomalie
from tests.fidelite.lecture import serre

pytestmark = pytest.mark.django_db

# Ce qu'une anomalie au moins doit dire, où que ce soit dans sa ligne.
PIEGES = {
    "numéros de l'axe 4 dans le tableau": r"axe 4",
    "« action 2 » au lieu de 12": r"\(action 2\)",
    "« action 3 » au lieu de 13": r"\(action 3\)",
    "double deux-points de l'action 7": r"action 7",
    "guillemet en trop de l'action 12": r"inclusion »",
    "titre coupé de l'action 10": r"associati\b",
    "public cible vide de l'action 7": r"public cible",
    "indicateurs à définir de l'action 10": r"définir collectivement",
    "étapes en 2027": r"2027",
    "La Farandole sur deux lignes": r"la farandole",
    "code postal de Colayrac": r"45450",
    "Sainte-Colombe": r"saint-colombe",
    "La Sauvetat-de-Savère": r"sauvetat-de-savère",
    "Balermé": r"balermé",
    "Delouvrié ou Delouvié": r"delouvié",
    "péricoleaire": r"péricoleaire",
    "Placie": r"placie",
    "47510 deux fois": r"47510 – 47510",
    "RPE du Passage sans adresse": r"relais petite enfance",
    "LAEP d'Agen sans ville": r"la petite maison",
    "numérotation des annexes": r"6 annexes",
    "consentement mutuel": r"consentement mutuel",
    "besoins en annexe 2": r"annexe 2",
    "trois axes qui sont quatre": r"trois axes",
    "quatre axes qui sont cinq": r"4 axes|quatre axes",
    "Lamontjoie hors de l'agglomération": r"lamontjoie",
    "la tension en recrutement deux fois": r"tension",
    "projet sans date de signature": r"xx",
}


@pytest.mark.parametrize("motif", PIEGES.values(), ids=PIEGES.keys())
def test_les_pieges_du_texte_sont_listes(motif: str) -> None:
    textes = [
        serre(f"{a.lieu} {a.ecrit} {a.constat} {a.retenu}").lower() for a in Anomalie.objects.all()
    ]
    assert any(re.search(motif, texte) for texte in textes)


def test_une_anomalie_corrigee_dit_ce_que_le_portail_retient() -> None:
    assert Anomalie.objects.filter(traitement="corrigee").count() >= 6
    assert Anomalie.objects.filter(traitement="conservee").count() >= 6
    assert not Anomalie.objects.filter(traitement="corrigee", retenu="").exists()
    assert not Anomalie.objects.exclude(suite="").exists()
