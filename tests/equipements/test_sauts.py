"""Ce qui change beaucoup d'une année à l'autre se relit : ±30 %, arrêt, doublement."""

from decimal import Decimal

import pytest

from conventions.models import Convention
from ctg.socle.nombres import MOINS
from equipements.annuels import Question, Saisie
from equipements.demandes import lire_la_demande
from equipements.models import ChiffreAnnuel, Prix, Source
from equipements.sauts import Genre, Saut, genre_du_saut, saut, sauts_de_prix
from tests import fabriques
from tests.equipements.outils_campagne import relue, une_demande


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("100", "100", None),
        ("100", "129.99", None),
        ("100", "130", Genre.HAUSSE),
        ("100", "70.01", None),
        ("100", "70", Genre.BAISSE),
        ("100", "199.99", Genre.HAUSSE),
        ("100", "200", Genre.DOUBLEMENT),
        ("100", "0", Genre.ARRET),
        ("0", "0", None),
        ("0", "12", Genre.REPRISE),
        # L'inconnu n'est pas zéro.
        (None, "12", None),
        ("100", None, None),
    ],
)
def test_ce_qui_se_relit(avant: str | None, apres: str | None, attendu: Genre | None) -> None:
    nombres = [None if n is None else Decimal(n) for n in (avant, apres)]
    assert genre_du_saut(*nombres) is attendu


def _question(**champs: object) -> Question:
    rangee = ChiffreAnnuel(code="enfants", annee=2026, **champs)
    return Question(
        "enfants", "enfants accueillis", "enfants", "", Source.GESTIONNAIRE, rangee, True
    )


AVANT = Saisie("nombre", Decimal(60))


def test_non_concerne_apres_un_nombre_est_un_arret() -> None:
    trouve = saut(_question(reponse="non_concerne", motif="Fermé en mars"), AVANT)
    assert trouve is not None
    assert trouve.genre is Genre.ARRET
    assert trouve.en_mots == (
        f"enfants accueillis : 60 l'an passé, 0 cette année ({MOINS}100\u00a0%, arrêt)"
    )


def test_non_disponible_ne_dit_rien() -> None:
    assert saut(_question(reponse="non_disponible", motif="Logiciel en panne"), AVANT) is None


def test_un_ecart_se_lit_en_francais() -> None:
    hausse = Saut("heures facturées", "heures", Genre.HAUSSE, Decimal(1000), Decimal(1400))
    assert hausse.en_mots == (
        "heures facturées : 1\u202f000 l'an passé, 1\u202f400 cette année (+40\u00a0%)"
    )


@pytest.mark.django_db
def test_un_prix_qui_saute_se_relit(convention: Convention) -> None:
    alsh = fabriques.equipement(convention)
    avant = fabriques.grille(alsh, (0, 500, 4), (501, 1000, 8), (1001, None, 10))
    apres = fabriques.grille(
        alsh, (0, 500, 8), (501, 1000, 9), (1001, None, 7), annee_scolaire=2026
    )
    assert [saut.en_mots for saut in sauts_de_prix(apres, avant)] == [
        "journée avec repas, QF 400\u00a0: 4,00\u00a0€ l'an passé, 8,00\u00a0€ cette année"
        " (+100\u00a0%, doublement)",
        "journée avec repas, QF 1\u202f200\u00a0: 10,00\u00a0€ l'an passé, 7,00\u00a0€ cette année"
        f" ({MOINS}30\u00a0%)",
    ]


@pytest.mark.django_db
def test_un_service_sans_prix_est_un_arret_et_un_nouveau_n_est_rien(
    convention: Convention,
) -> None:
    alsh = fabriques.equipement(convention)
    avant, apres = fabriques.grille(alsh), fabriques.grille(alsh, annee_scolaire=2026)
    Prix.objects.filter(grille=apres).update(unite="heure")
    (arret,) = sauts_de_prix(apres, avant)
    assert arret.genre is Genre.ARRET
    assert arret.en_mots == (
        "journée avec repas\u00a0: 10,00\u00a0€ l'an passé, plus de prix cette année (arrêt)"
    )
    Prix.objects.filter(grille=apres).update(unite="journee", montant=0)
    apres = type(apres).objects.get(pk=apres.pk)
    (gratuit,) = sauts_de_prix(apres, avant)
    assert gratuit.en_mots.endswith(f"gratuit cette année ({MOINS}100\u00a0%)")


@pytest.mark.django_db
def test_un_prix_qui_saute_empeche_d_accepter_en_nombre(convention: Convention) -> None:
    demande, alsh = une_demande(convention)
    fabriques.grille(alsh, (0, 800, 8), (801, None, 12), annee_scolaire=2026)
    assert lire_la_demande(relue(demande)).est_sans_ecart
    Prix.objects.filter(grille__annee_scolaire=2026, qf_min=0).update(montant=16)
    lue = lire_la_demande(relue(demande))
    assert not lue.est_sans_ecart
    assert [saut.genre for _, saut in lue.sauts] == [Genre.DOUBLEMENT] * 2
