"""Ce que tous les tests partagent : un jour fixe, un client strict, pas de réseau."""

import datetime
import gc
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from conventions.models import Convention, Utilisateur
from ctg.socle import horloge
from tests import fabriques
from tests.memoire import Memoire, du_passage

# Le jour des tests : dans la dernière année de la convention d'Agen, avant son terme.
AUJOURD_HUI = datetime.date(2026, 11, 23)
MIDI = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
_ECRITURE = re.compile(r'^\s*(INSERT|UPDATE|DELETE|REPLACE)\s+(INTO\s+|FROM\s+)?"?(\w+)', re.I)
_TABLES_DE_SESSION = {"django_session"}


def pytest_configure() -> None:
    """Un hachage rapide : les essais créent des centaines de comptes que rien ne menace.

    Et un ramasse-miettes moins zélé : à son rythme ordinaire, il prenait un dixième du temps.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    """Ce qui est chargé pour toute la suite n'est plus à reparcourir."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def depot_des_essais(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Ce que les essais déposent ne va pas avec les documents du poste."""
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("documents"))
    settings.DOSSIER_DES_PREPARES = tmp_path_factory.mktemp("prepares")


@pytest.fixture(scope="session")
def memoire(tmp_path_factory: pytest.TempPathFactory) -> Memoire:
    """Ce que ce passage a déjà rendu ou jugé."""
    return du_passage(sinon=tmp_path_factory.mktemp("memoire"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Sur SQLite, la base d'essai est un fichier, comme en service.

    En mémoire, plusieurs fils se partagent un cache que les verrous bloquent au lieu d'attendre :
    les essais de simultanéité n'y prouveraient rien. Sur PostgreSQL, une base d'essai n'a pas à
    survivre à une panne : ni attente du disque à chaque validation, ni tables recréées pour être
    vidées.
    """
    if connection.vendor == "sqlite":
        fichier = tmp_path_factory.mktemp("base") / "essai.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(fichier)
        yield
        return
    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["options"] = "-c synchronous_commit=off"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(type(connection.ops), "sql_flush", _vider)
        yield


def _vider(ops: Any, style: Any, tables: list[str], **_: Any) -> list[str]:
    """De quoi vider ces tables ligne à ligne : elles en ont peu, et TRUNCATE les recrée toutes.

    Les clés étrangères de Django ne se vérifient qu'à la fin de la transaction.
    """
    return [f"DELETE FROM {ops.quote_name(table)}" for table in tables]


@pytest.fixture(autouse=True)
def jour_fixe(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    """Les tests ont toujours lieu le 23 novembre 2026, à midi."""
    monkeypatch.setattr(horloge, "maintenant", lambda: MIDI)
    return AUJOURD_HUI


@pytest.fixture(autouse=True)
def sans_reseau(monkeypatch: pytest.MonkeyPatch) -> None:
    """Aucun test ne sort de la machine."""
    connecter = socket.socket.connect

    def garder(self: socket.socket, adresse: Any) -> Any:
        hote = adresse[0] if isinstance(adresse, tuple) else "localhost"
        if hote not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"Un test a voulu joindre {hote}.")
        return connecter(self, adresse)

    monkeypatch.setattr(socket.socket, "connect", garder)


@contextmanager
def ecritures() -> Iterator[set[str]]:
    """Les tables qu'écrit ce qui s'exécute ici, celles des sessions mises à part."""
    tables: set[str] = set()

    def surveiller(executer: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        ecriture = _ECRITURE.match(sql)
        if ecriture and ecriture.group(3) not in _TABLES_DE_SESSION:
            tables.add(ecriture.group(3))
        return executer(sql, params, many, context)

    with connection.execute_wrapper(surveiller):
        yield tables


class ClientStrict(Client):
    """Le client de test, où un GET qui écrit en base échoue (la session mise à part)."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Comme le client de Django, mais surveille les écritures."""
        with ecritures() as tables:
            reponse = super().get(*args, **kwargs)
        assert not tables, f"Un GET écrit en base : {tables}"
        return reponse


@pytest.fixture
def client() -> Client:
    """Un navigateur anonyme."""
    return ClientStrict()


@pytest.fixture
def convention(db: None) -> Convention:
    """La convention la plus simple : un territoire inventé, signée, en cours."""
    return fabriques.convention()


class Connexions:
    """Des navigateurs déjà connectés, un par compte."""

    def __call__(self, utilisateur: Utilisateur) -> Client:
        """Un client connecté sous ce compte."""
        client = ClientStrict()
        client.force_login(utilisateur)
        return client


@pytest.fixture
def connecter(db: None) -> Connexions:
    """De quoi ouvrir un client connecté : ``connecter(utilisateur).get(…)``."""
    return Connexions()
