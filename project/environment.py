"""What the environment says, read once and checked, for project/settings.py.

Every reader raises `ImproperlyConfigured` with one line that names the variable and what to do.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable's text, stripped; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """The variable as a switch: 1, true, yes, on or 0, false, no, off."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}: set it to 1 or 0.")


def integer(name: str, default: int, *, at_least: int = 0) -> int:
    """The variable as a whole number of at least `at_least`."""
    raw = text(name)
    try:
        value = int(raw) if raw else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {raw!r}: set it to a whole number.") from None
    if value < at_least:
        raise ImproperlyConfigured(f"{name} is {value}: it must be at least {at_least}.")
    return value


def site_url(default: str) -> str:
    """`SITE_URL` without a trailing slash: `http(s)://host[:port]`."""
    url = text("SITE_URL", default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"SITE_URL is {url!r}: set it to the address people type, such as https://chat.example.org"
        )
    return url


def data_folder(base: Path) -> Path:
    """The `DATA` folder, made when it is missing, readable by its owner alone."""
    folder = Path(text("DATA", str(base / "var"))).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA folder {folder} cannot be made: {error.strerror}."
        ) from None
    return folder


def secret_key(folder: Path) -> str:
    """`SECRET_KEY` from the environment, else from `folder/secret_key`, made on the first run.

    The file is created with mode 0600 and exclusively, so that of two processes that start at
    once the second reads what the first wrote.
    """
    if given := text("SECRET_KEY"):
        return given
    path = folder / "secret_key"
    with contextlib.suppress(FileExistsError):
        _write_once(path, secrets.token_urlsafe(64))
    try:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key {path} cannot be read: {error.strerror}."
        ) from None


def _write_once(path: Path, content: str) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    try:
        os.link(partial, path)  # atomic, and fails where the key is already there
    finally:
        partial.unlink()


def database(folder: Path) -> dict[str, Any]:
    """Django's database settings: PostgreSQL by `DATABASE_URL`, else SQLite in the data folder."""
    url = text("DATABASE_URL")
    if not url:
        return _sqlite(folder / "hearth.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url)
    raise ImproperlyConfigured(
        "DATABASE_URL must start with postgresql:// (or be unset, for SQLite in the DATA folder)."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    # FULL: NORMAL loses acknowledged messages when the power goes. IMMEDIATE: a transaction that
    # reads first and writes later would otherwise fail at once instead of waiting for its turn.
    return {
        "ENGINE": "project.sqlite3",
        "NAME": str(path),
        # It stays with its thread: to open it takes longer than most queries.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": integer("SQLITE_TIMEOUT", 10, at_least=1),
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    # A pooler that gives each transaction another connection may not know what was prepared there.
    prepares = query.pop("prepared", "1") != "0"
    # Persistent connections under ASGI exhaust the server (one a thread): a pool bounds them.
    pool = {
        "min_size": 1,
        "max_size": integer("DATABASE_POOL", 12, at_least=2),
        "timeout": integer("DATABASE_POOL_TIMEOUT", 10, at_least=1),
    }
    return {
        "ENGINE": "project.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": pool,
            "prepare_threshold": 0 if prepares else None,
            "connect_timeout": 5,
            **query,
        },
    }
