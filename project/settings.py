"""Hearth's settings: one file, driven by the environment (docs/architecture.md)."""

import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from project import environment as env
from project import fetching, files

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
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
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

# -- Limits: each is a setting with a default ---------------------------------------------------

HEARTH: dict[str, Any] = {
    "MESSAGE_LENGTH": env.integer("MESSAGE_LENGTH", 10_000, at_least=1),  # characters
    "RENDER_MS": 100,  # the longest a message may take to render
    "HISTORY_PAGE": 50,
    "HISTORY_PAGE_MAX": 200,
    "CHANGES_PAGE": 200,
    "CHANGES_LIMIT": 1_000,  # further behind than this: `limited`, and a fresh snapshot
    "PAGE_BYTES": 1_000_000,  # about, of an answer's messages: a page of long ones has fewer
    "SYNC_ROOMS": 1_000,
    "PINS_PER_ROOM": 100,
    # A picture is opened in a process of its own, within all of these (chat/pictures).
    "PICTURE_BYTES": 30_000_000,
    "PICTURE_PIXELS": 50_000_000,
    "PICTURE_FRAMES": 1_000,  # of an animation
    "PICTURE_MEMORY": 640_000_000,  # bytes of address space
    "PICTURE_SECONDS": 10,  # of processor time; twice that by the clock
    "PICTURE_PROCESSES": 2,  # at a time in one worker
    "PICTURE_WAIT_SECONDS": 30,  # for one's turn
    "PICTURE_RATE": (0.5, 40),  # emoji and avatars a second a user, and the burst
    "CUSTOM_EMOJI": 2_000,
    "AVATAR_PIXELS": (96, 256),  # each way, of the two sizes of a face
    "EMOJI_PIXELS": 128,  # each way, of one of the organisation's own
    "EMOJI_FRAMES": 120,
    "EMOJI_BYTES": 1_000_000,  # of the file it is made from
    "EMOJI_SOURCE_PIXELS": 4_000_000,
    "POLL_OPTIONS": 10,
    "POLL_OPTION_LENGTH": 100,
    "POLL_DAYS": 90,  # the longest until a poll closes by itself
    "POLL_NAMES": 500,  # a poll with more votes names nobody
    "REACTION_KINDS": 24,  # different emoji under one message
    "REACTIONS_PER_USER": 12,  # under one message
    "REACTIONS_PER_MESSAGE": 500,
    "UNDO_SECONDS": 10,  # after sending, in which a message may be taken back without a trace
    "VERSIONS_KEPT": 50,  # of one message that is edited again and again
    "THREADS_FOLLOWED": 1_000,  # by one person: then the one silent for longest is let go
    "THREADS_LISTED": 100,  # in the list of those followed
    "REPLIERS_SHOWN": 5,  # beside a message that has replies
    "SAVED_PER_USER": 300,  # open
    "SEEN_LISTED": 200,  # people of those who have read a message
    "SEEN_LIVE_MEMBERS": 10,  # in rooms with more, who has read what is told when asked alone
    "INBOX_DAYS": 90,  # how far back an inbox goes
    "INBOX_PAGE": 30,
    "NOTE_LENGTH": 500,  # of a saved message
    "SEARCH_PAGE": 25,
    "SEARCH_PAGE_MAX": 50,
    "SEARCH_LENGTH": 500,  # characters of what is looked for
    "SEARCH_TERMS": 20,
    "SEARCH_MS": env.integer("SEARCH_MS", 1_000, at_least=1),  # that one search may take
    "ROOM_NAME_LENGTH": 60,
    # In rooms with more members than this only admins call everyone by @room and @here.
    "EVERYONE_MENTION_MEMBERS": env.integer("EVERYONE_MENTION_MEMBERS", 200, at_least=1),
    "GROUPS": 200,  # that one name mentions
    "GROUP_MEMBERS": 500,
    "TOPIC_LENGTH": 250,
    "SLOW_SECONDS_MOST": 6 * 3600,  # that slow mode may ask for between two messages
    "ROOMS_PER_USER": 500,  # created by one person
    "GROUP_DIRECT_PEOPLE": 12,  # who share direct messages
    "SECTIONS_PER_USER": 30,  # of one's own in the sidebar
    "SECTION_NAME_LENGTH": 40,
    "GROUP_DIRECTS_PER_USER": 2_000,  # begun by one person, with two others or more
    "DRAFT_LENGTH": 40_000,  # characters: more than a message may have, to be shortened later
    "DRAFTS_PER_USER": 300,
    "SCHEDULED_PER_USER": 100,
    "SCHEDULE_DAYS": 366,  # how far ahead
    # The modules whose COMMANDS begin with a slash (docs/commands.md).
    "SLASH_COMMANDS": ["chat.slash.builtin", *env.text("SLASH_COMMANDS").split()],
    "TIMER_SECONDS": 1,  # how often a process looks for what is due
    **files.limits(),
    # Messages a second a user, and the burst.
    "SEND_RATE": (10, env.integer("SEND_BURST", 30, at_least=1)),
    "COMMAND_RATE": (30, env.integer("COMMAND_BURST", 120, at_least=1)),
    "TYPING_RATE": (2, 10),
    "SEARCH_RATE": (3, 20),  # as one types
    "CONNECT_RATE": (20, env.integer("CONNECT_BURST", 200, at_least=1)),  # per address
    # Requests to the API without a log-in that holds, per address.
    "STRANGER_RATE": (2, env.integer("STRANGER_BURST", 60, at_least=1)),
    "PATIENCE_RATE": (1, 60),  # refusals a second that a socket outlives, and the burst
    "SOCKETS_PER_USER": 100,  # at a time in one process: tabs and devices
    "CONNECT_TIMEOUT_MS": 5_000,
    "PING_INTERVAL_MS": 25_000,
    "PING_TIMEOUT_MS": 20_000,
    "MAX_PAYLOAD": 200_000,  # bytes of one event from a client
    "WATCH_SECONDS": 1.5,  # how often a process compares heads and access versions
    "PRESENCE_SECONDS": env.integer("PRESENCE_SECONDS", 10, at_least=1),  # between renewals
    "PRESENCE_LAPSE_SECONDS": 3 * env.integer("PRESENCE_SECONDS", 10, at_least=1),  # then dead
    "PRESENCE_GRACE": 4,  # seconds that someone gone counts for: a page is being loaded again
    "OPS_SECONDS": 2,  # between two samples of the live page
    "AWAY_SECONDS": 300,  # without a sign of life in the page: away
    "ACTION_THREADS": env.integer("ACTION_THREADS", 8, at_least=1),
    "INVITE_DAYS": 7,
    "INVITE_USES": 25,
    "TOKENS_PER_USER": 20,
    "TOKEN_DAYS": 366,  # the longest that a token may be made for; for ever is allowed too
    "MAX_BODY": 1_048_576,  # bytes of a request's body; deploy/hearth.nginx.conf has the same
    "ARRIVAL_SECONDS": 30,  # for a request to arrive whole, from its first line on
    # Until a request's answer begins: longer than a poll waits, which is PING_INTERVAL_MS.
    "ANSWER_SECONDS": 60,
    "SEND_SECONDS": 60,  # for a client to read what it was sent of an answer
    "DRAIN_SECONDS": env.integer("DRAIN_SECONDS", 20, at_least=1),  # for running requests to end
    **fetching.LIMITS,
}
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
