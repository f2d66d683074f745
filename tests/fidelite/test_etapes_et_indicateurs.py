"""Les vingt étapes des échéanciers et les cinquante-cinq indicateurs sont ceux du texte."""

import datetime

import pytest

from actions.models import Etape, Indicateur
from tests.fidelite.lecture import serre

pytestmark = pytest.mark.django_db

INDICATEURS = {
    1: [
        "Maillage territorial équilibré de l'offre RPE et LAEP",
        "Augmentation du taux d'adhésion et de participation des assistants maternels",
        "Augmentation des rendez-vous famille",
        "Qualité du réseau territorial",
        "Prise en compte des territoires ruraux",
        "Production des données d'observatoire",
        "Participation des familles",
    ],
    2: [
        "Réduction des écarts tarifaires (journée, séjours etc.) en lien avec les propositions"
        " d'accueil."
    ],
    3: [
        "Taux d'adhésion des jeunes aux propositions",
        "Evolution de la lisibilité de l'offre",
        "Jeunes des territoires ruraux concernés",
        "Typologie de la fréquentation",
        "Densité et qualité des partenariats",
        "Cohérence de l'offre",
    ],
    4: [
        "Nombre d'évènements",
        "Fréquence et équilibre territorial",
        "Taux d'adhésion et typologie des familles",
        "Impact sur la dynamique participative",
        "Impact sur le repérage des structures et services existants",
    ],
    5: [
        "Nombre d'évènements",
        "Fréquence et équilibre territorial",
        "Taux d'adhésion et typologie des jeunes",
        "Impact sur la dynamique participative",
        "Impact sur le repérage des structures et services existants",
    ],
    6: [
        "Développement de nouvelles initiatives en territoire rural",
        "Elargissement des publics touchés",
        "Nombre de parents touchés",
        "Augmentation des actions REAAP",
        "Projets d'EVS en territoires périurbain et ruraux",
    ],
    7: [
        "Diminution du coût moyen des transports et d'autres prestations",
        "Augmentation du volume de sorties à coût constant",
    ],
    8: [
        "Baisse du non-recours",
        "Taux de pénétration de la plateforme et des sites relais",
        "Impact sur le fonctionnement des services",
    ],
    9: [
        "Diminution de la tension en recrutement",
        "Maintien du tissu d'assistants maternels",
        "Augmentation du nombre de diplômés",
        "Augmentation du niveau de compétence",
        "Déploiement de projets partagés Petite Enfance, Enfance et Jeunesse",
        "Baisse des problématiques de tension en matière de recrutement",
    ],
    10: [
        "Etape 1 : adhésion des parties-prenantes au projet",
        "Etapes suivantes : A définir collectivement",
    ],
    11: [
        "Evolution du nombre d'enfants en situation de handicap accueillis en structure",
        "Qualité et pertinence des accueils proposés",
        "Evolution des projets d'accueil et des projets pédagogiques",
        "Nombre de professionnels formés",
        "Evolution de la structure partenariale (densité, pertinence et efficience du"
        " partenariat).",
    ],
    12: [
        "Taux d'adhésion aux formations proposés",
        "Impact de la formation sur les pratiques",
        "Fréquence et pertinence des groupes d'échanges de pratiques",
        "Mise en place et efficacité du réseau de référent",
        "Qualité du lien avec les personnels ressources.",
    ],
    13: [
        "Nombre de référents",
        "Evolution de l'accueil des familles (volume de fréquentation, qualité de"
        " l'accompagnement)",
        "Pertinence du réseau de référents",
    ],
}


# (fiche, ordre) → ce que les temps forts savent en dire ; les autres ne se calculent pas.
CALCULS = {
    (4, 1): "nombre",
    (4, 2): "frequence_equilibre",
    (4, 3): "typologie",
    (5, 1): "nombre",
    (5, 2): "frequence_equilibre",
    (5, 3): "typologie",
    (6, 2): "typologie",
    (6, 3): "familles",
    (11, 4): "formes",
    (12, 3): "frequence_echanges",
}
CALCULS_DU_REGISTRE = {
    (1, 1): "couverture",
    (1, 2): "assistants",
    (1, 3): "rendez_vous",
    (2, 1): "ecart_de_prix",
    (9, 2): "assistants",
    (11, 1): "aeeh",
    (12, 1): "pros_formes",
    (13, 1): "referents",
}


