"""Les pages des relevés : saisir une fiche et une année, lire toute la convention."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction, Indicateur
from conventions.models import Convention
from pilotage.models import Releve
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche à deux indicateurs, et un troisième qui reste à définir."""
    fiche = fabriques.fiche(convention)
    fabriques.indicateur(fiche, libelle="Nombre de places", unite="places")
    fabriques.indicateur(fiche, libelle="Qualité de l'accueil")
    fabriques.indicateur(fiche, libelle="Indicateurs ultérieurs", est_a_definir=True)
    return fiche


def _adresse(fiche: FicheAction, annee: int = 2025) -> str:
    return reverse("releves_saisir", args=[fiche.convention.slug, fiche.numero, annee])


def _envoi(indicateur: Indicateur, **champs: Any) -> dict[str, Any]:
    return {f"{nom}_{indicateur.pk}": valeur for nom, valeur in champs.items()}


def test_on_repond_a_une_partie_et_on_revient(fiche: FicheAction, connecter: Connexions) -> None:
    client = connecter(fabriques.coordonnateur(fiche.convention))
    premier, second, _ = fiche.indicateurs.all()
    reponse = client.post(
        _adresse(fiche), _envoi(premier, reponse="nombre", valeur="1 200,5"), follow=True
    )
    assert "1\u00a0réponse est enregistrée. La coordination va la relire." in reponse.text
    releve = Releve.objects.get()
    assert (releve.valeur, releve.annee, releve.indicateur) == (Decimal("1200.5"), 2025, premier)
    assert 'value="1200,5"' in reponse.text
    assert "1 sur 2" in reponse.text.replace("\u00a0", " ")
    assert not second.releves.exists()


def test_la_page_montre_l_annee_d_avant_et_ne_demande_rien_pour_a_definir(
    fiche: FicheAction, connecter: Connexions
) -> None:
    premier, _, a_definir = fiche.indicateurs.all()
    fabriques.releve(premier, annee=2024, valeur=33)
    fiche.references.create(libelle="de familles", valeur=65, unite="%")
    page = connecter(fabriques.coordonnateur(fiche.convention)).get(_adresse(fiche)).text
    assert "33\u00a0places" in page
    assert "65\u00a0%" in page
    assert "Indicateurs ultérieurs" in page
    assert f"reponse_{a_definir.pk}" not in page


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"reponse": "nombre"}, "Indiquez la valeur"),
        ({"reponse": "nombre", "valeur": "beaucoup"}, "Écrivez un nombre"),
        ({"reponse": "niveau", "niveau": "progres"}, "accompagne d&#x27;un récit"),
        ({"reponse": "non_concerne"}, "Dites pourquoi"),
        ({"valeur": "3"}, "Choisissez une réponse"),
    ],
)
def test_l_erreur_est_a_cote_du_champ_et_rien_n_est_ecrit(
    fiche: FicheAction, connecter: Connexions, champs: dict[str, str], phrase: str
) -> None:
    premier, second, _ = fiche.indicateurs.all()
    envoi = _envoi(premier, **champs) | _envoi(second, reponse="nombre", valeur="4")
    reponse = connecter(fabriques.coordonnateur(fiche.convention)).post(_adresse(fiche), envoi)
    assert reponse.status_code == 200
    assert phrase in reponse.text
    assert reponse.text.count("champ--faux") == 1
    assert 'value="4"' in reponse.text
    assert not Releve.objects.exists()


def test_un_conflit_se_dit_sur_sa_ligne_et_ne_perd_rien(
    fiche: FicheAction, connecter: Connexions
) -> None:
    premier, second, _ = fiche.indicateurs.all()
    client = connecter(fabriques.coordonnateur(fiche.convention))
    fabriques.releve(premier, valeur=7, recit="Compté en juin.")
    envoi = _envoi(premier, reponse="nombre", valeur="9", marque="") | _envoi(
        second, reponse="nombre", valeur="4", marque=""
    )
    reponse = client.post(_adresse(fiche), envoi)
    assert "Quelqu&#x27;un a répondu pendant votre saisie" in reponse.text
    assert "7\u00a0places. Compté en juin." in reponse.text
    assert reponse.text.count("releve--conflit") == 1
    assert 'value="9"' in reponse.text
    assert Releve.objects.get().valeur == 7
    marque = Releve.objects.get().marque
    assert f'value="{marque}"' in reponse.text
    # Enregistrer à nouveau est un choix : la saisie est retenue.
    client.post(_adresse(fiche), envoi | {f"marque_{premier.pk}": marque})
    assert set(Releve.objects.values_list("valeur", flat=True)) == {9, 4}


