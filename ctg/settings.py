"""Réglages du portail : un seul fichier, que des variables d'environnement font varier.

Sans aucune variable : développement, SQLite. Les variables sont décrites dans `.env.example`,
qu'un test tient à jour.
"""

import datetime
import sys
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONNEMENTS = ("developpement", "demonstration", "production")
ENVIRONNEMENT: str = env.str("ENVIRONNEMENT", default="developpement")
if ENVIRONNEMENT not in ENVIRONNEMENTS:
    raise ImproperlyConfigured(
        f"ENVIRONNEMENT vaut « {ENVIRONNEMENT} » : choisir {', '.join(ENVIRONNEMENTS)}."
    )
EN_PRODUCTION = ENVIRONNEMENT == "production"
EN_DEMONSTRATION = ENVIRONNEMENT == "demonstration"


def _obligatoire_en_production(nom: str, sinon: str) -> str:
    """La valeur de la variable `nom` ; en production, son absence arrête le démarrage."""
    valeur: str = env.str(nom, default="")
    if valeur:
        return valeur
    if EN_PRODUCTION:
        raise ImproperlyConfigured(f"En production, la variable {nom} est obligatoire.")
    return sinon


DEBUG = ENVIRONNEMENT == "developpement"
# Cette clé ne protège rien : elle ne sert que hors production.
SECRET_KEY = _obligatoire_en_production("SECRET_KEY", sinon="cle-de-developpement-sans-valeur")
ALLOWED_HOSTS = [
    hote.strip()
    for hote in _obligatoire_en_production(
        "ALLOWED_HOSTS", sinon="localhost,127.0.0.1,[::1]"
    ).split(",")
]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # whitenoise sert aussi les fichiers statiques sous `runserver`.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "simple_history",
    "csp",
    "axes",
    "ctg.socle",
    "conventions",
    "equipements",
    "actions",
    "pilotage",
    "ctg",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Une page pèse cinq fois moins ; Django y mêle de quoi déjouer l'attaque BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ctg.urls"
WSGI_APPLICATION = "ctg.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["ctg.socle.templatetags.portail"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ctg.contexte.portail",
            ],
        },
    },
]

# --- Base de données -------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'portail.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Mesuré : avec les réglages par défaut de Django, 16 à 24 % des écritures simultanées
    # échouent ; avec ceux-ci, aucune. Ne pas y ajouter ATOMIC_REQUESTS : les lectures
    # deviendraient exclusives.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=NORMAL;"
            "PRAGMA mmap_size=134217728;"
            "PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Mesuré sur un pays : PostgreSQL passait 2 à 15 s à compiler des requêtes qui en durent 0,1.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Comptes ---------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    # Le premier : il refuse avant qu'un mot de passe ne se calcule (276 ms de processeur).
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
# Un compte se ferme à qui se trompe, sans se fermer à son titulaire, qui vient d'ailleurs.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "ctg.views.connexion_suspendue"
# Le nom que la page de connexion donne au courriel : sans lui, les échecs se rangeraient sans nom.
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "ctg.socle.frein.adresse_du_client"
AXES_RESET_ON_SUCCESS = True
# Un quart d'heure après le dernier échec compté : insister pendant ce temps ne le rallonge pas.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
# Qui se connecte, et quand, ne se garde pas : seuls les échecs, le temps de les compter.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Le nombre de serveurs frontaux qui ajoutent leur adresse à X-Forwarded-For.
SERVEURS_FRONTAUX: int = env.int("SERVEURS_FRONTAUX", default=1 if EN_PRODUCTION else 0)
AUTH_USER_MODEL = "conventions.Utilisateur"
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "connexion"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["courriel", "nom"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    # Douze chiffres ne font que 40 bits ; la CNIL en demande 50.
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Courriels -------------------------------------------------------------------------------
# Hors production, rien ne part : les courriels se lisent sur une page du portail.
COURRIELS_LISIBLES = not EN_PRODUCTION
_courrier = env.email("EMAIL_URL", default="consolemail://" if EN_PRODUCTION else "dummymail://")
vars().update(_courrier)
EMAIL_TIMEOUT = 20
# Sans serveur d'envoi, un courriel attend : le coordonnateur le voit.
COURRIELS_CONFIGURES = bool(env.str("EMAIL_URL", default="")) or COURRIELS_LISIBLES
DEFAULT_FROM_EMAIL: str = env.str("EXPEDITEUR", default="Portail CTG <ne-pas-repondre@localhost>")
# Ce que les courriels écrits par une commande mettent devant leurs adresses.
ADRESSE_DU_PORTAIL: str = env.str(
    "ADRESSE_DU_PORTAIL",
    default=f"https://{ALLOWED_HOSTS[0]}" if EN_PRODUCTION else "http://localhost:8000",
).rstrip("/")
# En production, la remise d'un courriel se fait dans un fil à part : la page n'attend pas.
TACHES_IMMEDIATES = not EN_PRODUCTION
# Un document long se fabrique à part, pendant qu'une page dit d'attendre.
DOCUMENTS_A_PART = ENVIRONNEMENT != "developpement"
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# --- Langue ----------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# --- Fichiers --------------------------------------------------------------------------------
DOSSIER_VARIABLE = Path(env.str("DOSSIER_VARIABLE", default=str(BASE_DIR / "var")))
DOSSIER_POLICES = DOSSIER_VARIABLE / "polices"
DOSSIER_CONVENTIONS = BASE_DIR / "fixtures" / "conventions"
# Le dossier existe dès maintenant : `preparer_polices` le remplit, `collectstatic` le lit.
DOSSIER_POLICES.mkdir(parents=True, exist_ok=True)
STATIC_URL = "/static/"
STATIC_ROOT = DOSSIER_VARIABLE / "statiques"
STATICFILES_DIRS = [("polices", DOSSIER_POLICES)]
MEDIA_ROOT = DOSSIER_VARIABLE / "documents"
# Ce qui se prépare à part : effacé au bout d'une heure.
DOSSIER_DES_PREPARES = DOSSIER_VARIABLE / "prepares"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Sécurité --------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if EN_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    # Le serveur frontal termine TLS et le dit par cet en-tête.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # La sonde de l'hébergeur interroge /sante en clair, depuis l'intérieur.
    SECURE_REDIRECT_EXEMPT = [r"^sante$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Formulaires, journal --------------------------------------------------------------------
# Les gabarits de champs du portail sont cherchés dans TEMPLATES, comme les autres.
FORM_RENDERER = "ctg.socle.formulaires.RenduDesFormulaires"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = False
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": env.str("NIVEAU_DE_JOURNAL", default="WARNING")},
}
