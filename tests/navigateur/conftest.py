"""De quoi parcourir le portail dans Chromium, sur la démonstration, statiques de production.

La démonstration se charge une fois pour tout le dossier (la charger pour chaque essai prendrait
plus de temps que les essais). Chaque parcours écrit donc sur des objets qui ne sont qu'à lui, et
la base est vidée à la fin, comme après tout essai que ne défait pas une transaction.
"""

import datetime
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from conventions.models import Convention, Utilisateur
from ctg.socle import horloge
from tests import fabriques
from tests.demonstration import charger
from tests.memoire import Memoire
from tests.navigateur.visite import Visite

MIDI = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
# Rien de ce que Chromium fait de lui-même : ni mise à jour, ni envoi, ni carte graphique.
OPTIONS_DE_CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tout essai de ce dossier a besoin de Chromium."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """La base, ouverte le temps du dossier.

    Sous ce nom, pytest-django la prépare même quand ces essais sont lancés seuls.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="package")
def demonstration(db: None, memoire: Memoire) -> Iterator[Convention]:
    """La convention d'Agen et sa vie fictive, enregistrées le jour des tests."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(horloge, "maintenant", lambda: MIDI)
        # Playwright tient une boucle d'événements dans ce fil, où Django refuserait la base.
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Ce dossier finit par vider la base : jamais celle où quelqu'un travaille.
        assert not Utilisateur.objects.exists(), "la base d'essai n'est pas vierge"
        try:
            charger(memoire)
            yield Convention.objects.get(slug="agen-2022-2026")
        finally:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


@pytest.fixture(scope="package")
def convention_vide(demonstration: Convention) -> Convention:
    """Une seconde convention, où rien n'est encore saisi."""
    return fabriques.convention(slug="valmont", nom="Convention de Valmont", territoire="Valmont")


class ServeurQuiAttend(ThreadedWSGIServer):
    """Se ferme quand ses fils ont fini : une connexion restée ouverte retiendrait la base."""

    daemon_threads = False


class FilDuServeur(LiveServerThread):
    """Le fil d'un serveur d'essai."""

    server_class = ServeurQuiAttend


@pytest.fixture(scope="package")
def serveur(demonstration: Convention, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """L'adresse d'un portail en marche, fichiers statiques rassemblés et compressés."""
    call_command("preparer_polices", stdout=io.StringIO())
    statiques = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("statiques"),
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": statiques,
        },
        WHITENOISE_USE_FINDERS=False,
        WHITENOISE_AUTOREFRESH=False,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        # Rien entre le serveur et l'application : c'est whitenoise qui sert les fichiers.
        fil = FilDuServeur("localhost", static_handler=lambda nue: nue)  # type: ignore[arg-type]
        fil.daemon = True
        fil.start()
        fil.is_ready.wait()
        if fil.error:
            raise fil.error
        yield f"http://localhost:{fil.port}"
        fil.terminate()


@pytest.fixture(scope="package")
def chromium(serveur: str) -> Iterator[Browser]:
    """Le Chromium de la machine, ou celui que dit PORTAIL_CHROMIUM ; fermé avant le serveur."""
    chemin = os.environ.get("PORTAIL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)))
    options = list(OPTIONS_DE_CHROMIUM)
    if os.geteuid() == 0:
        # Chromium refuse son bac à sable à l'administrateur de la machine.
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chemin, args=options)
        yield navigateur
        navigateur.close()
        # Sous la boucle de Playwright, ce fil a sa propre connexion à la base.
        connections.close_all()


@pytest.fixture
def visiter(chromium: Browser, serveur: str) -> Iterator[Callable[..., Visite]]:
    """Ouvre des navigateurs séparés : ``visiter(largeur=360, javascript=False)``.

    À la fin, tout ce que le navigateur a trouvé à redire fait échouer l'essai.
    """
    visites: list[Visite] = []

    def ouvrir(*, largeur: int = 1280, javascript: bool = True) -> Visite:
        visites.append(Visite(chromium, serveur, largeur=largeur, javascript=javascript))
        return visites[-1]

    yield ouvrir
    for visite in visites:
        visite.fermer()
    ennuis = [ennui for visite in visites for ennui in visite.ennuis]
    assert not ennuis, "\n".join(ennuis)