@pytest.mark.parametrize("annee", [2021, 2027])
def test_une_annee_fermee_n_existe_pas(
    fiche: FicheAction, connecter: Connexions, annee: int
) -> None:
    client = connecter(fabriques.coordonnateur(fiche.convention))
    assert client.get(_adresse(fiche, annee)).status_code == 404


def test_qui_repond(fiche: FicheAction, connecter: Connexions) -> None:
    convention = fiche.convention
    autre = fabriques.fiche(convention)
    attendus = {
        fabriques.coordonnateur(convention): 200,
        fabriques.copilote(convention): 200,
        fabriques.pilote(fiche): 200,
        fabriques.pilote(autre): 403,
        fabriques.agent(convention): 403,
        fabriques.lecteur(convention): 403,
        fabriques.membre(convention): 403,
        fabriques.coordonnateur(fabriques.convention()): 404,
    }
    for compte, code in attendus.items():
        assert connecter(compte).get(_adresse(fiche)).status_code == code, compte


def test_la_liste_compte_les_reponses_et_filtre(fiche: FicheAction, connecter: Connexions) -> None:
    convention = fiche.convention
    premier, _, _ = fiche.indicateurs.all()
    fabriques.releve(premier, valeur=12)
    autre = fabriques.fiche(convention, axe=fabriques.axe(convention))
    fabriques.indicateur(autre, libelle="Autre mesure")
    client = connecter(fabriques.lecteur(convention))
    adresse = reverse("releve_liste", args=[convention.slug])

    page = client.get(adresse, {"annee": 2025}).text
    assert "1 sur 3" in page.replace("\u00a0", " ")
    assert "12\u00a0places" in page
    assert "non renseigné" in page
    assert "Répondre" not in page

    page = client.get(adresse, {"annee": "2025", "reponse": "sans"}).text
    assert "Nombre de places" not in page
    assert "Autre mesure" in page

    page = client.get(adresse, {"annee": 2025, "axe": autre.axe.numero}).text
    assert "Autre mesure" in page
    assert "Nombre de places" not in page

    page = client.get(adresse, {"annee": 2025, "fiche": fiche.numero}).text
    assert "Autre mesure" not in page
    assert client.get(adresse, {"annee": "x", "axe": "99"}).status_code == 200


def test_le_pilote_voit_le_lien_de_ses_fiches(fiche: FicheAction, connecter: Connexions) -> None:
    autre = fabriques.fiche(fiche.convention)
    fabriques.indicateur(autre)
    client = connecter(fabriques.pilote(fiche))
    page = client.get(reverse("releve_liste", args=[fiche.convention.slug])).text
    assert _adresse(fiche, 2026) in page
    assert _adresse(autre, 2026) not in page


def test_une_convention_sans_indicateur(convention: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(convention))
    page = client.get(reverse("releve_liste", args=[convention.slug])).text
    assert "Aucun indicateur n'est enregistré" in page


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    fiche: FicheAction, connecter: Connexions
) -> None:
    client = connecter(fabriques.coordonnateur(fiche.convention))
    adresses = [reverse("releve_liste", args=[fiche.convention.slug]), _adresse(fiche)]
    comptes = []
    for _ in range(2):
        for adresse in adresses:
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(adresse).status_code == 200
            comptes.append(len(requetes))
        for _ in range(4):
            autre = fabriques.fiche(fiche.convention, axe=fabriques.axe(fiche.convention))
            for cible in (autre, fiche):
                fabriques.releve(fabriques.indicateur(cible))
                fabriques.releve(fabriques.indicateur(cible), annee=2026)
    assert comptes[:2] == comptes[2:]
    assert comptes[0] <= 8
    assert comptes[1] <= 12


def test_l_historique_des_reponses(fiche: FicheAction, connecter: Connexions) -> None:
    coordonnateur = fabriques.coordonnateur(fiche.convention)
    client = connecter(coordonnateur)
    premier, _, _ = fiche.indicateurs.all()
    client.post(_adresse(fiche), _envoi(premier, reponse="nombre", valeur="3"))
    page = client.get(
        reverse("releves_historique", args=[fiche.convention.slug, fiche.numero, 2025])
    ).text
    assert coordonnateur.nom in page
    assert "Nombre de places" in page


def test_les_indicateurs_sont_dans_le_plan_d_actions(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    reponse = client.get(reverse("releve_liste", args=[convention.slug]))
    courantes = [entree.titre for entree in reponse.context["menu"] if entree.est_courante]
    assert courantes == ["Plan d'actions"]
