"""Les pages qui qualifient : en série, filtrées, sans rien perdre ; un indicateur entier."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction, Indicateur
from actions.qualification_views import PAR_PAGE
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    """Une fiche à deux indicateurs, dont un déjà qualifié, et un troisième à définir."""
    fiche = fabriques.fiche(convention)
    fabriques.indicateur(fiche, libelle="Familles reçues")
    fabriques.indicateur(fiche, libelle="Qualité du lien", nature="qualitatif")
    fabriques.indicateur(fiche, libelle="Étapes suivantes", est_a_definir=True)
    return fiche


@pytest.fixture
def client_de_coordination(fiche: FicheAction, connecter: Connexions) -> Client:
    """Le navigateur de qui coordonne."""
    return connecter(fabriques.coordonnateur(fiche.convention))


def _serie(fiche: FicheAction) -> str:
    return reverse("indicateurs_qualifier", args=[fiche.convention.slug])


def _ligne(indicateur: Indicateur, **champs: Any) -> dict[str, Any]:
    return {f"version_{indicateur.pk}": indicateur.version} | {
        f"{nom}_{indicateur.pk}": valeur for nom, valeur in champs.items()
    }


def test_la_page_se_remplit_d_un_envoi_et_dit_que_le_texte_reste(
    fiche: FicheAction, client_de_coordination: Client
) -> None:
    premier, second, _ = fiche.indicateurs.all()
    page = client_de_coordination.get(_serie(fiche)).text
    assert "1 sur 2" in page.replace("\u00a0", " ")
    assert "1\u00a0indicateur attend d'être défini" in page
    envoi = _ligne(premier, nature="quantitatif", unite="familles", cible="1 200")
    envoi |= _ligne(second, nature="qualitatif", cible="acquis")
    page = client_de_coordination.post(_serie(fiche), envoi, follow=True).text
    assert "Le texte signé n'a pas changé" in page.replace("&#x27;", "'")
    premier, second, _ = fiche.indicateurs.all()
    assert premier.unite == "familles"
    assert premier.cibles.get().valeur == 1200
    assert second.cibles.get().niveau == "acquis"


@pytest.mark.parametrize(
    ("nature", "cible", "phrase"),
    [
        ("quantitatif", "beaucoup", "Écrivez un nombre"),
        ("qualitatif", "3", "vise un niveau"),
        ("qualitatif", "sublime", "en recul, stable, en progrès, acquis"),
    ],
)
def test_une_cible_qui_ne_va_pas_se_dit_a_cote_d_elle(
    fiche: FicheAction, client_de_coordination: Client, nature: str, cible: str, phrase: str
) -> None:
    premier, second, _ = fiche.indicateurs.all()
    envoi = _ligne(premier, nature=nature, cible=cible) | _ligne(second, unite="mots gardés")
    reponse = client_de_coordination.post(_serie(fiche), envoi)
    assert list(reponse.context["formulaire"].errors) == [f"cible_{premier.pk}"]
    assert phrase in reponse.text
    assert 'value="mots gardés"' in reponse.text
    assert not Indicateur.objects.filter(unite="mots gardés").exists()


def test_un_conflit_se_dit_sur_sa_ligne_et_se_tranche(
    fiche: FicheAction, client_de_coordination: Client
) -> None:
    premier, *_ = fiche.indicateurs.all()
    envoi = _ligne(premier, nature="quantitatif", unite="familles")
    premier.nature, premier.unite = "quantitatif", "jeunes"
    premier.enregistrer_sur(1)
    reponse = client_de_coordination.post(_serie(fiche), envoi)
    assert "pendant votre saisie : quantitatif, en jeunes" in reponse.text
    assert 'value="familles"' in reponse.text
    client_de_coordination.post(_serie(fiche), envoi | {f"version_{premier.pk}": 2})
    premier.refresh_from_db()
    assert premier.unite == "familles"


def test_ce_qu_un_filtre_ne_montre_plus_ne_se_perd_pas(
    fiche: FicheAction, client_de_coordination: Client
) -> None:
    premier, *_ = fiche.indicateurs.all()
    adresse = f"{_serie(fiche)}?reste=a_qualifier"
    assert "Qualité du lien" not in client_de_coordination.get(adresse).text
    envoi = _ligne(premier, unite="familles")
    premier.nature = "qualitatif"
    premier.enregistrer_sur(1)
    # Un autre vient de le qualifier : la ligne reste, et dit pourquoi.
    reponse = client_de_coordination.post(adresse, envoi)
    assert "Familles reçues" in reponse.text
    assert "pendant votre saisie" in reponse.text


def test_la_page_reste_courte_et_son_nombre_de_requetes_fixe(
    fiche: FicheAction, client_de_coordination: Client
) -> None:
    comptes = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            page = client_de_coordination.get(_serie(fiche))
        comptes.append(len(requetes))
        for _ in range(PAR_PAGE):
            fabriques.indicateur(fabriques.fiche(fiche.convention))
    assert comptes[0] == comptes[1] <= 12, comptes
    assert len(page.context["formulaire"].lignes) == PAR_PAGE


def test_definir_un_indicateur_entier(fiche: FicheAction, client_de_coordination: Client) -> None:
    premier, *_ = fiche.indicateurs.all()
    adresse = reverse("indicateur_definir", args=[fiche.convention.slug, premier.pk])
    envoi = {
        "version": 1,
        "nature": "quantitatif",
        "unite": "%",
        "sens": "hausse",
        "minimum": "0",
        "maximum": "100",
        "calcul": "etapes",
        "methode": "Comptées en juin.",
        "qui_sait": "Les relais",
        "periodicite": "annuelle",
        "cible_2025": "40",
        "cible_finale": "65,5",
    }
    croisees = client_de_coordination.post(adresse, envoi | {"minimum": "200"})
    assert "plus petit que le minimum" in croisees.text
    page = client_de_coordination.post(adresse, envoi, follow=True).text
    for mots in ("Comptées en juin.", "Les relais", "65,5\u00a0%", "de 0 à 100\u00a0%", "Calculé"):
        assert mots in page, mots
    depassee = client_de_coordination.post(adresse, envoi | {"qui_sait": "Moi"})
    assert depassee.status_code == 409
    assert "Les relais" in depassee.text


def test_les_references_d_un_indicateur(fiche: FicheAction, client_de_coordination: Client) -> None:
    premier, *_ = fiche.indicateurs.all()
    slug = fiche.convention.slug
    adresse = reverse("reference_ajouter", args=[slug, premier.pk])
    envoi = {"version": 0, "libelle": "des familles", "valeur": "33", "annee": "2021"}
    assert "Dites d&#x27;où vient" in client_de_coordination.post(adresse, envoi).text
    complet = envoi | {"source": "Diagnostic, p. 12"}
    page = client_de_coordination.post(adresse, complet, follow=True).text
    assert "Diagnostic, p. 12" in page
    reference = premier.references.get()
    assert reverse("reference_modifier", args=[slug, reference.pk]) in page
    assert (
        "Diagnostic, p. 12"
        not in client_de_coordination.get(reverse("releve_liste", args=[slug])).text
    )


def test_les_niveaux_portent_leur_cle_et_deux_memes_mots_se_disent(
    fiche: FicheAction, client_de_coordination: Client
) -> None:
    premier, *_ = fiche.indicateurs.all()
    adresse = reverse("indicateur_definir", args=[fiche.convention.slug, premier.pk])
    niveaux = {"niveau_1": "amorcé", "niveau_2": "installé"}
    client_de_coordination.post(adresse, {"version": 1, "nature": "qualitatif"} | niveaux)
    amorce = premier.niveaux.get(libelle="amorcé")
    page = client_de_coordination.get(adresse)
    assert page.context["formulaire"]["cle_1"].value() == amorce.pk
    envoi = {"version": 2, "nature": "qualitatif", "cle_1": amorce.pk} | niveaux
    double = client_de_coordination.post(adresse, envoi | {"niveau_3": "Amorce"})
    assert double.context["formulaire"].errors["niveau_3"]
    client_de_coordination.post(adresse, envoi | {"niveau_1": "esquissé"})
    amorce.refresh_from_db()
    assert amorce.libelle == "esquissé"
