"""Les documents préparés à part : un seul par demande, gardés une heure, jamais à moitié écrits."""

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from ctg.socle import arriere_plan, fabrique
from ctg.socle.etats import ActionImpossible
from ctg.socle.fabrique import SANS_PLACE, Avancement, DocumentAPart, purger
from ctg.socle.pdf import MoteurPDFAbsent, RenduTropLourd

DOCUMENT = DocumentAPart("3-projet", "pdf-abc")


@pytest.fixture(autouse=True)
def dossier(settings: Settings, tmp_path: Path) -> Path:
    """Un dossier à soi, et des documents faits tout de suite."""
    settings.DOSSIER_DES_PREPARES = tmp_path / "prepares"
    settings.DOCUMENTS_A_PART = False
    return tmp_path / "prepares"


def _fichiers(dossier: Path) -> list[str]:
    return sorted(p.name for p in dossier.rglob("*") if p.is_file())


def _vieillir(dossier: Path, secondes: int) -> None:
    avant = time.time() - secondes
    for fichier in dossier.rglob("*"):
        os.utime(fichier, (avant, avant))


def _jamais() -> bytes:
    raise AssertionError("ce document ne devait pas être fabriqué")


def test_demander_puis_prendre(dossier: Path) -> None:
    assert (DOCUMENT.avancement(), DOCUMENT.octets()) == (Avancement.ABSENT, None)
    assert not dossier.exists(), "regarder n'écrit rien"
    DOCUMENT.demander(lambda: b"%PDF-un")
    assert (DOCUMENT.avancement(), DOCUMENT.octets()) == (Avancement.PRET, b"%PDF-un")
    assert _fichiers(dossier) == ["pdf-abc"]
    assert (dossier / "3-projet").stat().st_mode & 0o077 == 0, "à ce compte seulement"
    # Le redemander ne le refait pas.
    DOCUMENT.demander(_jamais)


def test_deux_demandes_n_en_fabriquent_qu_un(
    dossier: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DOCUMENTS_A_PART = True
    fils: list[threading.Thread] = []
    thread = threading.Thread

    def garder(*a: Any, **k: Any) -> threading.Thread:
        fils.append(thread(*a, **k))
        return fils[-1]

    monkeypatch.setattr(arriere_plan, "Thread", garder)
    monkeypatch.setattr(arriere_plan, "connections", _SansConnexion())
    debut, suite, faits = threading.Event(), threading.Event(), []

    def lent() -> bytes:
        faits.append(1)
        debut.set()
        assert suite.wait(10)
        return b"%PDF-lent"

    DOCUMENT.demander(lent)
    assert debut.wait(10)
    assert DOCUMENT.avancement() is Avancement.EN_COURS
    DOCUMENT.demander(_jamais)
    suite.set()
    fils[0].join(10)
    assert (len(fils), faits, DOCUMENT.octets()) == (1, [1], b"%PDF-lent")


class _SansConnexion:
    def close_all(self) -> None:
        """Ce fil n'a pas touché à la base."""


def test_pas_plus_de_deux_a_la_fois(dossier: Path) -> None:
    (dossier / "1-projet").mkdir(parents=True)
    for nom in ("pdf-a", "docx-b"):
        (dossier / "1-projet" / f"{nom}.en-cours").write_bytes(b"")
    with pytest.raises(ActionImpossible, match="dans une minute"):
        DOCUMENT.demander(_jamais)
    # Une fabrication que l'arrêt du serveur a coupée ne compte plus.
    _vieillir(dossier, fabrique.ABANDON + 1)
    DOCUMENT.demander(lambda: b"%PDF-")
    assert DOCUMENT.avancement() is Avancement.PRET


@pytest.mark.parametrize(
    "erreur",
    [MoteurPDFAbsent(), RenduTropLourd("Ce document est trop lourd."), ValueError("un bogue")],
)
def test_un_echec_se_dit_et_se_retente(dossier: Path, erreur: Exception) -> None:
    def echouer() -> bytes:
        raise erreur

    DOCUMENT.demander(echouer)
    assert (DOCUMENT.avancement(), DOCUMENT.octets()) == (Avancement.ECHEC, None)
    attendu = "noté" if isinstance(erreur, ValueError) else str(erreur)
    assert attendu in DOCUMENT.message()
    assert _fichiers(dossier) == ["pdf-abc.echec"]
    DOCUMENT.demander(lambda: b"%PDF-enfin")
    assert _fichiers(dossier) == ["pdf-abc"]


def test_une_fabrication_perdue_se_dit(dossier: Path) -> None:
    (dossier / "3-projet").mkdir(parents=True)
    (dossier / "3-projet" / "pdf-abc.en-cours").write_bytes(b" ")
    assert DOCUMENT.avancement() is Avancement.EN_COURS
    _vieillir(dossier, fabrique.ABANDON + 1)
    assert DOCUMENT.avancement() is Avancement.ECHEC
    assert "Redemandez-le" in DOCUMENT.message()


def test_disque_plein_pendant_l_ecriture(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le document n'est pas à moitié là, et la page le dit : la place du mot était prise."""

    def plein(sortie: Path, octets: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fabrique, "ecrire_d_un_coup", plein)
    DOCUMENT.demander(lambda: b"%PDF-")
    assert DOCUMENT.avancement() is Avancement.ECHEC
    assert DOCUMENT.message() == SANS_PLACE
    assert _fichiers(dossier) == ["pdf-abc.echec"]


def test_disque_plein_des_la_demande(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plein(marque: Path) -> None:
        marque.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fabrique, "_reserver", plein)
    with pytest.raises(ActionImpossible, match="disque du serveur est plein"):
        DOCUMENT.demander(_jamais)
    assert _fichiers(dossier) == []


def test_un_dossier_qui_ne_s_ecrit_pas(dossier: Path) -> None:
    """Un fichier tient la place du dossier : même un super-utilisateur n'y écrit pas."""
    dossier.write_text("un fichier")
    with pytest.raises(ActionImpossible, match="son dossier est fermé"):
        DOCUMENT.demander(_jamais)
    assert dossier.read_text() == "un fichier"


def test_garde_une_heure_et_pas_davantage(dossier: Path) -> None:
    DOCUMENT.demander(lambda: b"%PDF-")
    _vieillir(dossier, fabrique.GARDE + 1)
    assert (DOCUMENT.avancement(), DOCUMENT.octets()) == (Avancement.ABSENT, None)
    purger()
    assert _fichiers(dossier) == []


def test_jamais_plus_de_fichiers_que_la_borne(
    dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fabrique, "FICHIERS_AU_PLUS", 3)
    for rang in range(5):
        DocumentAPart("3-projet", f"pdf-{rang}").demander(lambda: b"%PDF-")
        chemin = dossier / "3-projet" / f"pdf-{rang}"
        os.utime(chemin, (time.time() - 100 + rang,) * 2)
    purger()
    assert _fichiers(dossier) == ["pdf-2", "pdf-3", "pdf-4"]
