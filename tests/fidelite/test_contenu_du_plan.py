"""Les axes, les treize fiches, leurs étapes et leurs indicateurs sont ceux du texte."""

from decimal import Decimal

import pytest

from actions.models import (
    Axe,
    FicheAction,
    LienDeFiche,
    PiloteDeFiche,
    Reference,
)
from tests.fidelite.lecture import serre

pytestmark = pytest.mark.django_db

AXES = {
    1: "Equité territoriale, rétablir les déséquilibres territoriaux, réduire les fractures et"
    " renforcer le maillage en milieu rural",
    2: "Lien social, renforcer les dynamiques de cohésion sociale et mieux accompagner les parents",
    3: "Valorisation de l'existant et renforcement de l'offre, promouvoir les services existants et"
    " les développer",
    4: "Inclusion, accueillir toutes les familles et faciliter l'accès pour tous à l'ensemble des"
    " services",
}

# numéro → axe, titre de la fiche une fois nettoyé
FICHES = {
    1: (
        1,
        "Créer une offre RPE (Relais Petite Enfance) et parentalité en zones blanches et"
        " renforcement de la mission observatoire des RPE",
    ),
    2: (
        1,
        "Tendre vers une harmonisation de l'offre, plus particulièrement en matière d'offre ALSH"
        " (accueils de loisirs sans hébergement)",
    ),
    3: (1, "Aller vers en déployant une offre jeunesse sur l'ensemble du territoire"),
    4: (
        2,
        "« Proposer un évènement festif et familial » sur les différents bassins de vie de"
        " l'agglomération",
    ),
    5: (2, "Créer des villages de l'engagement citoyen en lien avec les chantiers jeunesse"),
    6: (
        2,
        "Développer les structures d'animation de la vie sociale à l'ensemble du territoire et les"
        " coordonner",
    ),
    7: (
        3,
        "Développer une politique de mise en commun des moyens afin de renforcer les possibilités"
        " d'agir (transports et séjours par exemple)",
    ),
    8: (
        3,
        "« Plateforme d'information intercommunale et interactive » sous forme de portail et"
        " d'application pour rassembler l'offre de service et valoriser les services existants",
    ),
    9: (3, "Former et promouvoir les métiers de la petite enfance, de l'enfance et du social"),
    10: (
        3,
        "Impulser la réflexion autour un « Habitat jeune hybride », espace mêlant propositions"
        " d'hébergement, de formation et d'emploi tout en jouant un rôle de carrefour associatif",
    ),
    11: (4, "Accueillir en structure et renforcer l'accueil individualisé"),
    12: (4, "Former tous les professionnels à l'inclusion"),
    13: (4, "Développer les postes spécifiques"),
}

# (fiche, champ, passage tel qu'il est écrit)
PASSAGES = [
    (1, "contexte", "Ces zones blanches créent un déséquilibre majeur sur le territoire :"),
    (
        1,
        "contexte",
        "(33% de familles insatisfaites et 65% en demande de services supplémentaires)",
    ),
    (5, "contexte", "l'impact quantitatif demeure limité puisque seulement 1% des jeunes sont"),
    (11, "contexte", "(en dessous de 1% contre 8,6% d'enfants détectés ou en cours de détection)"),
    (2, "objectifs", "Engager un premier travail d'harmonisation des tarifs ALSH"),
    (4, "objectifs", "Développer les rencontres entre les structures et construire des"),
    (6, "objectifs", "en s'appuyant sur les médias locaux"),
    (
        13,
        "objectifs",
        "Engager une réflexion sur le lien entre accueil global et accueil spécifique",
    ),
    (3, "partenaires", "Structures et services jeunesse"),
    (10, "partenaires", "L'ALSH de St Ferréol s'est positionné comme potentiel porteur du projet."),
    (12, "partenaires", "Associations relais, Tom Enfant Phare (PRE), partenaires institutionnels"),
    (1, "public_cible", "Collectivités compétentes, Assistants Maternels, Familles"),
    (3, "public_cible", "Jeunes de 12 à 25 ans"),
    (4, "public_cible", "Tout public avec une orientation familiale et les personnes isolées"),
    (10, "public_cible", "Jeunes 16-30 ans"),
    (11, "public_cible", "Familles avec enfants porteurs de Handicap"),
    (2, "resultats_attendus", "piloté par le chargé de coopération CTG"),
    (7, "resultats_attendus", "Marché public de services"),
    (9, "resultats_attendus", "un « pool » de recrutement commun aux différentes structures"),
    (11, "resultats_attendus", "de mettre en œuvre un plan de formation (action 2)"),
    (
        12,
        "resultats_attendus",
        "La création d'un réseau de référents santé et inclusion (action 3)",
    ),
    (2, "moyens", "Interne"),
    (4, "moyens", "Pas de financements supplémentaires pour impulser."),
    (8, "moyens", "Financement de l'application en sus du fonctionnement interne."),
    (12, "moyens", "OPCO, CNFPT, appels à projets."),
    (1, "echeancier", "concertation avec les collectivités en zones blanches"),
    (7, "echeancier", "2023"),
    (11, "echeancier", "2023-2027 : déploiement"),
    (13, "echeancier", "Mise en place progressive d'une équipe de référent à compter de 2023"),
    (3, "indicateurs_ecrits", "Typologie de la fréquentation"),
    (10, "indicateurs_ecrits", "Etape 1 : adhésion des parties-prenantes au projet"),
    (13, "indicateurs_ecrits", "Pertinence du réseau de référents"),
]


