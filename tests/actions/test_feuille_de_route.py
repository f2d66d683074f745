"""La feuille de route : ce qui se place sur le calendrier, ce qui se dit, ce qui se filtre."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.dessins import dessin_de_l_axe
from actions.feuille_de_route import FeuilleDeRoute, FiltresDeRoute, feuille_de_route
from actions.models import FicheAction
from conventions.models import Convention
from tests import fabriques
from tests.conftest import Connexions

JOUR = datetime.date
LE = JOUR(2026, 11, 23)


def _composer(convention: Convention, **filtres: str) -> FeuilleDeRoute:
    fiches = FicheAction.objects.filter(convention=convention).pour_liste()
    return feuille_de_route(convention, fiches, LE, FiltresDeRoute(**filtres))


def _adresse(convention: Convention) -> str:
    return reverse("feuille_de_route", args=[convention.slug])


def _texte(reponse: object) -> str:
    page = unescape(reponse.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Deux axes, quatre actions : chaque statut d'étape, une sans date, une sans étape."""
    premier = fabriques.axe(convention, titre_court="Proximité")
    second = fabriques.axe(convention, titre_court="Inclusion")
    une = fabriques.fiche(convention, axe=premier, titre="Ouvrir un relais")
    fabriques.etape(une, libelle="concertation", faite_le=JOUR(2023, 5, 2))
    fabriques.etape(une, libelle="mise en service", fin=JOUR(2024, 12, 31), vue_le=JOUR(2025, 3, 1))
    fabriques.etape(une, libelle="bilan public", debut=None, fin=None)
    autre = fabriques.fiche(convention, axe=second, titre="Former les équipes")
    fabriques.etape(autre, libelle="déploiement", fin=JOUR(2027, 12, 31))
    fabriques.etape(autre, libelle="cadrage", fin=JOUR(2025, 6, 30))
    fabriques.etape(autre, libelle="appui continu", fin=None)
    close = fabriques.fiche(convention, axe=second, titre="Créer une fête", etat="abandonne")
    fabriques.etape(close, libelle="lancement")
    fabriques.fiche(convention, axe=second, titre="Action sans échéancier")
    return convention


def test_les_etapes_se_rangent_par_axe_par_annee_et_par_statut(plan: Convention) -> None:
    route = _composer(plan)
    assert [[len(a.etapes) for a in axe.actions] for axe in route.axes] == [[3], [3, 1]]
    assert route.par_statut == {
        "en_retard": 1,
        "a_renseigner": 1,
        "en_cours": 3,
        "faite": 1,
        "non_faite": 1,
    }
    par_annee = {a: [e.etape.libelle for e in es] for a, es in route.par_annee.items()}
    assert par_annee == {
        2023: ["concertation", "lancement", "appui continu"],
        2024: ["mise en service"],
        2025: ["cadrage"],
        2027: ["déploiement"],
    }
    assert [e.etape.libelle for e in route.sans_date] == ["bilan public"]
    assert [f.titre for f in route.sans_etape] == ["Action sans échéancier"]
    assert route.etendue == (JOUR(2022, 1, 1), JOUR(2027, 12, 31))


def test_une_etape_ouverte_finit_au_jour_ou_elle_fut_faite(convention: Convention) -> None:
    fiche = fabriques.fiche(convention)
    fabriques.etape(fiche, fin=None, faite_le=JOUR(2024, 4, 9))
    fabriques.etape(fiche, fin=None)
    fabriques.etape(fiche, faite_le=JOUR(2025, 1, 1))
    fins = [etape.fin for etape in _composer(convention).etapes]
    assert fins == [JOUR(2024, 4, 9), None, JOUR(2023, 12, 31)]


