"""La page pour téléphone, les documents à préparer : qui les lit, leur source, les pannes."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from conventions.models import Convention
from ctg.socle.pdf import MoteurPDFAbsent
from pilotage import formats
from pilotage.contenu import contenu_de_l_evaluation
from pilotage.instantane import instantane
from pilotage.models import Evaluation, VersionFigee
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import ClientStrict
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def dossier(settings: Settings, tmp_path: Path) -> Path:
    """Un dossier des documents préparés à soi."""
    settings.DOSSIER_DES_PREPARES = tmp_path
    return tmp_path


@pytest.fixture
def evaluation(convention: Convention) -> Evaluation:
    """Un projet, avec une action et son récit."""
    fabriques.fiche(convention, titre="Ouvrir un relais")
    return cycle.presentee(convention, annee=2025)


@pytest.fixture
def coordination(evaluation: Evaluation) -> Client:
    """Le navigateur de la coordination."""
    client = ClientStrict()
    client.force_login(fabriques.coordonnateur(evaluation.convention))
    return client


@pytest.fixture
def moteur(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """De quoi remplacer le moteur de PDF."""

    def remplacer(rendre: Callable[..., bytes]) -> None:
        modele = formats.FORMATS["pdf"]
        monkeypatch.setitem(
            formats.FORMATS, "pdf", type(modele)(**{**vars(modele), "fabriquer": rendre})
        )

    remplacer(lambda contenu, version, octets: b"%PDF-du-jour")
    return remplacer


def _adresse(nom: str, evaluation: Evaluation, *suite: str) -> str:
    return reverse(nom, args=[evaluation.convention.slug, evaluation.cle, *suite])


def _demander(client: Client, evaluation: Evaluation, genre: str = "pdf") -> Any:
    return client.post(_adresse("document_demander", evaluation, genre), follow=True)


def _prendre(client: Client, page: Any) -> Any:
    (adresse,) = re.findall(r'href="([^"]+/prendre/)"', page.content.decode())
    return client.get(adresse)


def _figer(evaluation: Evaluation) -> VersionFigee:
    """La version qui fige le contenu de ce jour."""
    version = cycle.figee(evaluation)
    version.instantane = instantane(contenu_de_l_evaluation(evaluation, LE)).decode()
    version.save()
    evaluation.etat, evaluation.validee_le = Evaluation.Etat.VALIDEE, LE
    evaluation.save()
    return version


# --- La page ---


def test_la_page_se_lit_repliee_et_sans_javascript(
    coordination: Client, evaluation: Evaluation
) -> None:
    reponse = coordination.get(_adresse("evaluation_web", evaluation))
    page, html = texte_de(reponse), reponse.content.decode()
    assert "Ouvrir un relais" in page
    assert "Une année de démarrage" in page.replace(" .", ".")
    assert "<script" not in html
    assert html.count("<details") > 10
    assert len(re.findall(r"<h1[ >]", html)) == 1
    ancres = set(re.findall(r'<a href="#([^"]+)"', html)) - {"contenu"}
    assert {
        "synthese",
        "glossaire",
        f"action-{evaluation.convention.fiches.get().numero}",
    } <= ancres
    assert all(f'id="{ancre}"' in html for ancre in ancres)


def test_autant_de_requetes_pour_une_action_que_pour_beaucoup(
    coordination: Client, evaluation: Evaluation
) -> None:
    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert coordination.get(_adresse("evaluation_web", evaluation)).status_code == 200
        return len(requetes)

    compter()
    avec_une = compter()
    for _ in range(6):
        fabriques.etape(fabriques.fiche(evaluation.convention))
    assert compter() == avec_une


def test_une_fois_figee_elle_ne_bouge_plus(coordination: Client, evaluation: Evaluation) -> None:
    _figer(evaluation)
    evaluation.convention.fiches.update(titre="Un titre d'après")
    page = texte_de(coordination.get(_adresse("evaluation_web", evaluation)))
    assert "Ouvrir un relais" in page
    assert "Un titre d'après" not in page
    assert "ceux qui furent validés" in page


def test_publiee_elle_se_lit_dans_la_convention_puis_sans_compte(
    client: Client, coordination: Client, evaluation: Evaluation
) -> None:
    version = _figer(evaluation)
    lecteur = ClientStrict()
    lecteur.force_login(fabriques.lecteur(evaluation.convention))
    privee, publique = (
        _adresse(nom, evaluation) for nom in ("evaluation_web", "evaluation_publique_web")
    )
    assert lecteur.get(privee).status_code == 403
    assert client.get(publique).status_code == 404
    evaluation.etat, evaluation.publiee_le = Evaluation.Etat.PUBLIEE, LE
    evaluation.version_publiee = version
    evaluation.save()
    assert "Ouvrir un relais" in texte_de(lecteur.get(privee))
    assert client.get(publique).status_code == 404
    evaluation.est_publique = True
    evaluation.save()
    page = client.get(publique)
    assert "Ouvrir un relais" in texte_de(page)
    assert "Lire et emporter" not in texte_de(page)


def test_une_version_que_ce_portail_ne_sait_plus_relire(
    coordination: Client, convention: Convention
) -> None:
    evaluation = cycle.validee(convention, annee=2024)
    for reponse in (
        coordination.get(_adresse("evaluation_web", evaluation)),
        _demander(coordination, evaluation, "docx"),
    ):
        assert "ne se lit qu'en PDF" in texte_de(reponse)


# --- Les documents ---


@pytest.mark.parametrize(
    ("genre", "signature", "nom"),
    [
        ("pdf", b"%PDF-du-jour", "evaluation-2025-"),
        ("docx", b"PK", "evaluation-2025-"),
        ("pptx", b"PK", "synthese-2025-"),
    ],
)
def test_demander_attendre_prendre(
    genre: str,
    signature: bytes,
    nom: str,
    coordination: Client,
    evaluation: Evaluation,
    moteur: Callable[..., None],
) -> None:
    page = _demander(coordination, evaluation, genre)
    assert "Votre document est prêt" in texte_de(page)
    assert "Refresh" not in page.headers
    fichier = _prendre(coordination, page)
    assert fichier.content.startswith(signature)
    assert fichier.headers["Content-Disposition"].split('"')[1] == (
        f"{nom}{evaluation.convention.slug}.{genre}"
    )


def test_les_memes_donnees_ne_se_refont_pas_et_d_autres_si(
    coordination: Client, evaluation: Evaluation, moteur: Callable[..., None]
) -> None:
    faits: list[int] = []

    def rendre(contenu: Any, version: Any, octets: bytes | None) -> bytes:
        faits.append(1)
        return b"%%PDF-%d" % len(faits)

    moteur(rendre)
    for _ in range(2):
        assert _prendre(coordination, _demander(coordination, evaluation)).content == b"%PDF-1"
    evaluation.convention.fiches.update(titre="Un autre titre")
    assert _prendre(coordination, _demander(coordination, evaluation)).content == b"%PDF-2"


def test_la_page_d_attente_se_relit_tant_que_rien_n_est_pret(
    coordination: Client, evaluation: Evaluation, dossier: Path
) -> None:
    (dossier / f"{evaluation.pk}-projet").mkdir()
    marque = dossier / f"{evaluation.pk}-projet" / "pdf-a1.en-cours"
    marque.write_bytes(b"")
    reponse = coordination.get(_adresse("document_attendre", evaluation, "pdf", "a1"))
    assert "se prépare" in texte_de(reponse)
    assert reponse.headers["Refresh"] == "3"
    # Pris trop tôt, on revient à l'attente.
    pris = coordination.get(_adresse("document_prendre", evaluation, "pdf", "a1"))
    assert pris.headers["Location"].endswith("/documents/pdf/a1/")


def test_ce_qui_n_est_plus_garde_se_redemande(coordination: Client, evaluation: Evaluation) -> None:
    reponse = coordination.get(_adresse("document_attendre", evaluation, "pdf", "a1"))
    assert "n'est plus gardé" in texte_de(reponse)
    assert _adresse("document_demander", evaluation, "pdf") in reponse.content.decode()


def test_le_moteur_en_panne_se_dit(
    coordination: Client, evaluation: Evaluation, moteur: Callable[..., None], dossier: Path
) -> None:
    def absent(*ce_document: Any) -> bytes:
        raise MoteurPDFAbsent

    moteur(absent)
    page = texte_de(_demander(coordination, evaluation))
    assert "n'a pas pu être préparé" in page
    assert "apt install" in page
    assert not list(dossier.rglob("*.en-cours"))


def test_un_disque_ferme_se_dit_des_la_demande(
    coordination: Client, evaluation: Evaluation, settings: Settings, tmp_path: Path
) -> None:
    settings.DOSSIER_DES_PREPARES = tmp_path / "pris"
    (tmp_path / "pris").write_text("un fichier")
    reponse = _demander(coordination, evaluation)
    assert reponse.status_code == 503
    assert "le disque du serveur est plein, ou son dossier est fermé" in texte_de(reponse)


def test_le_pdf_d_une_version_figee_est_celui_qui_fut_garde(
    coordination: Client, evaluation: Evaluation, moteur: Callable[..., None], dossier: Path
) -> None:
    version = _figer(evaluation)
    fichier = _prendre(coordination, _demander(coordination, evaluation))
    assert fichier.content == cycle.UN_PDF
    assert version.numero in fichier.headers["Content-Disposition"]
    version.empreinte_du_pdf = "0" * 64
    version.save()
    for prepare in dossier.rglob("pdf-*"):
        prepare.unlink()
    assert "n'est plus celui qui fut validé" in texte_de(_demander(coordination, evaluation))


def test_un_format_inconnu_n_existe_pas(coordination: Client, evaluation: Evaluation) -> None:
    assert coordination.post(_adresse("document_demander", evaluation, "odt")).status_code == 404
    assert (
        coordination.get(_adresse("document_attendre", evaluation, "odt", "a")).status_code == 404
    )


def test_le_menu_des_formats_est_le_leur(coordination: Client, evaluation: Evaluation) -> None:
    page = coordination.get(_adresse("evaluation_detail", evaluation)).content.decode()
    for genre, modele in formats.FORMATS.items():
        assert _adresse("document_demander", evaluation, genre) in page
        assert modele.titre in page
