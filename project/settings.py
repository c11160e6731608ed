"""Hearth's settings: one file, driven by the environment (docs/architecture.md)."""

import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from project import environment as env
from project import files, limits

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.data_folder(BASE_DIR)

HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, at_least=1)
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
WORKERS = env.integer("WORKERS", 1, at_least=1)
REDIS_URL = env.text("REDIS_URL")
if WORKERS > 1 and not REDIS_URL:
    raise ImproperlyConfigured(
        f"WORKERS is {WORKERS}, which needs Redis to carry messages between them: "
        "set REDIS_URL (redis://127.0.0.1:6379/0), or WORKERS=1."
    )

SITE_URL = env.site_url(f"http://{'localhost' if HOST in {'0.0.0.0', '::'} else HOST}:{PORT}")  # noqa: S104
_site = urlsplit(SITE_URL)
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(DATA)
ALLOWED_HOSTS = sorted({_site.hostname or "", *env.text("ALLOWED_HOSTS").split()})
if _site.scheme == "http":
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    # For `runserver` alone: it loads the whole server, a third of what any other command takes.
    *(["daphne"] if sys.argv[1:2] == ["runserver"] else []),
    "channels",
    "channels_socketio",
    "chat",
    "project",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "project.middleware.health_checks",
    "project.middleware.proxy_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "project.middleware.kept_by_nobody",
    "chat.api.middleware.Edge",
    "project.policy.Policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "chat.accounts.middleware.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chat.accounts.middleware.Devices",
    "chat.views.faults.Faults",
]

ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chat.context.site",
            ]
        },
    }
]

# -- Data ---------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": env.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    # socket_timeout: redis-py 8 gives up reading after 5 s, which an idle subscription outlives.
    CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                "hosts": [
                    {
                        "address": REDIS_URL,
                        "socket_timeout": None,
                        "socket_connect_timeout": 2,
                        "socket_keepalive": True,
                    }
                ],
                "prefix": env.text("REDIS_PREFIX", "hearth"),
            },
        }
    }
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "project.caching.Cache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": env.text("REDIS_PREFIX", "hearth"),
            "OPTIONS": {
                "serializer": "project.caching.JsonSerializer",
                "socket_connect_timeout": 1,
                "socket_timeout": 2,
            },
        }
    }
else:
    # The default capacity of 100 dropped four sends of five in a burst of 500.
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 10_000},
        }
    }
    # The default of 300 entries is soon filled, and what it forgets are attempts to log in.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    }

# -- Accounts -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["chat.accounts.backend.LoginBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "chat.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "chat.accounts.forms.LoginForm",
    "reset_password": "chat.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "chat.accounts.forms.ResetPasswordKeyForm",
    "change_password": "chat.accounts.forms.ChangePasswordForm",
}
# Django's own: allauth's stores a copy of the address, which an account's change would not reach.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USERNAME_MIN_LENGTH = 2
OPEN_SIGNUP = env.flag("OPEN_SIGNUP")
USERSESSIONS_TRACK_ACTIVITY = False  # chat.accounts.middleware.Devices does, less often
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "chat.accounts.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SAMESITE = "Lax"

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("EMAIL_HOST")
    EMAIL_PORT = env.integer("EMAIL_PORT", 587)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
    EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"hearth@{_site.hostname}")

# -- Limits: each is a setting with a default (project/limits.py) -------------------------------

HEARTH = limits.HEARTH
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# -- Security -----------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "chat.views.errors.csrf_failure"
if _site.scheme == "https":
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
_ws = f"{'wss' if _site.scheme == 'https' else 'ws'}://{_site.netloc}"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *files.origins()],
        "media-src": [SELF, *files.origins()],
        "connect-src": [SELF, _ws],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- Pages and static files ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
_npm = BASE_DIR / "node_modules"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "project.static_files.BundleFinder",
]
# Names with a hash in them, Django's of a file or esbuild's of a chunk: kept by browsers for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.[^/]+$|/bundles/[^/]+-[A-Z0-9]{8}\.js$"
# Served at /socket.io/socket.io.js, for pages that are not ours.
SOCKETIO_CLIENT = _npm / "socket.io-client" / "dist"
EMOJI_DATA = _npm / "emoji-picker-element-data" / "en" / "emojibase"
if EMOJI_DATA.is_dir():
    STATICFILES_DIRS.append(("npm/emoji-data", EMOJI_DATA))
UPLOADS = DATA / "uploads"  # what has arrived of files that are not whole yet
# Behind nginx, which then sends the bytes (deploy/hearth.nginx.conf); else Hearth itself does.
FILES_BY_NGINX = env.flag("FILES_BY_NGINX")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": files.storage(DATA),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"escape": {"()": "project.logs.EscapeControls"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["escape"]}
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"daphne": {"level": "WARNING"}, "django": {"level": "INFO"}},
}
