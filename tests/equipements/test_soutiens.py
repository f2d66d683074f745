"""Qui soutient une structure, quand, et pourquoi cela cesse ; les sous-types qu'on ajoute."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import Convention, Partenaire
from ctg.socle.champs_de_formulaire import DATE_A_ECRIRE
from equipements.models import Equipement, SousType, Soutien
from tests import fabriques
from tests.equipements.outils import page


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def structure(convention: Convention, soutien: Partenaire) -> Equipement:
    return fabriques.equipement(convention, soutien)


def _ajouter(convention: Convention, structure: Equipement) -> str:
    return reverse("soutien_ajouter", args=[convention.slug, structure.pk])


def _modifier(convention: Convention, structure: Equipement) -> tuple[str, dict[str, Any]]:
    """L'adresse du seul soutien, et ce que sa page propose."""
    seul = structure.soutiens.get()
    adresse = reverse("soutien_modifier", args=[convention.slug, structure.pk, seul.pk])
    version = seul.historique.latest("history_id").history_id
    return adresse, {"version": version, "partenaire": seul.partenaire_id}


def test_plusieurs_collectivites_soutiennent_une_structure(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    voisin = fabriques.signataire(convention).partenaire
    saisie = {"version": 0, "partenaire": voisin.pk, "debut": "2023-01-01"}
    html = page(coordination.post(_ajouter(convention, structure), saisie, follow=True))
    assert "depuis le 1er janvier 2023" in html
    assert structure.soutiens.count() == 2
    # Deux fois la même, au même moment : refusé, avec une phrase.
    html = page(coordination.post(_ajouter(convention, structure), saisie))
    assert "Ce partenaire soutient déjà cette structure." in html
    assert structure.soutiens.count() == 2


@pytest.mark.parametrize(
    ("saisie", "champ", "phrase"),
    [
        ({"fin": "2025-06-30"}, "motif_de_fin", "Dites pourquoi"),
        ({"motif_de_fin": "retrait"}, "fin", "Indiquez quand"),
        (
            {"debut": "2025-01-01", "fin": "2024-01-01", "motif_de_fin": "retrait"},
            "fin",
            "précède son début",
        ),
        ({"debut": "hier"}, "debut", DATE_A_ECRIRE),
        ({"debut": "12/03"}, "debut", DATE_A_ECRIRE),
    ],
)
def test_une_fin_a_son_motif_et_sa_date(
    convention: Convention,
    structure: Equipement,
    coordination: Client,
    saisie: dict[str, str],
    champ: str,
    phrase: str,
) -> None:
    adresse, envoi = _modifier(convention, structure)
    reponse = coordination.post(adresse, envoi | saisie)
    assert phrase in str(reponse.context["formulaire"].errors[champ])
    assert structure.soutiens.get().fin is None


def test_un_soutien_finit_puis_recommence_le_passe_est_garde(
    convention: Convention, structure: Equipement, coordination: Client, soutien: Partenaire
) -> None:
    adresse, envoi = _modifier(convention, structure)
    fin = {"fin": "2024-12-31", "motif_de_fin": "changement_de_competence"}
    assert coordination.post(adresse, envoi | fin).status_code == 302
    # La page ouverte avant n'écrase pas ce qui vient d'être écrit.
    assert coordination.post(adresse, envoi).status_code == 409
    saisie = {"version": 0, "partenaire": soutien.pk, "debut": "2026-01-01"}
    assert coordination.post(_ajouter(convention, structure), saisie).status_code == 302
    assert [s.est_un_changement_de_competence for s in structure.soutiens.order_by("pk")] == [
        True,
        False,
    ]
    assert Soutien.historique.filter(equipement_id=structure.pk).count() == 3


def test_le_soutien_d_une_autre_structure_est_introuvable(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    ailleurs = fabriques.equipement(convention).soutiens.get()
    adresse = reverse("soutien_modifier", args=[convention.slug, structure.pk, ailleurs.pk])
    assert coordination.get(adresse).status_code == 404


def test_un_sous_type_ajoute_se_choisit_dans_la_fiche(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    adresse = reverse("sous_type_liste", args=[convention.slug])
    coordination.post(adresse, {"type": "alsh", "nom": "  Accueil  itinérant "})
    ajoute = SousType.objects.get()
    assert (ajoute.nom, ajoute.code) == ("Accueil itinérant", "accueil_itinerant")
    modifier = reverse("equipement_modifier", args=[convention.slug, structure.pk])
    assert "Accueil itinérant" in page(coordination.get(modifier))
    html = page(coordination.post(adresse, {"type": "alsh", "nom": "accueil itinérant"}))
    assert "Ce sous-type existe déjà." in html
    coordination.post(adresse, {"type": "laep", "nom": "Accueil itinérant"})
    assert SousType.objects.count() == 2


def test_un_sous_type_renomme_garde_son_code_et_ses_structures(
    convention: Convention, structure: Equipement, coordination: Client
) -> None:
    sous_type = SousType.ajouter(du_type="alsh", nom="Adolescents", par=fabriques.LE_TEST)
    Equipement.objects.filter(pk=structure.pk).update(sous_type=sous_type)
    adresse = reverse("sous_type_modifier", args=[convention.slug, sous_type.pk])
    version = coordination.get(adresse).context["formulaire"]["version"].value()
    coordination.post(adresse, {"version": version, "nom": "Ados"})
    structure.refresh_from_db()
    assert structure.sous_type is not None
    assert (structure.sous_type.nom, structure.sous_type.code) == ("Ados", "adolescents")
    assert coordination.post(adresse, {"version": version, "nom": "Autre"}).status_code == 409
