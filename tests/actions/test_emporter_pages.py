"""Emporter depuis une page, ou par la commande : le bon fichier, et ce qui se dit sans lui."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from actions import emport_views
from actions.emport import formats
from conventions.models import Convention
from ctg.socle.pdf import ErreurPDF, MoteurPDFAbsent, RenduTropLourd
from tests import fabriques
from tests.conftest import Connexions


@pytest.fixture
def plan(convention: Convention) -> Convention:
    """Une action en cours, une autre."""
    fabriques.fiche(convention, titre="Ouvrir un relais", etat="en_cours")
    fabriques.fiche(convention, titre="Former")
    return convention


def _numeros(octets: bytes) -> list[Any]:
    page = load_workbook(io.BytesIO(octets))["Fiches"]
    return [ligne[0].value for ligne in page.iter_rows(min_row=2)]


# --- Les pages ---


def test_les_pages_proposent_les_trois_formats_avec_leurs_filtres(
    plan: Convention, connecter: Connexions
) -> None:
    client = connecter(fabriques.lecteur(plan))
    for page in ("fiche_liste", "fiche_tableau"):
        html = client.get(reverse(page, args=[plan.slug]), {"etat": "en_cours"}).content.decode()
        for suffixe in formats.FORMATS:
            adresse = reverse("plan_exporter", args=[plan.slug, suffixe])
            assert f'href="{adresse}?etat=en_cours"' in html
        assert "Reprendre un classeur" not in html
    fiche = client.get(reverse("fiche_detail", args=[plan.slug, 2])).content.decode()
    assert reverse("fiche_exporter", args=[plan.slug, 2, "docx"]) in fiche
    coordination = connecter(fabriques.coordonnateur(plan))
    html = coordination.get(reverse("fiche_liste", args=[plan.slug])).content.decode()
    assert reverse("plan_reprendre", args=[plan.slug]) in html


def test_le_classeur_suit_les_filtres_de_l_adresse(plan: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(plan))
    adresse = reverse("plan_exporter", args=[plan.slug, "xlsx"])
    reponse = client.get(adresse, {"etat": "en_cours"})
    assert reponse["Content-Disposition"] == f'attachment; filename="plan-{plan.slug}-extrait.xlsx"'
    assert reponse["Content-Type"].endswith("spreadsheetml.sheet")
    assert _numeros(reponse.content) == [1]
    fiche = client.get(reverse("fiche_exporter", args=[plan.slug, 2, "xlsx"]))
    assert _numeros(fiche.content) == [2]
    assert client.get(reverse("plan_exporter", args=[plan.slug, "odt"])).status_code == 404


@pytest.mark.parametrize(
    ("erreur", "statut", "phrase"),
    [
        (MoteurPDFAbsent(), 503, "Il manque au serveur"),
        (RenduTropLourd("Ce document est trop lourd."), 500, "Ce document est trop lourd."),
    ],
)
def test_sans_pdf_la_page_propose_les_autres_formats(
    plan: Convention,
    connecter: Connexions,
    monkeypatch: pytest.MonkeyPatch,
    erreur: ErreurPDF,
    statut: int,
    phrase: str,
) -> None:
    def echouer(contenu: Any) -> bytes:
        raise erreur

    sans_pdf = {**formats.FORMATS, "pdf": formats.Format("pdf", echouer)}
    monkeypatch.setattr(emport_views, "FORMATS", sans_pdf)
    client = connecter(fabriques.lecteur(plan))
    client.raise_request_exception = False
    for adresse in (
        reverse("plan_exporter", args=[plan.slug, "pdf"]),
        reverse("fiche_exporter", args=[plan.slug, 1, "pdf"]),
    ):
        reponse = client.get(adresse)
        assert reponse.status_code == statut
        html = reponse.content.decode()
        assert phrase in html
        assert adresse.replace("/pdf/", "/docx/") in html


@pytest.mark.pdf
def test_le_pdf_s_ouvre_dans_le_navigateur(plan: Convention, connecter: Connexions) -> None:
    client = connecter(fabriques.lecteur(plan))
    reponse = client.get(reverse("fiche_exporter", args=[plan.slug, 1, "pdf"]))
    assert reponse["Content-Disposition"] == f'inline; filename="action-1-{plan.slug}.pdf"'
    assert reponse.content.startswith(b"%PDF-")


# --- La commande ---


def test_la_commande_ecrit_le_format_du_suffixe(
    plan: Convention, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("exporter_plan", "--sortie", str(tmp_path / "plan.XLSX"), "--etat", "en_cours")
    assert _numeros((tmp_path / "plan.XLSX").read_bytes()) == [1]
    assert "1 action sur 2 : état « en cours »" in capsys.readouterr().out
    call_command("exporter_plan", "--sortie", str(tmp_path / "fiche.docx"), "--fiche", "2")
    assert (tmp_path / "fiche.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["--sortie", "plan.odt"], "« plan.odt » : ce suffixe n'est pas connu"),
        (["--sortie", "plan"], "Choisissez .pdf, .docx ou .xlsx"),
        (["--sortie", "absent/plan.xlsx"], "Le dossier absent n'existe pas"),
        (["--sortie", "p.xlsx", "--fiche", "9"], "Aucune action ne porte le numéro 9"),
        (["--sortie", "p.xlsx", "--convention", "x"], "Aucune convention ne s'appelle « x »"),
    ],
)
def test_la_commande_dit_ce_qui_ne_va_pas(
    plan: Convention, arguments: list[str], phrase: str
) -> None:
    with pytest.raises(CommandError, match=phrase):
        call_command("exporter_plan", *arguments)


def test_un_disque_plein_laisse_l_ancien_fichier(
    plan: Convention, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sortie = tmp_path / "plan.xlsx"
    sortie.write_bytes(b"ancien")

    def plein(numero: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", plein)
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("exporter_plan", "--sortie", str(sortie))
    assert sortie.read_bytes() == b"ancien"
    assert list(tmp_path.iterdir()) == [sortie]
