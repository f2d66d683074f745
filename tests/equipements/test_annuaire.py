"""L'annuaire des familles : qui y est, ce qui s'y lit, ce qui n'y paraît jamais."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from equipements.models import ChiffreAnnuel, Contact, Correction, Equipement, MontantDeSoutien
from tests import fabriques
from tests.conftest import AUJOURD_HUI, Connexions
from tests.equipements.outils import page


@pytest.fixture
def publique(convention: Convention) -> Convention:
    convention.ouvrir_l_annuaire(par=fabriques.LE_TEST)
    return convention


def _annuaire(convention: Convention) -> str:
    return reverse("annuaire_liste", args=[convention.slug])


def _fiche(structure: Equipement, convention: Convention) -> str:
    return reverse("annuaire_structure", args=[convention.slug, structure.pk])


def _noms(client: Client, convention: Convention, **recherche: Any) -> list[str]:
    reponse = client.get(_annuaire(convention), recherche)
    assert reponse.status_code == 200
    return [fiche.nom for fiche in reponse.context["fiches"]]


def test_ferme_par_defaut_il_n_existe_pas(convention: Convention, client: Client) -> None:
    structure = fabriques.equipement(convention)
    assert client.get(_annuaire(convention)).status_code == 404
    assert client.get(_fiche(structure, convention)).status_code == 404


@pytest.mark.parametrize("etat", [Convention.Etat.RESILIEE, Convention.Etat.CLOTUREE])
def test_une_convention_close_ne_le_tient_plus(
    publique: Convention, client: Client, etat: str
) -> None:
    Convention.objects.filter(pk=publique.pk).update(etat=etat)
    assert client.get(_annuaire(publique)).status_code == 404


def test_n_y_sont_que_les_structures_validees_et_ouvertes(
    publique: Convention, client: Client
) -> None:
    fabriques.equipement(publique, nom="Ouverte")
    for etat in ("brouillon", "soumis"):
        fabriques.equipement(publique, nom="Non validée", etat_saisie=etat)
    for statut in ("projet", "ferme_temporairement", "ferme"):
        fabriques.equipement(publique, nom="Pas ouverte", statut=statut)
    ailleurs = fabriques.equipement(fabriques.convention(), nom="D'un autre territoire")
    assert _noms(client, publique) == ["Ouverte"]
    assert client.get(_fiche(ailleurs, publique)).status_code == 404


def test_par_commune_ce_qui_s_y_trouve_puis_ce_qui_la_dessert(
    publique: Convention, client: Client
) -> None:
    chez = fabriques.signataire(publique).partenaire
    assert chez.commune
    relais = fabriques.equipement(publique, nom="A, relais venu d'ailleurs", type="rpe")
    relais.communes_desservies.add(chez.commune)
    fabriques.equipement(publique, chez, nom="Z, sur place")
    fabriques.equipement(publique, nom="Ailleurs")
    insee = chez.commune.code_insee
    assert _noms(client, publique, commune=insee) == ["Z, sur place", "A, relais venu d'ailleurs"]
    assert "dessert votre commune" in page(client.get(_annuaire(publique), {"commune": insee}))
    assert _noms(client, publique, commune=insee, type="rpe") == ["A, relais venu d'ailleurs"]


@pytest.mark.parametrize(
    ("age", "unite", "attendus"),
    [
        ("18", "mois", {"Crèche", "Sans âge"}),
        ("2", "ans", {"Crèche", "Sans âge"}),
        ("3", "ans", {"Crèche", "ALSH", "Sans âge"}),
        ("1", "mois", {"Sans âge"}),
        ("12", "ans", {"Sans âge"}),
        ("", "ans", {"Crèche", "ALSH", "Sans âge"}),
    ],
)
def test_par_age_en_mois_ou_en_annees(
    publique: Convention, client: Client, age: str, unite: str, attendus: set[str]
) -> None:
    fabriques.equipement(publique, nom="Crèche", type="eaje", age_min=2, age_max=36)
    fabriques.equipement(publique, nom="ALSH", age_min=3, age_max=11)
    fabriques.equipement(publique, nom="Sans âge")
    assert set(_noms(client, publique, age=age, unite=unite)) == attendus


@pytest.mark.parametrize("age", ["vingt", "-1", "80"])
def test_un_age_mal_ecrit_se_dit_et_ne_filtre_pas(
    publique: Convention, client: Client, age: str
) -> None:
    fabriques.equipement(publique, nom="ALSH", age_min=3, age_max=11)
    reponse = client.get(_annuaire(publique), {"age": age, "unite": "ans", "commune": "inconnue"})
    assert [fiche.nom for fiche in reponse.context["fiches"]] == ["ALSH"]
    assert reponse.context["formulaire"].errors["age"]


def test_la_fiche_ne_dit_que_ce_qui_est_public(publique: Convention, client: Client) -> None:
    structure = fabriques.equipement(
        publique,
        nom="Multi-accueil inventé",
        telephone="05 53 00 00 00",
        courriel="accueil@exemple.fr",
        gestionnaire="Association inventée",
        mode_gestion="associatif",
        gestionnaire_siret="12345678900000",
        identifiant_caf="CAF-SECRET",
        precisions="Note interne",
        capacite=24,
    )
    Contact.objects.create(equipement=structure, fonction="Direction", telephone="0600000000")
    Correction.objects.create(
        equipement=structure,
        valeurs={"nom": "Nom en attente", "capacite": 99},
        proposee_le=AUJOURD_HUI,
        proposee_par="Agente",
    )
    soutien = structure.soutiens.get()
    MontantDeSoutien.objects.create(soutien=soutien, annee=2025, valeur=45678)
    ChiffreAnnuel.objects.create(equipement=structure, annee=2025, code="enfants_aeeh", valeur=7654)
    html = page(client.get(_fiche(structure, publique)))

    assert 'href="tel:0553000000"' in html
    assert "accueil@exemple.fr" in html
    assert "Association inventée" in html
    jamais = ("0600000000", "Direction", "Nom en attente", "99", "45678", "45\u202f678", "7654")
    internes = ("12345678900000", "123 456", "CAF-SECRET", "Note interne", "Agente")
    lisible = strip_tags(html.split("<main")[1])
    for secret in (*jamais, *internes):
        assert secret not in lisible, secret


def test_ni_gestionnaire_prive_ni_horaires_en_texte_libre(
    publique: Convention, client: Client
) -> None:
    structure = fabriques.equipement(
        publique, gestionnaire="Jeanne Privée", mode_gestion="prive", horaires="Appeler Jeanne"
    )
    assert "Jeanne" not in page(client.get(_fiche(structure, publique)))


def test_se_lit_sans_compte_en_huit_requetes_et_par_pages(
    publique: Convention, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    chez = fabriques.signataire(publique).partenaire
    for rang in range(23):
        structure = fabriques.equipement(publique, chez, nom=f"ALSH {rang:02d}")
    with django_assert_max_num_queries(8):
        reponse = client.get(_annuaire(publique), {"type": "alsh"})
    assert len(reponse.context["fiches"]) == 20
    assert "?type=alsh&amp;page=2" in page(reponse)
    with django_assert_max_num_queries(8):
        client.get(_fiche(structure, publique))


def test_en_demonstration_il_se_dit_fictif(
    publique: Convention, client: Client, settings: Any
) -> None:
    assert "Données fictives" not in page(client.get(_annuaire(publique)))
    settings.EN_DEMONSTRATION = True
    assert "Données fictives" in page(client.get(_annuaire(publique)))


def test_la_coordination_l_ouvre_et_le_ferme_l_historique_le_dit(
    convention: Convention, connecter: Connexions, client: Client
) -> None:
    coordination = connecter(fabriques.coordonnateur(convention))
    regler = reverse("annuaire_regler", args=[convention.slug])
    publier = reverse("annuaire_publier", args=[convention.slug])
    assert "Il est fermé" in page(coordination.get(regler))
    assert "public : vous" in page(coordination.post(publier, {"public": "oui"}, follow=True))
    assert client.get(_annuaire(convention)).status_code == 200
    # Une seconde fois : déjà fait, rien n'est écrit.
    assert "déjà public" in page(coordination.post(publier, {"public": "oui"}, follow=True))
    coordination.post(publier, {"public": "non"})
    assert client.get(_annuaire(convention)).status_code == 404
    historique = page(coordination.get(reverse("convention_historique", args=[convention.slug])))
    # La création de la convention, l'ouverture, la fermeture.
    assert historique.count("Annuaire public") == 3


def test_une_convention_close_ne_s_ouvre_plus_mais_se_ferme(publique: Convention) -> None:
    publique.etat = Convention.Etat.CLOTUREE
    publique.save()
    publique.fermer_l_annuaire(par=fabriques.LE_TEST)
    with pytest.raises(ActionImpossible):
        publique.ouvrir_l_annuaire(par=fabriques.LE_TEST)


def test_dit_a_la_coordination_ce_qui_manquerait_aux_familles(
    convention: Convention, connecter: Connexions
) -> None:
    fabriques.equipement(convention, nom="Muette")
    fabriques.equipement(convention, telephone="05 53 00 00 00", age_min=3, age_max=11)
    coordination = connecter(fabriques.lecteur(convention))
    reponse = coordination.get(reverse("annuaire_regler", args=[convention.slug]))
    etat = reponse.context["etat"]
    assert etat.publiees == 2
    assert [s.nom for s in etat.sans_contact] == [s.nom for s in etat.sans_age] == ["Muette"]
    # Un lecteur regarde, il ne règle pas.
    assert "Rendre l" not in page(reponse)