@pytest.mark.parametrize(
    ("filtres", "montrees"),
    [
        ({"axe": "1"}, ["concertation", "mise en service", "bilan public"]),
        (
            {"montrer": "a_faire"},
            ["mise en service", "bilan public", "déploiement", "cadrage", "appui continu"],
        ),
        ({"axe": "1", "montrer": "a_faire"}, ["mise en service", "bilan public"]),
        ({"axe": "9"}, []),
        ({"montrer": "autre"}, []),
    ],
)
def test_les_filtres_retiennent(
    plan: Convention, filtres: dict[str, str], montrees: list[str]
) -> None:
    assert [e.etape.libelle for e in _composer(plan, **filtres).etapes] == montrees


def test_le_dessin_dit_les_etats_le_jour_et_le_terme(plan: Convention) -> None:
    route = _composer(plan)
    premier, second = (
        dessin_de_l_axe(route, axe, adresse=lambda f: f"/{f.numero}/") for axe in route.axes
    )
    assert 'role="group"' in premier
    assert premier.count('href="/1/"') == 3
    assert "en retard" in premier
    assert "aujourd’hui 23/11/2026" in premier
    assert "Bilan public" not in premier
    assert "hachures" not in premier
    # Le même calendrier pour tous : l'année du débordement y est aussi.
    assert ">2027<" in premier
    assert "à renseigner" in second
    assert "au-delà du 31/12/2026 (terme de la convention)" in second
    assert "depuis le 01/01/2023" in second


def test_la_page_montre_le_dessin_et_la_liste(plan: Convention, connecter: Connexions) -> None:
    page = connecter(fabriques.lecteur(plan)).get(_adresse(plan))
    html, texte = page.content.decode(), _texte(page)
    assert "7 étapes :" in texte
    assert html.count("<svg") > 2
    assert "Feuille de route, axe 2 : Inclusion" in texte
    assert html.count(reverse("fiche_detail", args=[plan.slug, 1])) == 3 + 3
    assert "Sans date 1 étape" in texte
    assert "dates non renseignées" in texte
    assert "à partir du 1er janvier 2023, sans fin écrite" in texte
    assert "Actions sans étape" in texte
    assert "au-delà du terme" in texte
    assert "l. 883" not in texte


def test_la_page_dit_ce_qu_elle_remplace(plan: Convention, connecter: Connexions) -> None:
    fabriques.anomalie(
        plan, code="feuille-de-route-absente", lieu="Annexe 3, fin", lignes="883-885"
    )
    texte = _texte(connecter(fabriques.lecteur(plan)).get(_adresse(plan)))
    assert "et ne la joint pas (annexe 3, fin, l. 883-885). Celle-ci la remplace" in texte


def test_les_filtres_restent_dans_l_adresse(plan: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(plan))
    page = client.get(_adresse(plan), {"axe": "1", "montrer": "a_faire"})
    assert '<option value="a_faire" selected>' in page.content.decode()
    texte = _texte(page)
    assert "Mise en service" in texte
    assert "Concertation" not in texte
    vide = _texte(client.get(_adresse(plan), {"axe": "9"}))
    assert "Aucune étape ne répond à ces filtres" in vide


def test_un_plan_vide_le_dit(convention: Convention, connecter: Connexions) -> None:
    texte = _texte(connecter(fabriques.lecteur(convention)).get(_adresse(convention)))
    assert "Il n'y a pas encore d'action" in texte


def test_le_nombre_de_requetes_ne_depend_pas_du_plan(
    convention: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(convention))
    comptes = []
    for nombre in (1, 49):
        for _ in range(nombre):
            fabriques.etape(fabriques.fiche(convention))
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(_adresse(convention))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 8
    assert "Page 1 sur 2" in _texte(page)
    assert "10 étapes :" in _texte(client.get(_adresse(convention), {"page": 2}))


def test_le_plan_mene_a_la_feuille_de_route(plan: Convention, connecter: Connexions) -> None:
    page = connecter(fabriques.lecteur(plan)).get(reverse("fiche_liste", args=[plan.slug]))
    assert _adresse(plan) in page.content.decode()
