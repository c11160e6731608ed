"""Whether the database and Redis are there, said in one line each before anything is started."""

import fcntl
import os
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction

_SECONDS = 5


def check() -> None:
    """CommandError, one line that says what to do, where the database or Redis is out of reach."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        _check_postgresql(settings.DATABASES["default"])
    else:
        _check_sqlite(settings.DATABASES["default"])
    if settings.REDIS_URL:
        _check_redis()


def hold_data() -> IO[str] | None:
    """Hold the data folder for as long as the file that is returned stays open.

    Two that serve from one folder without Redis would not see each other's messages in time:
    CommandError names the other one. With Redis several may, and None is returned.
    """
    if settings.REDIS_URL:
        return None
    file = (settings.DATA / "serving.pid").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        raise CommandError(
            f"Another Hearth (process {file.read().strip() or 'unknown'}) serves from "
            f"{settings.DATA}: stop it, or choose another folder with DATA."
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def _check_postgresql(database: dict[str, Any]) -> None:
    import psycopg  # here: a tenth of a start, which SQLite does without

    # Not through Django: its pool tries for ten seconds and logs each failure.
    options = {key: value for key, value in database["OPTIONS"].items() if key != "pool"}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    given = {key: database[name] for key, name in {**names, "port": "PORT"}.items()}
    wanted = {key: value for key, value in given.items() if value}
    try:
        psycopg.connect(**{**options, **wanted, "connect_timeout": _SECONDS}).close()
    except psycopg.OperationalError as error:
        raise CommandError(
            f"PostgreSQL cannot be used ({one_line(error)}): start it, or mend DATABASE_URL."
        ) from None


def _check_sqlite(database: dict[str, Any]) -> None:
    try:
        with transaction.atomic():  # IMMEDIATE: takes the write lock
            connection.ensure_connection()
    except OperationalError as error:
        if "locked" in str(error):
            raise CommandError(
                f"The database {database['NAME']} is locked by another program: stop it (a second "
                "Hearth, an open sqlite3 shell), then try again."
            ) from None
        raise CommandError(
            f"The database {database['NAME']} cannot be used ({one_line(error)}): mend its rights, "
            "or choose another folder with DATA."
        ) from None


def _check_redis() -> None:
    import redis  # here: a tenth of a start, which one process does without

    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError as error:
        raise CommandError(
            f"Redis cannot be used ({one_line(error)}): start it, or mend REDIS_URL."
        ) from None
    finally:
        client.close()


def one_line(error: Exception) -> str:
    """An error's text without its line breaks and final full stop."""
    return " ".join(str(error).split()).rstrip(".")
