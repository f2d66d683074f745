"""La feuille de route qu'on emporte : le PDF A3, et le fichier pour l'agenda."""

import datetime
import re
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader
from pytest_django import Settings

from actions import route_views
from actions.document_de_la_route import html_de_la_route, pdf_de_la_route
from actions.feuille_de_route import feuille_de_route
from actions.models import Etape, FicheAction
from conventions.models import Convention
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent, RenduTropLourd
from tests import fabriques
from tests.conftest import Connexions

JOUR = datetime.date
LE = JOUR(2026, 11, 23)


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Une étape datée, une sans fin, une au-delà du terme, une sans date."""
    axe = fabriques.axe(convention, titre="Aller vers les familles", titre_court="Proximité")
    fiche = fabriques.fiche(convention, axe=axe, titre="Ouvrir <un> relais")
    fabriques.etape(
        fiche,
        libelle="concertation",
        periode_ecrite="2023",
        faite_le=JOUR(2023, 5, 2),
    )
    fabriques.etape(fiche, libelle="appui; continu, partout", fin=None)
    fabriques.etape(fiche, libelle="déploiement", fin=JOUR(2027, 12, 31))
    fabriques.etape(fiche, libelle="bilan public", debut=None, fin=None)
    return convention


def _fiches(convention: Convention) -> list[FicheAction]:
    return list(FicheAction.objects.filter(convention=convention).pour_liste())


def _blancs(texte: str) -> str:
    return re.sub(r"\s+", " ", texte)


# --- Le PDF ---


@pytest.mark.pdf
def test_le_pdf_est_un_a3_balise_et_stable(plan: Convention, settings: Settings) -> None:
    settings.EN_DEMONSTRATION = True
    route = feuille_de_route(plan, _fiches(plan), LE)
    octets = pdf_de_la_route(route, choix="axe 1 seulement")
    lecteur = PdfReader(BytesIO(octets))
    racine: Any = lecteur.trailer["/Root"]
    assert "/StructTreeRoot" in racine
    assert racine["/Lang"] == "fr"
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == f"Feuille de route 2022-2026 – {plan.nom}"
    cote = lecteur.pages[0].mediabox
    assert (round(cote.width), round(cote.height)) == (1191, 842)
    signets = [_blancs(str(e.title)) for e in lecteur.outline if not isinstance(e, list)]
    assert signets == [
        "Feuille de route 2022-2026",
        "Axe 1 – Aller vers les familles",
        "La même, année par année",
    ]
    pages = [_blancs(page.extract_text()) for page in lecteur.pages]
    assert all("Données fictives" in page for page in pages)
    assert "axe 1 seulement" in pages[0]
    assert "Action 1 – Ouvrir <un> relais" in pages[0]
    assert "sans date" in pages[-1]
    assert "au-delà du terme" in pages[-1]
    assert octets == pdf_de_la_route(route, choix="axe 1 seulement")


def test_le_document_n_emploie_que_ses_feuilles(plan: Convention) -> None:
    html = html_de_la_route(feuille_de_route(plan, _fiches(plan), LE))
    assert set(re.findall(r'(?:href|src)="([^"]+)"', html)) == {
        "portail:jetons.css",
        "portail:feuille_de_route.css",
    }
    assert "Données fictives" not in html
    assert "<un>" not in html
    assert html.count('<tr class="axe-1">') == 4
    assert "faite le 2 mai 2023" in html


def test_la_page_donne_le_pdf_filtre(
    plan: Convention, connecter: Connexions, monkeypatch: pytest.MonkeyPatch
) -> None:
    recus: list[Any] = []

    def rendre(route: Any, choix: str) -> bytes:
        recus.append((len(route.etapes), choix))
        return b"%PDF-1.7"

    monkeypatch.setattr(route_views, "pdf_de_la_route", rendre)
    client = connecter(fabriques.lecteur(plan))
    adresse = reverse("feuille_de_route_pdf", args=[plan.slug])
    reponse = client.get(adresse, {"axe": "1", "montrer": "a_faire"})
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == (
        f'inline; filename="feuille-de-route-{plan.slug}.pdf"'
    )
    assert recus == [(3, "axe 1 seulement, ce qui reste à faire")]
    page = client.get(reverse("feuille_de_route", args=[plan.slug]), {"axe": "1"})
    assert f'href="{adresse}?axe=1"' in page.content.decode()


@pytest.mark.parametrize(
    ("erreur", "statut", "phrase"),
    [
        (MoteurPDFAbsent(), 503, "Il manque au serveur"),
        (RenduTropLourd("Ce document est trop lourd."), 500, "Ce document est trop lourd."),
    ],
)
def test_sans_pdf_la_page_dit_quoi_faire(
    plan: Convention,
    connecter: Connexions,
    monkeypatch: pytest.MonkeyPatch,
    erreur: ErreurPDF,
    statut: int,
    phrase: str,
) -> None:
    def echouer(route: Any, choix: str) -> bytes:
        raise erreur

    monkeypatch.setattr(route_views, "pdf_de_la_route", echouer)
    client = connecter(fabriques.lecteur(plan))
    client.raise_request_exception = False
    reponse = client.get(reverse("feuille_de_route_pdf", args=[plan.slug]))
    assert reponse.status_code == statut
    assert phrase in reponse.content.decode()


# --- L'agenda ---


def _agenda(convention: Convention, connecter: Connexions, **filtres: str) -> bytes:
    client = connecter(fabriques.lecteur(convention))
    reponse = client.get(reverse("feuille_de_route_ics", args=[convention.slug]), filtres)
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"feuille-de-route-{convention.slug}.ics" in reponse["Content-Disposition"]
    octets: bytes = reponse.content
    return octets


def test_l_agenda_se_relit(plan: Convention, connecter: Connexions) -> None:
    octets = _agenda(plan, connecter)
    agenda: Any = Calendar.from_ical(octets)
    assert not agenda.errors
    assert (agenda["VERSION"], agenda["METHOD"]) == ("2.0", "PUBLISH")
    assert str(agenda["X-WR-CALNAME"]) == f"Feuille de route – {plan.nom}"
    evenements = {str(e["SUMMARY"]): e for e in agenda.walk("VEVENT")}
    assert list(evenements) == [
        "Action 1 : Concertation",
        "Action 1 : Appui; continu, partout",
        "Action 1 : Déploiement",
    ]
    dates = [(e["DTSTART"].dt, e["DTEND"].dt) for e in evenements.values()]
    assert dates == [
        (JOUR(2023, 1, 1), JOUR(2024, 1, 1)),
        (JOUR(2023, 1, 1), JOUR(2023, 1, 2)),
        (JOUR(2023, 1, 1), JOUR(2028, 1, 1)),
    ]
    premier = evenements["Action 1 : Concertation"]
    adresse = reverse("fiche_detail", args=[plan.slug, 1])
    assert str(premier["URL"]) == f"http://testserver{adresse}"
    assert "État : faite." in premier["DESCRIPTION"]
    assert "Le texte dit : « 2023 »." in premier["DESCRIPTION"]
    assert "art. 11" in evenements["Action 1 : Déploiement"]["DESCRIPTION"]
    assert "seul le premier jour" in evenements["Action 1 : Appui; continu, partout"]["DESCRIPTION"]


def test_l_agenda_tient_a_la_rfc(plan: Convention, connecter: Connexions) -> None:
    octets = _agenda(plan, connecter)
    lignes = octets.split(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert all(len(ligne) <= 75 for ligne in lignes)
    assert lignes.count(b"BEGIN:VEVENT") == 3
    for propriete in (b"UID:", b"DTSTAMP:", b"DTSTART;VALUE=DATE:"):
        # L'agenda a aussi son identifiant.
        attendues = 4 if propriete == b"UID:" else 3
        assert sum(ligne.startswith(propriete) for ligne in lignes) == attendues


def test_l_agenda_ne_lit_pas_l_horloge_et_garde_ses_identifiants(
    plan: Convention, connecter: Connexions
) -> None:
    avant = _agenda(plan, connecter)
    assert avant == _agenda(plan, connecter)
    etape = Etape.objects.get(libelle="concertation")
    ecrite = etape.historique.latest().history_date
    etape.libelle, etape.fin = "concertation élargie", JOUR(2024, 6, 30)
    etape.save()
    agendas: list[Any] = [Calendar.from_ical(o) for o in (avant, _agenda(plan, connecter))]
    ancien, nouveau = (agenda.walk("VEVENT")[0] for agenda in agendas)
    assert ancien["UID"] == nouveau["UID"]
    assert ancien["DTSTAMP"].dt == ecrite.replace(microsecond=0)
    assert nouveau["DTSTAMP"].dt >= ancien["DTSTAMP"].dt
    assert nouveau["DTEND"].dt == JOUR(2024, 7, 1)


def test_l_agenda_suit_les_filtres_et_dit_la_demonstration(
    plan: Convention, connecter: Connexions, settings: Settings
) -> None:
    settings.EN_DEMONSTRATION = True
    agenda: Any = Calendar.from_ical(_agenda(plan, connecter, montrer="a_faire"))
    assert len(agenda.walk("VEVENT")) == 2
    assert str(agenda["X-WR-CALNAME"]).startswith("[Données fictives]")
    assert all("Données fictives." in e["DESCRIPTION"] for e in agenda.walk("VEVENT"))
