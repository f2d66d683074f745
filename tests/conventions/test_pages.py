"""Chaque page de la convention, pour chaque profil ; et le même nombre de requêtes partout."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Convention, Utilisateur
from tests import fabriques
from tests.conftest import Connexions

LECTURES = [
    "convention_detail",
    "signataire_liste",
    "article_liste",
    "anomalie_liste",
    "convention_historique",
]
ECRITURES = [
    "document_ajouter",
    "document_deposer",
    "avenant_ajouter",
    "avenant_modifier",
    "anomalie_decider",
    "personne_ajouter",
]
PROFILS: dict[str, Callable[[Convention], Utilisateur]] = {
    "coordonnateur": fabriques.coordonnateur,
    "copilote": fabriques.copilote,
    "agent": fabriques.agent,
    "membre": fabriques.membre,
    "lecteur": fabriques.lecteur,
}


def garnir(convention: Convention, nombre: int = 1) -> None:
    """De quoi remplir chaque page de la convention."""
    for _ in range(nombre):
        partie = fabriques.signataire(convention, est_copilote=True)
        partie.signatures.create(mandat=fabriques.mandat(partenaire=partie.partenaire))
        fabriques.article(convention, texte_cle="La phrase qui décide.", ligne=12)
        fabriques.document(convention)
        fabriques.avenant(convention)
        fabriques.anomalie(convention)


def adresse(convention: Convention, nom: str) -> str:
    """L'adresse d'une page, sur le premier objet de la convention."""
    arguments: list[object] = [convention.slug]
    if nom.startswith("document_") and nom != "document_ajouter":
        arguments.append(convention.documents.earliest("pk").pk)
    elif nom == "avenant_modifier":
        arguments.append(convention.avenants.earliest("pk").numero)
    elif nom == "anomalie_decider":
        arguments.append(convention.anomalies.earliest("pk").code)
    return reverse(nom, args=arguments)


@pytest.mark.parametrize("profil", PROFILS)
@pytest.mark.parametrize("nom", LECTURES)
def test_toute_personne_de_la_convention_la_lit(
    convention: Convention, connecter: Connexions, nom: str, profil: str
) -> None:
    garnir(convention)
    reponse = connecter(PROFILS[profil](convention)).get(adresse(convention, nom))
    assert reponse.status_code == 200
    assert reponse.content.decode().count("<h1") == 1


@pytest.mark.parametrize("profil", PROFILS)
@pytest.mark.parametrize("nom", ECRITURES)
def test_seul_le_coordonnateur_ecrit(
    convention: Convention, connecter: Connexions, nom: str, profil: str
) -> None:
    garnir(convention)
    client = connecter(PROFILS[profil](convention))
    attendu = 200 if profil == "coordonnateur" else 403
    assert client.get(adresse(convention, nom)).status_code == attendu


@pytest.mark.parametrize("nom", [*LECTURES, *ECRITURES, "document_telecharger"])
def test_une_autre_convention_ne_se_devine_pas(
    convention: Convention, connecter: Connexions, nom: str
) -> None:
    garnir(convention)
    ailleurs = fabriques.coordonnateur(fabriques.convention())
    assert connecter(ailleurs).get(adresse(convention, nom)).status_code == 404


@pytest.mark.parametrize("nom", [*LECTURES, *ECRITURES, "document_telecharger"])
def test_un_anonyme_se_connecte_d_abord(convention: Convention, client: Client, nom: str) -> None:
    garnir(convention)
    page = adresse(convention, nom)
    reponse = client.get(page)
    assert reponse.status_code == 302
    assert reponse["Location"] == f"{reverse('connexion')}?next={page}"


@pytest.mark.parametrize("nom", LECTURES)
def test_une_lecture_n_accepte_pas_d_envoi(
    convention: Convention, connecter: Connexions, nom: str
) -> None:
    garnir(convention)
    client = connecter(fabriques.coordonnateur(convention))
    assert client.post(adresse(convention, nom)).status_code == 405


@pytest.mark.parametrize(("nom", "budget"), [(nom, 12) for nom in LECTURES])
def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_lignes(
    convention: Convention, connecter: Connexions, nom: str, budget: int
) -> None:
    client = connecter(fabriques.coordonnateur(convention))
    garnir(convention)
    with CaptureQueriesContext(
        connection,
    ) as avec_une:
        client.get(adresse(convention, nom))
    garnir(convention, 8)
    with CaptureQueriesContext(connection) as avec_neuf:
        client.get(adresse(convention, nom))
    assert len(avec_une) == len(avec_neuf) <= budget


def test_la_liste_des_conventions_ne_coute_pas_plus_avec_plusieurs(
    convention: Convention, connecter: Connexions
) -> None:
    compte = fabriques.coordonnateur(convention)
    client = connecter(compte)
    with CaptureQueriesContext(connection) as avec_une:
        client.get(reverse("convention_liste"))
    for _ in range(4):
        compte.habilitations.create(convention=fabriques.convention(), role="lecteur")
    with CaptureQueriesContext(connection) as avec_cinq:
        reponse = client.get(reverse("convention_liste"))
    assert len(avec_une) == len(avec_cinq) <= 8
    assert "5\u00a0conventions" in reponse.content.decode()


def test_la_liste_dit_le_role_et_la_situation(
    convention: Convention, connecter: Connexions
) -> None:
    page = connecter(fabriques.lecteur(convention)).get(reverse("convention_liste"))
    contenu = page.content.decode()
    assert convention.nom in contenu
    assert "Votre rôle : lecteur" in contenu
    assert "38\u00a0jours restants" in contenu


def test_la_convention_dit_l_essentiel(convention: Convention, connecter: Connexions) -> None:
    garnir(convention, 2)
    page = connecter(fabriques.lecteur(convention)).get(adresse(convention, "convention_detail"))
    contenu = page.content.decode()
    assert "Du 1er janvier 2022 au 31 décembre 2026" in contenu
    assert "98 % de la période est passée" in contenu
    assert "annexes, dont 2 sans fichier" in contenu
    assert "anomalies du texte, dont 2 à trancher" in contenu
    assert "Joindre le fichier" not in contenu


def test_sans_avenant_la_page_dit_pourquoi_il_en_faudrait_un(
    convention: Convention, connecter: Connexions
) -> None:
    page = connecter(fabriques.lecteur(convention)).get(adresse(convention, "convention_detail"))
    assert "Toute modification du texte ou de ses annexes passe par un avenant" in (
        page.content.decode()
    )


def test_les_parties_se_filtrent_sans_accent_et_par_nature(
    convention: Convention, connecter: Connexions
) -> None:
    ecole = fabriques.partenaire(nature="education_nationale", nom="Éducation nationale")
    fabriques.signataire(convention, partenaire=ecole)
    commune = fabriques.signataire(convention)
    commune.signatures.create(
        mandat=fabriques.mandat(
            partenaire=commune.partenaire, personne=fabriques.personne(nom="Élue inventée")
        )
    )
    client = connecter(fabriques.lecteur(convention))
    liste = adresse(convention, "signataire_liste")

    (trouvee,) = client.get(liste, {"q": "education"}).context["parties"]
    assert trouvee.partenaire == ecole
    assert list(client.get(liste, {"nature": "commune"}).context["parties"]) == [commune]
    assert list(client.get(liste, {"q": "elue"}).context["parties"]) == [commune]
    vide = client.get(liste, {"q": "introuvable"})
    assert "Aucune partie ne répond à ces filtres" in vide.content.decode()


def test_un_filtre_hors_liste_se_dit_et_ne_casse_rien(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    page = client.get(adresse(convention, "signataire_liste"), {"nature": "royaume"})
    assert page.status_code == 200
    assert "choisissez dans la liste, ou affichez tout" in page.content.decode()


def test_les_articles_ont_leur_ancre_et_leur_phrase(
    convention: Convention, connecter: Connexions
) -> None:
    garnir(convention)
    page = connecter(fabriques.lecteur(convention)).get(adresse(convention, "article_liste"))
    contenu = page.content.decode()
    assert 'href="#article-1"' in contenu
    assert 'id="article-1"' in contenu
    assert "«\u00a0La phrase qui décide.\u00a0»" in contenu
    assert "ligne 12" in contenu
