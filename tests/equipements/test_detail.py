"""La page d'une structure : ce qu'elle montre à chacun, en combien de requêtes."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention, Partenaire
from equipements import services
from equipements.models import (
    ChiffreAnnuel,
    Correction,
    Equipement,
    LigneAnnexe2,
    MontantDeSoutien,
    Soutien,
    TypeEquipement,
)
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import adresse, page
from tests.fabriques import LE_TEST


@pytest.fixture
def soutien(convention: Convention) -> Partenaire:
    return fabriques.signataire(convention).partenaire


@pytest.fixture
def structure(convention: Convention, soutien: Partenaire) -> Equipement:
    """Une structure avec un montant, un petit effectif AEEH, une ligne signée."""
    structure = fabriques.equipement(
        convention, soutien, type=TypeEquipement.EAJE, age_min=2, age_max=36
    )
    MontantDeSoutien.objects.create(soutien=structure.soutiens.get(), annee=2025, valeur="45000.50")
    for code, valeur in (("enfants", 61), ("enfants_aeeh", 3)):
        ChiffreAnnuel.objects.create(equipement=structure, annee=2025, code=code, valeur=valeur)
    LigneAnnexe2.objects.create(
        convention=convention,
        signataire=soutien.signataires.get(),
        ordre=1,
        type=structure.type,
        libelle="Multi-accueil, tel qu'écrit",
        ligne=575,
        equipement=structure,
    )
    return structure


def test_montants_et_petits_effectifs_selon_le_profil(
    convention: Convention, soutien: Partenaire, structure: Equipement, connecter: Connexions
) -> None:
    voient = [
        fabriques.coordonnateur(convention),
        fabriques.copilote(convention),
        fabriques.agent(convention, soutien),
    ]
    ne_voient_pas = [fabriques.lecteur(convention), fabriques.agent(convention)]
    for compte, voit in [(c, True) for c in voient] + [(c, False) for c in ne_voient_pas]:
        html = page(connecter(compte).get(adresse("equipement_detail", convention, structure)))
        assert ("45\u202f000,50\u00a0€" in html) is voit
        assert ("moins de 5" in html) is not voit
        assert "61" in html


def test_de_deux_soutiens_l_agent_ne_voit_que_les_montants_du_sien(
    convention: Convention, soutien: Partenaire, structure: Equipement, connecter: Connexions
) -> None:
    voisin = fabriques.signataire(convention).partenaire
    autre = Soutien.objects.create(equipement=structure, partenaire=voisin)
    MontantDeSoutien.objects.create(soutien=autre, annee=2025, valeur=1234)

    chez = {
        nom: page(connecter(compte).get(adresse("equipement_detail", convention, structure)))
        for nom, compte in {
            "soutien": fabriques.agent(convention, soutien),
            "voisin": fabriques.agent(convention, voisin),
            "coordonnateur": fabriques.coordonnateur(convention),
        }.items()
    }

    siens, les_autres = "45\u202f000,50\u00a0€", "1\u202f234\u00a0€"
    assert (siens in chez["soutien"], les_autres in chez["soutien"]) == (True, False)
    assert (siens in chez["voisin"], les_autres in chez["voisin"]) == (False, True)
    assert (siens in chez["coordonnateur"], les_autres in chez["coordonnateur"]) == (True, True)


def test_dit_les_ages_en_mois_la_ligne_signee_et_ce_qui_manque(
    convention: Convention, structure: Equipement, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    html = page(client.get(adresse("equipement_detail", convention, structure)))
    assert "de 2 mois à 3 ans" in html
    assert "Multi-accueil, tel qu&#x27;écrit" in html
    assert "ligne 575 du texte" in html
    assert "Il reste à renseigner" in html
    assert "la capacité" in html
    assert "Hors de l'annexe 2" not in html


def test_hors_annexe_et_double_inscription_se_disent(
    convention: Convention, structure: Equipement, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    nouvelle = fabriques.equipement(convention)
    html = page(client.get(adresse("equipement_detail", convention, nouvelle)))
    assert "Hors de l'annexe 2 signée" in html
    LigneAnnexe2.objects.create(
        convention=convention,
        signataire=fabriques.signataire(convention),
        ordre=2,
        type=structure.type,
        libelle="Le même",
        equipement=structure,
    )
    html = page(client.get(adresse("equipement_detail", convention, structure)))
    assert "Plusieurs parties la portent" in html


def test_une_correction_ne_se_montre_qu_a_qui_peut_corriger(
    convention: Convention, soutien: Partenaire, structure: Equipement, connecter: Connexions
) -> None:
    Correction.objects.create(
        equipement=structure,
        valeurs={"capacite": 30},
        proposee_le=AUJOURD_HUI,
        proposee_par="Agent",
    )
    vue = adresse("equipement_detail", convention, structure)
    agent = page(connecter(fabriques.agent(convention, soutien)).get(vue))
    assert "Une correction attend le coordonnateur" in agent
    assert "capacité (places)" in agent
    lecteur = page(connecter(fabriques.lecteur(convention)).get(vue))
    assert "Une correction attend" not in lecteur


def test_un_seul_geste_principal_selon_l_etat(
    convention: Convention, soutien: Partenaire, connecter: Connexions
) -> None:
    soumise = fabriques.equipement(
        convention,
        soutien,
        etat_saisie=Equipement.EtatSaisie.SOUMIS,
        soumis_le=AUJOURD_HUI,
        soumis_par="Agent",
    )
    vue = adresse("equipement_detail", convention, soumise)
    valider = adresse("equipement_valider", convention, soumise)
    assert valider in page(connecter(fabriques.coordonnateur(convention)).get(vue))
    assert valider not in page(connecter(fabriques.agent(convention, soutien)).get(vue))


def test_l_historique_dit_qui_a_change_quoi(
    convention: Convention, structure: Equipement, connecter: Connexions
) -> None:
    services.modifier(
        equipement=structure,
        champs={"capacite": 42, "communes_desservies": [structure.commune]},
        version_ouverte=1,
        par=LE_TEST,
        le=AUJOURD_HUI,
        sans_relecture=True,
    )
    client = connecter(fabriques.lecteur(convention))
    html = page(client.get(adresse("equipement_historique", convention, structure)))
    assert "le test" in html
    assert "42" in html
    assert structure.commune.nom in html


@pytest.mark.parametrize("combien", [1, 6])
def test_seize_requetes_au_plus(
    convention: Convention,
    structure: Equipement,
    soutien: Partenaire,
    connecter: Connexions,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    combien: int,
) -> None:
    for n in range(combien):
        autre = Soutien.objects.create(equipement=structure, partenaire=fabriques.partenaire())
        MontantDeSoutien.objects.create(soutien=autre, annee=2025, valeur=10)
        ChiffreAnnuel.objects.create(equipement=structure, annee=2000 + n, code="enfants", valeur=n)
        structure.communes_desservies.add(fabriques.commune())
    Correction.objects.create(
        equipement=structure,
        valeurs={"commune": structure.commune_id, "capacite": 3},
        proposee_le=datetime.date(2026, 11, 1),
        proposee_par="Agent",
    )
    client = connecter(fabriques.agent(convention, soutien))
    with django_assert_max_num_queries(16):
        client.get(adresse("equipement_detail", convention, structure))
