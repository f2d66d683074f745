"""Les réglages : la production exige ce qu'il faut, la page est close, SQLite est réglé."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from conventions.models import Convention, Utilisateur
from tests import fabriques
from tests.maison.arbre import RACINE

Connecter = Callable[[Utilisateur], Client]

PRODUCTION = {
    "ENVIRONNEMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "portail.exemple.fr",
}


def _gerer(dossier: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """manage.py dans un environnement où seules comptent ces variables."""
    propre = {nom: os.environ[nom] for nom in ("PATH", "HOME", "LANG") if nom in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=RACINE,
        env={**propre, "DOSSIER_VARIABLE": str(dossier), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("manquante", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_la_production_refuse_de_demarrer_sans(manquante: str, tmp_path: Path) -> None:
    variables = {nom: valeur for nom, valeur in PRODUCTION.items() if nom != manquante}
    # Une valeur vide prime un éventuel fichier .env, et vaut absence.
    essai = _gerer(tmp_path, "check", **{**variables, manquante: ""})
    assert essai.returncode != 0
    assert f"la variable {manquante} est obligatoire" in essai.stderr


def test_un_environnement_inconnu_est_refuse_en_francais(tmp_path: Path) -> None:
    essai = _gerer(tmp_path, "check", ENVIRONNEMENT="recette")
    assert essai.returncode != 0
    assert "choisir developpement, demonstration, production" in essai.stderr


def test_les_reglages_de_production_ne_valent_aucun_avertissement(tmp_path: Path) -> None:
    essai = _gerer(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert essai.returncode == 0, essai.stderr
    assert "no issues" in essai.stdout
    assert "WARNING" not in essai.stderr


@pytest.mark.django_db
def test_la_politique_de_contenu_est_stricte(convention: Convention, connecter: Connecter) -> None:
    reponse = connecter(fabriques.lecteur(convention)).get("/connexion/")
    directives = dict(
        morceau.strip().split(" ", 1)
        for morceau in reponse.headers["Content-Security-Policy"].split(";")
        if morceau.strip()
    )
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in reponse.headers["Content-Security-Policy"]
    assert "http" not in reponse.headers["Content-Security-Policy"]
    assert reponse.headers["X-Frame-Options"] == "DENY"
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert reponse.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_sqlite_est_regle_comme_mesure() -> None:
    if connection.vendor != "sqlite":
        # L'autre moteur n'a pas ces réglages : il garde ses connexions et les vérifie.
        assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True
        return
    attendus = {"synchronous": 1, "mmap_size": 134217728, "cache_size": -20000}
    with connection.cursor() as curseur:
        for pragma, valeur in attendus.items():
            curseur.execute(f"PRAGMA {pragma}")
            ligne = curseur.fetchone()
            # Une base en mémoire n'a pas de fichier à projeter : la directive ne répond rien.
            assert ligne in (None, (valeur,), (0,) if pragma == "mmap_size" else None), pragma
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")


def test_une_base_en_fichier_prend_le_journal_anticipe(tmp_path: Path) -> None:
    code = (
        "from django.db import connection as c; k = c.cursor();"
        "lire = lambda p: k.execute(f'PRAGMA {p}').fetchone()[0];"
        "print(lire('journal_mode'), lire('synchronous'), lire('mmap_size'), lire('cache_size'))"
    )
    essai = _gerer(
        tmp_path, "shell", "-v0", "-c", code, DATABASE_URL=f"sqlite:///{tmp_path / 'essai.sqlite3'}"
    )
    assert essai.stdout.split() == ["wal", "1", "134217728", "-20000"], essai.stderr


def test_tout_est_ferme_par_defaut() -> None:
    intergiciels = settings.MIDDLEWARE
    ferme = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    assert ferme in intergiciels
    assert intergiciels.index(ferme) > intergiciels.index(
        "django.contrib.auth.middleware.AuthenticationMiddleware"
    )


def test_les_cookies_et_les_mots_de_passe_sont_tenus() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    with pytest.raises(ValidationError, match="au minimum 12 caractères"):
        validate_password("Court-1-mot")
    with pytest.raises(ValidationError, match="trop courant"):
        validate_password("password1234")