def test_quatre_axes_et_leur_description() -> None:
    axes = {axe.numero: axe for axe in Axe.objects.all()}
    assert {n: serre(axe.titre).rstrip(".") for n, axe in axes.items()} == AXES
    assert "écarts territoriaux importants en fonction des bassins de vie" in serre(
        axes[1].description
    )
    assert "19% des jeunes de 16 à 25 ans" in serre(axes[2].description)
    assert "riche de services publics, d'équipements, d'associations" in serre(
        axes[3].description
    ).replace("*", "")
    assert "familles monoparentales" in serre(axes[4].description)


def test_treize_fiches_sous_leur_axe_et_leur_titre() -> None:
    fiches = FicheAction.objects.select_related("axe")
    assert {f.numero: (f.axe.numero, serre(f.titre).rstrip(".")) for f in fiches} == FICHES


@pytest.mark.parametrize(("numero", "champ", "passage"), PASSAGES)
def test_les_champs_du_contrat_dans_ses_mots(numero: int, champ: str, passage: str) -> None:
    texte = serre(getattr(FicheAction.objects.get(numero=numero), champ))
    assert serre(passage) in texte


@pytest.mark.parametrize("champ", FicheAction.CHAMPS_DU_CONTRAT)
def test_seul_le_public_cible_de_l_action_7_est_vide(champ: str) -> None:
    vides = list(FicheAction.objects.filter(**{champ: ""}).values_list("numero", flat=True))
    assert vides == ([7] if champ == "public_cible" else [])


def test_les_titres_du_tableau_qui_different() -> None:
    tableau = dict(FicheAction.objects.values_list("numero", "titre_tableau"))
    assert "(lien axe 2)" in serre(tableau[3])
    assert "LAEP (Lieu d'Accueil Enfants Parents) en zones blanches" in serre(tableau[1])
    assert serre(tableau[13]) == "Développer les postes spécifiques à l'inclusion"


def test_les_liens_entre_fiches() -> None:
    liens = {
        (lien.fiche.numero, lien.vers_fiche and lien.vers_fiche.numero, lien.vers_axe_id is None)
        for lien in LienDeFiche.objects.select_related("fiche", "vers_fiche")
    }
    assert liens == {
        (3, None, False),
        (6, None, False),
        (5, 7, True),
        (11, 12, True),
        (12, 13, True),
    }
    assert LienDeFiche.objects.get(fiche__numero=3).vers_axe == Axe.objects.get(numero=2)
    assert LienDeFiche.objects.get(fiche__numero=6).vers_axe == Axe.objects.get(numero=1)


def test_les_sept_valeurs_de_reference() -> None:
    references = {
        (
            r.fiche.numero if r.fiche else f"axe {r.axe.numero if r.axe else '?'}",
            r.comparateur,
            r.valeur,
            r.unite,
        )
        for r in Reference.objects.select_related("fiche", "axe")
    }
    assert references == {
        (1, "", Decimal(33), "%"),
        (1, "", Decimal(65), "%"),
        (5, "", Decimal(1), "%"),
        (11, "<", Decimal(1), "%"),
        (11, "", Decimal("8.6"), "%"),
        (11, "", Decimal(58), "%"),
        ("axe 2", "", Decimal(19), "%"),
    }


def test_aucun_pilote_n_est_invente_et_la_conduite_ecrite_est_gardee() -> None:
    assert not PiloteDeFiche.objects.exists()
    conduites = dict(
        FicheAction.objects.exclude(conduite_ecrite="").values_list("numero", "conduite_ecrite")
    )
    assert set(conduites) == {2, 10}
    assert "chargé de coopération" in serre(conduites[2])
    assert "St Ferréol" in serre(conduites[10])
