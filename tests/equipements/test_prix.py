"""Les prix des accueils de loisirs : tranches, familles de référence, écart et tendance."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Partenaire
from ctg.socle.etats import ActionImpossible
from equipements.models import (
    AnneeFermee,
    Equipement,
    GrilleDePrix,
    Prix,
    TypeEquipement,
    annee_scolaire,
    fautes_des_tranches,
)
from equipements.prix import Sens, Service, indicateur_des_prix
from equipements.services import confirmer_la_grille
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page
from tests.fabriques import LE_TEST


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def accueil(convention: Convention, soutien: Partenaire) -> Equipement:
    return fabriques.equipement(convention, soutien, nom="Les Hirondelles")


@pytest.fixture
def agent(convention: Convention, soutien: Partenaire, connecter: Connexions) -> Client:
    return connecter(fabriques.agent(convention, soutien))


def _tranche(bas: int, haut: int | None, **champs: Any) -> Prix:
    return Prix(**{"unite": "journee", "montant": 5, "qf_min": bas, "qf_max": haut, **champs})


@pytest.mark.parametrize(
    ("tranches", "faute"),
    [
        ([(0, 400), (401, 800), (801, None)], ""),
        ([(401, 800), (0, 400)], ""),
        ([(0, None)], ""),
        ([(300, 600)], ""),
        ([(0, 400), (400, 800)], "se recouvrent"),
        ([(0, None), (801, None)], "se recouvrent"),
        ([(0, 400), (500, 800)], "QF de 401 à 499"),
    ],
)
def test_les_tranches_ne_se_recouvrent_ni_ne_laissent_de_trou(
    tranches: list[tuple[int, int | None]], faute: str
) -> None:
    fautes = fautes_des_tranches(_tranche(bas, haut) for bas, haut in tranches)
    assert (faute in " ".join(fautes)) if faute else fautes == []


def test_deux_services_ont_chacun_leurs_tranches() -> None:
    prix = [_tranche(0, None), _tranche(0, None, avec_repas=True), _tranche(0, 9, unite="heure")]
    assert fautes_des_tranches(prix) == []


@pytest.mark.parametrize(
    ("qf", "attendu"), [(0, 3), (400, 3), (401, 6), (800, 6), (801, None), (5000, None)]
)
def test_le_prix_d_une_famille_est_celui_de_sa_tranche(
    accueil: Equipement, qf: int, attendu: int | None
) -> None:
    grille = fabriques.grille(accueil, (0, 400, 3), (401, 800, 6))
    assert grille.prix_pour(qf, "journee", avec_repas=True) == attendu
    assert grille.prix_pour(qf, "journee", avec_repas=False) is None


def _en_deux_communes(convention: Convention) -> tuple[Equipement, Equipement, Equipement]:
    """Deux accueils chez l'une, un chez l'autre."""
    une, autre = (fabriques.signataire(convention).partenaire for _ in range(2))
    return (
        fabriques.equipement(convention, une, nom="A"),
        fabriques.equipement(convention, une, nom="B"),
        fabriques.equipement(convention, autre, nom="C"),
    )


def test_l_indicateur_de_l_action_2_compare_les_communes(convention: Convention) -> None:
    a, b, c = _en_deux_communes(convention)
    fabriques.grille(a, (0, 600, 4), (601, None, 8))
    fabriques.grille(b, (0, 600, 7), (601, None, 9))
    fabriques.grille(c, (0, 1000, 12))
    lue = indicateur_des_prix(convention).annees[0]
    assert [
        (lu.moyens[400], lu.moyens[800], lu.moyens[1200])
        for lu in sorted(lue.communes, key=lambda lu: lu.commune.pk)
    ] == [(Decimal("5.5"), Decimal("8.5"), Decimal("8.5")), (12, 12, None)]
    assert lue.ecarts[400].valeur == Decimal("6.5")
    assert lue.ecarts[800].valeur == Decimal("3.5")
    # Une seule commune connue : il n'y a pas d'écart à dire.
    assert (lue.ecarts[1200].valeur, lue.ecarts[1200].communes) == (None, 1)


def test_la_tendance_se_lit_sur_les_communes_connues_les_deux_annees(
    convention: Convention,
) -> None:
    a, b, c = _en_deux_communes(convention)
    d = fabriques.equipement(convention, nom="D")
    for structure, avant, apres in ((a, 4, 5), (c, 10, 9)):
        fabriques.grille(structure, (0, None, avant), annee_scolaire=2024)
        fabriques.grille(structure, (0, None, apres), annee_scolaire=2025)
    # Une commune de plus, très chère : elle ne fait pas croire que l'écart se creuse.
    fabriques.grille(d, (0, None, 30), annee_scolaire=2025)
    indicateur = indicateur_des_prix(convention)
    tendance = indicateur.tendances[800]
    assert [tendance.avant.valeur, tendance.apres.valeur] == [Decimal(6), Decimal(4)]
    assert tendance.sens is Sens.SE_RESSERRE
    assert indicateur.annees[-1].ecarts[800].valeur == 25
    assert [commune.pk for commune in indicateur.annees[0].sans_prix] == [d.commune_id]
    assert indicateur_des_prix(convention, Service("heure", False)).tendances[800].sens is (
        Sens.INCONNU
    )
    assert b.grilles.count() == 0


def test_sans_aucun_prix_l_indicateur_est_vide(convention: Convention, accueil: Equipement) -> None:
    indicateur = indicateur_des_prix(convention)
    assert (indicateur.annees, indicateur.tendances) == ([], {})


def _adresse(page_: str, convention: Convention, structure: Equipement, *suite: int) -> str:
    return reverse(page_, args=[convention.slug, structure.pk, *suite])


def test_une_grille_se_saisit_a_la_francaise_et_la_suivante_la_reprend(
    convention: Convention, accueil: Equipement, agent: Client
) -> None:
    adresse = _adresse("grille_saisir", convention, accueil, 2024)
    envoi = {"version": 0, "nombre": 3, "0-unite": "journee", "0-qf_max": "600"}
    envoi |= {"0-montant": "4,50 €", "1-unite": "journee", "1-qf_min": "601", "1-montant": "8"}
    html = page(agent.post(adresse, envoi, follow=True))
    assert "4,50\u00a0€" in html
    assert "QF 601 et plus" in html
    assert "à confirmer" in html
    suivante = agent.get(_adresse("grille_saisir", convention, accueil, 2025))
    assert "2024-2025 sont repris" in page(suivante)
    assert suivante.context["formulaire"]["1-qf_min"].value() == 601
    assert GrilleDePrix.objects.count() == 1


def test_un_trou_se_dit_et_rien_ne_se_perd(
    convention: Convention, accueil: Equipement, agent: Client
) -> None:
    adresse = _adresse("grille_saisir", convention, accueil, 2025)
    envoi = {"version": 0, "nombre": 2, "0-unite": "journee", "0-qf_max": "400"}
    envoi |= {"0-montant": "4", "1-unite": "journee", "1-qf_min": "500", "1-montant": "8"}
    reponse = agent.post(adresse, envoi)
    assert "Il manque un prix pour les QF de 401 à 499 (journée sans repas)." in page(reponse)
    assert reponse.context["formulaire"]["1-qf_min"].value() == "500"
    assert not GrilleDePrix.objects.exists()


def test_une_grille_changee_n_est_plus_confirmee_et_garde_ses_prix_inchanges(
    convention: Convention, accueil: Equipement
) -> None:
    grille = fabriques.grille(accueil, (0, 400, 3), (401, None, 6))
    grille.confirmer(version_ouverte=1, par=LE_TEST, le=AUJOURD_HUI)
    lignes: list[dict[str, Any]] = [
        {nom: getattr(prix, nom) for nom in Prix.CHAMPS} for prix in grille.prix.all()
    ]
    lignes[1]["montant"] = Decimal(7)
    grille.enregistrer(lignes=lignes, precisions="", version_ouverte=2, par=LE_TEST, le=AUJOURD_HUI)
    assert grille.confirmee_le is None
    assert sorted(p.montant for p in GrilleDePrix.objects.get().prix.all()) == [3, 7]
    assert Prix.historique.filter(montant=3).count() == 1


def test_ce_que_la_grille_refuse(convention: Convention, accueil: Equipement) -> None:
    creche = fabriques.equipement(convention, type=TypeEquipement.EAJE)
    saisie: dict[str, Any] = {"precisions": "", "version_ouverte": 0, "par": LE_TEST}
    with pytest.raises(ActionImpossible, match="Seul un accueil de loisirs"):
        GrilleDePrix(equipement=creche, annee_scolaire=2025).enregistrer(
            lignes=[], le=AUJOURD_HUI, **saisie
        )
    lignes = [{"unite": "journee", "qf_min": 0, "montant": Decimal(-1)}]
    with pytest.raises(ValidationError, match="négatif"):
        GrilleDePrix(equipement=accueil, annee_scolaire=2025).enregistrer(
            lignes=lignes, le=AUJOURD_HUI, **saisie
        )
    assert not GrilleDePrix.objects.exists()


def test_une_annee_fermee_ferme_les_prix_qui_y_finissent(
    convention: Convention, accueil: Equipement, agent: Client
) -> None:
    AnneeFermee.fermer(convention=convention, annee=2025, par=LE_TEST, le=AUJOURD_HUI)
    envoi = {"version": 0, "nombre": 1, "0-unite": "journee", "0-montant": "4"}
    reponse = agent.post(_adresse("grille_saisir", convention, accueil, 2024), envoi)
    assert "2025 est fermée" in page(reponse)
    reponse = agent.post(_adresse("grille_saisir", convention, accueil, 2025), envoi)
    assert reponse.status_code == 302


@pytest.mark.parametrize("combien", [1, 12])
def test_comparer_ne_coute_pas_par_commune(
    convention: Convention,
    connecter: Connexions,
    django_assert_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for euros in range(combien):
        fabriques.grille(fabriques.equipement(convention), (0, None, euros))
    client = connecter(fabriques.lecteur(convention))
    with django_assert_num_queries(7):
        html = page(client.get(reverse("prix_comparer", args=[convention.slug]), {"qf": "400"}))
    assert "QF 400" in html


def test_l_annee_scolaire_commence_en_septembre() -> None:
    assert annee_scolaire(AUJOURD_HUI.replace(month=8)) == 2025
    assert annee_scolaire(AUJOURD_HUI.replace(month=9)) == 2026


def test_une_annee_fermee_ne_confirme_plus_ses_prix(
    convention: Convention, accueil: Equipement
) -> None:
    grille = fabriques.grille(accueil, annee_scolaire=2025)
    AnneeFermee.fermer(convention=convention, annee=2026, par=LE_TEST, le=AUJOURD_HUI)
    with pytest.raises(ActionImpossible, match="2026 est fermée"):
        confirmer_la_grille(
            grille=grille, convention=convention, version_ouverte=1, par=LE_TEST, le=AUJOURD_HUI
        )
    grille.refresh_from_db()
    assert grille.confirmee_le is None
