"""What `manage.py check` says about Hearth itself; with `--deploy`, about running it in earnest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

Apps = Sequence[AppConfig] | None


@register(Tags.staticfiles)
def npm_libraries_are_installed(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Without socket.io-client no browser can connect."""
    if (settings.BASE_DIR / "node_modules" / "socket.io-client" / "dist").is_dir():
        return []
    return [
        Error(
            "The npm libraries are not installed.",
            hint="Run python3 -m bin.install",
            id="hearth.E1",
        )
    ]


@register(Tags.security)
def data_is_private(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The data folder holds the database and the secret key."""
    key = Path(settings.DATA) / "secret_key"
    if not key.exists() or not key.stat().st_mode & 0o077:
        return []
    return [
        Error(f"Others can read {key}.", hint=f"Run chmod 600 {key}", id="hearth.E2"),
    ]


@register(Tags.security, deploy=True)
def the_site_is_public(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """SITE_URL is what links, cookies and allowed hosts are made of."""
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}: passwords and messages travel unencrypted.",
            hint="Set SITE_URL=https://… and put nginx in front (docs/production.md).",
            id="hearth.W1",
        )
    ]


@register(Tags.security, deploy=True)
def a_proxy_is_trusted(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Hearth itself speaks no TLS: with https a proxy is in front, and it must be believed."""
    if not settings.SITE_URL.startswith("https://") or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "SITE_URL is https, but no proxy is trusted: every request would be sent to https "
            "again, and every client would have the proxy's address.",
            hint="Set TRUSTED_PROXIES=1 behind nginx.",
            id="hearth.W2",
        )
    ]


@register(Tags.database, deploy=True)
def workers_share_a_database(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """SQLite takes one writer at a time, whatever the number of workers."""
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if settings.WORKERS == 1 or not sqlite:
        return []
    return [
        Warning(
            f"{settings.WORKERS} workers write to one SQLite file, one at a time.",
            hint="Set DATABASE_URL=postgresql://…, or WORKERS=1.",
            id="hearth.W3",
        )
    ]