def _an(annee: int, fin: int | None = None) -> tuple[datetime.date, datetime.date]:
    return datetime.date(annee, 1, 1), datetime.date(fin or annee, 12, 31)


# fiche → étapes : début, fin, un passage de leur libellé
ETAPES: dict[int, list[tuple[datetime.date, datetime.date | None, str]]] = {
    1: [(*_an(2023), "concertation avec les collectivités en zones blanches")],
    2: [(*_an(2023), "démarrage de la concertation")],
    3: [
        (*_an(2023), "lancement des groupes de travail"),
        (*_an(2024), "mise en service de l'application jeunesse et des formations"),
    ],
    4: [
        (datetime.date(2023, 1, 1), datetime.date(2023, 6, 30), "préparation"),
        (
            datetime.date(2023, 7, 1),
            datetime.date(2023, 12, 31),
            "lancement des premiers évènements",
        ),
    ],
    5: [
        (*_an(2023), "création d'un groupe de travail jeunesse"),
        (*_an(2024), "lancement des premiers villages de l'engagement citoyen"),
    ],
    6: [
        (*_an(2023), "constitution d'un groupe de travail, positionnement des habitants relais"),
        (*_an(2024), "lancement des premières actions"),
    ],
    7: [(*_an(2023), "")],
    8: [(*_an(2023), "création d'un groupe de travail et rédaction d'un cahier des charges")],
    9: [(datetime.date(2023, 1, 1), None, "ise en place d'un groupe de travail")],
    10: [
        (*_an(2023, 2024), "création d'un groupe de travail et définition d'un projet partagé"),
        (*_an(2025), "création du tiers-lieu"),
    ],
    11: [
        (*_an(2023), "ise en place d'un protocole d'action"),
        (*_an(2023, 2027), "déploiement"),
    ],
    12: [
        (*_an(2022, 2023), "construction et validation du plan pluriannuel de formation"),
        (*_an(2024, 2027), "mise en œuvre"),
    ],
    13: [(datetime.date(2023, 1, 1), None, "progressive d'une équipe de référent")],
}


@pytest.mark.parametrize("numero", ETAPES)
def test_les_etapes_et_leurs_dates(numero: int) -> None:
    etapes = Etape.objects.filter(fiche__numero=numero).order_by("ordre")
    attendues = ETAPES[numero]
    for etape, (debut, fin, passage) in zip(list(etapes), attendues, strict=True):
        assert (etape.debut, etape.fin) == (debut, fin)
        assert serre(passage) in serre(etape.libelle)
        assert etape.libelle
        assert etape.periode_ecrite


@pytest.mark.parametrize("numero", INDICATEURS)
def test_les_indicateurs_tels_qu_ils_sont_ecrits(numero: int) -> None:
    lus = Indicateur.objects.filter(fiche__numero=numero).order_by("ordre")
    assert [serre(i.libelle).rstrip(".") for i in lus] == [
        serre(nom).rstrip(".") for nom in INDICATEURS[numero]
    ]


def test_cinquante_cinq_indicateurs_dont_un_a_definir() -> None:
    assert Indicateur.objects.count() == 55
    a_definir = Indicateur.objects.get(est_a_definir=True)
    assert (a_definir.fiche.numero, a_definir.ordre) == (10, 2)
    assert not Indicateur.objects.exclude(unite="").exists()


def test_dix_indicateurs_se_calculent_des_temps_forts_et_huit_du_registre() -> None:
    lus = Indicateur.objects.exclude(calcul="").select_related("fiche")
    assert {(i.fiche.numero, i.ordre): i.calcul for i in lus} == CALCULS | CALCULS_DU_REGISTRE
