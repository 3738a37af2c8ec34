"""Django settings. Everything an operator may change comes from the environment (table in README)."""

import secrets

from csp.constants import NONCE

from config import environment as env
from config import geolibs

GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH = geolibs.prepare()

BASE_DIR = env.ROOT
VAR_DIR = BASE_DIR / "var"
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY") or env.house().get("secret_key") or secrets.token_urlsafe(48)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
OWN_DATABASE = bool(env.text("DATABASE_URL"))
DEMO = env.flag("DEMO", default=not OWN_DATABASE)

# --- the register -------------------------------------------------------------------------------
REGISTER_SRID = 4490  # CGCS2000 degrees, longitude before latitude in PostGIS
WEB_SRID = 3857  # derived copies for tiles only
MAP_APPROVAL_NUMBER = env.text("MAP_APPROVAL_NUMBER")
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 100)
AS_OF_DATE = env.text("AS_OF_DATE")  # the day that views start from; empty: today
TILE_MEMORY_MB = env.number("TILE_MEMORY_MB", 64)  # vector tiles that each server process keeps; 0 keeps none

# --- parts --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.gis",
    "pgtrigger",
    "pghistory",
    "leaflet",
    "ninja",
    "django_fsm",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "config.apps.HouseConfig",
    "office.spatial",
    "office.people",
    "office.log",
    "office.rulesets",
    "office.intake",
    "office.papers",
    "office.jobs",
    "office.arrivals",
    "office.tasks",
    "office.inbox",
    "office.signing",
    "boundaries.divisions",
    "boundaries.jurisdiction",
    "boundaries.lines",
    "boundaries.changes",
    "boundaries.plans",
    "boundaries.archive",
    "boundaries.exports",
    "survey.checks",
    "survey.course",
    "survey.townships",
    "survey.demarcation",
    "survey.field",
    "survey.papers",
    "survey.standard",
    "gazetteer.names",
    "gazetteer.rules",
    "gazetteer.applications",
    "gazetteer.casefile",
    "gazetteer.imports",
    "gazetteer.asking",
    "gazetteer.sharing",
    "gazetteer.streets",
    "gazetteer.atlas",
]
MIDDLEWARE = [
    "gazetteer.atlas.lane.PublicLane",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "office.people.middleware.OfficersRooms",
    "office.people.middleware.PlainText",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "office.people.context.office",
                "boundaries.jurisdiction.context.titles",
            ],
        },
    },
]

# --- database -----------------------------------------------------------------------------------
DATABASES = {"default": env.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- long work: the queue stands in the database, `manage.py db_worker` does it ------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# HTTPS from a balancer (HTTPS=1, its X-Forwarded-Proto is believed) or from our own certificate (TLS_CERT)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("HTTPS") or bool(env.text("TLS_CERT"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("HTTPS") else None

# --- mail: reminders go out only where a server is named --------------------------------------------
EMAIL_HOST = env.text("MAIL_HOST")
EMAIL_PORT = env.number("MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("MAIL_STARTTLS")
EMAIL_USE_SSL = env.flag("MAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM") or "dijie@localhost"
SITE_ADDRESS = env.text("SITE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "office" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "staticfiles"
FRONTEND_DIR = BASE_DIR / "node_modules"
VENDOR = {
    "modern-normalize": "modern-normalize",
    "htmx": "htmx.org/dist",
    "maplibre-gl": "maplibre-gl/dist",
    "maplibre-gl-leaflet": "@maplibre/maplibre-gl-leaflet/dist",
    "vector-tile": "@mapbox/vector-tile",
    "point-geometry": "@mapbox/point-geometry",
    "pbf": "pbf",
    "tus": "tus-js-client/dist",
    "geoman": "@geoman-io/leaflet-geoman-free/dist",
    "idb": "idb/build",
}
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *((f"vendor/{name}", FRONTEND_DIR / path) for name, path in VENDOR.items() if (FRONTEND_DIR / path).is_dir()),
]
ARCHIVE_DIR = env.ROOT / (env.text("ARCHIVE_DIR") or "var/files")
ARCHIVE_S3_CONDITIONAL = env.flag("ARCHIVE_S3_CONDITIONAL", default=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "originals": env.originals(),
}
ANCHOR_DIR = env.ROOT / (env.text("ANCHOR_DIR") or "var/anchors")
ARRIVAL_DIR = env.ROOT / (env.text("ARRIVAL_DIR") or "var/arrivals")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- what went wrong: one place for it, standard error; `make run` keeps that in var/log/server-PORT.log -----
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"dated": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "dated"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # pages that were not found or not allowed are no fault of ours; an error comes with its traceback
        "django": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "ERROR", "propagate": False},
    },
}

# --- maps: nothing from outside -----------------------------------------------------------------
LEAFLET_CONFIG = {
    "TILES": [],
    "DEFAULT_CENTER": (43.6, 126.4),
    "DEFAULT_ZOOM": 7,
    "MIN_ZOOM": 5,
    "MAX_ZOOM": 18,
    "ATTRIBUTION_PREFIX": False,
    "RESET_VIEW": False,
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", NONCE],
        "img-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    }
}
