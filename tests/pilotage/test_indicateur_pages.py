"""La page d'un indicateur, la relecture de la coordination, les années verrouillées."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Cible, FicheAction, Indicateur
from conventions.models import Convention
from pilotage.models import AnneeVerrouillee, Releve
from tests import fabriques
from tests.conftest import Connexions

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicateur(convention: Convention) -> Indicateur:
    """Un indicateur qualifié, relevé deux fois."""
    fiche = fabriques.fiche(convention)
    indicateur = fabriques.indicateur(
        fiche, libelle="Familles reçues", nature="quantitatif", unite="familles", sens="hausse"
    )
    fabriques.releve(indicateur, annee=2024, valeur=10, etat="accepte")
    fabriques.releve(
        indicateur, valeur=12, source="Registre", preuve="https://exemple.fr/a", commentaire="Juin."
    )
    return indicateur


def _page(nom: str, indicateur: Indicateur, *suite: object) -> str:
    return reverse(nom, args=[indicateur.fiche.convention.slug, *suite])


def test_la_page_montre_le_graphique_les_annees_et_ce_qu_on_compare(
    indicateur: Indicateur, connecter: Connexions
) -> None:
    fabriques.reference(indicateur, annee=2021)
    Cible.objects.create(indicateur=indicateur, annee=2025, valeur=15)
    Cible.objects.create(indicateur=indicateur, valeur=40)
    client = connecter(fabriques.lecteur(indicateur.fiche.convention))
    page = client.get(_page("indicateur_detail", indicateur, indicateur.pk)).text
    for mots in (
        'class="graphique',
        "12\u00a0familles",
        "15\u00a0familles",
        "40\u00a0familles",
        "Diagnostic inventé, 2021",
        "on le veut à la hausse",
        'href="https://exemple.fr/a" rel="noopener noreferrer nofollow"',
        "non renseigné",
    ):
        assert mots in page, mots
    assert "Définir" not in page
    assert "Répondre pour" not in page


def test_sans_reponse_la_page_dit_quoi_attendre(
    convention: Convention, connecter: Connexions
) -> None:
    indicateur = fabriques.indicateur(fabriques.fiche(convention))
    client = connecter(fabriques.coordonnateur(convention))
    page = client.get(_page("indicateur_detail", indicateur, indicateur.pk)).text
    assert "Rien à dessiner encore" in page
    assert "Pas encore qualifié" in page
    assert _page("indicateur_definir", indicateur, indicateur.pk) in page


def test_l_historique_dit_qui_a_accepte(indicateur: Indicateur, connecter: Connexions) -> None:
    coordonnateur = fabriques.coordonnateur(indicateur.fiche.convention)
    client = connecter(coordonnateur)
    releve = Releve.objects.get(annee=2025)
    client.post(_page("releve_accepter", indicateur, releve.pk), {"version": 1})
    page = client.get(_page("indicateur_historique", indicateur, indicateur.pk)).text
    assert "accepté" in page
    assert coordonnateur.nom in page


def test_les_pages_coutent_un_nombre_fixe_de_requetes(
    indicateur: Indicateur, connecter: Connexions
) -> None:
    fiche = indicateur.fiche
    client = connecter(fabriques.coordonnateur(fiche.convention))
    adresses = [
        _page("indicateur_detail", indicateur, indicateur.pk),
        _page("releves_relire", indicateur, fiche.numero, 2025),
        _page("annee_de_releves_liste", indicateur),
    ]
    comptes = []
    for tour in range(2):
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(adresse).status_code == 200
            comptes.append(len(requetes))
        fabriques.releve(indicateur, annee=2022 + tour)
        for _ in range(4):
            fabriques.reference(indicateur)
            fabriques.releve(fabriques.indicateur(fiche))
            fabriques.releve(fabriques.indicateur(fiche), annee=2024)
    assert comptes[:3] == comptes[3:]
    assert max(comptes) <= 12, comptes


# --- Relire --------------------------------------------------------------------------------------


def _relire(fiche: FicheAction) -> str:
    return reverse("releves_relire", args=[fiche.convention.slug, fiche.numero, 2025])


def test_accepter_une_reponse_puis_les_autres_d_un_geste(
    indicateur: Indicateur, connecter: Connexions
) -> None:
    fiche = indicateur.fiche
    for _ in range(2):
        fabriques.releve(fabriques.indicateur(fiche))
    brouillon = fabriques.releve(fabriques.indicateur(fiche), etat="brouillon")
    client = connecter(fabriques.coordonnateur(fiche.convention))
    relecture = client.get(_relire(fiche)).text
    assert "3\u00a0réponses attendent votre accord" in relecture
    assert "Accepter les 3 réponses" in relecture
    premier = Releve.objects.get(indicateur=indicateur, annee=2025)
    client.post(_page("releve_accepter", indicateur, premier.pk), {"version": premier.version})
    lus = [relu.releve.marque for relu in client.get(_relire(fiche)).context["soumis"]]
    adresse = _page("releves_accepter", indicateur, fiche.numero, 2025)
    page = client.post(adresse, {"lu": lus}, follow=True).text
    assert "Réponses acceptées : 2." in page
    assert set(Releve.objects.exclude(pk=brouillon.pk).values_list("etat", flat=True)) == {
        "accepte"
    }


def test_accepter_ce_qui_a_change_depuis_n_accepte_rien(
    indicateur: Indicateur, connecter: Connexions
) -> None:
    fiche = indicateur.fiche
    autre = fabriques.releve(fabriques.indicateur(fiche))
    client = connecter(fabriques.coordonnateur(fiche.convention))
    lus = [relu.releve.marque for relu in client.get(_relire(fiche)).context["soumis"]]
    autre.valeur = 99
    autre.enregistrer_sur(1)
    adresse = _page("releves_accepter", indicateur, fiche.numero, 2025)
    assert "vient de modifier" in client.post(adresse, {"lu": lus}, follow=True).text
    assert not Releve.objects.filter(annee=2025, etat="accepte").exists()


def test_un_ecart_se_voit_et_un_renvoi_porte_son_motif(
    indicateur: Indicateur, connecter: Connexions
) -> None:
    fiche = indicateur.fiche
    Releve.objects.filter(annee=2025).update(valeur=40, mot_d_ecart="Un lieu de plus.")
    client = connecter(fabriques.coordonnateur(fiche.convention))
    page = client.get(_relire(fiche)).text
    assert "300\u00a0% de plus que l&#x27;an passé" in page
    assert "Un lieu de plus." in page
    releve = Releve.objects.get(annee=2025)
    adresse = _page("releve_renvoyer", indicateur, releve.pk)
    assert "champ--faux" in client.post(adresse, {"version": 1, "motif": ""}).text
    client.post(adresse, {"version": 1, "motif": "Comptez aussi mars."})
    assert Releve.objects.get(annee=2025).etat == "renvoye"
    # Qui doit reprendre le lit à côté de sa réponse.
    pilote = connecter(fabriques.pilote(fiche))
    saisie = pilote.get(reverse("releves_saisir", args=[fiche.convention.slug, fiche.numero, 2025]))
    assert "Comptez aussi mars." in saisie.text


def test_verrouiller_et_rouvrir_une_annee(indicateur: Indicateur, connecter: Connexions) -> None:
    convention = indicateur.fiche.convention
    coordonnateur = fabriques.coordonnateur(convention)
    client = connecter(coordonnateur)
    page = client.post(_page("annee_verrouiller", indicateur, 2025), follow=True).text
    assert "L&#x27;année 2025 est verrouillée" in page
    assert "est verrouillée" in client.get(_relire(indicateur.fiche)).text
    adresse = _page("annee_deverrouiller", indicateur, 2025)
    assert "Dites pourquoi" in client.post(adresse, {"motif": ""}).text
    client.post(adresse, {"motif": "Une commune en retard."})
    assert not AnneeVerrouillee.objects.exists()
    ligne = AnneeVerrouillee.historique.latest()
    assert (ligne.history_change_reason, ligne.auteur) == (
        "Une commune en retard.",
        coordonnateur.nom,
    )


def test_la_liste_se_filtre_par_etat_et_par_qui_doit_saisir(
    indicateur: Indicateur, connecter: Connexions
) -> None:
    convention = indicateur.fiche.convention
    campagne = fabriques.campagne(convention, annee=2025)
    demande = fabriques.demande(campagne, fiche=indicateur.fiche)
    autre = fabriques.fiche(convention)
    fabriques.releve(fabriques.indicateur(autre, libelle="Ailleurs"), etat="brouillon")
    client = connecter(fabriques.coordonnateur(convention))
    adresse = _page("releve_liste", indicateur)
    page = client.get(adresse, {"annee": 2025, "qui": demande.personne_id}).text
    assert f"Demandé à {demande.personne}." in page
    assert "Familles reçues" in page
    assert "Ailleurs" not in page
    assert "Ailleurs" in client.get(adresse, {"annee": "2025", "reponse": "brouillon"}).text
    assert "Ailleurs" not in client.get(adresse, {"annee": "2025", "reponse": "soumis"}).text
    lecteur = connecter(fabriques.lecteur(convention))
    assert "Demandé à" not in lecteur.get(adresse, {"annee": 2025}).text
