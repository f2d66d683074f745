"""Les liens d'une fiche vers le Web : une adresse sûre, un domaine dit, deux à la fois."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from actions.models import FicheAction, LienWeb
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions
from tests.outils import texte_de as texte


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


@pytest.fixture
def client(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def ajouter(client: Client, fiche: FicheAction, adresse: str) -> Any:
    page = reverse("lien_web_ajouter", args=[fiche.convention.slug, fiche.numero])
    saisie = {"version": 0, "titre": "La page", "adresse": adresse}
    return client.post(page, saisie, follow=True)


def test_un_lien_se_montre_avec_son_domaine(fiche: FicheAction, client: Client) -> None:
    page = ajouter(client, fiche, "www.exemple.fr/ctg?a=1")
    assert LienWeb.objects.get().adresse == "https://www.exemple.fr/ctg?a=1"
    assert (
        '<a href="https://www.exemple.fr/ctg?a=1" rel="noopener noreferrer nofollow">'
        in page.content.decode()
    )
    assert "La page (site www.exemple.fr)" in texte(page)
    assert "Ajouté par coordonnateur" in texte(page)


@pytest.mark.parametrize(
    ("adresse", "phrase"),
    [
        ("", "Écrivez l'adresse de la page."),
        ("javascript:alert(1)", "Écrivez une adresse complète"),
        ("ftp://exemple.fr/f", "Écrivez une adresse complète"),
        ("pas une adresse", "Écrivez une adresse complète"),
        ("https://caf.fr@exemple.fr/", "Retirez l'identifiant"),
        ("https://deja.exemple.fr/", "Cette adresse est déjà parmi les liens de la fiche."),
    ],
)
def test_une_mauvaise_adresse_est_refusee_en_francais(
    fiche: FicheAction, client: Client, adresse: str, phrase: str
) -> None:
    fabriques.lien_web(fiche, adresse="https://deja.exemple.fr/")
    page = ajouter(client, fiche, adresse)
    assert phrase in texte(page)
    assert 'value="La page"' in page.content.decode()
    assert LienWeb.objects.count() == 1


def test_la_base_refuse_ce_qui_s_executerait(fiche: FicheAction) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        fabriques.lien_web(fiche, adresse="javascript:alert(1)")


def test_deux_personnes_a_la_fois_puis_retirer(fiche: FicheAction, client: Client) -> None:
    lien = fabriques.lien_web(fiche)
    cle = [fiche.convention.slug, fiche.numero, lien.pk]
    saisie = {"version": 1, "adresse": lien.adresse}
    page = reverse("lien_web_modifier", args=cle)
    assert client.post(page, saisie | {"titre": "Le premier"}).status_code == 302
    conflit = client.post(page, saisie | {"titre": "Le second"})
    assert conflit.status_code == 409
    assert "Le premier" in texte(conflit)
    retirer = reverse("lien_web_retirer", args=cle)
    assert "vient de modifier" in texte(client.post(retirer, {"version": 1}, follow=True))
    assert "Le lien est retiré" in texte(client.post(retirer, {"version": 2}, follow=True))
    historique = client.get(reverse("fiche_historique", args=cle[:2]))
    assert "Suppression : lien, Le premier" in texte(historique)
